"""Checks the audit log against its heads, and an exported log against both: what is wrong,
what cannot be decided, what to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from cms.core import audit, audit_heads
from cms.core.audit import AuditEntry
from cms.core.audit_heads import BEGUN, Head
from cms.core.audit_triggers import guarded

SHOWN = 20
EXPORT, RESTART = "audit.export", "audit.restart"


@dataclass
class Verdict:
    """What a check found: changes; what may be one and cannot be decided; what else to know."""

    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, as far as can be seen."""
        return not (self.faults or self.doubts)


def check_log(places: Iterable[Path]) -> Verdict:
    """Check the log of this database; `places` are folders or files with heads outside."""
    found = Verdict()
    if not guarded():
        found.faults.append("数据库里防止改动的触发器不在了，或者被停用、改过")
    found.faults += audit.verify(AuditEntry.objects.iterator())
    stored = dict(AuditEntry.objects.values_list("seq", "sha256"))
    if not stored:
        found.doubts.append("数据库里一条记录也没有：是刚建的，还是被清空的，断定不了")
    own_heads(stored, found)
    outside_heads(stored, places, found)
    return found


def own_heads(stored: dict[Any, str], found: Verdict) -> None:
    """Compare with the heads that were noted as entries came in."""
    path = settings.AUDIT_HEADS
    if not path.is_file():
        if stored:
            found.doubts.append(f"{path} 不在了：没有它，只能和发布版本、导出旁的凭据核对，其余断定不了")
        return
    heads = [head for head in audit_heads.read(path) if isinstance(head, Head)]
    unread = [line for line in audit_heads.read(path) if isinstance(line, str)]
    if unread:
        found.doubts.append(f"{path.name} 里有 {len(unread)} 行读不懂，第一行是：{unread[0]}")
    noted, begun = ({(h.seq, h.sha256) for h in heads if (h.mark == BEGUN) is kind} for kind in (False, True))
    gone = [seq for seq, _ in noted if seq not in stored]
    other = [seq for seq, sha256 in noted if seq in stored and stored[seq] != sha256]
    if gone:
        found.faults.append(
            f"第{ranges(gone)}条不见了：{path.name} 里有凭据，数据库里没有（恢复过旧备份的，见“审计记录”的说明）"
        )
    if other:
        found.faults.append(f"第{ranges(other)}条和 {path.name} 里的凭据不同：被重写过")
    bare = [seq for seq, sha256 in stored.items() if (seq, sha256) not in noted | begun and seq not in other]
    if bare:
        said = f"第{ranges(bare)}条在 {path.name} 里没有凭据：不是经系统写进来的，还是凭据被删过、没写成，断定不了"
        found.doubts.append(said)
    cut = [seq for seq, sha256 in stored.items() if (seq, sha256) in begun - noted and seq not in other]
    if cut:
        found.notes.append(f"第{ranges(cut)}条记完以后程序中断过；预记的凭据和记录相同，没有改动")
    unmade = {seq for seq, sha256 in begun - noted if stored.get(seq) != sha256}
    if unmade:
        said = f"第{ranges(unmade)}条曾预记而没有记成：操作中途退回，或者程序中断"
        found.notes.append(f"{said}；若是记成以后、写好凭据以前中断，又被删、被换的，这里分不出来")


def outside_heads(stored: dict[Any, str], places: Iterable[Path], found: Verdict) -> None:
    """Compare with the heads beside releases and exports, and say up to where they bear witness."""
    heads = list(known_outside(places, found))
    given_up = restarts(found)
    agreed = [head.seq for _, head in heads if stored.get(head.seq) == head.sha256]
    for path, head in heads:
        if stored.get(head.seq) != head.sha256 and f"{head.seq} {head.sha256}" not in given_up:
            below = max((seq for seq in agreed if seq < head.seq), default=0)
            what = "和那里的凭据不同，被重写过" if head.seq in stored else "那里有凭据，数据库里没有"
            same = f"；到第{below}条为止一致" if below else ""
            found.faults.append(f"{path.parent} 做成的时候记到第{head.seq}条：这一条{what}{same}")
    reach = max(agreed, default=0)
    found.notes.append(
        (f"自第{reach}条之后无外部凭据" if reach else "没有外部凭据")
        + "：那以后的记录，同时能改数据库和 PRESS_VAR 的人改过、删过，这里看不出来；下一次发布或导出以后就有"
    )


def known_outside(places: Iterable[Path], found: Verdict) -> Iterator[tuple[Path, Head]]:
    """Yield the heads outside with their files; those of another installation are only mentioned."""
    own = audit_heads.installation()
    for path in audit_heads.outside(places):
        heads = list(audit_heads.read(path))
        unread = [line for line in heads if isinstance(line, str)]
        if unread:
            found.doubts.append(f"{path} 里有 {len(unread)} 行读不懂，第一行是：{unread[0]}")
        strange = [head for head in heads if isinstance(head, Head) and head.mark not in ("", own)]
        if strange:
            found.notes.append(f"{path} 里有 {len(strange)} 个凭据是另一个安装的，没有核对")
        yield from ((path, head) for head in heads if isinstance(head, Head) and head.mark in ("", own))


def restarts(found: Verdict) -> set[str]:
    """Return the heads outside that someone has given up on the record, and mention each time."""
    given_up: set[str] = set()
    for entry in AuditEntry.objects.filter(action=RESTART):
        heads = entry.data.get("given_up", [])
        given_up |= set(heads)
        when = f"{timezone.localtime(entry.at):%Y年%-m月%-d日}"
        found.notes.append(
            f"第{entry.seq}条：{when}重新起头，原因是“{entry.data.get('reason', '')}”，不再核对 {len(heads)} 个外部凭据"
        )
    return given_up


def check_file(file: Path, places: Iterable[Path]) -> Verdict:
    """Check an exported log: by itself, with the database, and with all heads known."""
    found = Verdict()
    lines: list[AuditEntry] = []
    found.faults += audit.verify(keeping(entries_in(file), lines))
    if not lines:
        found.faults = found.faults or [f"{file} 里没有记录"]
        return found
    last = lines[-1]
    if last.action != EXPORT:
        found.faults.append(f"文件到第{last.seq}条为止，最后一条不是导出的记录：导出以后被截短过")
    stored = dict(AuditEntry.objects.values_list("seq", "sha256"))
    told = {entry.seq: entry.sha256 for entry in lines}
    heads: dict[int, set[str]] = defaultdict(set)
    own = (head for head in audit_heads.read(settings.AUDIT_HEADS) if isinstance(head, Head) and head.mark != BEGUN)
    for head in chain(own, (head for _, head in known_outside(places, found))):
        heads[head.seq].add(head.sha256)
    compare(told, stored, heads, found)
    if found.whole:
        now = f"数据库现在到第{max(stored)}条"
        found.notes.append(
            f"文件为截至第{last.seq}条的真实前段"
            f"（{timezone.localtime(last.at):%Y-%m-%d %H:%M} 导出的 {last.label}）；{now}"
        )
    return found


def compare(told: dict[int, str], stored: dict[Any, str], heads: dict[int, set[str]], found: Verdict) -> None:
    """Say where file and database differ, and with which of them the heads agree."""
    differing = [seq for seq, sha256 in told.items() if stored.get(seq) != sha256]
    if len(differing) == len(told):
        found.doubts.append("数据库里没有和文件相同的记录：是另一个安装的，还是有一边被重写过，无法判定")
    elif differing:
        side_of = {seq: (told[seq] in heads[seq], stored.get(seq) in heads[seq]) for seq in differing if seq in heads}
        file, database = ({seq for seq, sides in side_of.items() if sides[n] and not sides[1 - n]} for n in (0, 1))
        said = f"第{ranges(differing)}条，文件和数据库不同"
        if file and not database:
            found.faults.append(f"{said}；凭据和文件一致：数据库被改过")
        elif database and not file:
            found.faults.append(
                f"{said}；凭据和数据库一致：文件被改过，要么数据库连同凭据都被重写过，只有另存的校验值能断定"
            )
        else:
            found.faults.append(f"{said}；凭据不够，是哪一边被改过断定不了")
    against = [
        seq for seq, sha256 in told.items() if seq in heads and sha256 not in heads[seq] and seq not in differing
    ]
    if against:
        found.faults.append(f"第{ranges(against)}条，文件和数据库一样，可是和凭据不同：两边都被改过")


def entries_in(file: Path) -> Iterator[AuditEntry]:
    """Yield the entries of an exported log; ValueError at a line that is none."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from (AuditEntry.from_line(line.removesuffix("\n")) for line in lines)


def keeping(entries: Iterable[AuditEntry], kept: list[AuditEntry]) -> Iterator[AuditEntry]:
    """Yield entries, and keep them."""
    for entry in entries:
        kept.append(entry)
        yield entry


def ranges(numbers: Iterable[Any]) -> str:
    """Return numbers in words: 3、7—9、12."""
    parts: list[list[Any]] = []
    for number in sorted(numbers, key=lambda n: (isinstance(n, str), n)):
        if parts and isinstance(number, int) and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    said = [str(a) if a == b else f"{a}—{b}" for a, b in parts[:SHOWN]]
    return "、".join(said) + (f"等{len(parts)}段" if len(parts) > SHOWN else "")


def restart(reason: str, by: str, places: Iterable[Path]) -> AuditEntry:
    """Begin the heads anew after a backup was restored: on the record, with the reason and the
    heads outside that no longer hold."""
    stored = dict(AuditEntry.objects.values_list("seq", "sha256"))
    lost = {f"{h.seq} {h.sha256}" for _, h in known_outside(places, Verdict()) if stored.get(h.seq) != h.sha256}
    path = settings.AUDIT_HEADS
    if path.exists():
        path.rename(path.with_name(f"{path.name}.{timezone.now():%Y%m%d%H%M%S}"))
    for entry in AuditEntry.objects.only("seq", "sha256").iterator():
        audit_heads.add(entry)
    return audit.enter(RESTART, None, by, label=path.name, reason=reason, given_up=sorted(lost))
