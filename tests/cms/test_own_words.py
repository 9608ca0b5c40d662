"""Pages that Wagtail says in its own way, said in the office's words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from cms.newsroom.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/nowhere/at/all/", "/nowhere/"])
def test_what_is_not_there_is_said_in_our_words(address: str, as_user: Any) -> None:
    page = as_user("bianji").get(address)
    assert page.status_code == 404
    assert "没有找到这一页" in page.content.decode()
    assert "core/error.css" in page.content.decode()


def test_every_error_page_stands_alone() -> None:
    for name in ("400", "403", "403_csrf", "404", "500"):
        assert re.search("<h1>[^<]{6,}</h1>", render_to_string(f"{name}.html")), name


def test_the_tree_of_units_opens_at_the_province(as_user: Any) -> None:
    page = as_user("guanli").get("/admin/units/", follow=True).content.decode()
    assert "配置站点" not in page
    assert "无锡市" in page
    assert "添加新站点" not in as_user("guanli").get("/admin/pages/").content.decode()
    assert as_user("tongxunyuan").get("/admin/units/", follow=True).status_code == 200


def test_the_status_of_an_article_says_its_state_and_nothing_false(as_user: Any) -> None:
    article = ArticlePage.objects.first()
    assert article
    page = as_user("guanli").get(f"/admin/pages/{article.pk}/edit/").content.decode()
    shown = page.partition('data-side-panel="status"')[2]
    assert article.get_state_display() in shown
    assert reverse("article_way", args=[article.pk]) in shown
    for false in ("所有人可见", "任何人都可以编辑", "没有设定发布计划", "被引用"):
        assert false not in page, false


def test_the_sidebar_names_the_user_and_marks_only_what_is_open(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    name = get_user_model().objects.get(username="tongxunyuan").first_name
    home, account = (client.get(address).content.decode() for address in ("/admin/", "/admin/account/"))
    assert f'"name": {json.dumps(name)}' in home
    assert '"/admin/#"' not in home
    assert '"/admin/#"' in account


def test_whoever_cannot_reset_a_password_by_mail_learns_what_to_do(client: Client) -> None:
    page = client.get("/admin/password_reset/").content.decode()
    assert "请联系管理员重设" in page
    assert "返回登录页" in page
    assert "返回登录页" in client.get("/admin/password_reset/done/").content.decode()


def test_pictures_ask_for_no_tags(as_user: Any) -> None:
    fields = as_user("guanli").get("/admin/images/add/").context["form"].fields
    assert "file" in fields
    assert "tags" not in fields


def test_a_search_among_pages_says_how_many_without_english(as_user: Any) -> None:
    page = as_user("guanli").get("/admin/pages/search/?q=市").content.decode()
    assert "None：" not in page
    assert re.search(r"第1～\d+项，共\d+项", page)


def test_a_moment_ago_is_said_as_people_say_it() -> None:
    assert timesince_simple(timezone.now()) == "刚刚"
