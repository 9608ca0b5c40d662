"""The shelf of finished bulletins: what names a print, and that an entry is whole or not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed
from PIL import Image

from bulletins import Manuscript, Shelf, Typeset, shelf, typeset
from records import (
    Article,
    Issue,
    Paragraph,
    Picture,
    Place,
    Publication,
    Recipient,
    Submission,
    Version,
    described,
)

KEY, OTHER = "a" * 64, "b" * 64
MADE = Typeset(b"%PDF " + b"x" * 5000, 4, {"a1": 2})
IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from bulletins import Shelf, Typeset, shelf
"""


@pytest.fixture
def given(
    issue: Callable[..., Issue], publication: Publication, places: dict[str, Place], media: Callable[[str], Path]
) -> Manuscript:
    """Return the manuscript of an issue with a picture."""
    body = (Paragraph(text="近年来，各地陆续建站。"), Picture(media="zhan.png", alt="", caption="站前"))
    item = Article(number=1, place="320200", title="小站点办成大事情", body=body)
    return Manuscript.of(issue(item), publication, places=places, media=media)


def after(given: Manuscript, **parts: Any) -> str:
    """Return the key of a manuscript with other parts."""
    told = {"publication": given.publication, "places": given.places, "media": given.media, "issue": given.issue}
    told |= parts
    return Manuscript.of(told.pop("issue"), told.pop("publication"), **told).key


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def with_item(given: Manuscript, **changes: Any) -> Issue:
    return changed(given.issue, items=(changed(given.issue.items[0], **changes),))


def test_what_is_printed_names_the_print(given: Manuscript) -> None:
    renamed = given.places | {"320200": changed(given.places["320200"], name="锡市")}
    keys = {
        "nothing": given.key,
        "a word": after(given, issue=with_item(given, title="小站点办成大事")),
        "its place": after(given, issue=with_item(given, place="320282")),
        "the day": after(given, issue=changed(given.issue, date=date(2024, 3, 6))),
        "the print run": after(given, issue=changed(given.issue, print_run=401)),
        "what is attached": after(given, issue=changed(given.issue, redacted_on=date(2024, 3, 6))),
        "the publication": after(given, publication=changed(given.publication, issuer="省文明办")),
        "the name of a place": after(given, places=renamed),
    }
    assert len(set(keys.values())) == len(keys)
    assert after(given) == given.key
    assert after(given, places=dict(reversed(given.places.items()))) == given.key


def test_a_picture_counts_with_its_content_and_one_that_is_missing_still_has_a_key(
    given: Manuscript, tmp_path: Path
) -> None:
    keys = [given.key]
    Image.new("RGB", (640, 360), "#7a9").save(tmp_path / "zhan.png")
    keys.append(after(given))
    (tmp_path / "zhan.png").unlink()
    keys.append(after(given))
    assert len(set(keys)) == 3


def test_what_is_private_or_decided_later_neither_names_nor_changes_the_print(given: Manuscript) -> None:
    private = changed(
        with_item(given, submission=Submission(leader="科长", phone="0510-00000000")),
        recipients=(Recipient(name="档案馆", copies=2),),
        versions=(Version(version=1, state="signed", date=date(2024, 3, 5)),),
        signed_by=("主编",),
        cleared_on=date(2024, 3, 6),
        cleared_by="主编",
        withdrawn_on=date(2024, 3, 7),
        withdrawn_reason="误发",
        withdrawn_by="主编",
    )
    assert after(given, issue=private) == given.key
    whole = typeset(described(private), given.publication, places=given.places, media=given.media)
    assert whole == given.typeset()


@pytest.mark.parametrize("name", ["titles.py", "styles/bulletin.css", "fonts/coverage.txt"])
def test_a_file_of_the_typesetter_names_the_print_and_its_day_does_not(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in ("shelf.py", "titles.py", "styles/bulletin.css", "fonts/coverage.txt"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("one")
    monkeypatch.setattr(shelf, "__file__", str(tmp_path / "shelf.py"))
    state = shelf.typesetter.__wrapped__
    before = state()
    os.utime(tmp_path / name, (1, 1))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/titles.pyc").touch()
    assert state() == before
    (tmp_path / name).write_text("two")
    changed_file = state()
    (tmp_path / name).write_text("one")
    (tmp_path / name).rename(tmp_path / "other")
    assert len({before, changed_file, state()}) == 3


def test_a_library_below_the_typesetter_names_the_print(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shelf.typesetter.__wrapped__()
    monkeypatch.setattr(shelf, "version", lambda name: "71.0" if name == "weasyprint" else "1")
    assert shelf.typesetter.__wrapped__() != before


def test_what_is_put_is_taken_and_further_things_lie_beside_it(tmp_path: Path) -> None:
    held = Shelf(tmp_path / "shelf")
    assert held.take(KEY) is None
    put = held.put(KEY, MADE)
    assert held.take(KEY) == put
    assert (put.path.read_bytes(), put.page_count, put.first_pages) == (MADE.pdf, 4, {"a1": 2})
    assert [put.beside("1.png", lambda made=made: made) for made in (b"first", b"second")] == [b"first"] * 2
    assert held.take("../shelf/" + KEY) is None
    with pytest.raises(ValueError, match="not a key"):
        held.put("x", MADE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: (entry / "issue.pdf").write_bytes(MADE.pdf[:-1]),
        lambda entry: (entry / "issue.pdf").unlink(),
        lambda entry: (entry / "told.json").unlink(),
        lambda entry: (entry / "told.json").write_bytes(b""),
        lambda entry: (entry / "told.json").write_text('{"page_count": 4, "first_pages": {}}'),
    ],
)
def test_what_is_not_whole_is_not_there_and_gives_way(damage: Callable[[Path], object], tmp_path: Path) -> None:
    held = Shelf(tmp_path)
    held.put(KEY, MADE).beside("1.png", lambda: b"old")
    damage(tmp_path / KEY)
    assert held.take(KEY) is None
    again = held.put(KEY, MADE)
    assert held.take(KEY) == again
    assert again.beside("1.png", lambda: b"new") == b"new"
    assert names(tmp_path) == [KEY]


def test_another_print_under_the_same_key_gives_way_to_what_was_set_anew(tmp_path: Path) -> None:
    held = Shelf(tmp_path)
    held.put(KEY, MADE)
    held.put(KEY, replace(MADE, pdf=b"%PDF anew"))
    found = held.take(KEY)
    assert found is not None
    assert found.path.read_bytes() == b"%PDF anew"


@pytest.mark.parametrize("at", ["write", "rename", "clear"])
def test_a_killed_process_leaves_nothing_half_and_what_it_leaves_is_cleared(at: str, tmp_path: Path) -> None:
    held = Shelf(tmp_path)
    if at == "clear":
        held.put(KEY, MADE)
    killed = {
        "write": "shelf.Told = lambda *_: os.kill(os.getpid(), 9)",
        "rename": "shelf._moved = lambda *_: os.kill(os.getpid(), 9)",
        "clear": "shelf.KEPT, shelf.shutil.rmtree = 0, lambda *_, **__: os.kill(os.getpid(), 9)",
    }[at]
    does = "Shelf(folder).tidy()" if at == "clear" else f"Shelf(folder).put('{KEY}', Typeset(b'%PDF half', 4, {{}}))"
    script = f"{IN_ANOTHER_PROCESS}\nimport os\nfolder = Path(sys.argv[1])\n{killed}\n{does}"
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, env=_environment())
    assert done.returncode == -signal.SIGKILL
    assert held.take(KEY) is None
    (left,) = tmp_path.iterdir()
    assert left.name != KEY
    held.tidy()
    assert left.exists()  # its process may be at work still
    os.utime(left, (time.time() - 2 * shelf.LEFT_S,) * 2)
    (tmp_path / "0123.pdf").touch()  # as earlier versions kept them
    os.utime(tmp_path / "0123.pdf", (1, 1))
    held.put(OTHER, MADE)
    held.tidy()
    assert names(tmp_path) == [OTHER]


@pytest.mark.parametrize("alike", [True, False])
def test_many_processes_may_write_and_read_and_tidy_at_once(alike: bool, tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        found = list(pool.map(_busy, [tmp_path] * 4, [0] * 4 if alike else range(4)))
    assert all(found) or not alike  # one that is replaced by another is away for a moment
    assert names(tmp_path) == [f"{n:064x}" for n in range(3)]
    assert all(Shelf(tmp_path).take(name) for name in names(tmp_path))


def _busy(folder: Path, number: int) -> bool:
    """Put under the keys that others use too; return whether each was there right after."""
    held, made, there = Shelf(folder), replace(MADE, pdf=b"%PDF " + bytes([number]) * 200_000), True
    for n in range(150):
        key = f"{n % 3:064x}"
        held.put(key, made)
        there &= held.take(key) is not None
        held.tidy()
    return there


def test_the_last_used_are_kept_besides_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT", 2)
    held, keys = Shelf(tmp_path), [f"{n:064x}" for n in range(6)]
    for n, key in enumerate(keys):
        held.put(key, MADE)
        os.utime(tmp_path / key, (1000 + n,) * 2)
    held.take(keys[2])
    held.tidy(needed={keys[0], keys[1]})
    assert names(tmp_path) == [keys[0], keys[1], keys[2], keys[5]]
    held.tidy()
    assert len(names(tmp_path)) == 2


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
