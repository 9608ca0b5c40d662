"""计分办法: rule tables as data, each for a group of units and from a day on. What is in force is not edited but
followed by a new one, so that any day has one table and every point keeps the rule that gave it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

import scoring
from cms.adoption.matching import canonical
from cms.adoption.ruling_text import OUTSIDE, plain, with_months
from cms.core import audit
from cms.core.decisions import name_of
from records import RecordError
from records.yaml_text import dump_yaml
from scoring.rules import Table, read_table, table_of

GROUPS = [
    ("city", "设区市（连同所辖县（市、区））"),
    ("county", "县（市、区）和开发区"),
    ("system", "省级行业系统"),
]
SHORT = {"city": "设区市", "county": "县（市、区）", "system": "省级行业系统"}
EXAMPLES = Path(scoring.__file__).parent / "sets"
TAKEN = "“{}”从{:%Y年%-m月%-d日}起施行，同一天不能有两个办法。请改施行日期。"
BETWEEN = "{:%Y年%-m月%-d日}已经有“{}”在施行，后面还有“{}”。新办法只能接在最后一个的后面，或者排在第一个的前面。"
COUNTED = "{}到{:%Y年%-m月%-d日}的计分已经按原来的办法公布。施行日期应在这一天以后。"


class Ruling(models.Model):
    """A rule table: a draft until it is put in force, and then for ever as it is."""

    group = models.CharField("适用于", max_length=10, choices=GROUPS)
    name = models.CharField("名称", max_length=80)
    decided_by = models.CharField("制定机关", max_length=80, blank=True)
    circular = models.CharField("文号", max_length=60, blank=True)
    source = models.CharField("依据或出处", max_length=200, blank=True)
    valid_from = models.DateField("施行日期", null=True, blank=True)
    # The day before the next one begins; what is in force now has none.
    valid_to = models.DateField("最后一天", null=True, blank=True, editable=False)
    version = models.PositiveSmallIntegerField("第几个", null=True, editable=False)
    rules = models.JSONField("条款", default=dict)
    units = models.JSONField("组别和类别", default=dict)  # code of a unit: [group, class], where they are not the usual
    enacted_on = models.DateField("定下的日期", null=True, editable=False)
    enacted_by = models.CharField("谁定下的", max_length=150, blank=True, editable=False)
    changed_at = models.DateTimeField("改动时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "计分办法"
        ordering = ["group", "-version", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("enact_ruling", "可以施行计分办法")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "valid_from"],
                condition=models.Q(enacted_on__isnull=False),
                name="one_ruling_begins_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(enacted_on__isnull=False, valid_to=None),
                name="one_ruling_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_force(self) -> bool:
        """Whether it was put in force, for whatever days."""
        return self.enacted_on is not None

    @property
    def state(self) -> str:
        """Return in a word how it stands today."""
        today = timezone.localdate()
        if not self.in_force or self.valid_from is None:
            return "草稿"
        if self.valid_from > today:
            return "待施行"
        return "已停止施行" if self.valid_to and self.valid_to < today else "施行中"

    @property
    def table(self) -> Table:
        """Return the table; RecordError if it does not hold."""
        told = {name: getattr(self, name) for name in OUTSIDE}
        told["decided_by"] = " ".join(filter(None, (self.decided_by, self.circular)))
        return table_of({**with_months(self.rules), **told}, Path(self.name))

    def keep(self, table: Table) -> None:
        """Take over the rules of a table."""
        self.rules = {key: value for key, value in plain(table).items() if key not in OUTSIDE}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what is in force."""
        if self.pk and Ruling.objects.filter(pk=self.pk, enacted_on__isnull=False).exists():
            raise PermissionDenied("施行的办法不能改。要改，照它另写一个新的。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: drafts are dropped by `drop`, and what was in force stays."""
        raise PermissionDenied("施行过的办法要留存。")

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("ruling", args=[self.pk])


def text_of(ruling: Ruling) -> str:
    """Return the rules as YAML, in the order of tables; PostgreSQL keeps an order of its own."""
    try:
        rules = {key: value for key, value in plain(ruling.table).items() if key not in OUTSIDE}
    except RecordError:
        rules = ruling.rules
    return dump_yaml(with_months(rules))


def examples() -> list[tuple[str, Table]]:
    """Return the sets of rules of real offices that come with this, each with its name in addresses."""
    return [(path.stem, read_table(path)) for path in sorted(EXAMPLES.glob("*.yaml"))]


def copy_of(table: Table) -> Ruling:
    """Return a draft, not saved, with the rules of a table."""
    copied = canonical(table)
    made = Ruling(group="city", name=table.name[:80], source=f"参照{table.name}"[:200])
    made.keep(copied)
    return made


def new_version(held: Ruling) -> Ruling:
    """Return a draft, not saved, that may follow a table."""
    names = ("group", "name", "decided_by", "source", "rules", "units")
    return Ruling(**{name: getattr(held, name) for name in names})


@transaction.atomic
def enact(pk: int, user: User) -> Ruling:
    """Put a draft in force from its day on; the one before it ends on the day before.

    Raises:
        ValidationError: without a day, or if another one begins then, or points were published for that time.
        RecordError: if its rules do not hold.

    """
    held = Ruling.objects.select_for_update().get(pk=pk)
    if held.in_force:
        raise ValidationError("这个办法已经定下来了。")
    if held.valid_from is None:
        raise ValidationError("请先填施行日期。")
    canonical(held.table)
    enacted = Ruling.objects.filter(group=held.group, enacted_on__isnull=False)
    others = list(enacted.select_for_update().order_by("valid_from"))
    before, valid_to = _neighbours(held, others)
    changes = {
        "valid_to": valid_to,
        "version": max((other.version or 0 for other in others), default=0) + 1,
        "enacted_on": timezone.localdate(),
        "enacted_by": audit.account_of(user)[:150],
    }
    try:
        with transaction.atomic():
            if before:
                Ruling.objects.filter(pk=before.pk).update(valid_to=held.valid_from - datetime.timedelta(days=1))
            Ruling.objects.filter(pk=pk).update(**changes)
    except IntegrityError as error:
        raise ValidationError("刚刚有另一个办法定下来了。请刷新以后再看。") from error
    held.refresh_from_db()
    told = {"valid_from": str(held.valid_from), "ended": str(before) if before else ""}
    audit.enter("ruling.enact", held, name_of(user), **told)
    return held


def _neighbours(held: Ruling, others: list[Ruling]) -> tuple[Ruling | None, datetime.date | None]:
    """Return the table that a new one ends, and the new one's last day."""
    assert held.valid_from
    day = held.valid_from
    for other in others:
        if other.valid_from == day:
            raise ValidationError(TAKEN.format(other, day))
    before = [other for other in others if other.valid_from and other.valid_from < day]
    after = [other for other in others if other.valid_from and other.valid_from > day]
    if before and after:
        raise ValidationError(BETWEEN.format(day, before[-1], after[0]))
    if after:
        assert after[0].valid_from
        return None, after[0].valid_from - datetime.timedelta(days=1)
    if before and (counted := before[-1].published.order_by("-last").first()) and counted.last >= day:
        raise ValidationError(COUNTED.format(SHORT[held.group], counted.last))
    return (before[-1] if before else None), None


@transaction.atomic
def drop(pk: int, user: User) -> None:
    """Delete a draft; ValidationError for what was put in force."""
    held = Ruling.objects.select_for_update().get(pk=pk)
    if held.in_force:
        raise ValidationError("施行过的办法要留存，不能删除。")
    audit.enter("ruling.drop", held, name_of(user))
    Ruling.objects.filter(pk=pk).delete()


class Stretch(NamedTuple):
    """A part of a period, and the table that is in force all through it; None where there is none."""

    first: datetime.date
    last: datetime.date
    ruling: Ruling | None


def stretches(group: str, first: datetime.date, last: datetime.date) -> Iterator[Stretch]:
    """Yield the parts of a period by the tables in force: all of its days, each once."""
    held = Ruling.objects.filter(group=group, enacted_on__isnull=False, valid_from__lte=last)
    day = first
    for one in held.exclude(valid_to__lt=first).order_by("valid_from"):
        assert one.valid_from
        if one.valid_from > day:
            yield Stretch(day, one.valid_from - datetime.timedelta(days=1), None)
        begins, ends = max(day, one.valid_from), min(last, one.valid_to or last)
        yield Stretch(begins, ends, one)
        day = ends + datetime.timedelta(days=1)
    if day <= last:
        yield Stretch(day, last, None)
