"""Two entries of the register that are one recipient become one; what was is kept, and the other name becomes an
alias."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log

from cms.core import audit
from cms.core.fields import column
from cms.distribution.members import Membership, project
from cms.distribution.recipients import SEPARATOR, Recipient
from cms.issues.lists import DistributionList

MERGED = "distribution.merge"
FIELDS = ("kind", "address", "postcode", "department", "phone", "email", "channel", "valid_from", "valid_to", "secrecy")
FIELDS_TOLD = (*FIELDS, "note")


@dataclass(frozen=True)
class Side:
    """A field of both: what it is called, both values in words, whether the other's is proposed."""

    name: str
    label: str
    kept: str
    other: str
    proposed: bool

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.kept != self.other


def sides(keep: Recipient, other: Recipient) -> list[Side]:
    """Return both side by side; of what the kept one does not say, the other's is proposed."""
    found = []
    for name in FIELDS_TOLD:
        mine, its = _said(keep, name), _said(other, name)
        silent = not mine and bool(its) and name not in ("valid_from", "valid_to")
        found.append(Side(name, str(column(Recipient, name).verbose_name), mine, its, silent))
    return found


def _said(one: Recipient, name: str) -> str:
    value = getattr(one, f"get_{name}_display")() if column(Recipient, name).choices else getattr(one, name)
    return "" if value is None else str(value)


def lists_of(keep: Recipient, other: Recipient) -> list[str]:
    """Return what becomes of the lists on which the other stands, in words."""
    said = []
    mine = {(m.distribution_list_id, m.section): m for m in keep.memberships.all()}
    for one in other.memberships.select_related("distribution_list"):
        both = mine.get((one.distribution_list_id, one.section))
        what = (
            f"两处份数相加，{both.copies} + {one.copies} = {both.copies + one.copies} 份"
            if both
            else f"{one.copies} 份"
        )
        said.append(f"{one.distribution_list}{f'（{one.section}）' if one.section else ''}：{what}")
    return said


@transaction.atomic
def merge(keep_pk: int, other_pk: int, take: Iterable[str], by: str) -> Recipient:
    """Merge two entries; returns the one that stays.

    Args:
        keep_pk: whose name stays.
        other_pk: whose names become aliases; the entry stays in the register as merged, with all that it said.
        take: fields of which the other's value is taken.
        by: who does it.

    Raises:
        ValidationError: they are one, or merged already, or what comes out cannot be kept.

    """
    both = {
        one.pk: one for one in Recipient.objects.select_for_update().filter(pk__in=[keep_pk, other_pk]).order_by("pk")
    }
    if len(both) < 2 or any(one.merged_into_id for one in both.values()):
        raise ValidationError("没有合并：其中一家已经合并过，或者不在登记里了。请刷新后再看。")
    keep, other = both[keep_pk], both[other_pk]
    before = {name: _said(keep, name) for name in FIELDS_TOLD}
    taken = [name for name in FIELDS_TOLD if name in set(take)]
    for name in taken:
        setattr(keep, name, getattr(other, name))
    keep.aliases = SEPARATOR.join(dict.fromkeys([*keep.other_names, *(n for n in other.names if n != keep.name)]))
    keep.full_clean()
    touched = _move(keep, other)
    other.merged_into = keep
    other.save()
    keep.save()
    for one in DistributionList.objects.filter(pk__in=touched).order_by("pk"):
        project(one)
    told = {"kept": keep.name, "other": other.name, "taken": [str(column(Recipient, n).verbose_name) for n in taken]}
    log(keep, MERGED, data={**told, "before": before, "merged": {name: _said(other, name) for name in FIELDS_TOLD}})
    audit.enter(MERGED, keep, by, **told)
    return keep


def _move(keep: Recipient, other: Recipient) -> set[int]:
    """Put the kept one on the other's lists, with the copies of both; returns these lists."""
    mine = {(m.distribution_list_id, m.section): m for m in keep.memberships.all()}
    touched = set()
    for one in other.memberships.select_related("row"):
        touched.add(one.distribution_list_id)
        both = mine.get((one.distribution_list_id, one.section))
        if both is None:
            Membership.objects.filter(pk=one.pk).update(recipient=keep)
            continue
        both.copies += one.copies
        both.phrase = both.phrase or one.phrase
        both.save(update_fields=["copies", "phrase"])
        if one.row:
            one.row.delete()  # the membership goes with it
        else:
            one.delete()
    return touched
