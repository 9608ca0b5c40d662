"""采用率: adopted ÷ reported for each unit and group of a period, each number with the articles behind it."""

from __future__ import annotations

import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cms.adoption.events import NO_ROW, WITHHELD, events
from cms.adoption.outgoing import Told, told
from cms.adoption.rates import COUNTED, STATED, Share, inside, rates
from cms.adoption.reported import Handed, who
from cms.adoption.table import GROUPS
from cms.core.who import user_of
from cms.units.roles import edits_for_province, units_of


@require_GET
def adoption_rates(request: HttpRequest) -> HttpResponse:
    """Show the page."""
    found = told(request)
    query = urlencode({name: value for name, value in found.form.data.items() if name in found.form.fields})
    facts: dict[str, object] = {"form": found.form, "query": query, "url": reverse("adoption_rates")}
    if found.form.is_valid():
        lines = rates(found.account, found.handed, found.units, found.group)
        facts |= {"lines": lines, "period": found.form.period, "stated": STATED, "counted": COUNTED}
        facts["row_group"] = found.group if found.group not in GROUPS else ""
        facts |= opened(found, lines, user_of(request), request.GET)
    return render(request, "adoption/rates.html", facts)


def opened(found: Told, lines: list[Share], user: User, asked: QueryDict) -> dict[str, object]:
    """Return the articles behind the number that was asked for, `list` of `cell`; nothing where there is none such."""
    cell, kind = asked.get("cell", ""), asked.get("list", "")
    line = next((line for line in lines if line.cell == cell), None)
    if line is None or kind not in ("reported", "adopted"):
        return {}
    facts: dict[str, object] = {"cell": cell, "kind": kind, "line": line}
    if kind == "adopted":
        counted = [one for one in found.account.adoptions if one.inside(cell)]
        return facts | {"events": events(counted, user, NO_ROW)}
    return facts | {"reported": list(named(found, cell, user))}


def named(found: Told, cell: str, user: User) -> list[tuple[str, str, str, datetime.date]]:
    """Return title, link, unit and day of what was handed in in a cell; what is not the user's to read has no title."""
    province = edits_for_province(user)
    own = [] if province else [unit.path for unit in units_of(user)]
    made = []
    for one in in_cell(found, cell):
        mine = province or any(one.path.startswith(path) for path in own)
        url = reverse("article_way", args=[one.pk]) if mine else ""
        made.append((one.title if mine else WITHHELD, url, who(found.units, one.unit).name, one.day))
    return made


def in_cell(found: Told, cell: str) -> list[Handed]:
    """Return what was handed in in a cell, and for the unit that was asked for."""
    units = [(one, who(found.units, one.unit)) for one in found.handed]
    if found.group not in GROUPS:
        units = [(one, unit) for one, unit in units if found.group in (one.unit, unit.row)]
    return [one for one, unit in units if inside(unit, one.unit, cell)]
