"""Moves are offered to whom they are meant for, under their own names, and what was done is said as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState

from cms.cases.models import CasePage
from cms.core.audit import AuditEntry
from cms.core.notifications import Notification
from cms.newsroom import states
from cms.newsroom.models import ArticlePage
from cms.units.models import Place, UnitPage
from tests.cms.filling import filled
from tests.cms.test_personal import MOBILE, form, hints_of, written
from tests.cms.test_way import article, edit, form_of, lead, state, user  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def footer(client: Any, page: Any) -> str:
    return str(client.get(edit(page)).content.decode().partition("<footer")[2])


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_unit_is_saved_and_nothing_else(as_user: Any) -> None:
    unit, client = UnitPage.objects.get(code="320282"), as_user("guanli")
    for buttons in (footer(client, unit), footer_of_new(client, unit)):
        assert "保存" in buttons and 'name="action-publish"' in buttons
        for stray in ("保存草稿", "报送", "发布<", "action-submit"):
            assert stray not in buttons, stray
    data = filled(unit) | {"other_names": "阳羡", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    before = Notification.objects.count()
    client.post(edit(unit), {**data, "action-submit": "1"})
    with pytest.raises(PermissionDenied):
        Workflow.objects.get().start(unit, user("guanli"))
    assert (WorkflowState.objects.for_instance(unit).count(), Notification.objects.count()) == (0, before)
    client.post(edit(unit), {**data, "action-publish": "1"})
    assert UnitPage.objects.get(pk=unit.pk).other_names == "阳羡"


def footer_of_new(client: Any, unit: UnitPage) -> str:
    add = reverse("wagtailadmin_pages:add", args=["units", "unitpage", unit.get_parent().pk])
    assert client.post(add, {"action-submit": "1"}).status_code in (302, 403)
    return str(client.get(add).content.decode().partition("<footer")[2])


def test_a_case_that_came_back_is_handed_in_again_and_not_taken_back(as_user: Any) -> None:
    writer = user("tongxunyuan")
    yixing, summary = Place.objects.get(code="320282"), f"借伞请打{MOBILE}。"
    case = CasePage(title="雨天借伞的案例", place=yixing, year=2026, summary=summary, owner=writer, live=False)
    UnitPage.objects.get(code="320282").add_child(instance=case)
    case.save_revision(user=writer)
    case.get_workflow().start(case, writer)
    assert "收回" in footer(as_user("tongxunyuan"), case)
    case = CasePage.objects.get(pk=case.pk)
    case.current_workflow_task.on_action(
        case.current_workflow_task_state, user("shiji"), "reject", comment="缺少数据来源"
    )
    client = as_user("tongxunyuan")
    buttons = footer(client, case)
    assert "重新报送" in buttons and "收回" not in buttons
    client.post(edit(case), {"action-cancel-workflow": "1"})
    assert CasePage.objects.get(pk=case.pk).current_workflow_state.status == "needs_changes"
    assert "缺少数据来源" in client.get(edit(case)).content.decode()
    submitted, returned = AuditEntry.objects.filter(kind="cases.casepage", object_id=str(case.pk))
    assert submitted.data["reason"].startswith(states.KEPT + "手机号码") and MOBILE not in submitted.data["reason"]
    assert (submitted.action, returned.action, returned.data["reason"]) == (
        "casepage.submit",
        "casepage.return",
        "缺少数据来源",
    )


def test_a_returned_article_is_its_writers_to_hand_in_and_the_citys_in_their_place(
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    lead(article, [("tongxunyuan", "submit"), ("shiji", "reject")])
    for name, label, look in (
        ("tongxunyuan", "重新报送", 'class="button"'),
        ("shiji", "代为报送", 'class="button button-secondary"'),
    ):
        client = as_user(name)
        html = client.get(reverse("article_way", args=[article.pk])).content.decode()
        (button,) = [line for line in html.split("<button") if f">{label}</button>" in line]
        assert look in button and label in footer(client, article), name


@pytest.mark.parametrize("move", [move for move in states.MOVES.values() if move.who not in ("signing", "moving")])
def test_a_move_is_said_to_be_done_in_its_own_words(move: states.Move, article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    steps = {
        "take_back": [("tongxunyuan", "submit")],
        "receive": [("tongxunyuan", "submit")],
        "approve": [("tongxunyuan", "submit")],
        "reject": [("tongxunyuan", "submit")],
    }
    pool = [("tongxunyuan", "submit"), ("shiji", "approve")]
    lead(
        article,
        [] if move.name == "submit" else steps.get(move.name, pool + [("bianji", "reserve")] * (move.name == "recall")),
    )
    who = {"unit": "tongxunyuan", "reviewer": "shiji", "province": "bianji"}[move.who]
    answer = as_user(who).post(reverse("article_way", args=[article.pk]), {"move": move.name, "reason": "缺数据"})
    assert said(answer) == [f"《{article.title}》{move.done}。"] and move.done.startswith("已")
    assert state(article) == move.after


def test_the_editor_says_it_alike_and_offers_no_editing_of_what_is_closed(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    html = (
        as_user("tongxunyuan")
        .post(edit(article), form_of(article, **{"action-submit": "1"}), follow=True)
        .content.decode()
    )
    assert f"{article.title}》已报送。" in html and 'class="success"' in html
    assert "查看草稿" not in html and ">编辑</a>" not in html


def test_a_save_after_the_session_ended_leads_back_to_the_editor(article: ArticlePage) -> None:  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("tongxunyuan"))
    html = client.post(edit(article), {"title": "新题"}).content.decode()
    assert f"{reverse('wagtailadmin_login')}?next={edit(article)}" in html and "留在这台电脑里" in html
    assert "留在这台电脑里" not in client.post(reverse("article_way", args=[article.pk])).content.decode()


def test_what_the_writer_confirmed_stands_with_the_step_masked_and_before_the_reviewer(as_user: Any) -> None:
    text = f"有事请找{MOBILE}。"
    made = written(text, leader="科长", writer="办公室", phone="0510-80000000")
    (hint,) = hints_of(made)
    page = reverse("article_way", args=[made.pk])
    as_user("tongxunyuan").post(edit(made), {**form(text), "action-submit": "报送", f"keep-{hint.found.key}": "on"})
    step = made.steps.get()
    assert step.reason.startswith(states.KEPT) and hint.found.masked in step.reason and MOBILE not in step.reason
    assert hint.found.masked in str(AuditEntry.objects.filter(action="article.submit").latest("seq").data)
    html = as_user("shiji").get(page).content.decode()
    assert html.count(states.KEPT) >= 2 and "不该公开的请删去" not in html
    take_back = {"move": "take_back"}
    as_user("tongxunyuan").post(page, take_back)
    assert "不该公开的请删去" in as_user("tongxunyuan").get(page).content.decode()
