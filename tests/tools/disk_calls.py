"""A publication whose disk fails at every call that changes it: `python -m tests.tools.disk_calls [every] [losses]`.

One publication in a library of forty, in which one case is edited and another withdrawn, is made again and again. At
call n, and at each one in turn, the disk refuses once (EIO), the process is killed, the disk is full or read-only from
then on; and the power fails: the process ends and what was written and not synced is emptied, halved or zeroed. Then
`current` leads to the old or to the new release, whole; a build without a fault makes the same site as if nothing had
been; what was withdrawn stands in no release. All of it twice: in an empty folder, and in one that stands by for the
next release, as it does where ten have been made, or in a process that stays.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import errno
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from press.places import running
from press.release import How, build_release
from records import Case, Export
from tests.changes import Library

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"error": (errno.EIO, 0), "kill": (0, 0), "disk full": (errno.ENOSPC, 1), "read-only": (errno.EROFS, 1)}
POWER = "power"


def shim(folder: Path) -> Path:
    """Compile what counts the calls; CalledProcessError or FileNotFoundError without a compiler."""
    target = folder / "disk_calls.so"
    source = Path(__file__).with_suffix(".c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", target, source, "-ldl"], check=True)
    return target


@dataclass
class Trial:
    """A publication that is repeated: the release before, the export, and what must come of it.

    Attributes:
        base: `out` as it stands before; copied for each trial.
        export: what is published.
        work: for copies.
        how: it is built; where only one release is kept, the one before becomes the folder that stands by.
        gone: words of the case that is withdrawn.

    """

    base: Path
    export: Path
    work: Path
    how: How
    gone: str
    expected: dict[str, str]
    old: str = ""
    calls: int = 0

    @classmethod
    def prepared(cls, work: Path, how: How, pdfs: Path | None = None) -> Trial:
        """Return the trial, with the releases before built; runs under the shim."""
        library = Library.of(Export(ROOT / "cms" / "sample"), 1)
        base, export = work / "base", library.write(work / "export")
        if pdfs:
            shutil.copytree(pdfs, base / "cache/pdf")
        build_release(export, base, how)
        cases: Any = library.records[Case]
        if how.keep == 1:
            cases["000/000003"] = replace(cases["000/000003"], summary="头一次改的摘要。")
            build_release(library.write(export), base, how)
        gone = cases["000/000001"]
        cases["000/000001"] = replace(gone, withdrawn_on=dt.date(2026, 11, 1), withdrawn_reason="数据有误")
        cases["000/000002"] = replace(cases["000/000002"], summary="新写的摘要。")
        library.write(export)
        trial = cls(base, export, work, how, gone.title, {}, running(base))
        out = trial.copy()
        trial.calls = _in_child(trial, out, 0, 0, 0)[1]
        trial.expected = site_of(out)
        return trial

    def copy(self) -> Path:
        """Return a fresh copy of what stands before, always at the same place."""
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.base, out, symlinks=True)
        return out

    def strike(self, kind: str, n: int, chance: random.Random) -> str:
        """Publish with a fault at call n; return what readers see then, `old` or `new`.

        Raises:
            AssertionError: what they see is neither, or the next build does not come right.

        """
        out = self.copy()
        code, forever = KINDS.get(kind, (0, 0))
        _in_child(self, out, n, code, forever)
        if kind == POWER:
            self.lose(out, chance)
        seen = "old" if (out / "current").resolve().name == self.old else "new"
        self.whole(out, seen)
        status, _ = _in_child(self, out, 0, 0, 0)
        assert status == 0, f"{kind} at {n}: cannot build again"
        assert site_of(out) == self.expected, f"{kind} at {n}: another site"
        for page in out.glob("releases/*/site/**/*.html"):
            assert self.gone not in page.read_text("utf-8"), f"{kind} at {n}: {page} shows what was withdrawn"
        return seen

    def whole(self, out: Path, seen: str) -> None:
        """See that the release that readers see is whole."""
        current = out / "current"
        files = json.loads((current / "manifest.json").read_text())["files"]
        cut = json.loads((current / "cut.json").read_text()) if (current / "cut.json").is_file() else []
        assert not cut, "the running release was cut"
        wrong = [name for name, digest in files.items() if _sum(current / name) != digest]
        assert not wrong, f"{seen}: {wrong[:3]}"
        if seen == "new":
            assert site_of(out) == self.expected

    def lose(self, out: Path, chance: random.Random) -> None:
        """Spoil what was written and not synced, as a power failure may."""
        lost = self.work / "lost"
        inodes = set(map(int, lost.read_text().split())) if lost.is_file() else set()
        for folder in (out, self.export):
            for path in folder.rglob("*"):
                if not path.is_symlink() and path.is_file() and path.stat().st_ino in inodes:
                    data = path.read_bytes()
                    keep = chance.choice((0, len(data) // 2, len(data)))
                    path.write_bytes(data[:keep] if keep < len(data) else bytes(len(data)))


def _in_child(trial: Trial, out: Path, n: int, code: int, forever: int) -> tuple[int, int]:
    """Publish in a child process with a fault at call n; return its status and how many calls it made."""
    count = trial.work / "count"
    count.unlink(missing_ok=True)
    (trial.work / "lost").unlink(missing_ok=True)
    child = os.fork()
    if not child:
        status = 1
        try:
            disk = ctypes.CDLL(None)
            disk.disk_arm(str(out).encode(), ctypes.c_long(n), code, forever, str(trial.work / "lost").encode())
            build_release(trial.export, out, trial.how)
            status = 0
        except BaseException as error:
            if os.environ.get("DISK_SAY"):
                sys.stdout.write(f"{n} {error!r}\n"[:300])
        finally:
            disk.disk_count.restype = ctypes.c_long
            calls = disk.disk_count()
            disk.disk_unsynced()
            disk.disk_arm(b"/nowhere-at-all", ctypes.c_long(0), 0, 0, b"/dev/null")
            count.write_text(str(calls))
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, int(count.read_text()) if count.is_file() else 0


def site_of(out: Path) -> dict[str, str]:
    """Return the sums of the running site, without the index, whose form depends on its past."""
    files = json.loads((out / "current/manifest.json").read_text())["files"]
    return {name: digest for name, digest in files.items() if "/assets/search/" not in name}


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def play(
    work: Path, every: int, losses: int, pdfs: Path | None = None, seed: int = 0
) -> tuple[Counter[Any], list[str]]:
    """Strike at every so many calls; return outcomes by kind, and what went wrong."""
    chance, table, wrong = random.Random(seed), Counter[Any](), list[str]()
    for how in (How(), How(keep=1)):
        (folder := work / f"keep-{how.keep}").mkdir()
        trial = Trial.prepared(folder, how, pdfs)
        table["calls", ""] += trial.calls
        rounds: list[tuple[str, Iterable[int]]] = [
            (kind, range(1 + k % every, trial.calls + 1, every)) for k, kind in enumerate(KINDS)
        ]
        rounds.append((POWER, [chance.randint(1, trial.calls) for _ in range(losses // 2)]))
        for kind, numbers in rounds:
            for n in numbers:
                try:
                    table[kind, trial.strike(kind, n, chance)] += 1
                except (AssertionError, OSError, ValueError) as error:
                    wrong.append(f"{kind} at {n}, keeping {how.keep}: {str(error)[:300]}")
    return table, wrong


def main(every: int = 1, losses: int = 200) -> int:
    """Print the table; return 1 if anything went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if "disk_calls.so" not in os.environ.get("LD_PRELOAD", ""):
            environment = {**os.environ, "LD_PRELOAD": str(shim(work))}
            return subprocess.run([sys.executable, "-m", __spec__.name, *sys.argv[1:]], env=environment).returncode
        table, wrong = play(work, every, losses)
    lines = [f"{table.pop(('calls', ''))} calls that change the disk"]
    lines += [f"{kind}: {table[kind, 'old']} old release, {table[kind, 'new']} new release" for kind in (*KINDS, POWER)]
    sys.stdout.write("\n".join([*lines, *wrong, f"{len(wrong)} went wrong\n"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
