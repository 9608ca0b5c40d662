"""What tests of points need: rule tables in force, forms as browsers send them, workbooks of happenings."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.forms import BaseForm
from openpyxl import Workbook

from cms.adoption import periods
from cms.adoption.gathering import Gathered, gather
from cms.adoption.happening_file import HEAD, NAMES
from cms.adoption.happenings import Happening, enter
from cms.adoption.ruling import Ruling, enact
from cms.adoption.ruling_forms import Sheet
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from scoring.rules import Clause, Match, Table

MARCH = periods.month(2026, 3)
PLAIN = Table(
    name="试行办法",
    clauses=(
        Clause(clause="本级采用", when=Match(what=("adopted",), level=("own",)), points=5),
        Clause(clause="国家级采用", when=Match(what=("adopted",), level=("state",)), points=20),
        Clause(clause="领导批示", when=Match(what=("commented",)), points=10),
        Clause(clause="约稿未报", when=Match(what=("commission_missed",)), points=-2),
    ),
)


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def draft(table: Table = PLAIN, group: str = "city", since: dt.date | None = dt.date(2024, 1, 1)) -> Ruling:
    made = Ruling(group=group, name=table.name, valid_from=since)
    made.keep(table)
    made.save()
    return made


def in_force(table: Table = PLAIN, group: str = "city", since: dt.date = dt.date(2024, 1, 1)) -> Ruling:
    return enact(draft(table, group, since).pk, user("zhubian"))


def happened(what: str, code: str, day: dt.date, **told: Any) -> Happening:
    others = [UnitPage.objects.get(code=other) for other in told.pop("others", ())]
    unit = UnitPage.objects.get(code=code)
    plain = {"title": "", "level": "", "publication": "", "kind": "", "genre": "", "via": "", "note": ""}
    plain |= {"article": None, "points": None}
    told |= {"points": Decimal(told["points"])} if told.get("points") else {}
    return enter({**plain, "what": what, "unit": unit, "day": day, "others": others, **told}, user("bianji"))


def named(gathered: Gathered, what: str) -> list[tuple[str, ...]]:
    return [fact.event.units for fact in gathered.facts if fact.event.what == what]


def march() -> Gathered:
    return gather(MARCH)


def sent(form: BaseForm) -> dict[str, Any]:
    """Return what a browser sends of a form as it was filled."""
    told = {}
    for box in form:
        value = box.value()
        if value is None or value is False or value in ("", []):
            continue
        shown = value if isinstance(value, list) else box.field.widget.format_value(value)
        single = isinstance(shown, list) and not isinstance(value, list)  # as a select has it
        told[box.html_name] = "on" if value is True else shown[0] if single else shown
    return told


def sheet_sent(sheet: Sheet) -> dict[str, Any]:
    told = sent(sheet.form)
    for _, _, rows in sheet.sets:
        told |= sent(rows.management_form)
        for n, row in enumerate(rows.forms, 1):
            told |= sent(row) | ({row.add_prefix("ORDER"): n} if row in rows.initial_forms else {})
    return told


def workbook(*rows: dict[str, Any], head: Sequence[str] = HEAD, sheet: str = "计分事项") -> bytes:
    book = Workbook()
    book.active.title = sheet
    book.active.append(list(head))
    for row in rows:
        book.active.append([row.get(name) for name in NAMES])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def page_of(title: str) -> ArticlePage:
    return ArticlePage.objects.get(title=title)
