"""A publication: a release built beside the running one, checked, and put in its place by one rename."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from press.archive import Archive, Published, changes, contents, names_of
from press.cutting import cut
from press.durable import put, sync, sync_all
from press.gate import Memory, check_release
from press.gate.fault import judge
from press.reuse import Reuse, files_below
from press.sound import Sound, name_of, told
from press.steps import Progress
from press.tombstones import FEW, Stone, Tombstones, decisions, taken_back, unexplained
from records import (
    HEADS,
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

HEAD = re.compile(r"\d{1,18} [0-9a-f]{64} [0-9a-f]{16}")
KEEP = 10  # releases, the running one among them
HELD = "held.json"  # beside the releases: what is not published as it stands now, and why


@dataclass(frozen=True)
class Release:
    """A finished release and what is in it.

    Attributes:
        path: of its folder.
        cases: how many readers may see.
        issues: how many readers may see.
        pdfs: how many there are for the print room.
        unchanged: whether it is the one that was running before.
        remarks: things in the content that an editor should look at.
        held: what is not published as it stands now: a line each.
        changes: what readers see otherwise than in the release before, see `press.archive.changes`.

    """

    path: Path
    cases: int
    issues: int
    pdfs: int
    unchanged: bool
    remarks: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return asdict(self) | {"path": str(self.path)}


@dataclass(frozen=True)
class How:
    """How a release is built.

    Attributes:
        full: take no page and no index from before.
        retypeset: typeset every PDF that is not stored.
        workers: processes that typeset at a time.
        keep: so many releases stay.
        let_go: publish although more than a few pages are gone that nobody took back.
        origin: the release whose content is published again, for a rollback.

    """

    full: bool = False
    retypeset: bool = False
    workers: int = 2
    keep: int = KEEP
    let_go: bool = False
    origin: str = ""


@dataclass
class _Built:
    """A site and its PDFs, in the folder where a release is made."""

    cases: int
    issues: int
    pdfs: int
    remarks: tuple[str, ...]
    published: Published
    contents: dict[str, Path]
    memory: Memory


USUAL = How()


class Publication:
    """One release in the making."""

    def __init__(self, source: Path, out: Path, how: How, progress: Progress) -> None:
        self.source, self.out, self.how, self.progress = source, out, how, progress
        self.begun = dt.datetime.now(dt.UTC)
        self.scratch = out / "releases" / ".new"
        self._make_room()
        self.running = running(out)
        self.archive, self.stones = Archive(out / "records"), Tombstones(out / "tombstones")
        self.decided = decisions(source)
        self.sound = Sound(source, self.archive, self.running, self.archive.folder / "instead")

    def _make_room(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        for folder in (self.scratch / "site", self.scratch / "print", self.out / "cache"):
            folder.mkdir(parents=True, exist_ok=True)
            if folder.name != "site":
                folder.chmod(0o700)
        owner_only(*private_folders(self.out), inside=False)

    def run(self) -> Release:
        """Make and publish it; ContentError if it does not hold as a whole."""
        cache = self.out / "cache"
        reuse = Reuse(self.scratch / "site", cache / "site.files", self.out / "releases", anew=self.how.full)
        before = self.archive.of(self.running)
        with Kept(cache, "records", reuse.maker) as kept, Kept(cache, "pages", reuse.maker) as pages:
            built = self._built(reuse, kept, pages)
            path, unchanged = self._publish(built, reuse)
            reuse.save(path)
            built.memory.passed(path)
            bear_witness(self.source, path)
        held = list(self.sound.held.values())
        put(self.out / HELD, msgspec.json.encode(held), 0o600)
        self._cut(path)
        self._tidy(path)
        lines = tuple(map(str, held))
        told = changes(before, built.published)
        return Release(path, built.cases, built.issues, built.pdfs, unchanged, built.remarks, lines, told)

    def _built(self, reuse: Reuse, kept: Kept, pages: Kept) -> _Built:
        """Build, without the records that turn out not to hold."""
        while True:
            try:
                return self._attempt(reuse, kept, pages)
            except Unsound as unsound:
                # What stands for a record may not hold either; where nothing does, there is no record at fault.
                if all(self.sound.instead.get(name, True) is None for name in unsound.faults):
                    raise
                self.sound.give_way(unsound.faults)
                self._make_room()
                reuse.begin()

    def _attempt(self, reuse: Reuse, kept: Kept, pages: Kept) -> _Built:
        from press.pdf import make_pdfs  # here: with it comes the whole typesetter
        from press.web import build_site

        faults: dict[Name, PressError] = {}
        everything, seen = (self.sound.open(private=private, kept=kept, faults=faults) for private in (True, False))
        faults.update(self.stones.faults(seen, self.decided))
        seen.settle()
        for kind in (Clipping, DistributionList):  # nothing else here reads them
            for _ in everything.all(kind):
                pass
        printed = make_pdfs(
            everything,
            self.out / "cache" / "pdf",
            retypeset=self.how.retypeset,
            workers=self.how.workers,
            progress=self.progress,
        )
        for key, pdf in printed.items():
            publication, year, number = key.split("/")
            target = self.scratch / "print" / publication / year / f"{publication}-{year}-{number}.pdf"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pdf.path, target)
        public = {i.key for i in seen.all(Issue) if is_public(i)}
        summary = build_site(
            seen,
            self.scratch / "site",
            pdfs={key: pdf.path for key, pdf in printed.items() if key in public},
            first_pages={key: pdf.first_pages for key, pdf in printed.items() if key in public},
            scratch=self.out / "scratch",
            index=self.out / "cache" / "search",
            full=self.how.full,
            reuse=reuse,
            progress=self.progress,
        )
        memory = Memory(self.out / "cache", reuse, pages)
        judge(check_release(self.scratch, export=everything, memory=memory), everything)
        everything.settle()
        found = contents(everything)
        files = {name: everything.sums.get(name) or sha256(path) for name, path in found.items()}
        published = Published(files, dict(summary.shown), dict(summary.notices), self.how.origin)
        return _Built(summary.cases, len(public), len(printed), summary.remarks, published, found, memory)

    def _publish(self, built: _Built, reuse: Reuse) -> tuple[Path, bool]:
        """Give the finished release its name and flip to it, unless the running one is the same to the byte. What
        must be known of it afterwards stands on the disk before."""
        sums = {f"site/{name}": file.sum for name, file in reuse.files.items()}
        files = {name: sums.get(name) or sha256(self.scratch / name) for name in sorted(files_below(self.scratch))}
        text = json.dumps({"files": files}, indent=0, sort_keys=True)
        releases, current = self.out / "releases", self.out / "current"
        same = (current / "manifest.json").is_file() and (current / "manifest.json").read_text() == text
        if same and self.how.origin == self.archive.of(self.running).origin:
            shutil.rmtree(self.scratch)
            self.archive.keep(self.running, built.published, built.contents)
            return current.resolve(), True
        number = 1 + max(map(_number, releases.iterdir()), default=0)
        path = releases / f"{number:06d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        stones = list(self._stones(built.published, number))
        (self.scratch / "manifest.json").write_text(text)
        new = [name for name in files if name.removeprefix("site/") not in reuse.taken]
        sync_all(self.scratch, [self.scratch / name for name in (*new, "manifest.json")])
        self.archive.keep(path.name, built.published, built.contents)
        self.stones.add(stones)
        self.scratch.rename(path)
        sync(releases)
        flip(self.out, path)
        return path, False

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
        others = [release for release in self.archive.releases() if release != path.name]
        made_of = {release: self.archive.of(release).files for release in others}
        for stone in self.stones.stones:
            name = name_of(stone.name)
            older = [
                release
                for release, files in made_of.items()
                if _number(Path(release)) < stone.release and any(names_of(files, *name))
            ]
            if older:
                cut(self.out, path, self.archive, name, older)

    def _tidy(self, path: Path) -> None:
        """Remove all but the last releases."""
        releases = sorted(p for p in (self.out / "releases").glob("[0-9]*") if p.is_dir())
        stay = {path, *releases[-self.how.keep :]}
        for release in releases:
            if release not in stay:
                shutil.rmtree(release)
        self.archive.forget({release.name for release in stay})


def _number(release: Path) -> int:
    return int(release.name[:6]) if release.name[:6].isdigit() else 0


def running(out: Path) -> str:
    """Return the name of the running release, or ''."""
    current = out / "current"
    return current.resolve().name if current.is_dir() else ""


def private_folders(out: Path) -> list[Path]:
    """Return the folders that hold what is not cleared; a copy of a whole `dist/` may have opened them."""
    return [out / "export" / "private", out / "cache", out / "records", *(out / "releases").glob("*/print")]


def bear_witness(source: Path, release: Path) -> None:
    """Note beside site and print where the audit log stood when the export was made (`audit verify`
    reads it); no part of the release."""
    left, beside = source / HEADS, release / HEADS
    last = left.read_text(errors="replace").splitlines()[-1:] if left.is_file() else []
    known = beside.read_text().splitlines() if beside.is_file() else []
    if last and HEAD.fullmatch(last[0]) and last[0] not in known:
        beside.write_text("\n".join([*known, *last]) + "\n")


def flip(out: Path, release: Path) -> None:
    """Point `current` to a release by one rename: readers see the old one or the new one, never neither."""
    beside = out / ".current.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path("releases") / release.name)
    beside.replace(out / "current")
    sync(out)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
