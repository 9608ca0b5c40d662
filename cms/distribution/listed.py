"""The sheet 名单 of a workbook: who is on which list, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from cms.core.numbers import number_in
from cms.distribution.members import SECTIONS, Membership
from cms.distribution.reading import Finding, Line
from cms.distribution.recipients import Recipient
from cms.distribution.sheets import COPIES, LIST, LISTS, NAME, NUMBER, PHRASE, SECTION
from cms.issues.lists import DistributionList

MOST_COPIES = 99_999  # of one recipient


@dataclass(frozen=True)
class Listed:
    """A recipient that comes onto a list, or stands there otherwise."""

    row: int
    of: DistributionList
    recipient: Recipient
    section: str
    copies: int
    phrase: str
    order: int

    @property
    def name(self) -> str:
        """Return who it is."""
        return self.recipient.name


Named = Callable[[str, str], list[Recipient]]


def listed(lines: list[Line], named: Named, findings: list[Finding]) -> tuple[list[Listed], int]:
    """Return what the rows would change, and how many say what is so already."""
    lists = _Lists()
    found: list[Listed] = []
    for line in lines:
        one = _one(line, lists, named, findings)
        if one:
            found.append(one)
    changed = [one for one in found if lists.differs(one)]
    return changed, len(found) - len(changed)


class _Lists:
    """The lists by code and name, and who is on them."""

    def __init__(self) -> None:
        every = list(DistributionList.objects.all())
        self.by_slug = {one.slug: one for one in every}
        self.by_name: dict[str, list[DistributionList]] = {}
        for one in every:
            self.by_name.setdefault(one.name, []).append(one)
        self.held = {(m.distribution_list_id, m.recipient_id, m.section): m for m in Membership.objects.all()}
        self.seen: set[tuple[object, ...]] = set()
        self.last: dict[int, int] = {}
        for m in self.held.values():
            self.last[m.distribution_list_id] = max(self.last.get(m.distribution_list_id, -1), m.order)

    def of(self, name: str) -> list[DistributionList]:
        """Return the lists that a cell may mean."""
        return [self.by_slug[name]] if name in self.by_slug else self.by_name.get(name, [])

    def order(self, of: DistributionList, recipient: Recipient, section: str) -> int:
        """Return where someone stands on a list; who is new, at its end."""
        if held := self.held.get((of.pk, recipient.pk, section)):
            return held.order
        self.last[of.pk] = self.last.get(of.pk, -1) + 1
        return self.last[of.pk]

    def differs(self, one: Listed) -> bool:
        """Whether a row says something new."""
        held = self.held.get((one.of.pk, one.recipient.pk, one.section))
        return held is None or (held.copies, held.phrase) != (one.copies, one.phrase)


def _one(line: Line, lists: _Lists, named: Named, findings: list[Finding]) -> Listed | None:
    def note(column: str, said: str, remedy: str, stops: bool = True) -> None:
        findings.append(Finding(LISTS, line.row, column, said, remedy, stops))

    of, who = lists.of(line[LIST]), named(line[NAME], line[NUMBER])
    copies, section = number_in(line[COPIES]), line[SECTION]
    if len(of) != 1:
        known = "、".join(f"{one.slug}（{one.name}）" for one in lists.by_slug.values())
        said = f"有 {len(of)} 份名单都叫“{line[LIST]}”" if of else f"没有“{line[LIST]}”这份名单"
        note(LIST, said, f"写名单的代码，现有：{known}" if known else "先在“分发名单”里建一份")
    if len(who) != 1:
        said = f"有 {len(who)} 家都叫“{line[NAME]}”" if who else f"登记里没有“{line[NAME]}”"
        note(NAME, said, "写上编号，编号在导出的表里" if who else "先在“收件单位”表里加上这一家")
    if not 0 < copies <= MOST_COPIES:
        note(COPIES, f"“{line[COPIES]}”不是份数", f"写 1 到 {MOST_COPIES} 的整数；不再发的，到名单里移出")
    if section not in ("", *SECTIONS):
        note(SECTION, f"没有“{section}”这一类", f"写作：{'、'.join(SECTIONS)}，或者留空")
    if len(line[PHRASE]) > 80:
        note(PHRASE, "版记称呼超过 80 个字", "照版记上的一处写法写")
    if len(of) != 1 or len(who) != 1 or any(f.stops and (f.sheet, f.row) == (LISTS, line.row) for f in findings):
        return None
    key = (of[0].pk, who[0].pk or who[0].name, section)
    if key in lists.seen:
        note(NAME, f"“{who[0].name}”在这份名单里不止一行", "份数合在一行里写；报、送、发各占一行")
        return None
    lists.seen.add(key)
    if who[0].valid_to and who[0].valid_to <= timezone.localdate():
        note(NAME, f"“{who[0].name}”已停用，名单里有也不发", "还要发的，清空它的停用日期", False)
    return Listed(line.row, of[0], who[0], section, copies, line[PHRASE], lists.order(of[0], who[0], section))
