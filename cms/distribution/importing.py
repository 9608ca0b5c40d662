"""What a workbook would change in the register and its lists: said first, with every doubt, then done whole or not
at all."""

from __future__ import annotations

import datetime
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.core import audit
from cms.core.numbers import number_in
from cms.core.typed import in_use
from cms.distribution.doubles import marks
from cms.distribution.listed import Listed, listed
from cms.distribution.members import Membership, project
from cms.distribution.reading import Finding, Line, Sheets
from cms.distribution.recipients import CHANNELS, KINDS, SECRECY, Recipient
from cms.distribution.sheets import COLUMNS, NAME, NUMBER, REGISTER

IMPORTED = "distribution.import"
FIELDS = {head: name for head, name, _ in COLUMNS if name != "pk"}
HEAD_OF = {name: head for head, name in FIELDS.items()}
KIND_OF = {label: value for value, label in KINDS}


@dataclass(frozen=True)
class Change:
    """A row that enters a recipient or alters one: which fields, from what to what."""

    row: int
    recipient: Recipient
    changed: tuple[tuple[str, str, str], ...]  # head, before, after
    new: bool


@dataclass
class Plan:
    """What would be done, and what is to be said of it."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    members: list[Listed] = field(default_factory=list)
    same_members: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def stops(self) -> bool:
        """Whether nothing of it may be done."""
        return any(one.stops for one in self.findings)

    @property
    def token(self) -> str:
        """Return what stands for this plan: another register or file gives another."""
        told = [[c.row, c.recipient.name, c.changed] for c in self.changes]
        told += [[m.row, m.of.pk, m.name, m.section, m.copies, m.phrase] for m in self.members]
        return hashlib.sha256(f"{told}{self.findings}".encode()).hexdigest()[:16]


def plan(sheets: Sheets) -> Plan:
    """Return what a workbook would change; nothing is changed yet."""
    made = Plan(findings=list(sheets.findings))
    register = _Register()
    for line in sheets.register:
        found = register.of(line, made.findings)
        if found is not None:
            _read(line, found, register, made)
    register.doubts(made)
    made.members, made.same_members = listed(sheets.lists, register.named, made.findings)
    made.findings.sort(key=lambda one: (not one.stops, one.sheet != REGISTER, one.row))
    return made


@transaction.atomic
def carry_out(made: Plan, by: str) -> None:
    """Do what a plan says, all of it or nothing; ValidationError if it has what stops it."""
    if made.stops:
        raise ValidationError("没有登记：还有要先改好的地方。")
    for change in made.changes:
        change.recipient.full_clean(exclude=["merged_into"])
        change.recipient.save()
        log(change.recipient, "wagtail.create" if change.new else "wagtail.edit", data={"import": list(change.changed)})
    touched = {}
    for one in made.members:
        touched[one.of.pk] = one.of
        told = {"copies": one.copies, "phrase": one.phrase, "order": one.order}
        key = {"distribution_list": one.of, "recipient": one.recipient, "section": one.section}
        if not Membership.objects.filter(**key).update(**told):
            Membership.objects.create(**key, **told)
    for pk in sorted(touched):
        project(touched[pk])
    counts = {"new": sum(c.new for c in made.changes), "changed": sum(not c.new for c in made.changes)}
    audit.enter(
        IMPORTED, None, by, kind="distribution.recipient", label="收件单位登记", **counts, lists=len(made.members)
    )


class _Register:
    """The recipients as they are, by number and by name, and those that the file enters."""

    def __init__(self) -> None:
        every = list(Recipient.objects.filter(merged_into=None).order_by("pk"))
        self.every = every
        self.by_pk = {one.pk: one for one in every}
        self.by_name: dict[str, list[Recipient]] = {}
        self.by_alias: dict[str, list[Recipient]] = {}
        for one in every:
            self.by_name.setdefault(one.name, []).append(one)
            for alias in one.other_names:
                self.by_alias.setdefault(alias, []).append(one)
        self.entered: list[tuple[Line, Recipient]] = []
        self.rows: Counter[str] = Counter()

    def of(self, line: Line, findings: list[Finding]) -> Recipient | None:
        """Return the recipient that a row is about, a new one where there is none; None where that cannot be told."""
        known = self._known(line)
        if isinstance(known, Finding):
            findings.append(known)
            return None
        key = f"#{known.pk}" if known else line[NAME]
        self.rows[key] += 1
        if self.rows[key] > 1:
            remedy = "只留一行；几个处室分收的，在名称里写明处室"
            findings.append(Finding(REGISTER, line.row, NAME, f"“{line[NAME]}”在这张表里不止一行", remedy))
            return None
        return known or Recipient(name=line[NAME])

    def _known(self, line: Line) -> Recipient | Finding | None:
        """Return the recipient of the register that a row names, by its number or else its name; None for a new one."""
        name, number = line[NAME], line[NUMBER]

        def wrong(column: str, said: str, remedy: str) -> Finding:
            return Finding(REGISTER, line.row, column, said, remedy)

        if not name:
            return wrong(NAME, "没有写单位名称", "填上名称；不要的行整行删去")
        if number:
            missing = wrong(NUMBER, f"登记里没有编号 {number}", "新单位的编号留空；改已有的，先导出再改")
            return self.by_pk.get(number_in(number), missing)
        same = self.by_name.get(name, [])
        if len(same) > 1:
            said = f"登记里有 {len(same)} 家都叫“{name}”"
            return wrong(NAME, said, "先合并重复的；或者导出，在带编号的行里改")
        if not same and (aliased := self.by_alias.get(name)):
            remedy = f"写作“{aliased[0].name}”；另有其家的，先去掉那个别名"
            return wrong(NAME, f"“{name}”是登记里“{aliased[0].name}”的别名", remedy)
        return same[0] if same else None

    def named(self, name: str, number: str) -> list[Recipient]:
        """Return the recipients of a number, or of a name; those that the file enters among them."""
        if number and (known := self.by_pk.get(number_in(number))):
            return [known]
        new = [one for _, one in self.entered if one.pk is None and one.name == name]
        return [*new, *self.by_name.get(name, [])] or self.by_alias.get(name, [])

    def doubts(self, made: Plan) -> None:
        """Say of each row that enters or alters something what it shares with others."""
        seen: dict[tuple[str, str], list[Recipient]] = {}
        entered = {id(one) for _, one in self.entered}
        for one in [*(r for r in self.every if id(r) not in entered), *(r for _, r in self.entered)]:
            for mark in dict.fromkeys(marks(one)):
                seen.setdefault(mark, []).append(one)
        heads = {"名称或别名": NAME, "地址和处室": "地址"}
        for line, one in self.entered:
            for mark in dict.fromkeys(marks(one)):
                others = [other for other in seen[mark] if other is not one]
                if others:
                    said = f"与“{others[0].name}”的{mark[0]}相同"
                    remedy = "是同一家的，只留一家，另一个名称写进“别名”；不是的不用管"
                    made.findings.append(Finding(REGISTER, line.row, heads.get(mark[0], mark[0]), said, remedy, False))


def _read(line: Line, one: Recipient, register: _Register, made: Plan) -> None:
    """Put a row into a recipient, and note what is wrong with it; a column that the file lacks alters nothing."""
    before = {name: _shown(one, name) for name in FIELDS.values()}
    found = list(_fill(line, one))
    try:
        one.full_clean(exclude=["merged_into"])
    except ValidationError as error:
        told = {HEAD_OF.get(name, NAME): "".join(said) for name, said in error.message_dict.items()}
        wrong = {finding.column for finding in found}
        found += [
            Finding(REGISTER, line.row, head, said, "改正这一格") for head, said in told.items() if head not in wrong
        ]
    after = {name: _shown(one, name) for name in FIELDS.values()}
    changed = tuple(
        (HEAD_OF[n], before[n], after[n])
        for n in FIELDS.values()
        if before[n] != after[n] or (one.pk is None and after[n])
    )
    made.findings += [finding for finding in found if finding.stops]
    if not changed:
        made.same += 1
        return
    made.findings += [finding for finding in found if not finding.stops]
    register.entered.append((line, one))
    made.changes.append(Change(line.row, one, changed, one.pk is None))
    if one.valid_to and one.valid_to <= timezone.localdate():
        remedy = "还要发的，清空“停用日期”；不再发的不用管"
        made.findings.append(
            Finding(REGISTER, line.row, "停用日期", f"{one.valid_to:%Y年%-m月%-d日}起已停用", remedy, False)
        )


def _shown(one: Recipient, name: str) -> str:
    value = one.get_kind_display() if name == "kind" else getattr(one, name)
    return "" if value is None else str(value)


def _fill(line: Line, one: Recipient) -> Iterator[Finding]:
    """Put the cells of a row into a recipient; yield what none of them can be."""
    for head, name in FIELDS.items():
        if head not in line.cells:
            continue
        text = line[head]
        if name in ("valid_from", "valid_to"):
            day = _day(text)
            if text and day is None:
                yield Finding(REGISTER, line.row, head, f"“{text}”不是日期", "写作 2026-03-01 这样")
            else:
                setattr(one, name, day)
        elif name == "kind" and text and text not in KIND_OF:
            yield Finding(REGISTER, line.row, head, f"没有“{text}”这一类", f"写作：{'、'.join(KIND_OF)}，或者留空")
        elif name == "secrecy" and text not in ("", *SECRECY):
            yield Finding(REGISTER, line.row, head, f"没有“{text}”这一级", f"写作：{'、'.join(SECRECY)}，或者留空")
        else:
            setattr(one, name, KIND_OF.get(text, "") if name == "kind" else text)
            if name == "channel" and text not in ("", *CHANNELS):
                remedy = f"常用的是：{'、'.join(CHANNELS)}；确实另有渠道的不用管"
                yield Finding(REGISTER, line.row, head, f"不认识的渠道“{text}”", remedy, False)


def _day(text: str) -> datetime.date | None:
    text = unicodedata.normalize("NFKC", text).replace("/", "-").replace(".", "-")
    text = text.replace("年", "-").replace("月", "-").replace("日", "")
    try:
        year, month, day = map(int, text.split("-"))
        return in_use(datetime.date(year, month, day))
    except (ValueError, ValidationError):
        return None
