"""A publication: a release built beside the running one, checked, and put in its place by one rename."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from press.archive import Archive, Published, changes, contents, names_of
from press.crew import Crew
from press.cutting import cut
from press.durable import put, sync_all
from press.gate import Memory, check_release
from press.gate.fault import blamed, judge
from press.manifest import Edition, signed_by, write
from press.outcome import How, Release
from press.places import HELD, bear_witness, next_number, number_of, private_folders, running, settle, sha256
from press.reuse import INDEX, Reuse, files_below
from press.signing import OwnKey, own
from press.sound import Sound, name_of, told
from press.standby import folder_for, stand_by, take
from press.steps import Progress
from press.tombstones import FEW, Stone, Tombstones, decisions, taken_back, unexplained
from press.warm import Warm
from records import (
    Case,
    Clipping,
    ContentError,
    DistributionList,
    Issue,
    Name,
    PressError,
    Unsound,
    is_public,
)
from records.kept import Kept
from records.owner import owner_only
from records.stats import Stats, sum_of
from records.store import record_name

if TYPE_CHECKING:
    from press.pdf import Printed

T = TypeVar("T")
FORGET_EACH = 10  # releases: after so many, a process that stays looks what no release is made of any more


@dataclass
class _Built:
    """A site and its PDFs, in the folder where a release is made."""

    cases: int
    issues: int
    printed: dict[str, str]
    remarks: tuple[str, ...]
    published: Published
    contents: dict[str, str]
    memory: Memory


class Publication:
    """One release in the making.

    Args:
        source: an export directory.
        out: where the releases are.
        how: it is built.
        progress: is told how far it is.
        warm: what this process knows of the release that runs.
        changed: the records that have changed since, if that is known.

    """

    def __init__(
        self,
        source: Path,
        out: Path,
        how: How,
        progress: Progress,
        warm: Warm | None = None,
        changed: Iterable[Name] = (),
    ) -> None:
        self.source, self.out, self.how, self.progress = source, out, how, progress
        self.warm, self.changed = warm, set(changed)
        self.begun = dt.datetime.now(dt.UTC)
        self.running = running(out)
        if warm and (warm.release != self.running or not self.running):
            warm.clear()
        self.forget = False  # whether records were taken out of what older releases were made of
        keep = warm.keep if warm else _made
        self.archive = keep("archive", lambda: Archive(out / "records"))
        self.stones = Tombstones(out / "tombstones")
        self.decided = decisions(source)
        self.sound = Sound(source, self.archive, self.running, self.archive.folder / "instead")
        self.still = self._held_still()
        self.scratch, self.standing = take(out / "releases", self.running)
        self._make_room()

    def _held_still(self) -> set[Name]:
        """Let give way at once what did before and is as it was, and return what that is: to look for it again would
        cost a whole build. Where more changes than cases and issues, what is wrong with others may be mended."""
        if not self.warm or any(kind not in (Case, Issue) for kind, _ in self.changed):
            return set()
        still = self.warm.held.keys() - self.changed
        self.sound.give_way({name: self.warm.held[name] for name in still - self.sound.instead.keys()})
        return still

    def _open_files(self, names: Iterable[Name], before: Iterable[str]) -> Iterator[Path]:
        """Yield the files of records that readers may see, and those that there were before."""
        for kind, key in names:
            path = self.source / "public" / record_name(kind, key)
            yield path
            if kind is Issue:
                yield from path.parent.glob("a*.md")
                yield from (Path(name) for name in before if name.startswith(f"{path.parent}/"))

    def _make_room(self) -> None:
        if not self.standing:
            shutil.rmtree(self.scratch)
        for folder in (self.scratch / "site", self.scratch / "print", self.out / "cache"):
            folder.mkdir(parents=True, exist_ok=True)
            if folder.name != "site":
                folder.chmod(0o700)
        owner_only(*private_folders(self.out), inside=False)

    def _work_room(self) -> Path:
        """Return an empty folder for what is handed out; a build that was killed may have left something there."""
        folder = self.out / "cache" / "work"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def run(self) -> Release:
        """Make and publish it; ContentError if it does not hold as a whole."""
        try:
            return self._run()
        except BaseException:
            if self.warm:
                self.warm.clear()
            raise

    def _run(self) -> Release:
        cache, warm = self.out / "cache", self.warm
        reuse = Reuse(
            self.scratch / "site",
            cache / "site.files",
            self.out / "releases",
            anew=self.how.full,
            before=warm.reuse if warm else None,
            standing=self.running if self.standing else "",
        )
        if self.standing and not reuse.standing:
            self.standing = False
            self._make_room()
        before = self.archive.of(self.running)
        with ExitStack() as opened:
            crew = opened.enter_context(Crew(self.how.workers, self.how.cluster, self._work_room()))
            kept, pages = (self._kept(opened, name, reuse.maker) for name in ("records", "pages"))
            built = self._built(reuse, kept, pages, crew)
            path, unchanged = self._publish(built, reuse)
            reuse.released()
            self._later("notes", lambda: reuse.save(path))
            built.memory.passed(path)
            self._later("searched", built.memory.save)
            bear_witness(self.source, path)
        held = list(self.sound.held.values())
        put(self.out / HELD, msgspec.json.encode(held), 0o600)
        if warm:
            warm.release, warm.reuse, warm.searched = path.name, reuse, built.memory.now
            warm.held, warm.contents = self.sound.faults, built.contents
        self._later("cut", lambda: self._cut(path))
        files, oldest = self.files, next(iter(self._too_old(path)), None)
        if warm or oldest:  # links to all files would take a new process longer than it saves the next one
            self._later("standby", lambda: stand_by(path, files, oldest))
        self._later("tidy", lambda: self._tidy(path))
        lines = tuple(map(str, held))
        told = changes(before, built.published)
        pdfs = len(built.printed)
        return Release(path, built.cases, built.issues, pdfs, unchanged, built.remarks, lines, told)

    def _kept(self, opened: ExitStack, name: str, maker: str) -> Kept:
        if self.warm is None:
            return opened.enter_context(Kept(self.out / "cache", name, maker))
        kept = self.warm.keep(name, lambda: Kept(self.out / "cache", name, maker))
        self.warm.later[name] = kept.commit
        return kept

    def _later(self, name: str, do: Callable[[], object]) -> None:
        """Do something that readers need not wait for: at once, but in a process that stays once it has told them."""
        if self.warm is None:
            do()
        else:
            self.warm.later[name] = do

    def _built(self, reuse: Reuse, kept: Kept, pages: Kept, crew: Crew) -> _Built:
        """Build, without the records that turn out not to hold."""
        while True:
            try:
                return self._attempt(reuse, kept, pages, crew)
            except Unsound as unsound:
                # What stands for a record may not hold either; where nothing does, there is no record at fault.
                if all(self.sound.instead.get(name, True) is None for name in unsound.faults):
                    raise
                self.sound.give_way(unsound.faults)
                if self.warm:  # what it knows is of the first attempt
                    self.warm.begin_again()
                self.standing = False
                self._make_room()
                reuse.begin()

    def _attempt(self, reuse: Reuse, kept: Kept, pages: Kept, crew: Crew) -> _Built:
        from press.pdf import make_pdfs  # here: with it comes the whole typesetter
        from press.web import TwoPages, build_site

        warm = self.warm
        held = self.sound.instead.keys() | (warm.held.keys() if warm else set())
        again = self.changed | (held - self.still)
        if warm:
            warm.forget(again)
        faults: dict[Name, PressError] = {}
        stats = Stats(kept) if warm is None else None
        everything, seen = (
            self.sound.open(private=private, kept=kept, faults=faults, seen=known, stats=stats)
            for private, known in ((True, warm.everything if warm else None), (False, warm.public if warm else None))
        )
        for export in (everything, seen):
            export.look_again(again)
        faults.update(self.stones.faults(seen, self.decided))
        seen.settle()
        for kind in (Clipping, DistributionList):  # nothing else here reads them
            for _ in everything.all(kind):
                pass
        printed = make_pdfs(
            everything,
            self.out / "cache" / "pdf",
            retypeset=self.how.retypeset,
            crew=crew,
            progress=self.progress,
            warm=warm,
        )
        pdfs = self._print(printed)
        public = {i.key for i in seen.all(Issue) if is_public(i)}
        try:
            summary = build_site(
                seen,
                self.scratch / "site",
                pdfs={key: pdf.path for key, pdf in printed.items() if key in public},
                first_pages={key: pdf.first_pages for key, pdf in printed.items() if key in public},
                scratch=self.out / "scratch",
                index=self.out / "cache" / "search",
                full=self.how.full,
                reuse=reuse,
                warm=warm,
                crew=crew,
                progress=self.progress,
            )
        except TwoPages as error:
            raise blamed(error, everything) from error
        reuse.sweep()
        quiet = warm is not None and warm.release and held <= self.still
        memory = Memory(
            self.out / "cache",
            reuse,
            pages,
            alive=warm.searched if warm and quiet else None,
            changed=list(self._open_files(again, warm.searched.said)) if warm and quiet else (),
        )
        problems = check_release(self.scratch, export=everything, memory=memory, crew=crew)
        judge(problems, everything)
        remarks = (*summary.remarks, *(str(problem) for problem in problems if not problem.holds))
        everything.settle()
        found = contents(everything, warm.contents if warm and quiet else None, again)
        known = everything.sums
        files = {name: known.get(name) or sum_of(path) for name, path in found.items()}
        if stats:
            stats.save()
        published = Published(files, dict(summary.shown), dict(summary.notices), self.how.origin)
        return _Built(summary.cases, len(public), pdfs, remarks, published, found, memory)

    def _print(self, printed: Mapping[str, Printed]) -> dict[str, str]:
        """Put the PDFs where the print room finds them; return their sums by name. What stands at a path is signed, or
        named by what it was made of: it does not change."""
        known: dict[Path, str] = self.warm.keep("sums of PDFs", dict) if self.warm else {}
        before: dict[str, Path] = self.warm.kept.get("printed", {}) if self.warm and self.standing else {}
        folder, names = self.scratch / "print", dict[str, Path]()
        for key, pdf in printed.items():
            publication, year, number = key.split("/")
            names[f"{publication}/{year}/{publication}-{year}-{number}.pdf"] = pdf.path
        for name in set(files_below(folder)) - names.keys():
            (folder / name).unlink()
        for name, path in names.items():
            target = folder / name
            if before.get(name) != path or not target.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                shutil.copyfile(path, target)
            if path not in known:
                known[path] = sha256(path)
        if self.warm:
            self.warm.kept["printed"] = names
        return {f"print/{name}": known[path] for name, path in names.items()}

    def _publish(self, built: _Built, reuse: Reuse) -> tuple[Path, bool]:
        """Give the finished release its name and flip to it, unless the running one is the same to the byte. What
        must be known of it afterwards stands on the disk before."""
        files = {f"site/{name}": sum for name, sum in reuse.sums.items()} | built.printed
        self.files = files
        data = msgspec.json.encode({"files": files}, order="sorted")
        releases, current = self.out / "releases", self.out / "current"
        same = (current / "manifest.json").is_file() and (current / "manifest.json").read_bytes() == data
        key = own()
        signed = signed_by(current)
        same = same and signed is not None and (key is None or signed == key.public.name)
        if same and self.how.origin == self.archive.of(self.running).origin:
            self._aside()
            self.archive.keep(self.running, built.published, built.contents)
            return current.resolve(), True
        number = next_number(releases, key)
        path = releases / f"{number:06d}-{hashlib.sha256(data).hexdigest()[:8]}"
        stones = list(self._stones(built.published, number))
        (self.scratch / "manifest.json").unlink(missing_ok=True)
        (self.scratch / "manifest.json").write_bytes(data)
        beside = self._sign(files, key, number)
        if self.standing:  # the names of files that were there before may not be written out either
            os.sync()
        else:
            index = (f"{INDEX}/{name}" for name in reuse.index)
            new = (*(f"site/{name}" for name in (*reuse.made(), *index)), *built.printed, "manifest.json")
            sync_all(self.scratch, chain((f"{self.scratch}/{name}" for name in new), beside))
        self.archive.keep(path.name, built.published, built.contents)
        self.stones.add(stones)
        settle(self.scratch, path)
        if self.warm:
            self.warm.kept["manifest"] = replace(self.lists, release=path)
        return path, False

    def _sign(self, files: Mapping[str, str], key: OwnKey | None, number: int) -> list[Path]:
        """Write the signed manifest; return its files."""
        edition = Edition(number, self.begun, number_of(Path(self.how.origin)))
        before = (self.out / "current").resolve() if self.running else None
        memo = self.warm.kept.get("manifest") if self.warm else None
        memo, beside = write(self.scratch, files, edition, key=key, before=before, memo=memo)
        self.lists = memo
        return beside

    def _aside(self) -> None:
        """Put away a release that is as the running one: the next can be made of it."""
        self.scratch.rename(folder_for(self.scratch.parent, self.running))

    def _too_old(self, path: Path) -> list[Path]:
        releases = sorted(p for p in (self.out / "releases").glob("[0-9]*") if p.is_dir())
        return [release for release in releases[: -self.how.keep] if release != path]

    def _stones(self, published: Published, number: int) -> Iterator[Stone]:
        """Yield what this release takes back; ContentError if more than a few pages are gone and nobody said why."""
        if self.how.origin:  # nobody took back what an older release did not have yet
            return
        waiting = {told(name) for name in self.sound.held} - self.sound.taken.keys()
        found = list(
            taken_back(self.archive.of(self.running), published, waiting, self.sound.taken, self.decided, self.begun)
        )
        lost = unexplained(found, self.decided)
        if len(lost) > FEW and not self.how.let_go:
            raise ContentError(
                f"{len(lost)} 个网页没有撤回的记录就不见了：{'、'.join(lost[:FEW])} 等",
                place="发布前检查",
                remedy="查一查导出的内容是不是全的；确实要拿掉，运行 press build --let-go。当前版本没有动",
            )
        yield from (msgspec.structs.replace(stone, release=number) for stone in found)

    def _cut(self, path: Path) -> None:
        """Take what was ever taken back out of older releases, where it still stands."""
        if self.warm and self.warm.kept.get("cut") == len(self.stones.stones):
            return
        others = [release for release in self.archive.releases() if release != path.name]
        made_of = {release: self.archive.of(release).files for release in others}
        for stone in self.stones.stones:
            name = name_of(stone.name)
            older = [
                release
                for release, files in made_of.items()
                if number_of(Path(release)) < stone.release and any(names_of(files, *name))
            ]
            if older:
                cut(self.out, path, self.archive, name, older)
                self.forget = True
        if self.warm:
            self.warm.kept["cut"] = len(self.stones.stones)

    def _tidy(self, path: Path) -> None:
        """Remove all but the last releases, and what only those were made of."""
        for release in self._too_old(path):
            shutil.rmtree(release)
        if self.warm is None or self.forget or not number_of(path) % FORGET_EACH:
            stay = {release.name for release in (self.out / "releases").glob("[0-9]*")}
            self.archive.forget(stay)


def _made(name: str, make: Callable[[], T]) -> T:
    return make()
