"""Chinese search in the admin: any substring, in every list and chooser, and never more than the user may see."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.index import class_is_indexed
from wagtail.snippets.models import get_snippet_models

import records
from cms.cases.models import CasePage
from cms.core.models import Picture
from cms.core.search import SearchText, matching
from cms.issues.models import Issue
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage, Clipping
from cms.reference.models import Indicator
from cms.units.models import UnitPage
from records.folding import fold

pytestmark = pytest.mark.django_db

HARD = [
    '"',
    '"志愿',
    "“志愿”",
    "%",
    "_",
    "\\",
    "'",
    "😀",
    "志愿 " * 170,
    "长" * 500,
    "服:务",
    "a AND b",
    "*",
    "(",
    "ſ",
    "　",
    "?",
]
LISTS = (
    "articles:index",
    "cases:index",
    "wagtailadmin_pages:search",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
)


def told(value: Any) -> Iterator[str]:
    """Yield what a record says, but not how it is arranged."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("block", "ordinal", "level", "media"):
                yield from told(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from told(inner)
    elif isinstance(value, str):
        yield value


def plain(text: str) -> str:
    return "\n".join(fold(line) for line in text.splitlines()).translate(str.maketrans("", "", '"“”'))


def truth(kind: type[Any]) -> dict[int, str]:
    """Return the text of each object of a kind, taken from its record."""
    found: dict[int, str] = {}
    for thing in kind.objects.all():
        record = (thing.latest if kind is ArticlePage else thing).as_record()
        parts = [record.title, getattr(record, "body", ()), getattr(record, "note", "")]
        match record:
            case records.Case():
                parts += [getattr(record, name) for name in records.CASE_SECTIONS]
                parts += [record.mechanism, record.lead_department, "、".join(record.people_served)]
            case records.Report():
                parts += [record.columns, record.rows]
        found[thing.pk] = "\n".join(plain(text) for text in told(msgspec.to_builtins(parts)))
    return found


@pytest.mark.parametrize("kind", [ArticlePage, CasePage, Report])
def test_any_substring_finds_exactly_the_texts_that_have_it(kind: type[Any]) -> None:
    texts, dice = truth(kind), random.Random(int(os.environ["SEARCH_SEED"]))
    lines = [line for text in texts.values() for line in text.splitlines() if line]
    for n in range(250):
        line = dice.choice(lines)
        start = dice.randrange(len(line))
        asked = line[start : start + dice.choice([1, 2, 2, 3, 4, 6, 12, 40])]
        if n % 5 == 0:  # strings that nearly stand there
            asked = asked[::-1]
        if n % 7 == 0:
            asked += " " + dice.choice(lines)[:3]
        if not asked.strip():
            continue
        wanted = {pk for pk, text in texts.items() if all(word in text for word in asked.split())}
        assert set(matching(kind.objects.all(), asked).values_list("pk", flat=True)) == wanted, asked
        assert (
            {found.pk for found in kind.objects.get_queryset().autocomplete(asked)} == wanted
            if issubclass(kind, Page)
            else True
        ), asked


def article(title: str, body: str, unit: str = "320282", **more: Any) -> ArticlePage:
    made = ArticlePage(title=title, body=[("paragraph", body)], **{"live": False, **more})
    UnitPage.objects.get(code=unit).add_child(instance=made)
    made.save_revision()
    return made


def found(words: str) -> set[str]:
    return set(matching(ArticlePage.objects.all(), words).values_list("title", flat=True))


def test_width_case_and_traditional_characters_make_no_difference() -> None:
    article("银杏巷的长凳", "居民用ＡＰＰ點單，網格員30分钟到。")
    for asked in ("app点单", "ＡＰＰ", "網格员３０分鐘", "銀杏巷的", "“居民”用"):
        assert "银杏巷的长凳" in found(asked), asked


def test_a_percent_sign_is_a_character_like_any_other() -> None:
    article("升了", "办结率升到97.5%。")
    article("没升", "办结率升到97.5。编号A_1。路径C:\\雨。")
    assert (found("7.5%"), found("A_1"), found("C:\\雨"), found("办%率"), found("办_率")) == (
        {"升了"},
        {"没升"},
        {"没升"},
        set(),
        set(),
    )


def test_tables_points_and_notes_are_searched_but_not_the_names_of_choices() -> None:
    made = article("各样的块", "先说^[注里的鹤]一句。")
    below = {"ordinal": "一是", "lead_in": "子句。", "text": "下级的雁。"}
    points = {"ordinal": "一、", "lead_in": "主句里的鹳。", "text": "", "children": [below]}
    table = {
        "data": [["站点", "次数"], ["栗子站", "12"]],
        "first_row_is_table_header": True,
        "table_caption": "表题里的鹭",
    }
    made.body = [("paragraph", "先说^[注里的鹤]一句。"), ("table", table), ("point", points)]
    made.save_revision()
    for asked in ("注里的鹤", "栗子站", "表题里的鹭", "下级的雁", "主句里的鹳"):
        assert found(asked) == {"各样的块"}, asked
    assert not found("不编号") and not found("table_header")


def test_a_draft_is_found_by_its_latest_text_and_the_published_one() -> None:
    made = article("柳荫亭", "旧亭子漏雨。", live=True)
    made.title, made.body = "柳荫新亭", [("paragraph", "新亭子不漏风。")]
    made.save_revision()
    for asked in ("柳荫新亭", "不漏风", "漏雨", "柳荫亭"):
        assert made.pk in matching(Page.objects.all(), asked).values_list("pk", flat=True), asked
    made.get_latest_revision().publish()
    assert not matching(Page.objects.all(), "漏雨").filter(pk=made.pk).exists()


def test_what_is_deleted_is_forgotten_and_update_index_restores_what_was_lost() -> None:
    made, gone = article("留下的", "甲乙丙丁。"), article("删去的", "戊己庚辛。")
    gone.delete()
    assert not SearchText.objects.filter(object_id=gone.pk, kind="wagtailcore.page").exists()
    call_command("update_index", verbosity=0)
    before = dict(SearchText.objects.values_list("object_id", "text").filter(kind="wagtailcore.page"))
    SearchText.objects.all().delete()
    SearchText.objects.create(kind="wagtailcore.page", object_id=10**9, text="没有这一页")
    call_command("update_index", verbosity=0)
    assert dict(SearchText.objects.values_list("object_id", "text").filter(kind="wagtailcore.page")) == before
    assert found("乙丙") == {"留下的"} and made.pk in before


def test_every_snippet_and_file_can_be_searched() -> None:
    models = [*get_snippet_models(), Page, Picture, get_document_model()]
    assert [
        model for model in models if not class_is_indexed(model) or not model.get_autocomplete_search_fields()
    ] == []


def lists() -> list[str]:
    """Return the addresses of all lists and choosers with a search field."""
    snippets = [model.snippet_viewset for model in get_snippet_models()]
    choosers = [reverse(f"{s.chooser_viewset.url_namespace}:choose") for s in snippets]
    choosers += [
        reverse("wagtailadmin_choose_page_search"),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs_chooser:choose"),
    ]
    return [reverse(name) for name in LISTS] + [reverse(s.get_url_name("list")) for s in snippets] + choosers


def test_no_query_breaks_a_list_or_a_chooser(as_user: Any) -> None:
    client = as_user("guanli")
    for n, address in enumerate([*lists(), reverse("wagtailusers_users:index"), reverse("wagtaildocs:index")]):
        for asked in HARD[n % 3 :: 3]:
            answer = client.get(address, {"q": asked})
            assert answer.status_code == 200, (address, asked)


def seen(client: Any, address: str, asked: str) -> str:
    """Return what a screen shows after a search, without the words that were asked for."""
    answer = client.get(address, {"q": asked, "search_all": "1"}, follow=True)
    text = answer.json()["html"] if answer["Content-Type"] == "application/json" else answer.content.decode()
    return str(text.replace(f'value="{asked}"', "").replace(f"“{asked}”", ""))


def test_a_word_inside_title_or_text_is_found_on_the_screen(as_user: Any) -> None:
    made = article(
        "雨天的伞架", "邻居共用一排伞，早8:30到晚。", owner=get_user_model().objects.get(username="tongxunyuan")
    )
    explorer = reverse("wagtailadmin_explore", args=[made.get_parent().pk])
    for user in ("tongxunyuan", "shiji", "bianji"):
        client = as_user(user)
        for name in ("articles:index", "wagtailadmin_pages:search", "wagtailadmin_choose_page_search", explorer):
            address = name if name.startswith("/") else reverse(name)
            for asked in ("天的伞", "用一排", "共用 伞架", "早8:30"):
                assert made.title in seen(client, address, asked), (user, name, asked)
            assert made.title not in seen(client, address, "8:31"), (user, name)


def test_search_with_filters_and_an_order_answers(as_user: Any) -> None:
    made = article("有条件的一篇", "筛了再搜。", state="submitted")
    client = as_user("bianji")
    for more in (
        {"state": "submitted"},
        {"ordering": "title"},
        {"ordering": "-place__code"},
        {"state": "submitted", "p": "1"},
    ):
        assert made.title in client.get(reverse("articles:index"), {"q": "再搜", **more}).content.decode(), more
    assert made.title not in client.get(reverse("articles:index"), {"q": "再搜", "state": "pool"}).content.decode()
    place = CasePage.objects.first().place
    assert client.get(reverse("cases:index"), {"q": "的", "place": place.pk, "clearance": "cleared"}).status_code == 200


def test_the_last_changed_page_is_found_first(as_user: Any) -> None:
    first, *_, last = ArticlePage.objects.order_by("path")
    for article in (first, last):
        article.title = "鹮鸟来信"
        article.save_revision()
        article.save()
    client = as_user("bianji")
    for url in (reverse("articles:index"), reverse("wagtailadmin_pages:search")):
        found = re.findall(
            r"/pages/(\d+)/edit/|/articles/(\d+)/way/", client.get(url, {"q": "鹮鸟来信"}).content.decode()
        )
        shown = dict.fromkeys(int(a or b) for a, b in found)
        assert [pk for pk in shown if pk in (first.pk, last.pk)] == [last.pk, first.pk]


def test_search_shows_no_other_citys_texts(as_user: Any) -> None:
    far = (
        UnitPage.objects.filter(kind="county")
        .exclude(path__startswith=UnitPage.objects.get(code="320200").path)
        .first()
    )
    made = article("别处的金丝雀", "别处的金丝雀在唱。", unit=far.code)
    for address in lists():
        for user in ("tongxunyuan", "shiji"):
            assert made.title not in seen(as_user(user), address, "金丝雀"), (address, user)


def test_snippets_are_found_in_lists_and_choosers(as_user: Any) -> None:
    client = as_user("guanli")
    issue, indicator = Issue.objects.first(), Indicator.objects.first()
    clipping = Clipping.objects.create(title="渡口的灯还亮着", paper="大江晚报", body=[("paragraph", "摆渡人守灯。")])
    for thing, asked in (
        (issue, f"{issue.year}年第{issue.number}期"),
        (indicator, indicator.definition[2:8]),
        (clipping, "渡人守"),
    ):
        views = type(thing).snippet_viewset
        for address in (views.get_url_name("list"), f"{views.chooser_viewset.url_namespace}:choose"):
            shown = str(thing) if "choose" in address or thing is issue else getattr(thing, "name", "") or thing.title
            assert shown in seen(client, reverse(address), asked), (address, asked)
            assert shown not in seen(client, reverse(address), asked + "鹮")
