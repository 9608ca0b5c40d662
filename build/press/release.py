"""A release: built beside the running one, checked, and put in its place by one rename."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from press.gate import Memory, check_release
from press.reuse import Reuse, files_below
from records import HEADS, ContentError, Export, Issue, SetupError, is_public
from records.kept import Kept
from records.owner import owner_only

Progress = Callable[[str, int, int], None]
HEAD = re.compile(r"\d{1,18} [0-9a-f]{64} [0-9a-f]{16}")


@dataclass(frozen=True)
class Release:
    """A finished release and what is in it; `remarks` are things in the content that an editor should look at."""

    path: Path
    cases: int
    issues: int
    pdfs: int
    unchanged: bool
    remarks: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return asdict(self) | {"path": str(self.path)}


def build_release(
    source: Path, out: Path, *, full: bool = False, retypeset: bool, workers: int, progress: Progress
) -> Release:
    """Build site and PDFs from an export directory, check them, and flip `out/current` to the new release.

    Raises:
        PressError: if anything does not hold; the running release stays as it is.

    """
    from press.pdf import make_pdfs  # here: with it comes the whole typesetter
    from press.web import build_site

    out = out.resolve()  # MkDocs takes relative paths from its own file
    scratch = out / "releases" / ".new"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for folder in (out / "cache", scratch / "print"):
        folder.mkdir(mode=0o700, exist_ok=True)
    owner_only(*private_folders(out), inside=False)
    reuse = Reuse(scratch / "site", out / "cache" / "site.files", out / "releases", anew=full)
    with Kept(out / "cache", "records", reuse.maker) as kept, Kept(out / "cache", "pages", reuse.maker) as pages:
        everything, seen = Export(source, kept=kept), Export(source, private=False, kept=kept)
        printed = make_pdfs(everything, out / "cache" / "pdf", retypeset=retypeset, workers=workers, progress=progress)
        for key, pdf in printed.items():
            publication, year, number = key.split("/")
            target = scratch / "print" / publication / year / f"{publication}-{year}-{number}.pdf"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pdf.path, target)
        public = {i.key for i in seen.all(Issue) if is_public(i)}
        summary = build_site(
            seen,
            scratch / "site",
            pdfs={key: pdf.path for key, pdf in printed.items() if key in public},
            first_pages={key: pdf.first_pages for key, pdf in printed.items() if key in public},
            scratch=out / "scratch",
            index=out / "cache" / "search",
            full=full,
            reuse=reuse,
            progress=progress,
        )
        memory = Memory(out / "cache", reuse, pages)
        problems = check_release(scratch, export=everything, memory=memory)
        if problems:
            raise ContentError(
                "；".join(str(p) for p in problems[:5]), place="发布前检查", remedy="改正后重新构建；当前版本没有动"
            )
        sums = {f"site/{name}": file.sum for name, file in reuse.files.items()}
        gone = [f"site/{name}" for name in summary.notices]
        redacted = {f"site/{name}": day for name, day in summary.redactions.items()}
        path, unchanged = keep(scratch, out, gone, redacted, sums)
        reuse.save(path)
        memory.passed(path)
        bear_witness(source, path)
    return Release(
        path=path,
        cases=summary.cases,
        issues=len(public),
        pdfs=len(printed),
        unchanged=unchanged,
        remarks=summary.remarks,
    )


def private_folders(out: Path) -> list[Path]:
    """Return the folders that hold what is not cleared; a copy of a whole `dist/` may have opened them."""
    return [out / "export" / "private", out / "cache", *(out / "releases").glob("*/print")]


def keep(
    scratch: Path, out: Path, notices: list[str], redactions: dict[str, str], sums: Mapping[str, str]
) -> tuple[Path, bool]:
    """Give a finished release its name and flip to it, unless the running one is the same to the byte; `sums` are
    those that are known of its files."""
    files = {name: sums.get(name) or sha256(scratch / name) for name in sorted(files_below(scratch))}
    text = json.dumps({"files": files, "notices": notices, "redactions": redactions}, indent=0, sort_keys=True)
    current = out / "current"
    if (current / "manifest.json").is_file() and (current / "manifest.json").read_text() == text:
        shutil.rmtree(scratch)
        return current.resolve(), True
    (scratch / "manifest.json").write_text(text)
    releases = out / "releases"
    number = max((int(p.name[:6]) for p in releases.iterdir() if p.name[:6].isdigit()), default=0) + 1
    path = releases / f"{number:06d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    scratch.rename(path)
    flip(out, path)
    return path, False


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


def roll_back(out: Path) -> Path:
    """Point `current` to the release before the running one and return it.

    Raises:
        SetupError: there is none before it.
        ContentError: it still shows what has been withdrawn or redacted since.

    """
    running = (out / "current").resolve()
    earlier = sorted(p for p in (out / "releases").glob("[0-9]*") if p.name < running.name)
    if not earlier:
        raise SetupError("没有更早的发布版本", place=str(out / "releases"))
    now, then = (json.loads((release / "manifest.json").read_text()) for release in (running, earlier[-1]))
    shown = [page for page in now.get("notices", []) if page in then["files"] and page not in then.get("notices", [])]
    shown += [
        page
        for page, day in now.get("redactions", {}).items()
        if page in then["files"] and then.get("redactions", {}).get(page) != day
    ]
    if shown:
        said = "、".join(page.removeprefix("site/") for page in shown[:5])
        raise ContentError(
            f"上一个版本还登着后来撤回或删改的内容：{said}",
            place=str(earlier[-1]),
            remedy="没有退回；改正内容后运行 press build",
        )
    flip(out, earlier[-1])
    return earlier[-1]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
