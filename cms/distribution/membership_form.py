"""The members of a list as they are typed: a page of them is kept whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from cms.core.numbers import number_in
from cms.core.typed import plain
from cms.distribution.listed import MOST_COPIES
from cms.distribution.members import SECTIONS, Membership, project
from cms.distribution.recipients import Recipient
from cms.issues.lists import DistributionList

NEW = 5  # empty lines for new ones
MOST_ORDER = 99_999
CHANGED = "没有保存：这份名单刚才有人改过。下面是现在的样子，请再改一次。"


def token(of: DistributionList) -> str:
    """Return what stands for a list as it is: who saves upon another one is told."""
    held = of.memberships.order_by("pk").values_list("pk", "recipient", "section", "copies", "order", "phrase")
    return hashlib.sha256(str(list(held)).encode()).hexdigest()[:16]


@dataclass
class Typed:
    """A line as typed, with what is wrong with it."""

    key: str
    name: str
    values: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    member: Membership | None = None


def lines_of(members: Sequence[Membership], posted: Mapping[str, str] | None = None) -> list[Typed]:
    """Return the lines of a page: as kept, or as they were posted."""
    made = []
    for one in members:
        kept = {"section": one.section, "copies": str(one.copies), "order": str(one.order + 1), "phrase": one.phrase}
        typed = {name: posted.get(f"{name}-{one.pk}", value) for name, value in kept.items()} if posted else kept
        typed["out"] = posted.get(f"out-{one.pk}", "") if posted else ""
        made.append(Typed(str(one.pk), one.recipient.name, typed, member=one))
    for n in range(NEW):
        typed = {name: (posted or {}).get(f"{name}-new{n}", "") for name in ("name", "section", "copies", "phrase")}
        made.append(Typed(f"new{n}", typed.pop("name"), typed))
    return made


@transaction.atomic
def keep(of: DistributionList, lines: Sequence[Typed], seen: str) -> int:
    """Keep lines, and write the rows of the list; returns how many changed.

    Raises:
        ValidationError: the list changed since it was looked at, or a line is wrong, which then says so itself.

    """
    of = DistributionList.objects.select_for_update().get(pk=of.pk)
    if seen != token(of):
        raise ValidationError(CHANGED)
    changed = [one for line in lines if (one := _read(of, line))]
    if any(line.wrong for line in lines):
        raise ValidationError("没有保存：有几行要改，见下面红字。")
    last = of.memberships.aggregate(last=Max("order"))["last"]
    for one in changed:
        if one.copies == 0:
            row = one.row
            one.delete()
            if row:
                row.delete()
            continue
        if one.pk is None:
            last = one.order = 0 if last is None else last + 1
        one.save()
    project(of)
    return len(changed)


def _read(of: DistributionList, line: Typed) -> Membership | None:
    """Return a membership as a line has it, without copies if it goes; None where nothing changes."""
    if line.member and line.values["out"]:
        line.member.copies = 0
        return line.member
    if line.member is None and not line.name.strip():
        return None
    one = line.member or Membership(distribution_list=of, recipient=_chosen(line) or Recipient())
    before = (one.section, one.copies, one.order, one.phrase)
    _fill(line, one)
    moved = one.pk is None or one.section != before[0]
    taken = of.memberships.filter(recipient=one.recipient_id, section=one.section).exclude(pk=one.pk)
    if moved and one.recipient_id and taken.exists():
        line.wrong.append(f"“{one.recipient}”已经在这份名单里；份数合在一行里写")
    return one if one.pk is None or before != (one.section, one.copies, one.order, one.phrase) else None


def _fill(line: Typed, one: Membership) -> None:
    section, copies = line.values["section"], number_in(line.values["copies"].strip())
    if section not in ("", *SECTIONS):
        line.wrong.append("报、送、发请从框里选")
    if not 0 < copies <= MOST_COPIES:
        line.wrong.append(f"份数写 1 到 {MOST_COPIES} 的整数")
    try:
        phrase = plain(line.values["phrase"])
    except ValidationError as error:
        line.wrong += error.messages
        return
    if len(phrase) > 80:
        line.wrong.append("版记称呼最多 80 个字")
    if line.member:
        order = number_in(line.values["order"].strip())
        if not 0 < order <= MOST_ORDER:
            line.wrong.append("次序写 1 起的整数")
        one.order = order - 1 if order else one.order
    if not line.wrong:
        one.section, one.copies, one.phrase = section, copies, phrase


def _chosen(line: Typed) -> Recipient | None:
    """Return the one recipient that a new line names."""
    named = list(Recipient.objects.filter(merged_into=None, name=line.name.strip()))
    if len(named) == 1:
        return named[0]
    said = (
        f"登记里有 {len(named)} 家都叫这个名称，请先合并，或者在名称里写明处室"
        if named
        else "登记里没有这个名称，请先登记这一家，或者从提示里选"
    )
    line.wrong.append(said)
    return None
