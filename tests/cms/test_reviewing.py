"""Reviewers read and decide on one screen; what cannot be taken back is asked first; why a text
came back stands on its edit page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from cms.cases.models import CasePage
from cms.newsroom import hands, states
from cms.newsroom.hints.texts import besides, paragraphs_of
from cms.newsroom.models import ArticlePage
from cms.units.models import Place, UnitPage
from tests.cms.test_way import SUBMIT, article, edit, lead, take, user  # noqa: F401

pytestmark = pytest.mark.django_db


def way_of(page: Any) -> str:
    return reverse("article_way", args=[page.pk])


@pytest.mark.parametrize(
    "move", [m for m in states.MOVES.values() if m.who in ("unit", "reviewer", "province")], ids=lambda move: move.name
)
def test_a_step_that_its_taker_cannot_take_back_is_asked_first(move: states.Move) -> None:
    back = [m for m in states.MOVES.values() if m.who == move.who and move.after in m.before and m.after in move.before]
    assert back or move.asks
    assert move.asks or move.name != "leave"  # it tells the writer, though it can be undone


@pytest.mark.parametrize(
    ("state", "name"), [("draft", "tongxunyuan"), ("submitted", "shiji"), ("city_review", "shiji"), ("pool", "bianji")]
)
def test_the_screen_asks_exactly_before_those_steps(article: ArticlePage, as_user: Any, state: str, name: str) -> None:  # noqa: F811
    ArticlePage.objects.filter(pk=article.pk).update(state=state)
    html = as_user(name).get(way_of(article)).content.decode()
    moves = hands.moves_open(ArticlePage.objects.get(pk=article.pk), user(name))
    assert moves
    for move in moves:
        before = html.partition(f'name="move" value="{move.name}"')[0]
        assert (before.rfind("<details") > before.rfind("</details>")) == move.asks, move.name


def test_the_whole_text_stands_beside_the_buttons(as_user: Any) -> None:
    client = as_user("bianji")
    kinds: set[str] = set()
    pages = [(page.latest, way_of(page)) for page in ArticlePage.objects.all()[:12]]
    pages += [(page, reverse("case_decision", args=[page.pk])) for page in CasePage.objects.filter(live=True)[:12]]
    for page, url in pages:
        html = unescape(client.get(url).content.decode())
        kinds |= {block.block_type for block in page.body}
        pictures = [block.value["image"].file.url for block in page.body if block.block_type == "picture"]
        texts = [" ".join(text.split()) for _, text in (*paragraphs_of(page), *besides(page.body))]
        quotes = [figure.quote for figure in page.figures.all()]
        shown = html.replace("<strong>", "").replace("</strong>", "")
        assert [text for text in (page.title, *texts, *pictures, *quotes) if text not in shown] == [], url
        assert 'id="checks"' in html
    assert kinds >= {"paragraph", "point", "table", "picture"}
    print(f"{len(pages)} texts read whole")  # noqa: T201


def test_a_reason_that_is_not_taken_stays_in_its_box(article: ArticlePage, as_user: Any) -> None:  # noqa: F811
    lead(article, [SUBMIT])
    reason = "第二段缺少数据。" * 30
    html = as_user("shiji").post(way_of(article), {"move": "reject", "reason": reason}).content.decode()
    assert "最多200字" in html
    assert reason in html


def test_why_an_article_came_back_stands_on_its_edit_page_until_it_is_handed_in_again(
    article: ArticlePage,  # noqa: F811
    as_user: Any,
) -> None:
    lead(article, [SUBMIT])
    client = as_user("tongxunyuan")
    take(article, "reject", "shiji", "缺少借还的数据")
    html = client.get(edit(article)).content.decode()
    assert "缺少借还的数据" in html.partition('id="page-edit-form"')[0]
    assert article.steps.last().by_name in html.partition('id="page-edit-form"')[0]
    take(article, "submit", "tongxunyuan")
    assert "缺少借还的数据" not in as_user("shiji").get(edit(article)).content.decode()


def test_a_case_is_returned_from_the_page_on_which_it_is_read(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    made = CasePage(
        title="河边的旧伞",
        place=Place.objects.get(code="320282"),
        year=2025,
        summary="摘要。",
        owner=user("tongxunyuan"),
        live=False,
    )
    unit.add_child(instance=made)
    made.save_revision(user=user("tongxunyuan"))
    made.get_workflow().start(made, user("tongxunyuan"))
    review = reverse("case_decision", args=[made.pk])
    seen = as_user("shiji").get(review).context["text"]
    assert "须写明退回的原因" in as_user("shiji").post(review, {"decision": "reject", "text": seen}).content.decode()
    as_user("shiji").post(review, {"decision": "reject", "text": seen, "reason": "缺少成效"})
    html = as_user("tongxunyuan").get(edit(made)).content.decode()
    assert "缺少成效" in html.partition('class="notice"')[2].partition('id="page-edit-form"')[0]
    page = CasePage.objects.get(pk=made.pk)
    page.current_workflow_state.resume(user("tongxunyuan"))
    assert CasePage.objects.get(pk=made.pk).notices == []
    assert user("shiji").notifications.filter(url=review).exists()
