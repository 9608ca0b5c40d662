"""Accounts by role and unit, the first password, and what becomes of someone who leaves."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.core.audit import AuditEntry
from cms.security.accounts import OFFICE, AccountForm, posts_of
from cms.security.first_password import FirstPassword, give
from cms.security.middleware import CHOOSING
from cms.units.models import UnitRole
from cms.units.naming import with_city
from cms.units.roles import ROLES
from tests.cms.walk import addresses

pytestmark = pytest.mark.django_db
OWN = "雨伞-paper-7"
User = get_user_model()


def named(unit: Any) -> str:
    """Return the name of a unit as the list offers it."""
    found = with_city(type(unit).objects.filter(pk=unit.pk)).get()
    return f"{found.above}{found.title}"


def filled(*posts: tuple[str, str], **more: str) -> dict[str, str]:
    """Return a form with these rows of role and unit."""
    rows = {
        f"posts-{n}-{name}": value
        for n, row in enumerate(posts)
        for name, value in zip(("role", "unit"), row, strict=True)
    }
    counted = {"posts-TOTAL_FORMS": str(len(posts)), "posts-INITIAL_FORMS": "0"}
    return {"username": "xin", "first_name": "办公室", "email": "", **counted, **rows, **more}


def password_in(page: str) -> str:
    found = re.search(r'security__password">([^<]+)<', page)
    assert found, page
    return found[1]


@pytest.fixture
def admin(client: Client) -> Client:
    """The administrator, with a known password."""
    user = User.objects.get(username="guanli")
    user.set_password(OWN)
    user.save()
    client.force_login(user)
    return client


def test_each_role_of_each_unit_is_given_by_its_words_and_read_back_as_them() -> None:
    held = list(UnitRole.objects.filter(role__in=ROLES).select_related("unit", "group"))
    for chosen in [*random.Random(14).sample(held, 20), *UnitRole.objects.filter(role__in=OFFICE)]:
        posts = [(chosen.role, "" if chosen.role in OFFICE else named(chosen.unit))]
        form = AccountForm(filled(*posts, username=f"a{chosen.pk}"))
        assert form.is_valid(), (chosen, form.errors, form.posts.errors)
        user = form.save()
        assert list(user.groups.all()) == [chosen.group]
        assert user.is_superuser == (chosen.role == "administrator")
        assert [(row["role"], row["unit"]) for row in posts_of(user)] == posts
        assert user.check_password(form.password) and FirstPassword.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    ("posts", "said"),
    [
        ((), "请至少选一个角色"),
        ((("", ""),), "请至少选一个角色"),
        ((("contributor", ""),), "请选择单位"),
        ((("contributor", "没有的地方"),), "没有叫“没有的地方”的单位"),
        ((("contributor", "鼓楼区"),), "没有叫“鼓楼区”的单位"),  # two have this name
        ((("city", "宜兴市"),), "宜兴市没有市级编辑"),
    ],
)
def test_no_account_is_made_without_a_role(posts: Any, said: str, admin: Client) -> None:
    page = admin.post("/admin/users/new/", filled(*posts)).content.decode()
    assert said in page
    assert not User.objects.filter(username="xin").exists()


def test_the_last_role_cannot_be_taken_nor_can_administrators_shut_themselves_out(admin: Client) -> None:
    for name in ("bianji", "guanli"):
        user = User.objects.get(username=name)
        before = list(user.groups.all())
        (row,) = posts_of(user)
        data = filled((row["role"], row["unit"]), username=name, is_active="on")
        url = f"/admin/users/edit/{user.pk}/"
        assert (
            "请至少选一个角色"
            in admin.post(url, data | {"posts-INITIAL_FORMS": "1", "posts-0-DELETE": "on"}).content.decode()
        )
        other = admin.post(url, data | {"posts-0-role": "clerk"})
        user.refresh_from_db()
        if name == "guanli":
            assert "不能自己去掉" in other.content.decode() and list(user.groups.all()) == before and user.is_superuser
        else:
            assert other.status_code == 302 and [group.name for group in user.groups.all()] == ["印发员"]


def test_a_new_account_needs_one_name_and_no_mail_address(admin: Client) -> None:
    assert admin.post("/admin/users/new/", filled(("clerk", ""), first_name="")).context["form"].has_error("first_name")
    admin.post("/admin/users/new/", filled(("clerk", ""), first_name="欧阳某"))
    assert User.objects.get(username="xin").get_full_name() == "欧阳某"


def test_several_roles_stand_in_several_rows(admin: Client) -> None:
    admin.post("/admin/users/new/", filled(("contributor", "宜兴市"), ("city", "无锡市"), ("administrator", "")))
    user = User.objects.get(username="xin")
    assert {group.name for group in user.groups.all()} == {
        "通讯员（宜兴市）",
        "市级编辑（无锡市）",
        "管理员",
    } and user.is_superuser
    page = admin.get(f"/admin/users/edit/{user.pk}/").content.decode()
    assert page.count('class="account__post"') == 4, "three, and the one that is copied"
    assert 'type="checkbox" name="groups"' not in page


def paths() -> dict[str, str]:
    """Return an address of each name that the resolver knows and that is not open before one is let in: path → name."""
    routes = [(f"/{address.route}", address.name) for address in addresses() if "(" not in address.route]
    plain = {re.sub(r"<(?:(\w+):)?\w+>", lambda part: "1" if part[1] else "a", route): name for route, name in routes}
    return {path: name for path, name in plain.items() if "^" not in path and name.rpartition(":")[2] not in CHOOSING}


def test_a_first_password_opens_nothing_but_the_page_to_change_it(admin: Client) -> None:
    shown = admin.post("/admin/users/new/", filled(("chief", ""))).content.decode()
    first, mine = password_in(shown), Client()
    assert mine.post("/admin/login/", {"username": "xin", "password": first}).status_code == 302
    tried = paths()
    assert len(tried) > 250
    for path in tried:
        answer = mine.get(path)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/admin/first-password/"), path
        assert mine.post(path).status_code == 403, path
    page = mine.get("/admin/first-password/").content.decode()
    assert "先改成自己的密码" in page
    for one, two, said in ((first, first, "还是原来的密码"), (OWN, OWN + "x", "不一致"), ("1234", "1234", "10")):
        assert (
            said in mine.post("/admin/first-password/", {"new_password1": one, "new_password2": two}).content.decode()
        )
    answer = mine.post(
        "/admin/first-password/", {"new_password1": OWN, "new_password2": OWN, "next": "//evil.example/"}
    )
    assert answer.url == "/admin/"
    assert mine.get("/admin/").status_code == 200
    again = Client()
    assert again.post("/admin/login/", {"username": "xin", "password": first}).status_code == 200
    assert again.post("/admin/login/", {"username": "xin", "password": OWN}).status_code == 302
    assert again.get("/admin/").status_code == 200


def test_a_reset_ends_the_sessions_and_asks_for_a_password_of_ones_own(admin: Client) -> None:
    user = User.objects.get(username="bianji")
    theirs = Client()
    theirs.force_login(user)
    url = f"/admin/users/door/{user.pk}/"
    assert "密码不对" in admin.post(url, {"password": "wrong", "do": "password"}).content.decode()
    assert theirs.get("/admin/").status_code == 200
    first = password_in(admin.post(url, {"password": OWN, "do": "password"}).content.decode())
    assert theirs.get("/admin/").status_code == 302
    again = Client()
    again.post("/admin/login/", {"username": "bianji", "password": first})
    assert "first-password" in again.get("/admin/").url
    assert "还没有改" in admin.get("/admin/users/", {"q": "bianji"}).content.decode()
    assert first not in admin.get(url).content.decode()
    assert "account.password" in AuditEntry.objects.values_list("action", flat=True)


def test_a_second_factor_comes_before_the_first_password_and_is_taken_away_with_the_own_password(
    admin: Client, settings: Any
) -> None:
    user = User.objects.get(username="zhubian")
    settings.SECOND_FACTOR = "required"
    settings.OTP_ADMIN_HIDE_SENSITIVE_DATA = True
    first = give(user)
    mine = Client()
    mine.post("/admin/login/", {"username": "zhubian", "password": first})
    assert "first-password" in mine.get("/admin/second-factor/").url, "then the phone"
    mine.post("/admin/first-password/", {"new_password1": OWN, "new_password2": OWN})
    assert "second-factor" in mine.get("/admin/").url
    TOTPDevice.objects.create(user=user, confirmed=True)
    first = give(User.objects.get(pk=user.pk))
    again = Client()
    again.post("/admin/login/", {"username": "zhubian", "password": first})
    for address in ("/admin/", "/admin/first-password/"):
        assert "second-factor/verify" in again.get(address).url
    settings.SECOND_FACTOR = "optional"
    url = f"/admin/users/door/{user.pk}/"
    admin.post(url, {"password": "wrong", "do": "second_factor"})
    assert TOTPDevice.objects.filter(user=user).exists()
    admin.post(url, {"password": OWN, "do": "second_factor"})
    assert not TOTPDevice.objects.filter(user=user).exists()


def test_who_leaves_is_stopped_at_once_and_never_deleted(admin: Client) -> None:
    user = User.objects.get(username="bianji")
    theirs = Client()
    theirs.force_login(user)
    bulk = "/admin/bulk/auth/user/{}/?id=" + str(user.pk)
    for url in (
        f"/admin/users/delete/{user.pk}/",
        *(bulk.format(action) for action in ("delete", "assign_role", "set_active_state")),
    ):
        assert admin.get(url).status_code == admin.post(url, {"role": "1"}).status_code == 302, url
    user.refresh_from_db()
    assert user.is_active and [group.name for group in user.groups.all()] == ["省级编辑"]
    stopped = admin.post(f"/admin/users/edit/{user.pk}/", filled(("editor", ""), username="bianji"), follow=True)
    assert "现在没有人是省级编辑了" in stopped.content.decode()
    assert theirs.get("/admin/").status_code == 302
    assert "停用" in admin.get("/admin/users/", {"q": "bianji"}).content.decode()


def listed(admin: Client, **query: str) -> set[str]:
    page = admin.get("/admin/users/results/", query).content.decode()
    return {name for name in User.objects.values_list("username", flat=True) if re.search(rf">\s*{name}\s*<", page)}


def test_the_list_is_searched_and_filtered_by_what_one_knows_of_somebody(admin: Client) -> None:
    from cms.units.models import UnitPage

    form = AccountForm(filled(("contributor", "宜兴市"), ("contributor", "江阴市")))
    assert form.is_valid()
    form.save()
    TOTPDevice.objects.create(user=User.objects.get(username="zhubian"), confirmed=True)
    User.objects.filter(username="yinfa").update(is_active=False)
    User.objects.get(username="xitong").groups.clear()
    wuxi = str(UnitPage.objects.get(code="320200").pk)
    everyone = set(User.objects.values_list("username", flat=True))
    for query, found in (
        ({}, everyone),
        ({"q": "宜兴"}, {"tongxunyuan", "xin"}),
        ({"role": "contributor"}, {"tongxunyuan", "xin"}),
        ({"role": "administrator"}, {"guanli"}),
        ({"unit": wuxi}, {"tongxunyuan", "xin", "shiji"}),
        ({"state": "stopped"}, {"yinfa"}),
        ({"state": "first"}, {"xin"}),
        ({"state": "roleless"}, {"xitong"}),
        ({"second": "on"}, {"zhubian"}),
        ({"second": "off"}, everyone - {"zhubian"}),
    ):
        assert listed(admin, **query) == found, query
    assert "没有符合条件的账号" in admin.get("/admin/users/", {"q": "没有这个人"}).content.decode()


def test_a_password_set_in_the_shell_is_a_first_one(monkeypatch: Any, client: Client) -> None:
    from django.core.management import call_command

    monkeypatch.setattr("django.contrib.auth.management.commands.changepassword.Command._get_pass", lambda *_: OWN)
    call_command("changepassword", "bianji")
    assert client.post("/admin/login/", {"username": "bianji", "password": OWN}).status_code == 302
    assert "first-password" in client.get("/admin/").url


def test_the_second_factor_stands_where_one_looks_for_it(client: Client, as_user: Any) -> None:
    assert "两步验证" in client.get("/admin/login/").content.decode()
    page = as_user("bianji").get("/admin/account/").content.decode()
    assert "现在开启" in page and "/admin/second-factor/" in page and "更多操作" not in page
