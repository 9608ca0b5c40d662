"""Places and units are told apart where one is chosen, and stand in the order of official lists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.units.models import Place, UnitPage
from cms.units.naming import NamedField, with_city

pytestmark = pytest.mark.django_db
TWINS = {"南京市鼓楼区", "徐州市鼓楼区"}


def options(html: str, name: str) -> list[str]:
    """Return the words of a select."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.S)
    assert select, name
    return [said.strip() for said in re.findall(r"<option[^>]*>([^<]*)</option>", select[0])]


@pytest.mark.parametrize("kind", [Place, UnitPage])
def test_only_what_shares_its_name_is_named_with_its_city(kind: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        named = [NamedField(None).label_from_instance(each) for each in with_city(kind.objects.all())]
    assert set(named) >= TWINS and "鼓楼区" not in named and "宜兴市" in named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/admin/articles/word/", "unit"),
        ("/admin/articles/choose_parent/", "parent_page"),
        ("/admin/articles/", "place"),
        ("/admin/articles/", "unit"),
        ("/admin/cases/", "place"),
    ],
)
def test_no_select_offers_the_same_name_twice(as_user: Any, url: str, name: str) -> None:
    said = options(as_user("bianji").get(url).content.decode(), name)
    assert set(said) >= TWINS and "鼓楼区" not in said


def test_the_pool_and_the_window_of_places_tell_them_apart_too(as_user: Any) -> None:
    from cms.issues.pool import PoolForm

    said = [text for _, text in PoolForm().fields["place"].choices]
    assert {f"　{twin}" for twin in TWINS} <= set(said)
    url = reverse("wagtailsnippetchoosers_units_place:choose_results")
    html = as_user("tongxunyuan").get(url, {"q": "鼓楼区"}).content.decode()
    assert "南京市" in html and "徐州市" in html


def test_the_tree_lists_units_as_official_lists_do_and_then_the_newest_texts(as_user: Any) -> None:
    top = UnitPage.objects.get(depth=2)
    top.add_child(instance=UnitPage(title="省新设系统", code="new-system", kind="system"))
    UnitPage.objects.get(code="320200").move(UnitPage.objects.get(code="321300"), "right")
    client, url = as_user("guanli"), reverse("wagtailadmin_explore", args=[top.pk])
    units = [page for page in client.get(url).context["pages"] if isinstance(page, UnitPage)]
    systems = [unit.kind == "system" for unit in units]
    assert any(systems) and systems == sorted(systems, reverse=True)
    assert [unit.title for unit in units if unit.kind == "city"][:3] == ["南京市", "无锡市", "徐州市"]
    pages = client.get(reverse("wagtailadmin_explore", args=[UnitPage.objects.get(code="320200").pk])).context["pages"]
    texts = [page for page in pages if not isinstance(page, UnitPage)]
    assert texts and list(pages)[-len(texts) :] == texts
    saved = [page.latest_revision_created_at for page in texts]
    assert saved == sorted(saved, reverse=True)
    assert client.get(url, {"ordering": "title"}).context["pages"][0].title != units[0].title


def test_a_role_is_seen_among_the_accounts_that_have_it(as_user: Any) -> None:
    client, admin = as_user("guanli"), get_user_model().objects.get(username="guanli")
    for name, account in (("市级编辑（无锡市）", "shiji"), ("主编", "zhubian")):
        address = AdminURLFinder(admin).get_edit_url(Group.objects.get(name=name))
        html = client.get(address).content.decode()
        shown = {
            each
            for each in get_user_model().objects.values_list("username", flat=True)
            if re.search(rf">\s*{each}\s*<", html)
        }
        assert shown == {account}
