"""`press verify`: whether a copy is what was published, to the byte, of whom it is, and whether it is the newest that
was seen; with no network."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from press.apply import aside
from press.comparing import Copy, files_at_fault
from press.manifest import (
    MANIFEST,
    PARTS,
    REMOVED,
    ROOT_BYTES,
    SIGNED,
    Listed,
    Removed,
    Root,
    list_of,
    removed_of,
    root_of,
)
from press.signing import ENDING, PUBLIC, BadSignature, PublicKey, check
from press.steps import Progress, silent
from press.trust import Finding, ForeignKey, Trust
from records import ContentError

SHOWN = 20  # findings that are written out


class Report(msgspec.Struct):
    """What became of a copy.

    Attributes:
        folder: where it stands.
        parts: its halves.
        number: of its release.
        at: when that was made.
        age_days: how long that is ago.
        key: the name of the key that signed it; '' if none did or it does not hold.
        files: how many were listed.
        bytes: and how many bytes they have.
        removed: how many were taken out since, as is signed.
        findings: what does not hold.
        remarks: what one should know although it holds.

    """

    folder: str
    parts: list[str] = []
    number: int = 0
    at: dt.datetime | None = None
    age_days: float = 0
    key: str = ""
    files: int = 0
    bytes: int = 0
    removed: int = 0
    findings: list[Finding] = []
    remarks: list[str] = []

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> str:
        """Return all of it for --json."""
        return msgspec.json.encode({"holds": self.holds, **msgspec.structs.asdict(self)}).decode()

    def text(self) -> str:
        """Return what a person is told: a line for each finding, the last one says what it is."""
        lines = [f"请看一看：{remark}" for remark in self.remarks] + [str(each) for each in self.findings[:SHOWN]]
        if len(self.findings) > SHOWN:
            lines.append(f"还有 {len(self.findings) - SHOWN} 处，用 --json 看全部")
        what = (
            f"第 {self.number} 版，{self.at:%Y-%m-%d %H:%M} 做的，{self.age_days:.0f} 天前"
            if self.at
            else "看不出哪一版"
        )
        said = f"对得上：{self.files} 个文件" if self.holds else f"不对：{len(self.findings)} 处"
        cut = f"，另有 {self.removed} 个已经取出" if self.removed else ""
        return "\n".join([*lines, f"{said}{cut}；{what}；{f'公钥 {self.key}' if self.key else '没有可信的签名'}"])


class _Held(NamedTuple):
    """What a trusted key signed of a half: its root, the bytes of that, the key; what was taken out since, if any."""

    root: Root
    data: bytes
    key: PublicKey
    removed: Removed | None


def verify(folder: Path, trust: Trust, progress: Progress = silent, *, remember: bool = True) -> Report:
    """Verify a release, the `current` one in a folder of releases, a half of one, or a copy that was carried elsewhere;
    remember it if it holds.

    Raises:
        ContentError: there is no manifest.

    """
    folder, report = resolved(folder), Report(str(folder))
    copies = list(copies_in(folder))
    if not copies:
        if not folder.exists() and aside(folder).is_dir():
            raise ContentError(
                "press apply 换到一半被打断，原来的网站还在旁边",
                place=str(folder),
                remedy="再运行一次 press apply，它先把原来的放回来",
            )
        raise ContentError(
            "这里没有签名清单（signed/）", place=str(folder), remedy="要发布版本的目录，或者解开的整份 press bundle"
        )
    holding = [held for copy in copies if (held := _one(copy, trust, report, progress))]
    if len({held.root.number for held in holding}) > 1:
        report.findings.append(
            Finding("mixed", SIGNED, "网站和印刷 PDF 的清单不是同一版的", "重新取一份，不要把两份合在一起")
        )
    report.remarks += trust.remarks
    if report.holds and remember:
        for held in holding:
            trust.remember(*held)
    return report


def resolved(folder: Path) -> Path:
    """Return the folder that is meant: of releases, the current one."""
    current = folder / "current"
    return (current if current.is_dir() and (folder / "releases").is_dir() else folder).resolve()


def copies_in(folder: Path) -> Iterator[Copy]:
    """Yield what can be verified in a folder, see `verify`."""
    signed = folder / SIGNED
    if (signed / MANIFEST).exists():
        yield Copy(folder, signed)
    elif any((signed / part).is_dir() for part in PARTS):
        for part in PARTS:
            if (signed / part).exists() or (folder / part).exists():
                yield Copy(folder / part, signed / part, f"{part}/", _others(folder, part))
    elif folder.name in PARTS and (folder.parent / SIGNED / folder.name).is_dir():
        yield Copy(folder, folder.parent / SIGNED / folder.name, "", _others(folder.parent, folder.name))


def _others(release: Path, part: str) -> tuple[Path, ...]:
    if release.parent.name != "releases":
        return ()
    others = sorted(release.parent.glob(f"[0-9]*/{SIGNED}/{part}"), reverse=True)
    return tuple(path for path in others if release not in path.parents)


def _one(copy: Copy, trust: Trust, report: Report, progress: Progress) -> _Held | None:
    """Verify a half and add what was found to the report; return what is signed, if a trusted key signed it."""
    found = report.findings
    try:
        data = _bytes(copy.signed / MANIFEST)
        if data is None:
            raise ContentError("清单不见了", place=f"{SIGNED}/{MANIFEST}", remedy="重新取一份")
        root = root_of(data, f"{SIGNED}/{MANIFEST}")
    except ContentError as error:
        found.append(_finding("list", error, copy.place))
        return None
    report.parts.append(root.part)
    report.number, report.at = root.number, root.at
    report.age_days = round((trust.now - root.at) / dt.timedelta(days=1), 1)
    key = None
    try:
        key = trust.signed(
            root, data, _bytes(copy.signed / f"{MANIFEST}{ENDING}"), _bytes(copy.signed / PUBLIC) if root.key else None
        )
        if key is None:
            found.append(
                Finding("unsigned", f"第 {root.number} 版", "没有签名：只看得出字节对不对，看不出是谁发布的", UNSIGNED)
            )
    except BadSignature as error:
        found.append(_finding("foreign" if isinstance(error, ForeignKey) else "signature", error, copy.place))
    if key:
        report.key = key.name
        found += _place_in_time(copy, root, data, key, trust, report)
    listed: Listed = {}
    whole = True
    for folder, list_ in root.folders.items():
        try:
            listed |= {
                f"{folder}/{row.name}" if folder else row.name: (row.sum, row.size)
                for row in list_of(copy.signed, folder, list_)
            }
        except ContentError as error:
            whole = False
            found.append(_finding("list", error, copy.place))
    removed = _removed(copy, data, key, trust, found)
    gone = set(removed.names) if removed else set()
    report.files += len(listed)
    report.bytes += sum(size for _, size in listed.values())
    report.removed += len(gone)
    if whole:
        found += files_at_fault(copy, root, listed, gone, progress)
    return _Held(root, data, key, removed) if key else None


UNSIGNED = "请发布单位先运行 press key 做一把私钥，再发布一次"


def _place_in_time(
    copy: Copy, root: Root, data: bytes, key: PublicKey, trust: Trust, report: Report
) -> Iterator[Finding]:
    """Yield what does not fit what was seen before; a release that stays where newer ones are published is old by
    right."""
    for finding in trust.findings(root, data, key):
        if finding.kind == "older" and _kept(copy, root, trust):
            report.remarks.append(f"第 {root.number} 版是留着的旧版本，读者看到的是更新的")
        else:
            yield finding


def _kept(copy: Copy, root: Root, trust: Trust) -> bool:
    """Return whether a copy is a release beside a running one that is as new as what was seen."""
    release = copy.signed.parents[1]
    current = release.parents[1] / "current"
    if release.parent.name != "releases" or not current.is_dir() or current.resolve() == release:
        return False
    signed = current.resolve() / SIGNED / root.part
    data = _bytes(signed / MANIFEST)
    try:
        now = root_of(data or b"")
        key = trust.signed(now, data or b"", _bytes(signed / f"{MANIFEST}{ENDING}"), _bytes(signed / PUBLIC))
    except ContentError:
        return False
    return bool(key) and not any(trust.findings(now, data or b"", key)) if key else False


def _removed(copy: Copy, root: bytes, key: PublicKey | None, trust: Trust, found: list[Finding]) -> Removed | None:
    """Return what was taken out of a release since it was signed; None where that is nothing or does not hold."""
    data, signature = _bytes(copy.signed / REMOVED), _bytes(copy.signed / f"{REMOVED}{ENDING}")
    place = f"{SIGNED}/{REMOVED}"
    removed = None
    try:
        if data is not None:
            removed = removed_of(data, root, place)
            if key and signature is None:
                raise BadSignature("取出清单没有签名", place=place, remedy="在发布的机器上再构建一次")
            if key and signature:
                check(data, signature.decode("utf-8", errors="replace"), trust.keys, place)
    except ContentError as error:
        found.append(_finding("signature", error, copy.place))
        return None
    if key:
        found += trust.cut_short(root, removed, f"{copy.place}{place}")
    return removed


def _bytes(path: Path) -> bytes | None:
    """Return what stands in a file of a manifest; None if there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(ROOT_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _finding(kind: str, error: ContentError, place: str) -> Finding:
    return Finding(kind, f"{place}{error.place}", error.message, error.remedy)
