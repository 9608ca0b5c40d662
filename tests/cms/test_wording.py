"""Words of the admin: titles in 《》 and cut in a line, places that share a name with
their city, the office's own words."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, Page

from cms.cases.models import CasePage
from cms.core.titles import LONGEST, cut_titles
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.units.models import Place, UnitPage, own_places
from tests.cms.making import make
from tests.cms.test_chinese import key, messages, wagtail_locales

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="《》"), max_size=60)
# A text's name within “”, where its own may begin with one; quotation marks of a typewriter; Wagtail's words for
# handing in. Units have plain names.
TITLED = re.compile(
    r"“%\(page_title\)s”(?!下)|“(?:<span[^>]*>)?%\((?:title|object|document_title|image_title|text|comment)\)s|%\(model_name\)s“"
)
STRAIGHT = re.compile(r"\"(?![^<]*>)")


def test_no_message_of_wagtail_doubles_quotation_marks_or_speaks_of_submitting() -> None:
    unused = {"search_promotions", "redirects", "forms", "simple_translation"}
    folders = [folder for folder in wagtail_locales() if not unused & set(folder.parts)]
    with override("zh-hans"):
        found = [m for folder in folders for m in messages(folder / "en/LC_MESSAGES/django.po")]
        said = {key(m)[1]: ngettext(*m.id, 1) if isinstance(m.id, tuple) else gettext(m.id) for m in found}
    wrong = {s: text for s, text in said.items() if TITLED.search(text) or STRAIGHT.search(text) or "提交审核" in text}
    assert wrong == {}
    assert len(said) > 1000


@given(TEXT, TEXT, TEXT)
def test_a_long_title_is_cut_in_its_line_and_whole_where_the_pointer_rests(before: str, title: str, after: str) -> None:
    made = cut_titles(f"{before}《{title}》{after}")
    shown = (
        html.unescape(re.sub(r"<span title=\"[^\"]*\">|</span>", "", made))
        if "<span title=" in made
        else html.unescape(made)
    )
    escaped = html.escape(title)
    if len(escaped) <= LONGEST:
        assert shown == html.unescape(html.escape(f"{before}《{title}》{after}"))
    assert "<script" not in made
    for whole in re.findall(r'title="([^"]*)"', made):
        assert html.unescape(whole) == title


@pytest.mark.django_db
def test_every_place_of_the_province_has_a_name_of_its_own() -> None:
    city = Place.objects.get(code="320100")
    other = Place.objects.get(code="320300")
    for n, above in enumerate((city, other)):
        Place.objects.get_or_create(
            code=f"{above.code[:4]}9{n}", defaults={"name": "双桥区", "level": "county", "parent": above}
        )
    named = [str(place) for place in own_places().select_related("parent")]
    assert len(named) == len(set(named))
    assert {f"{city}双桥区", f"{other}双桥区"} <= set(named)
    assert "宜兴市" in named


@pytest.mark.django_db
def test_a_case_is_of_a_place_of_this_province(as_user: Any) -> None:
    far = Place.objects.get(code="150000")
    own = set(own_places())
    assert far not in own and Place.objects.get(code="320282") in own
    client, case = as_user("bianji"), CasePage.objects.filter(live=True).first()
    assert case
    page = client.get(f"/admin/pages/{case.pk}/edit/")
    assert set(page.context["form"].fields["place"].queryset) == own
    assert "?own=1" in page.content.decode()
    results = reverse("wagtailsnippetchoosers_units_place:choose_results")
    offered = [client.get(f"{results}?q=内蒙古{own}").content.decode().count("内蒙古自治区") for own in ("", "&own=1")]
    assert offered[0] and not offered[1]
    assert UnitPage.objects.filter(depth=2, place__level="province").exists()


@pytest.mark.django_db
def test_the_roots_of_pages_and_folders_have_chinese_names() -> None:
    assert not Page.objects.filter(title__regex="[A-Za-z]", depth=1).exists()
    assert not Collection.objects.filter(name__regex="[A-Za-z]", depth=1).exists()


def test_lists_and_pages_of_cases_and_units_say_their_state_in_the_words_of_the_office(as_user: Any) -> None:
    client = as_user("bianji")
    case = CasePage.objects.filter(live=True, cleared_on__isnull=False, withdrawn_on=None).first()
    assert case is not None
    settled = make(CasePage)
    settled.save_revision().publish()
    cases = (CasePage.objects.get(pk=case.pk), CasePage.objects.get(pk=settled.pk), make(CasePage))
    states = {found.status_string for found in cases}
    assert states == {"已公开", "已定稿，未公开", "草稿"}
    unit = UnitPage.objects.get(code="320200")
    assert unit.status_string == "在用" and make(UnitPage, valid_to="2020-01-01").status_string == "已停用"
    for address in (reverse("cases:index"), f"/admin/pages/{unit.pk}/", f"/admin/pages/{case.pk}/edit/"):
        shown = re.sub(
            r"<script.*?</script>|<template.*?</template>", "", client.get(address).content.decode(), flags=re.S
        )
        assert "已发布" not in shown, address


def test_an_issue_that_waits_for_the_chief_says_so(as_user: Any) -> None:
    issue = make(Issue, publication=Publication.objects.first(), number=77)
    assert issue.state == "编排中"
    issue.ask("编辑", issue.date)
    assert issue.state == "待签发"
    assert "待签发" in as_user("bianji").get("/admin/snippets/issues/issue/").content.decode()


def test_a_remark_stands_in_chinese_quotes(as_user: Any) -> None:
    case = make(CasePage, owner=get_user_model().objects.get(username="bianji"))
    case.save_revision()
    workflow = case.get_workflow()
    state = workflow.start(case, get_user_model().objects.get(username="bianji"))
    state.current_task_state.reject(user=get_user_model().objects.get(username="zhubian"), comment="请补数据")
    said = as_user("bianji").get(f"/admin/pages/{case.pk}/edit/").content.decode()
    assert "附言：“请补数据”" in said and '"请补数据"' not in said
