"""The way of an article: from draft over city and province to an issue, each step kept, told and sealed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.core.audit import AuditEntry
from cms.core.notifications import Notification
from cms.issues.models import Issue, IssueEntry
from cms.newsroom import states, way
from cms.newsroom.compare import compared, rows
from cms.newsroom.models import ArticlePage
from cms.newsroom.states import STATES
from cms.units.models import UnitPage

pytestmark = pytest.mark.django_db


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


@pytest.fixture
def article() -> ArticlePage:
    unit = UnitPage.objects.get(code="320282")
    made = ArticlePage(
        title="河边的旧伞", leader="科长", writer="办公室", phone="0510-00000000", owner=user("tongxunyuan"), live=False
    )
    made.body = [("paragraph", "雨天借伞，晴天还伞。")]
    unit.add_child(instance=made)
    made.save_revision(user=user("tongxunyuan"))
    return ArticlePage.objects.get(pk=made.pk)


def state(article: Page) -> str:
    found: str = ArticlePage.objects.get(pk=article.pk).state
    return found


def take(article: ArticlePage, move: str, name: str, reason: str = "") -> None:
    way.take(ArticlePage.objects.get(pk=article.pk), move, user(name), reason)


def test_an_article_goes_from_the_county_over_the_city_to_the_pool(article: ArticlePage) -> None:
    take(article, "submit", "tongxunyuan")
    take(article, "receive", "shiji")
    take(article, "approve", "shiji")
    assert state(article) == "pool"
    steps = [(s.move, s.by_name, s.after) for s in article.steps.all()]
    assert [s[::2] for s in steps] == [("submit", "submitted"), ("receive", "city_review"), ("approve", "pool")]
    assert article.steps.get(move="submit").text["title"] == "河边的旧伞"
    assert Notification.objects.filter(user=user("shiji"), text__contains="请审核").count() == 1
    assert Notification.objects.filter(user=user("tongxunyuan")).count() == 2
    assert Notification.objects.filter(user=user("bianji"), text__contains="进入省级备选").count() == 1
    kept = AuditEntry.objects.filter(action__startswith="article.")
    assert list(kept.values_list("action", flat=True)) == ["article.submit", "article.receive", "article.approve"]


def test_a_returned_article_needs_a_reason_and_can_be_handed_in_again(article: ArticlePage) -> None:
    take(article, "submit", "tongxunyuan")
    with pytest.raises(ValidationError, match="须写明原因"):
        take(article, "reject", "shiji")
    take(article, "reject", "shiji", "缺少数据")
    assert (state(article), ArticlePage.objects.get(pk=article.pk).reason) == ("returned", "缺少数据")
    take(article, "submit", "tongxunyuan")
    take(article, "approve", "shiji")
    take(article, "return", "bianji", "请补图")
    take(article, "submit", "tongxunyuan")
    assert state(article) == "submitted"


def test_nobody_moves_what_is_not_theirs(article: ArticlePage) -> None:
    with pytest.raises(PermissionDenied):
        take(article, "submit", "xitong")
    take(article, "submit", "tongxunyuan")
    for name in ("tongxunyuan", "xitong", "yinfa"):
        with pytest.raises(PermissionDenied):
            take(article, "approve", name)


# Who may go on from each state, and by which moves: (state, the steps that lead there,
# who is asked, what is open to them).
SUBMIT, APPROVE = ("tongxunyuan", "submit"), ("shiji", "approve")
OPEN_MOVES: list[tuple[str, list[tuple[str, str]], str, set[str]]] = [
    ("draft", [], "tongxunyuan", {"submit"}),
    ("submitted", [SUBMIT], "tongxunyuan", {"take_back"}),
    ("submitted", [SUBMIT], "shiji", {"receive", "approve", "reject"}),
    ("submitted", [SUBMIT], "bianji", {"receive", "approve", "reject"}),
    ("city_review", [SUBMIT, ("shiji", "receive")], "shiji", {"approve", "reject"}),
    ("city_review", [SUBMIT, ("shiji", "receive")], "tongxunyuan", set()),
    ("returned", [SUBMIT, ("shiji", "reject")], "tongxunyuan", {"submit"}),
    ("pool", [SUBMIT, APPROVE], "bianji", {"return", "reserve", "leave"}),
    ("pool", [SUBMIT, APPROVE], "shiji", set()),
    ("reserve", [SUBMIT, APPROVE, ("bianji", "reserve")], "bianji", {"return", "leave", "recall"}),
    ("unused", [SUBMIT, APPROVE, ("bianji", "leave")], "bianji", {"recall"}),
]


def lead(article: ArticlePage, steps: list[tuple[str, str]]) -> None:
    for name, move in steps:
        take(article, move, name, "缺少数据")


@pytest.mark.parametrize(("before", "steps", "name", "moves"), OPEN_MOVES)
def test_from_every_state_the_right_person_goes_on_or_back_on_the_way_page(
    article: ArticlePage, as_user: Any, before: str, steps: list[tuple[str, str]], name: str, moves: set[str]
) -> None:
    lead(article, steps)
    assert state(article) == before
    url = reverse("article_way", args=[article.pk])
    html = as_user(name).get(url).content.decode()
    assert {move for move in states.MOVES if f'name="move" value="{move}"' in html} == moves
    for move in sorted(moves):
        with transaction.atomic():
            if states.MOVES[move].reason:
                as_user(name).post(url, {"move": move, "reason": " "})
                assert state(article) == before, "no step without its reason"
            as_user(name).post(url, {"move": move, "reason": "缺少数据"})
            assert state(article) == states.MOVES[move].after
            transaction.set_rollback(True)


def test_every_state_has_somebody_who_can_go_on_or_leads_on(article: ArticlePage, as_user: Any) -> None:
    walked = {before for before, _, _, moves in OPEN_MOVES if moves}
    assert walked | {"adopted"} == {name for name, _ in STATES}
    adopted = ArticlePage.objects.filter(state="adopted").first()
    assert adopted is not None
    html = as_user("bianji").get(reverse("article_way", args=[adopted.pk])).content.decode()
    assert adopted.title in html and reverse("article_to_case", args=[adopted.pk]) in html


def form_of(article: ArticlePage, **buttons: str) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": article.title,
            "place": "",
            "body": streamfield([("paragraph", "雨天借伞，晴天还伞。")]),
            "leader": "科长",
            "writer": "办公室",
            "phone": "0510-00000000",
            "call": "",
            "prefix": "",
            "break_hint": "",
            "figures": inline_formset([]),
            "comments": inline_formset([]),
            **{name.replace("_", "-"): value for name, value in buttons.items()},
        }
    )


def edit(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def test_the_buttons_of_the_editor_do_the_same_moves_and_no_others(article: ArticlePage, as_user: Any) -> None:
    html = as_user("tongxunyuan").get(edit(article)).content.decode()
    assert "报送" in html
    for stray in ("action-publish", "action-unpublish", "action-restart-workflow", "action-cancel-workflow"):
        assert f'name="{stray}"' not in html
    client = as_user("tongxunyuan")
    client.post(edit(article), form_of(article, action_submit="1"))
    assert state(article) == "submitted"
    client.post(edit(article), form_of(article, action_cancel_workflow="1"))
    # Under review the editor is closed to the contributor: taking back is done on the way page.
    assert state(article) == "submitted"
    client.post(reverse("article_way", args=[article.pk]), {"move": "take_back"})
    assert state(article) == "draft"
    client.post(edit(article), form_of(article, action_submit="1"))
    client = as_user("shiji")
    html = client.get(edit(article)).content.decode()
    assert 'name="action-review"' in html
    # decided where the text is read, not beside the boxes in which it is changed
    assert "data-workflow-action-name" not in html
    assert "并发布" not in html and "and Publish" not in html
    client.post(edit(article), form_of(article, action_cancel_workflow="1"))
    assert state(article) == "submitted", "a reviewer returns with a reason, and does not cancel"
    act = {"action_workflow_action": "true", "workflow_action_name": "receive"}
    client.post(edit(article), form_of(article, **act))
    assert state(article) == "city_review"
    act = {"action_workflow_action": "true", "workflow_action_name": "reject"}
    client.post(edit(article), form_of(article, **act))
    assert state(article) == "city_review", "no rejection without a reason"
    client.post(edit(article), form_of(article, **act, workflow_action_extra_data='{"comment": "缺少数据"}'))
    assert (state(article), article.steps.last().reason) == ("returned", "缺少数据")
    client = as_user("tongxunyuan")
    assert "重新报送" in client.get(edit(article)).content.decode()
    client.post(edit(article), form_of(article, action_submit="1"))
    assert state(article) == "submitted"
    act = {"action_workflow_action": "true", "workflow_action_name": "approve"}
    as_user("shiji").post(edit(article), form_of(article, **act))
    assert (state(article), ArticlePage.objects.get(pk=article.pk).live) == ("pool", False)
    assert [s.move for s in article.steps.all()] == [
        "submit",
        "take_back",
        "submit",
        "receive",
        "reject",
        "submit",
        "approve",
    ]


@pytest.mark.parametrize(
    "button", ["action_publish", "action_submit", "action_cancel_workflow", "action_restart_workflow"]
)
@pytest.mark.parametrize("name", ["bianji", "guanli"])
def test_an_editor_cannot_leave_the_way_by_wagtails_buttons(
    article: ArticlePage, as_user: Any, button: str, name: str
) -> None:
    lead(article, [SUBMIT, APPROVE])
    client = as_user(name)
    html = client.get(edit(article)).content.decode()
    assert f'name="{button.replace("_", "-")}"' not in html
    client.post(edit(article), form_of(article, **{button: "1"}))
    page = ArticlePage.objects.get(pk=article.pk)
    assert (page.state, page.live, page.steps.count()) == ("pool", False, 2)
    assert page.current_workflow_state is None


def test_a_case_is_approved_by_its_city_and_published_in_the_office(as_user: Any) -> None:
    from cms.cases.models import CasePage
    from cms.units.models import Place

    unit = UnitPage.objects.get(code="320282")
    made = CasePage(
        title="河边的旧伞",
        place=Place.objects.get(code="320282"),
        year=2025,
        summary="摘要。",
        live=False,
        owner=user("tongxunyuan"),
    )
    unit.add_child(instance=made)
    made.save_revision(user=user("tongxunyuan"))
    assert "报送" in as_user("tongxunyuan").get(edit(made)).content.decode()
    made.get_workflow().start(made, user("tongxunyuan"))
    assert Notification.objects.get(user=user("shiji")).text == "案例《河边的旧伞》已报送，请审核"
    review = reverse("case_decision", args=[made.pk])
    assert review in as_user("shiji").get(edit(made)).content.decode()
    sent = {"decision": "approve", "text": as_user("shiji").get(review).context["text"]}
    made.save_revision(user=user("bianji"))
    assert "又有改动" in as_user("shiji").post(review, sent).content.decode()
    as_user("shiji").post(review, sent | {"text": as_user("shiji").get(review).context["text"]})
    assert CasePage.objects.get(pk=made.pk).live
    assert Notification.objects.get(user=user("tongxunyuan")).text == "案例《河边的旧伞》已通过审核"


def test_without_a_city_editor_the_province_reviews(article: ArticlePage, as_user: Any) -> None:
    get_user_model().objects.filter(username="shiji").update(is_active=False)
    take(article, "submit", "tongxunyuan")
    assert Notification.objects.filter(user=user("bianji"), text__contains="请审核").count() == 1
    assert article.pk in way.waiting_for(user("bianji")).values_list("pk", flat=True)
    assert "省级编辑" in as_user("tongxunyuan").get(reverse("article_way", args=[article.pk])).content.decode()
    take(article, "approve", "bianji")
    assert state(article) == "pool"


def test_a_reviewer_who_leaves_in_the_middle_is_stood_in_for_by_the_province(article: ArticlePage) -> None:
    lead(article, [SUBMIT, ("shiji", "receive")])
    assert article.pk not in way.waiting_for(user("bianji")).values_list("pk", flat=True)
    get_user_model().objects.filter(username="shiji").update(is_active=False)
    assert article.pk in way.waiting_for(user("bianji")).values_list("pk", flat=True)
    take(article, "approve", "bianji")


def test_an_article_moved_under_review_waits_for_the_editors_of_its_new_city(article: ArticlePage) -> None:
    from cms.units.models import UnitRole

    other = get_user_model().objects.create_user("changzhou", is_staff=True)
    other.groups.add(UnitRole.objects.get(unit__code="320400", role="city").group)
    lead(article, [SUBMIT, ("shiji", "receive")])
    ArticlePage.objects.get(pk=article.pk).move(UnitPage.objects.get(code="320481"), "last-child")
    assert state(article) == "submitted"
    assert Notification.objects.filter(user=other, text__contains="请审核").count() == 1
    with pytest.raises(PermissionDenied):
        take(article, "approve", "shiji")
    way.take(ArticlePage.objects.get(pk=article.pk), "approve", other)
    assert state(article) == "pool"


def test_an_article_moved_within_its_city_stays_where_it_is_on_its_way(article: ArticlePage) -> None:
    lead(article, [SUBMIT, ("shiji", "receive")])
    ArticlePage.objects.get(pk=article.pk).move(UnitPage.objects.get(code="320281"), "last-child")
    assert state(article) == "city_review"


def test_saving_a_text_that_was_opened_earlier_does_not_undo_a_decision(article: ArticlePage) -> None:
    take(article, "submit", "tongxunyuan")
    opened = ArticlePage.objects.get(pk=article.pk)
    take(article, "approve", "shiji")
    opened.title = "改过的题目"
    opened.save()
    assert (state(article), ArticlePage.objects.get(pk=article.pk).title) == ("pool", "改过的题目")


def test_adopting_in_the_middle_of_a_review_ends_the_review(article: ArticlePage) -> None:
    from cms.issues.publications import Publication

    take(article, "submit", "tongxunyuan")
    issue = Issue.objects.create(publication=Publication.objects.first(), year=2030, number=7, date="2030-03-01")
    way.step(article, "adopt", user("zhubian"), issue=issue)
    page = ArticlePage.objects.get(pk=article.pk)
    assert (page.state, page.current_workflow_state) == ("adopted", None)
    assert [s.move for s in page.steps.all()] == ["submit", "adopt"]
    assert Notification.objects.get(user=user("tongxunyuan")).text == f"《{article.title}》已采用，用于{issue}"


def test_the_contributor_sees_in_which_issue_an_article_was_used(article: ArticlePage, as_user: Any) -> None:
    from cms.issues.publications import Publication

    issue = Issue.objects.create(publication=Publication.objects.first(), year=2030, number=7, date="2030-03-01")
    IssueEntry.objects.create(issue=issue, article=article)
    lead(article, [SUBMIT, APPROVE])
    way.step(article, "adopt", user("zhubian"), issue=issue)
    html = as_user("tongxunyuan").get(reverse("article_way", args=[article.pk])).content.decode()
    assert f"已采用，用于{issue}" in html


def test_a_step_that_was_taken_already_is_explained_and_not_taken_twice(article: ArticlePage, as_user: Any) -> None:
    client, url = as_user("tongxunyuan"), reverse("article_way", args=[article.pk])
    client.post(url, {"move": "submit"})
    answer = client.post(url, {"move": "submit"}, follow=True)
    assert "没有办成“报送”：稿件现在是“已报送”" in answer.content.decode()
    assert article.steps.count() == 1


def test_another_unit_sees_neither_way_nor_comparison(article: ArticlePage, as_user: Any) -> None:
    take(article, "submit", "tongxunyuan")
    for name in ("xitong", "yinfa"):
        for url in ("article_way", "article_compare"):
            answer = as_user(name).get(reverse(url, args=[article.pk]), follow=True)
            assert article.title not in answer.content.decode()
        as_user(name).post(reverse("article_way", args=[article.pk]), {"move": "take_back"})
    assert state(article) == "submitted"


def test_the_text_as_handed_in_stands_beside_the_edited_one(article: ArticlePage, as_user: Any) -> None:
    take(article, "submit", "tongxunyuan")
    page = ArticlePage.objects.get(pk=article.pk).latest
    page.body = [("paragraph", "雨天借旧伞，晴天还伞。"), ("paragraph", "全镇设了三处。")]
    page.save_revision(user=user("shiji"))
    take(article, "reject", "shiji", "补充数据")
    take(article, "submit", "tongxunyuan")
    url, client = reverse("article_compare", args=[article.pk]), as_user("tongxunyuan")
    assert "没有改动" in client.get(url).content.decode()
    first = article.steps.filter(move="submit").first()
    html = client.get(url, {"step": first.pk}).content.decode()
    assert "<ins>旧</ins>" in html and "<ins>全镇设了三处。</ins>" in html and "第2次" in html
    assert client.get(url, {"step": "999999"}).status_code == 404


def test_paragraphs_are_aligned_and_what_differs_is_marked() -> None:
    old = ["题目", "第一段讲借伞的事情。", "要删去的一段话，以后没有了。", "最后一段不变。"]
    new = ["题目", "新的开头，原来没有。", "第一段讲还伞的事情。", "最后一段不变。"]
    made = rows(old, new)
    assert [(row.old is None, row.new is None, row.changed) for row in made] == [
        (False, False, False),
        (True, False, True),
        (False, False, True),
        (False, True, True),
        (False, False, False),
    ]
    assert ("借", True) in made[2].old and ("还", True) in made[2].new  # type: ignore[operator]
    for row in made:
        for side, texts in ((row.old, old), (row.new, new)):
            assert side is None or "".join(text for text, _ in side) in texts, "no word is lost or added"


def test_figures_are_compared_too() -> None:
    from cms.newsroom.models import ArticleFigure
    from records import Article

    figure = {"label": "站点", "value": 3, "unit": "处", "quote": "三处"}
    old = {"kind": "article", "number": 1, "title": "题", "figures": [figure]}
    new = Article(
        number=1, title="题", figures=(ArticleFigure(label="站点", value=5, unit="处", quote="五处").as_record(),)
    )
    found = compared(old, new)
    assert [row.changed for row in found["figures"]] == [True] and not found["same"]
