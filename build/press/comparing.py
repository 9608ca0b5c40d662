"""Which files of a copy are not as they are listed: other bytes, missing, too many, of another release."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from press.manifest import LISTS, MANIFEST, REMOVED, SIGNED, Listed, Root, list_of, root_of, sum_of
from press.signing import ENDING, PUBLIC
from press.steps import Progress, silent
from press.trust import Finding
from records import ContentError

THREADS = min(8, 2 * (os.cpu_count() or 1))
AT_ONCE = 256  # files that a thread reads before it says so
AT_A_TIME = 1 << 20  # bytes


@dataclass(frozen=True)
class Copy:
    """A half that can be verified.

    Attributes:
        files: the folder of its files.
        signed: the folder of its manifest.
        place: how its files are named to people: what stands before their names.
        others: folders of manifests of other releases, by number: a file that is not the right one may be of these.

    """

    files: Path
    signed: Path
    place: str = ""
    others: tuple[Path, ...] = ()


def files_at_fault(
    copy: Copy, root: Root, listed: Listed, removed: set[str], progress: Progress = silent
) -> Iterator[Finding]:
    """Yield what of the files of a half is not as it is listed."""
    own = {
        *(f"{LISTS}/{folder.list}" for folder in root.folders.values()),
        MANIFEST,
        *([REMOVED, f"{REMOVED}{ENDING}"] if removed else []),
        *([f"{MANIFEST}{ENDING}", PUBLIC] if root.key else []),
    }
    there: dict[str, os.stat_result] = {}
    beside = copy.signed if copy.signed.parent == copy.files else None
    for name, seen in _below(copy.files, beside):
        if not stat.S_ISREG(seen.st_mode):
            yield Finding("link", copy.place + name, "不是普通文件，可能指到别处", "删去，或重新取一份")
        there[name] = seen
    strange = [name for name, _ in _below(copy.signed, None) if name not in own]
    for name in sorted(strange):
        mixed = name.startswith(f"{LISTS}/")
        what = "另一版的清单，两份混在一起了" if mixed else "清单里没有这个文件"
        yield Finding("mixed" if mixed else "extra", f"{SIGNED}/{name}", what, "重新取一份，解到空目录里")
    for name in sorted(there.keys() - listed.keys()):
        yield Finding("extra", copy.place + name, "清单里没有这个文件", "删去，或重新取一份")
    for name in sorted(listed.keys() - there.keys() - removed):
        yield Finding("missing", copy.place + name, "这个文件不见了", "重新取一份")
    for name in sorted(removed & there.keys()):
        yield Finding("returned", copy.place + name, "已经取出的文件又在这里", "删去；撤回的内容不应再出现")
    for name in sorted(removed - listed.keys()):
        yield Finding("signature", copy.place + name, "取出清单里有原来没有的文件", "重新取一份")
    there = {name: seen for name, seen in there.items() if name in listed and stat.S_ISREG(seen.st_mode)}
    wrong = sorted(_wrong(copy.files, there, listed, progress))
    yield from _explained(copy, root, listed, wrong)


def _explained(copy: Copy, root: Root, listed: Listed, wrong: list[tuple[str, str]]) -> Iterator[Finding]:
    """Yield what is wrong with files of other bytes than listed; of which release they are, as far as one knows."""
    known: dict[str, str] = {}
    if wrong:
        known = {digest: f"现在的内容是 {copy.place}{name} 的" for name, (digest, _) in listed.items()}
        for other in copy.others:
            try:
                theirs = root_of((other / MANIFEST).read_bytes())
                for folder, list_ in theirs.folders.items():
                    for row in list_of(other, folder, list_):
                        known.setdefault(row.sum, f"这是第 {theirs.number} 版的文件，不是第 {root.number} 版的")
            except (OSError, ContentError):
                continue
    known.pop(sum_of(b""), None)  # a file that was emptied is of no other
    for name, digest in wrong:
        mixed = known.get(digest)
        yield Finding("mixed" if mixed else "changed", copy.place + name, mixed or "内容被改动过", "重新取一份")


def _wrong(
    folder: Path, there: dict[str, os.stat_result], listed: Listed, progress: Progress
) -> Iterator[tuple[str, str]]:
    """Yield the files whose bytes are not those listed, each with its SHA-256 in hex."""
    names = sorted(there)
    base = str(folder)

    def look(some: list[str]) -> list[tuple[str, str]]:
        return [(name, digest) for name in some if (digest := _sum(f"{base}/{name}")) != listed[name][0]]

    with ThreadPoolExecutor(THREADS) as threads:
        done = 0
        for found in threads.map(look, (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE))):
            yield from found
            done = min(done + AT_ONCE, len(names))
            progress("verify", done, len(names))


def _sum(path: str) -> str:
    """Return the SHA-256 of a file in hex; '' for one that cannot be read as such."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return ""
    try:
        found = hashlib.sha256(data := os.read(descriptor, AT_A_TIME))
        while len(data) == AT_A_TIME:
            found.update(data := os.read(descriptor, AT_A_TIME))
    except OSError:  # a damaged stick
        return ""
    finally:
        os.close(descriptor)
    return found.hexdigest()


def _below(folder: Path, but: Path | None) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all that is no folder in a folder and those below it, links not followed."""
    waiting = [(str(folder), "")]
    while waiting:
        here, within = waiting.pop()
        if but and here == str(but):
            continue
        try:
            entries = os.scandir(here)
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                seen = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(seen.st_mode):
                    waiting.append((entry.path, f"{within}{entry.name}/"))
                else:
                    yield within + entry.name, seen
