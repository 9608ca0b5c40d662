"""Two versions brought together: what either side wrote is there, whatever the other side did."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.core.together import together
from cms.newsroom.models import ArticleFigure, ArticlePage
from cms.units.models import UnitPage
from tests.cms.test_way import edit, form_of

Rows = list[dict[str, Any]]


def block(name: str, text: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": text, "id": name}


@st.composite
def edited(draw: st.DrawFn, base: Rows, mark: str) -> Rows:
    """Return the base as someone left it who changed, threw away, moved and added paragraphs."""
    rows = [dict(row) for row in base]
    for row in rows:
        if draw(st.booleans()):
            row["value"] += f" {mark}{draw(st.integers(0, 3))}"
    rows = [row for row in rows if draw(st.integers(0, 4))]
    for n in range(draw(st.integers(0, 2))):
        rows.insert(draw(st.integers(0, len(rows))), block(f"{mark}new{n}", f"{mark}new{n}"))
    return draw(st.permutations(rows)) if draw(st.booleans()) else rows


@given(data=st.data(), size=st.integers(0, 5))
def test_no_paragraph_that_either_side_wrote_is_missing(data: Any, size: int) -> None:
    base = [block(f"b{n}", f"text{n}") for n in range(size)]
    theirs, mine = data.draw(edited(base, "t")), data.draw(edited(base, "m"))
    contents = [{"body": json.dumps(rows), "title": "同"} for rows in (base, theirs, mine)]
    merged, doubts = together(*contents, ["title", "body"])
    rows = json.loads(merged["body"])
    said = [row["value"] for row in rows]
    old = {row["value"] for row in base}
    assert [
        row["value"] for part in (theirs, mine) for row in part if row["value"] not in old and row["value"] not in said
    ] == []
    assert len({row["id"] for row in rows}) == len(rows), "each paragraph has a name of its own"
    here, there = [row["id"] for row in rows], [row["id"] for row in (theirs if mine == base else mine)]
    assert [name for name in here if name in there] == [name for name in there if name in here], (
        "in the order of whoever changed it"
    )
    if theirs == base or mine == base:
        assert doubts == [] and rows == (mine if theirs == base else theirs)


def test_what_both_sides_changed_is_named() -> None:
    base = {
        "title": "旧",
        "body": json.dumps([block("a", "旧")]),
        "figures": [{"pk": 1, "value": "1", "sort_order": 0, "page": 1}],
    }
    theirs = {
        "title": "甲",
        "body": json.dumps([block("a", "甲")]),
        "figures": [{"pk": 1, "value": "2", "sort_order": 0, "page": 1}],
    }
    mine = {
        "title": "乙",
        "body": json.dumps([block("a", "乙")]),
        "figures": [{"pk": 1, "value": "3", "sort_order": 0, "page": 1}],
    }
    merged, doubts = together(base, theirs, mine, ["title", "body", "figures"])
    assert doubts == ["title", "body", "figures"]
    assert merged["title"] == "乙"
    assert [row["value"] for row in json.loads(merged["body"])] == ["甲", "乙"]
    assert [(row["pk"], row["value"], row["sort_order"]) for row in merged["figures"]] == [(1, "2", 0), (None, "3", 1)]


@pytest.fixture
def article(db: None) -> ArticlePage:
    from django.contrib.auth import get_user_model

    people = {name: get_user_model().objects.get(username=name) for name in ("tongxunyuan", "shiji")}
    made = ArticlePage(title="两版", owner=people["tongxunyuan"], live=False)
    made.body = [("paragraph", "第一段"), ("paragraph", "第二段")]
    made.figures = [ArticleFigure(label="志愿者", value=1, unit="人", quote="一人")]
    UnitPage.objects.get(code="320282").add_child(instance=made)
    made.save_revision(user=people["tongxunyuan"])
    for name, place, text in (("shiji", 0, "市里改的"), ("tongxunyuan", 1, "县里改的")):
        page = made.revisions.order_by("created_at").first().as_object()
        page.body[place].value = text
        page.figures = [*page.figures.all(), ArticleFigure(label=name, value=2, unit="人", quote=text)]
        page.save_revision(user=people[name])
    return ArticlePage.objects.get(pk=made.pk)


def address(article: ArticlePage) -> str:
    _, theirs, mine = article.revisions.order_by("created_at").values_list("pk", flat=True)
    return reverse("keep_together", args=(article.pk, theirs, mine))


def test_two_versions_become_one_and_both_stay(article: ArticlePage, as_user: Any) -> None:
    client = as_user("tongxunyuan")
    assert "市里改的" in client.get(address(article)).content.decode()
    client.post(address(article))
    text = ArticlePage.objects.get(pk=article.pk).latest
    assert [block.value for block in text.body] == ["市里改的", "县里改的"]
    assert [figure.label for figure in text.figures.all()] == ["志愿者", "shiji", "tongxunyuan"]
    assert article.revisions.count() == 4
    assert client.post(address_before(article)).status_code == 302
    assert article.revisions.count() == 4, "what has been brought together since is not overwritten"


def address_before(article: ArticlePage) -> str:
    _, theirs, mine, _ = article.revisions.order_by("created_at").values_list("pk", flat=True)
    return reverse("keep_together", args=(article.pk, theirs, mine))


@pytest.mark.parametrize("name", ["xitong", "yinfa"])
def test_others_see_nothing_of_it(article: ArticlePage, as_user: Any, name: str) -> None:
    client = as_user(name)
    for answer in (client.get(address(article), follow=True), client.post(address(article), follow=True)):
        assert "两版" not in answer.content.decode() and "市里改的" not in answer.content.decode()
    assert article.revisions.count() == 3


def test_who_is_logged_in_is_told_to_the_page_and_to_nobody_else(as_user: Any, client: Any) -> None:
    assert client.get(reverse("keep_pulse")).status_code == 302
    said = as_user("tongxunyuan").get(reverse("keep_pulse")).json()
    assert set(said) == {"user", "token"}


def test_a_window_knows_its_own_late_save_whatever_other_requests_did_to_the_session(
    article: ArticlePage, as_user: Any
) -> None:
    client, made = as_user("tongxunyuan"), article
    ours, ask = reverse("keep_sent", args=[made.pk]), lambda window: client.get(f"{ours}?window={window}").json()
    assert ask("A") == {"revision": None, "wait": True}  # as while the request that made the version is not through
    before = dict(client.session)
    client.post(edit(made), {**form_of(made), "keep_window": "A"})
    session = client.session
    session.clear()
    session.update(before)
    session.save()
    made.refresh_from_db()
    newest = made.get_latest_revision()
    assert ask("A")["revision"] == [str(newest.pk), newest.created_at.isoformat()]
    assert ask("B") == {"revision": None}
    made.save_revision(user=None)
    assert ask("A") == {"revision": None}, "somebody else's"
