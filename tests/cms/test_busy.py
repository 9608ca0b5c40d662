"""Who saves second is told at the field, and a locked database is a message with all that was typed; never an error."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.utils import DatabaseErrorWrapper
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cms.cases.models import Collection
from cms.core.busy import SAID, failed, is_busy
from cms.core.uses import things
from cms.issues.lists import DistributionList
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from tests.cms.making import make

pytestmark = pytest.mark.django_db


def publication() -> int:
    return Publication.objects.values_list("pk", flat=True)[0]


# What an administrator's form is sent for a new object of each model that has
# something unique, and what of it is unique.
FORMS: dict[Any, tuple[Callable[[], dict[str, Any]], tuple[str, ...]]] = {
    Place: (lambda: {"code": "329901", "name": "新区", "level": "county"}, ("code",)),
    Field: (lambda: {"code": "97", "name": "新类"}, ("code",)),
    PracticeKind: (lambda: {"slug": "xin", "name": "新类"}, ("slug",)),
    Indicator: (lambda: {"slug": "xin", "name": "新指标", "unit": "人", "definition": "口径"}, ("slug",)),
    Synonym: (lambda: {"slug": "xin", "words": "新词、生词"}, ("slug",)),
    Collection: (
        lambda: (
            {"slug": "xin", "title": "新展播", "date": "2026-03-01"} | nested_form_data({"entries": inline_formset([])})
        ),
        ("slug",),
    ),
    Publication: (
        lambda: {
            **{"slug": "xin", "name": "新刊", "issuer": "编辑部", "head": '["masthead", "number", "rule"]'},
            **{"print_run_line": "below", "reserve": "0"},
        },
        ("slug",),
    ),
    DistributionList: (
        lambda: (
            {"slug": "xin", "name": "新名单", "publication": publication()}
            | nested_form_data({"recipients": inline_formset([])})
        ),
        ("slug",),
    ),
    Issue: (
        lambda: {"publication": publication(), "date": "2026-03-01", "year": "2026", "number": "77"},
        ("publication", "year", "number"),
    ),
}


def address_of(model: Any) -> str:
    """Return where a new object of a model is made."""
    return reverse(f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:add")


@contextmanager
def struck(model: Any, strike: Callable[[], Any], before: str = "SAVEPOINT") -> Iterator[list[int]]:
    """Do something at the worst moment: when the form has found nothing, and the
    saving of a row of this model begins."""
    done: list[int] = []
    asked: list[int] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not done and asked and sql.startswith(before):
            done.append(1)
            strike()
        if model._meta.db_table in sql and re.match(r'SELECT (1|%s) AS "a"', sql):
            asked.append(1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield done


def test_every_model_with_something_unique_that_is_typed_is_tried() -> None:
    # Pages are saved within one transaction with their place in the tree, see below.
    ours = {model for model in things() if model.__module__.startswith("cms.") and not issubclass(model, Page)}
    assert {model for model in ours if has_unique(model)} <= FORMS.keys()


def has_unique(model: Any) -> bool:
    """Whether two people may type the same where only one may."""
    typed = [
        field
        for field in model._meta.local_concrete_fields
        if field.unique and field.editable and not field.primary_key
    ]
    return bool(model._meta.constraints or [field for field in typed if not field.is_relation])


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model._meta.object_name)
def test_of_two_who_make_the_same_at_once_the_second_is_told_at_the_form(model: Any, as_user: Any) -> None:
    client = as_user("guanli")
    data, names = FORMS[model][0](), FORMS[model][1]
    key = {f"{name}_id" if name == "publication" else name: data[name] for name in names}
    with struck(model, lambda: make(model, **key)) as done:
        answer = client.post(address_of(model), data)
    said = html.unescape(answer.content.decode())
    assert done, "the other was not quicker"
    assert (answer.status_code, model._base_manager.filter(**key).count()) == (200, 1)
    assert "已经有了" in said or "已存在" in said or "已经存在" in said or "已被使用" in said
    assert (
        next(iter(data.values()))
        if model is Issue
        else str(data.get("name") or data.get("title") or data.get("words")) in said
    )


def test_two_who_begin_a_text_of_one_unit_at_once_both_have_it(as_user: Any) -> None:
    unit, client = UnitPage.objects.get(code="320282"), as_user("tongxunyuan")
    data = {"title": "新稿", "body-count": "0"} | nested_form_data(
        {n: inline_formset([]) for n in ("figures", "comments")}
    )
    with struck(ArticlePage, lambda: make(ArticlePage, parent=UnitPage.objects.get(pk=unit.pk)), "INSERT INTO") as done:
        answer = client.post(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", unit.pk]), data)
    assert (bool(done), answer.status_code, ArticlePage.objects.filter(title="新稿").count()) == (True, 302, 1)


def locked(folder: Path) -> OperationalError:
    """Return the error of a real SQLite database that another connection writes to."""
    first, second = (sqlite3.connect(folder / "locked.sqlite3", timeout=0) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    try:
        with DatabaseErrorWrapper(connection if connection.vendor == "sqlite" else _SQLite()):
            second.execute("BEGIN IMMEDIATE")
    except OperationalError as error:
        return error
    finally:
        first.close()
        second.close()
    raise AssertionError("nothing was locked")


class _SQLite:
    Database = sqlite3

    def __init__(self) -> None:
        self.wrapper = self
        self.errors_occurred = False


@contextmanager
def refusing(error: Exception) -> Iterator[None]:
    """Let the database refuse to write."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"INSERT|UPDATE|DELETE", sql) and "django_session" not in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_a_locked_database_keeps_what_was_typed_in_a_form_and_takes_it_the_second_time(
    as_user: Any, tmp_path: Path
) -> None:
    error = locked(tmp_path)
    assert is_busy(error) and not is_busy(OperationalError("no such table"))
    client, data = as_user("guanli"), FORMS[Indicator][0]() | {"definition": '第一行\r\n第二行 <b>"引号"</b> &amp; 尾'}
    with refusing(error):
        answer = client.post(address_of(Indicator), data)
    said = answer.content.decode()
    assert (answer.status_code, "写的内容都还在" in said, answer["Retry-After"]) == (503, True, "5")
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', said)
    again = {name: html.unescape(value) for name, value in kept if name != "csrfmiddlewaretoken"}
    assert again == data
    assert client.post(address_of(Indicator), again).status_code == 302
    assert '<b>"引号"</b> &amp; 尾' in Indicator.objects.get(slug="xin").definition


def test_a_locked_database_is_told_to_scripts_and_on_reading_and_keeps_no_password(
    as_user: Any, tmp_path: Path
) -> None:
    error, client = locked(tmp_path), as_user("bianji")
    client.raise_request_exception = False  # logging in writes outside the view as well
    issue = make(Issue, publication=Publication.objects.first())
    body = json.dumps({"token": "x", "fields": {"series": "专刊"}})
    case = {"title": "没有存上", "body-count": "0"} | nested_form_data(
        {n: inline_formset([]) for n in ("figures", "comments")}
    )
    add = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", UnitPage.objects.get(code="320282").pk])
    with refusing(error):
        autosaved = client.post(add, case, headers={"accept": "application/json"})
        builder = client.post(
            reverse("issue_save", args=[issue.pk]),
            body,
            content_type="application/json",
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        entered = client.post("/admin/login/", {"username": "bianji", "password": "geheim-geheim"})
    assert (autosaved.status_code, autosaved.json()["error_message"]) == (503, SAID)
    assert builder.status_code in (409, 503)
    assert "geheim" not in entered.content.decode()


def test_what_goes_wrong_outside_the_views_is_said_in_the_same_words(rf: Any, tmp_path: Path) -> None:
    request = rf.get("/admin/")
    for error, status in ((locked(tmp_path), 503), (OperationalError("disk full"), 500)):
        try:
            raise error
        except OperationalError:
            assert failed(request).status_code == status
