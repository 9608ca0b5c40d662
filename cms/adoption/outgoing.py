"""What every screen of what goes out asks first: a period, whose adoptions, and what was handed in beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from cms.adoption.asking import Asked, groups
from cms.adoption.counting import Account, count, signed_issues
from cms.adoption.reported import Handed, handed_in, units_at
from cms.adoption.rolls import Units
from cms.adoption.table import GROUPS
from cms.core.who import user_of
from cms.issues.publications import Publication
from cms.units.models import TOP, UnitPage
from cms.units.roles import edits_for_province


@dataclass(frozen=True)
class Told:
    """What was asked, and all that was counted for it; `form` is not valid where the question is none."""

    form: Asked
    group: str = ""
    account: Account = field(default_factory=partial(Account, (), {}, {}, 0))
    handed: Sequence[Handed] = ()
    units: Units = field(default_factory=dict)


def told(request: HttpRequest) -> Told:
    """Return what was asked and counted; PermissionDenied for those whom adoptions do not concern."""
    may = groups(user_of(request))
    if not may:
        raise PermissionDenied
    form = Asked(request.GET, may)
    if not form.is_valid():
        return Told(form)
    period, group = form.period, form.cleaned_data["group"]
    whole, handed = count(signed_issues(period, form.publication_slug)), handed_in(period)
    units = units_at(whole, min(period.last, timezone.localdate()), handed)
    return Told(form, group, whole if group in GROUPS else whole.of(group), handed, units)


def for_province(request: HttpRequest) -> None:
    """Let editors and chief editors through: they decide what goes out in the office's name; PermissionDenied else."""
    if not edits_for_province(user_of(request)):
        raise PermissionDenied


def office_name(slug: str = "") -> str:
    """Return who signs what goes out: the issuer of a publication, or of the first; where there is none, the office."""
    found = Publication.objects.filter(slug=slug).first() if slug else Publication.objects.order_by("slug").first()
    office = UnitPage.objects.filter(depth=TOP).order_by("path").first()
    return found.issuer if found else str(office.title) if office else ""
