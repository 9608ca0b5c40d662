"""What is published of a change, by a process that stays and by one that begins anew, is what a full build gives,
whatever changes.

Longer: `STEPS=2000 COMPARE_EACH=20`, and over a library where lists have pages: `STEPS=100 STEPS_CASES=1200`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from press.archive import record_of
from press.release import How, build_release
from press.reuse import files_below
from press.search import Index
from press.sound import name_of
from press.warm import Warm
from press.web import build_site
from records import Case, Export, Name, PressError
from tests.changes import Library, edit_title, questions, texts, withdraw
from tests.published import with_shelf
from tests.random_cases import random_cases

STEPS, EACH = int(os.environ.get("STEPS", "60")), int(os.environ.get("COMPARE_EACH", "3"))
SEED, MORE = int(os.environ.get("STEPS_SEED", "1")), int(os.environ.get("STEPS_CASES", "0"))


class Desk:
    """A library that changes, its export, and who publishes it."""

    def __init__(self, library: Library, folder: Path, release: Path) -> None:
        self.library, self.folder = library, folder
        self.export, self.out, self.shelf = folder / "export", with_shelf(release, folder / "out"), release
        self.warm, self.beside = Warm(), with_shelf(release, folder / "beside")
        library.write(self.export)

    def publish(self, changed: set[Name]) -> set[str]:
        """Publish; return the names of the files of the site that were made."""
        release = build_release(self.export, self.out, How(let_go=True), warm=self.warm, changed=changed)
        assert release.held == ()
        assert self.warm.reuse
        made = set(self.warm.reuse.made())
        self.warm.rest()
        return made

    def write(self) -> set[Name]:
        """Export what has changed, as the worker does: only its files are touched; return what that is."""
        new, differ = self.library.write(self.folder / "new"), set()
        there, now = set(files_below(self.export)), set(files_below(new))
        for name in there | now:
            old = (self.export / name).read_bytes() if name in there else None
            if name not in now:
                (self.export / name).unlink()
            elif old != (data := (new / name).read_bytes()):
                (self.export / name).parent.mkdir(parents=True, exist_ok=True)
                (self.export / name).write_bytes(data)
            else:
                continue
            differ.add(record_of(name))
        return {name_of(name) for name in differ - {""}}

    def begin_anew(self) -> None:
        """Publish beside, as a process does that knows only what stands there."""
        assert build_release(self.export, self.beside, How(let_go=True, keep=3)).held == ()

    def compare(self, said: str, *others: Path) -> None:
        """Hold the running release, and that of other places, against a full build of the same, by bytes and by what a
        search finds."""
        full = self.folder / "full"
        shutil.rmtree(full, ignore_errors=True)
        pdfs = {key: last.pdf for key, last in self.warm.kept["pdfs"].items()}
        build_site(
            Export(self.export, private=False),
            full,
            pdfs={key: pdf.path for key, pdf in pdfs.items()},
            first_pages={key: pdf.first_pages for key, pdf in pdfs.items()},
            scratch=self.folder / "scratch",
        )
        asked, whole = questions(self.library), texts(full)
        for site in (out / "current/site" for out in (self.out, *others)):
            own = texts(site)
            assert whole.keys() ^ own.keys() == set(), said
            assert [name for name, data in whole.items() if own[name] != data] == [], said
            here, there = Index(site / "assets/search"), Index(full / "assets/search")
            assert [here.find(question) for question in asked] == [there.find(question) for question in asked], said
        for other in others:
            assert files(self.out / "current") == files(other / "current"), said


def files(release: Path) -> dict[str, bytes]:
    names = (name for half in ("site", "print") for name in (f"{half}/{file}" for file in files_below(release / half)))
    return {name: (release / name).read_bytes() for name in names if not name.startswith("site/assets/search/")}


@pytest.fixture
def desk(sample: Path, tmp_path: Path, release: Path) -> Desk:
    made = Desk(Library.of(Export(sample), SEED, random_cases(MORE)), tmp_path, release)
    made.publish(set())
    return made


def test_an_increment_is_what_a_full_build_is(desk: Desk, record_property: Callable[[str, object], None]) -> None:
    made = 0
    desk.begin_anew()
    for n in range(1, STEPS + 1):
        said = f"step {n} of seed {SEED}: {desk.library.step()}"
        try:
            made += len(desk.publish(desk.write()))
        except (PressError, AssertionError) as error:
            raise AssertionError(said) from error
        if n % (2 * EACH) == 0 or n == STEPS:
            desk.begin_anew()
            desk.compare(said, desk.beside)
        elif n % EACH == 0:
            desk.compare(said)
    record_property("increment", f"{STEPS} steps, seed {SEED}: 0 stale files; {made} made")


def test_an_edit_makes_few_files_and_touches_no_other_release(desk: Desk) -> None:
    before = (desk.out / "current").resolve()
    kept = files(before)
    edit_title(desk.library)
    made = desk.publish(desk.write())
    assert 5 < len(made) < 90
    assert files(before) == kept
    assert desk.publish(set()) == set()


def test_the_oldest_release_becomes_the_next_one(desk: Desk) -> None:
    for _ in range(4):
        edit_title(desk.library)
        build_release(desk.export, desk.out, How(keep=2), warm=desk.warm, changed=desk.write())
        desk.warm.rest()
    assert len(list((desk.out / "releases").glob("[0-9]*"))) == 2
    desk.compare("recycled")


def test_a_record_that_does_not_hold_costs_a_build_and_spoils_nothing(desk: Desk) -> None:
    edit_title(desk.library)
    changed = desk.write()
    broken = next(path for path in (desk.export / "public/cases").rglob("*.md"))
    text = broken.read_text("utf-8")
    broken.write_text(text.replace("place:", "place: '999999' #", 1), "utf-8")
    key = broken.relative_to(desk.export / "public/cases").with_suffix("").as_posix()
    release = build_release(desk.export, desk.out, warm=desk.warm, changed={*changed, (Case, key)})
    desk.warm.rest()
    assert len(release.held) == 1
    broken.write_text(text, "utf-8")
    assert build_release(desk.export, desk.out, warm=desk.warm, changed={(Case, key)}).held == ()
    desk.warm.rest()
    desk.compare("mended")


def test_another_process_that_published_meanwhile_is_noticed(desk: Desk) -> None:
    edit_title(desk.library)
    desk.write()
    build_release(desk.export, desk.out)
    edit_title(desk.library)
    desk.publish(desk.write())
    desk.compare("after another")


def test_an_open_page_finds_the_files_it_began_with_until_something_is_taken_back(desk: Desk) -> None:
    def segments() -> tuple[set[str], set[str]]:
        folder = desk.out / "current/site/assets/search"
        return {path.name for path in folder.iterdir() if path.is_dir()}, {
            segment.folder.name for segment in Index(folder).segments
        }

    before: set[str] = set()
    for _ in range(3):
        edit_title(desk.library)
        desk.publish(desk.write())
        there, named = segments()
        assert named <= there and before <= there
        before = named
    assert there > named
    withdraw(desk.library)
    desk.publish(desk.write())
    there, named = segments()
    assert there == named
