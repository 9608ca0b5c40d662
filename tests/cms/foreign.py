"""Numbers of foreign things put into every field of the forms that a role may fill, which
must write nothing and show nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.core.files.base import ContentFile
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.test import Client

from tests.cms.closed import CANARIES, ELSEWHERE
from tests.cms.planted import ARTICLE, CASE, FOREIGN, PRINTED, SPARE
from tests.cms.walk import told

NUMBERS = "|".join(map(str, (FOREIGN, ARTICLE, CASE, PRINTED, SPARE)))
FOREIGN_NUMBER = re.compile(rf"(?<![0-9a-f.])({NUMBERS})(?![0-9a-f])")  # no six digits of a hash, no microseconds
CHOICES = {"hidden", "checkbox", "radio"}
# What a form needs that stands empty.
FILLED = {"title": "自己的稿件二", "summary": "摘要", "year": "2026", "reason": "说明", "new_slug": "article-2"}
PLAIN = {f"focal_point_{name}" for name in ("x", "y", "width", "height")}
# What is everybody's to choose, whose number may be kept.
OPEN = {"place", "indicator", "fields", "kinds", "kind", "field"}

Fields = dict[str, Any]


@dataclass
class Tried:
    """What came of putting foreign numbers into forms."""

    forms: int = 0
    fields: int = 0
    problems: list[str] = field(default_factory=list)


class Writes:
    """Notes the statements that write, and which of them carry a foreign number."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.foreign: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            self.all.append(sql)
            given = [value for row in (params if many else [params]) for value in row or ()]
            if any(FOREIGN_NUMBER.search(str(value)) for value in given):
                self.foreign.append(sql[:90])
        return execute(sql, params, many, context)


def try_form(client: Client, role: str, path: str, tried: Tried, **fill: Any) -> None:
    """Post a form as it stands, which must be kept, and then with a foreign number in each field that takes one."""
    page = client.get(path)
    forms = (
        [form for form in lxml.html.fromstring(page.content.decode()).forms if form.method == "POST"]
        if page.content
        else []
    )
    mine = [form for form in forms if not form.action or form.action.split("?")[0] == path.split("?")[0]]
    if not mine:
        tried.problems.append(f"{role} {path}: has no form ({page.status_code} {page.get('Location', '')})")
        return
    own = max(mine, key=lambda form: len(form.fields))
    values = {
        "body-count": "0",
        "mechanism-count": "0",
        **dict(own.form_values()),
        **{name: value for name, value in FILLED.items() if name in own.fields},
        **fill,
    }
    writes, answer = post(client, path, values)
    if not writes.all:
        tried.problems.append(
            f"{role} {path}: proves nothing: even without foreign numbers nothing is kept ({answer.status_code})"
        )
    tried.forms += 1
    for name, wrong in variants(own, values):
        tried.fields += 1
        writes, answer = post(client, path, {**values, **wrong})
        where = f"{role} {path} {name}={wrong.get(name, '')}"
        if writes.foreign:
            tried.problems.append(f"{where}: writes {writes.foreign[0]}")
        judge(role, where, answer, tried)


def try_post(client: Client, role: str, path: str, values: Fields, tried: Tried, **how: Any) -> bool:
    """Post what no form of the screen shows; whether anything was kept."""
    tried.fields += 1
    writes, answer = post(client, path, values, **how)
    if writes.foreign:
        tried.problems.append(f"{role} {path} {values}: writes {writes.foreign[0]}")
    judge(role, f"{role} {path}", answer, tried)
    return bool(writes.all)


def judge(role: str, where: str, answer: Any, tried: Tried) -> None:
    """Note what an answer shows that it must not, and where it leads."""
    shown = [word for word, closed in CANARIES.items() if role in closed and word in told(answer)]
    if shown or answer.status_code >= 500 or answer.get("Location", "").startswith(ELSEWHERE):
        tried.problems.append(f"{where}: {answer.status_code} {answer.get('Location', '')} shows {shown}")


def post(client: Client, path: str, values: Fields, **how: Any) -> tuple[Writes, Any]:
    """Post a form, and take back what it does."""
    writes = Writes()
    sent = {
        name: ContentFile(value, name="x.png") if isinstance(value, bytes) else value for name, value in values.items()
    }
    client.cookies.pop("messages", None)
    with atomic(), connection.execute_wrapper(writes):
        answer = client.post(path, {name: value for name, value in sent.items() if value is not None}, **how)
        set_rollback(True)
    return writes, answer


def variants(form: Any, values: Fields) -> Iterator[tuple[str, Fields]]:
    """Return the fields that take a number, with what else a browser would send beside a foreign one."""
    for name in form.fields:
        control = form.inputs[name]
        kind = getattr(control, "type", None) or control.tag if not isinstance(control, list) else "radio"
        if (
            name == "csrfmiddlewaretoken"
            or "__prefix__" in name
            or name.endswith("_FORMS")
            or name.split("-")[-1] in OPEN
            or name in PLAIN
        ):
            continue
        if name == "next":
            yield name, {name: ELSEWHERE}
        elif kind in CHOICES or kind == "select" or not hasattr(control, "tag"):
            yield name, {name: FOREIGN}
            yield name, {name: ARTICLE}
    yield from rows(form, values)
    if "body-count" in form.fields or "title" in form.fields:
        yield from streams()
    for name in ("parent_page_id", "call", "source_article", "owner", "collection", "unit", "next"):
        yield name, {name: ELSEWHERE if name == "next" else FOREIGN}


def rows(form: Any, values: Fields) -> Iterator[tuple[str, Fields]]:
    """Return rows of the form's tables of others, as they would be added or claimed."""
    for total in [name for name in values if name.endswith("-TOTAL_FORMS")]:
        prefix = total.removesuffix("-TOTAL_FORMS")
        counted = {total: "1", f"{prefix}-INITIAL_FORMS": "0", f"{prefix}-0-ORDER": "1"}
        for name in ("id", "case", "user", "page", "article", "picture"):
            known = {**counted, f"{prefix}-INITIAL_FORMS": "1"} if name == "id" else counted
            told = {
                f"{prefix}-0-label": "志愿者",
                f"{prefix}-0-value": "1",
                f"{prefix}-0-unit": "人",
                f"{prefix}-0-text": "批注",
            }
            yield f"{prefix}-0-{name}", {**known, **told, f"{prefix}-0-{name}": FOREIGN}


def streams() -> Iterator[tuple[str, Fields]]:
    """Return texts with a foreign picture."""
    one = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
    for number in (FOREIGN, SPARE):
        yield "body picture", {**one, "body-0-type": "picture", "body-0-value-image": number, "body-0-value-alt": "图"}
