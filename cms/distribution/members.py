"""Which recipients a list goes to, under which heading, with how many copies; the list's own rows follow from it.

The rows of a list are what is exported and loaded. A row that comes from elsewhere (a loaded export, an installation
that had lists before there was a register) becomes a recipient and a membership; from then on the register is what
holds, and `project` writes the rows.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.apps.registry import Apps
from django.db import models, transaction
from django.utils import timezone

import records
from cms.distribution.recipients import Recipient, in_use
from cms.issues.lists import DistributionList
from cms.issues.lists import Recipient as Row

SECTIONS = ("报", "送", "发", "抄送")
# Of a row, the fields that tell of the recipient, and what the register calls them.
TOLD = {"name": "name", "address": "address", "phone": "phone", "route": "channel", "contact": "department"}


class Membership(models.Model):
    """A recipient on a list."""

    distribution_list = models.ForeignKey(DistributionList, models.CASCADE, related_name="memberships")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="memberships")
    section = models.CharField("报、送、发", max_length=4, blank=True, choices=[(one, one) for one in SECTIONS])
    copies = models.PositiveIntegerField("份数", default=1)
    order = models.PositiveIntegerField("次序", default=0)
    phrase = models.CharField("版记称呼", max_length=80, blank=True)
    row = models.OneToOneField(Row, models.CASCADE, null=True, editable=False, related_name="membership")

    class Meta:
        verbose_name = verbose_name_plural = "名单上的单位"
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.distribution_list}：{self.recipient}"

    @property
    def told(self) -> dict[str, Any]:
        """Return the fields of the row that this makes."""
        of = {name: getattr(self.recipient, own) for name, own in TOLD.items()}
        return {**of, "copies": self.copies, "sort_order": self.order}


def members_on(of: DistributionList, day: datetime.date) -> list[Membership]:
    """Return who is on a list on a day, in order."""
    valid = Recipient.objects.filter(in_use(day)).values("pk")
    return list(of.memberships.filter(recipient__in=valid).select_related("recipient"))


def recipients_on(of: DistributionList, day: datetime.date) -> tuple[records.Recipient, ...]:
    """Return who is on a list on a day, as its issues keep them."""
    told = (one.told for one in members_on(of, day))
    return tuple(records.Recipient(**{name: t[name] for name in records.Recipient.__struct_fields__}) for t in told)


@transaction.atomic
def project(of: DistributionList) -> None:
    """Write the rows of a list: those who are on it today. A row that says the same already is not touched."""
    DistributionList.objects.select_for_update().get(pk=of.pk)
    members = members_on(of, timezone.localdate())
    if len({one.order for one in members}) < len(members):  # rows of the same place would be read in no order
        for order, one in enumerate(members, 1):
            Membership.objects.filter(pk=one.pk).update(order=order)
    today = {one.pk for one in members}
    for one in of.memberships.select_related("recipient", "row"):
        row = one.row
        if one.pk not in today and row:
            one.row = None
            one.save(update_fields=["row"])  # first, or the row takes the membership along
            row.delete()
        elif one.pk in today and row is None:
            one.row = Row.objects.bulk_create([Row(distribution_list=of, **one.told)])[0]  # no signal: it is ours
            one.save(update_fields=["row"])
        elif row and any(getattr(row, name) != value for name, value in one.told.items()):
            Row.objects.filter(pk=row.pk).update(**one.told)


def project_all(recipients: list[Recipient]) -> None:
    """Write the rows of all lists on which any of these stand."""
    for one in DistributionList.objects.filter(memberships__recipient__in=recipients).distinct().order_by("pk"):
        project(one)


def take_in(apps: Apps, row: Any) -> None:
    """Make a row of elsewhere a membership of the recipient that it tells of, which is entered unless the register
    has just this one; `apps` is that of a migration, or of the running CMS."""
    register: Any = apps.get_model("distribution", "Recipient")
    joined: Any = apps.get_model("distribution", "Membership")
    told = {own: getattr(row, name) for name, own in TOLD.items()}
    known = register.objects.filter(valid_from=None, valid_to=None, merged_into=None, **told).order_by("pk").first()
    of = known or register.objects.create(**told)
    new = {"recipient": of, "copies": row.copies, "order": row.sort_order or 0}
    if not joined.objects.filter(row_id=row.pk).update(**new):
        joined.objects.create(distribution_list_id=row.distribution_list_id, row_id=row.pk, **new)
