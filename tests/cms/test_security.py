"""Who gets in: passwords, the lockout after wrong ones, the second factor, what the browser may run, what may be uploaded."""

from __future__ import annotations

import io
import json
import re
import struct
import time
import zipfile
import zlib
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from cms.core import audit
from cms.core.audit import AuditEntry
from cms.core.models import Picture
from cms.newsroom.models import ArticlePage
from cms.security import lockout
from cms.security.address import client_address

pytestmark = pytest.mark.django_db
PASSWORD = "雨伞-paper-7"


@pytest.fixture
def bianji() -> Any:
    user = get_user_model().objects.get(username="bianji")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client: Client, password: str = PASSWORD, name: str = "bianji", **extra: Any) -> Any:
    return client.post("/admin/login/", {"username": name, "password": password}, **extra)


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def enrolled(client: Client, user: Any) -> tuple[TOTPDevice, list[str]]:
    """Enrol a phone through the page and return it with the recovery codes."""
    client.get("/admin/second-factor/")
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    shown = client.post("/admin/second-factor/", {"password": PASSWORD, "code": code_of(device)}).content.decode()
    device.refresh_from_db()
    return device, re.findall(r"<code>([\w-]+)</code>", shown)


def actions() -> list[str]:
    return list(AuditEntry.objects.values_list("action", flat=True))


# Wrong passwords


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour_from_that_address(bianji: Any, client: Client) -> None:
    for _ in range(4):
        assert log_in(client, "wrong").status_code == 200
    fifth = log_in(client, "wrong")
    assert fifth.status_code == 429
    assert "请等 15 分钟再试" in fifth.content.decode()
    assert log_in(client).status_code == 429, "the right password does not help now"
    assert log_in(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302, "the owner gets in from elsewhere"
    assert log_in(client, name="zhubian", password="x").status_code == 200, "nobody else is locked"
    assert actions().count("account.locked") == 1


def test_trying_on_does_not_prolong_the_lock(bianji: Any, client: Client) -> None:
    for _ in range(5):
        log_in(client, "wrong")
    first = AccessAttempt.objects.get().attempt_time
    log_in(client, "wrong")
    assert AccessAttempt.objects.get().attempt_time == first


def test_an_administrator_unlocks_a_name(bianji: Any, client: Client, as_user: Any) -> None:
    other = Client(REMOTE_ADDR="10.0.0.8")
    for _ in range(5):
        log_in(other, "wrong")
    admin = as_user("guanli")
    assert "bianji" in admin.get("/admin/login-locks/").content.decode()
    admin.post("/admin/login-locks/", {"username": "bianji"})
    assert log_in(other).status_code == 302
    assert "account.unlock" in actions()


def test_the_shell_unlocks_a_name(bianji: Any, client: Client, capsys: Any) -> None:
    for _ in range(5):
        log_in(client, "wrong")
    call_command("unlock", "bianji")
    assert "可以重新登录了" in capsys.readouterr().out
    assert log_in(client).status_code == 302


@pytest.mark.parametrize("name", ["zhubian", "tongxunyuan"])
def test_nobody_else_sees_or_lifts_locks(name: str, as_user: Any) -> None:
    assert as_user(name).get("/admin/login-locks/").status_code in (302, 403)
    assert as_user(name).post("/admin/login-locks/", {"username": "bianji"}).status_code in (302, 403)
    assert "account.unlock" not in actions()


def test_what_is_typed_as_a_name_that_is_none_is_not_kept(client: Client) -> None:
    log_in(client, "wrong", name="my-secret-password")
    assert "account.login_failed" in actions()
    assert not any("my-secret" in f"{e.label}{e.data}{e.object_id}" for e in AuditEntry.objects.all())


def test_many_failures_from_an_address_under_whatever_names_close_the_door(bianji: Any, client: Client) -> None:
    for n in range(lockout.FAILURES_PER_HOUR - 1):
        audit.record("account.login_failed", None, "", address="127.0.0.1", label=str(n))
    assert log_in(Client(), "wrong", name="nobody").status_code == 200
    refused = log_in(client)
    assert refused.status_code == 429
    assert "可能有人在试密码" in refused.content.decode()
    assert "请等 60 分钟" in refused.content.decode()
    assert log_in(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302, "elsewhere all is well"


def test_only_a_button_logs_out(as_user: Any) -> None:
    client = as_user("bianji")
    assert client.get("/admin/logout/").url == "/admin/"
    assert client.get("/admin/account/").status_code == 200
    client.post("/admin/logout/")
    assert client.get("/admin/account/").status_code == 302


def test_an_address_asks_for_few_password_mails(bianji: Any, client: Client) -> None:
    answers = [client.post("/admin/password_reset/", {"email": "a@example.org"}).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2


def test_behind_a_proxy_the_address_is_the_one_the_proxy_adds(rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.0.0.7")
    assert client_address(request) == "127.0.0.1"
    settings.PROXY = True
    assert client_address(request) == "10.0.0.7"


@pytest.mark.parametrize("way", ["path", "query", "form", "name", "json"])
def test_nul_is_answered_in_chinese(way: str, as_user: Any) -> None:
    client = as_user("guanli")
    send = {
        "path": lambda: client.get("/admin/%00/"),
        "query": lambda: client.get("/admin/tag-autocomplete/", {"term": "\0"}),
        "form": lambda: client.post("/admin/login-locks/", {"username": "a\0"}),
        "name": lambda: client.post("/admin/login-locks/", {"a\0": "b"}),
        "json": lambda: client.post("/admin/login-locks/", {"table": '{"cell": "\\u0000"}'}),
    }
    answer = send[way]()
    assert answer.status_code == 400
    assert "这个请求没有办法处理" in answer.content.decode()
    assert client.post("/admin/login-locks/", {"username": "\\u0000"}).status_code == 302, "six letters that someone typed"


# Passwords and sessions


def test_nobody_takes_another_name_but_everyone_saves_the_own_account(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    before = get_user_model().objects.get(username="tongxunyuan").get_full_name()
    assert before
    shown = client.get("/admin/account/").content.decode()
    assert "姓名" in shown
    assert "notifications-" not in shown
    data = {"name_email-first_name": "主编", "name_email-last_name": "主编", "name_email-email": ""}
    theme = {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    assert client.post("/admin/account/", data | theme).status_code == 302
    assert get_user_model().objects.get(username="tongxunyuan").get_full_name() == before


def test_a_new_account_needs_one_name_and_no_mail_address(as_user: Any) -> None:
    admin = as_user("guanli")
    assert "姓名" in admin.get("/admin/users/new/").content.decode()
    data = {"username": "xin", "first_name": "欧阳某", "password1": PASSWORD, "password2": PASSWORD}
    answer = admin.post("/admin/users/new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert get_user_model().objects.get(username="xin").get_full_name() == "欧阳某"


def test_one_box_makes_an_administrator_and_the_roles_stand_in_the_order_of_the_tree(as_user: Any, bianji: Any) -> None:
    admin, url = as_user("guanli"), f"/admin/users/edit/{bianji.pk}/"
    names = [label for _, label in admin.get(url).context["form"].fields["groups"].choices]
    assert "管理员" not in names
    assert names.index("主编") < names.index("市级编辑（南京市）") < names.index("通讯员（宜兴市）")
    data = {"username": "bianji", "first_name": "省级编辑", "is_active": "on", "groups": [group.pk for group in bianji.groups.all()]}
    admin.post(url, {**data, "is_superuser": "on"})
    assert {group.name for group in bianji.groups.all()} == {"省级编辑", "管理员"}
    admin.post(url, data)
    assert {group.name for group in bianji.groups.all()} == {"省级编辑"}
    bianji.refresh_from_db()
    assert not bianji.is_superuser


@pytest.mark.parametrize(("password", "why"), [("短-a1", "10"), ("1234567890123", "数字"), ("password123", "常见"), ("bianji-123", "相似")])
def test_weak_passwords_are_refused_in_chinese(password: str, why: str, bianji: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, bianji)
    text = "".join(refused.value.messages)
    assert why in text
    assert not re.search("[A-Za-z]{4}", text)


def test_a_changed_password_ends_the_other_sessions(bianji: Any) -> None:
    here, elsewhere = Client(), Client()
    assert log_in(here).status_code == log_in(elsewhere).status_code == 302
    data = {"password-old_password": PASSWORD, "password-new_password1": "新的-umbrella-8", "password-new_password2": "新的-umbrella-8"}
    rest = {"name_email-email": "b@example.org"}
    rest |= {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    here.post("/admin/account/", data | rest)
    assert "account.password" in actions()
    assert here.get("/admin/account/").status_code == 200
    assert elsewhere.get("/admin/account/").status_code == 302


def test_a_session_lives_while_someone_works_but_not_by_pings(bianji: Any, client: Client, settings: Any, monkeypatch: Any) -> None:
    log_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"], "closing the browser ends it"
    begun = client.session["worked"]
    monkeypatch.setattr("cms.security.middleware.time.time", lambda: begun + 1000)
    client.post("/admin/editing-sessions/ping/cases/casepage/1/1/")
    assert client.session["worked"] == begun
    client.get("/admin/account/")
    assert client.session["worked"] == begun + 1000


# The second factor


def test_enrolling_shows_the_codes_once_and_the_next_login_asks_for_a_code(bianji: Any, client: Client) -> None:
    log_in(client)
    device, codes = enrolled(client, bianji)
    assert device.confirmed
    assert len(set(codes)) == 10
    page = client.get("/admin/second-factor/").content.decode()
    assert not any(code in page for code in codes)
    assert not StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes]).exists(), "only a proof is kept"
    again = Client()
    log_in(again)
    assert again.get("/admin/pages/").url.startswith("/admin/second-factor/verify/")
    assert again.get("/admin/second-factor/").url.startswith("/admin/second-factor/verify/")
    assert again.post("/admin/second-factor/off/", {"password": PASSWORD}).status_code == 403
    assert again.get("/media/x.png").status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0)
    answer = again.post("/admin/second-factor/verify/", {"code": code_of(device, 1), "next": "/admin/pages/"})
    assert answer.url == "/admin/pages/"
    assert again.get("/admin/account/").status_code == 200
    assert "second_factor.enrol" in actions()


def test_a_code_is_good_once_and_wrong_ones_make_one_wait(bianji: Any, client: Client) -> None:
    log_in(client)
    device, _ = enrolled(client, bianji)
    again = Client()
    log_in(again)
    used = again.post("/admin/second-factor/verify/", {"code": code_of(device)})
    assert "验证码不对" in used.content.decode(), "the code with which one enrolled"
    assert "秒再试" in again.post("/admin/second-factor/verify/", {"code": code_of(device, 1)}).content.decode()
    assert again.get("/admin/pages/").status_code == 302


def test_a_recovery_code_opens_once(bianji: Any, client: Client) -> None:
    log_in(client)
    _, codes = enrolled(client, bianji)
    for status, code in ((302, codes[3].upper().replace("-", " ")), (200, codes[3])):
        again = Client()
        log_in(again)
        assert again.post("/admin/second-factor/verify/", {"code": code}).status_code == status
    assert StaticToken.objects.count() == 9
    assert "second_factor.recovery" in actions()


def test_turning_off_and_renewing_need_the_password(bianji: Any, client: Client) -> None:
    log_in(client)
    _, codes = enrolled(client, bianji)
    client.post("/admin/second-factor/off/", {"password": "wrong"})
    assert TOTPDevice.objects.filter(confirmed=True).exists()
    assert codes[0] not in client.post("/admin/second-factor/codes/", {"password": PASSWORD}).content.decode()
    client.post("/admin/second-factor/off/", {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert {"second_factor.codes", "second_factor.off"} <= set(actions())
    assert client.get("/admin/account/").status_code == 200


def test_where_it_is_demanded_the_chief_enrols_first_and_a_contributor_need_not(settings: Any, as_user: Any) -> None:
    settings.SECOND_FACTOR = "required"
    assert as_user("tongxunyuan").get("/admin/").status_code == 200
    for name in ("zhubian", "guanli"):
        chief = as_user(name)
        assert chief.get("/admin/").url.startswith("/admin/second-factor/")
        assert "才能继续" in chief.get("/admin/second-factor/").content.decode()


def test_a_demanded_second_factor_cannot_be_turned_off(settings: Any, bianji: Any, client: Client) -> None:
    settings.SECOND_FACTOR = "required"
    get_user_model().objects.filter(pk=bianji.pk).update(is_superuser=True)
    log_in(client)
    enrolled(client, bianji)
    assert "/admin/second-factor/off/" not in client.get("/admin/second-factor/").content.decode()
    client.post("/admin/second-factor/off/", {"password": PASSWORD})
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_the_shell_takes_the_second_factor_of_a_lost_phone_away(bianji: Any, client: Client, capsys: Any) -> None:
    log_in(client)
    enrolled(client, bianji)
    call_command("second_factor_reset", "bianji")
    assert "已取消" in capsys.readouterr().out
    again = Client()
    log_in(again)
    assert again.get("/admin/account/").status_code == 200
    assert "second_factor.reset" in actions()
    with pytest.raises(CommandError, match="没有账号"):
        call_command("second_factor_reset", "nobody")


def test_the_page_for_the_code_leads_to_no_foreign_host(bianji: Any, client: Client) -> None:
    log_in(client)
    device, _ = enrolled(client, bianji)
    again = Client()
    log_in(again)
    assert again.post("/admin/second-factor/verify/", {"code": code_of(device, 1), "next": "//evil.example/"}).url == "/admin/"


# What is shown


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


# What may run and be uploaded


def test_every_answer_forbids_inline_scripts_and_foreign_frames(client: Client, as_user: Any) -> None:
    for address in ("/admin/login/", "/nowhere/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy, "so it is default-src"
        assert "frame-ancestors 'self'" in policy


def test_no_screen_has_an_inline_script(as_user: Any) -> None:
    chief = as_user("guanli")
    for address in ("/admin/", "/admin/snippets/newsroom/clipping/add/", "/admin/snippets/adoption/report/add/", "/admin/articles/"):
        page = chief.get(address, follow=True).content.decode()
        inline = [tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag and "application/json" not in tag]
        assert inline == [], address


def png(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG that says it is 40,000 × 40,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.png", b"<!doctype html><script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.jpg", png()),
        ("a.png", png((400, 400))[:-300]),
        ("a.png", bomb()),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
    ],
    ids=["svg as png", "html as png", "svg", "png as jpg", "cut off", "bomb", "gif"],
)
def test_what_is_no_picture_is_refused_in_chinese(name: str, data: bytes, as_user: Any) -> None:
    before = Picture.objects.count()
    page = as_user("guanli").post("/admin/images/add/", {"title": "图", "file": SimpleUploadedFile(name, data), "collection": "1"})
    answer = as_user("guanli").post(
        "/admin/images/multiple/add/",
        {"title": "图", "files[]": SimpleUploadedFile(name, data), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert page.status_code in (200, 302, 403)
    assert Picture.objects.count() == before
    told = answer.json()
    assert told["success"] is False
    assert re.search("[一-鿿]{4}", told["error_message"])


def test_a_real_picture_is_taken(as_user: Any) -> None:
    before = Picture.objects.count()
    as_user("guanli").post(
        "/admin/images/multiple/add/",
        {"title": "图", "files[]": SimpleUploadedFile("a.png", png()), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert Picture.objects.count() == before + 1


def office(main: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", main, *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.pdf", b"%PDF-1.7\n%%EOF", True),
        ("a.docx", office("word/document.xml"), True),
        ("a.xlsx", office("xl/workbook.xml"), True),
        ("a.txt", "通知".encode("gb18030"), True),
        ("a.pdf", b"<html><script>alert(1)</script>", False),
        ("a.docx", office("xl/workbook.xml"), False),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), False),
        ("a.txt", b"MZ\x00\x01", False),
        ("a.html", b"<p>", False),
        ("a.exe", b"MZ", False),
    ],
)
def test_documents_are_taken_by_their_content(name: str, data: bytes, taken: bool, as_user: Any) -> None:
    answer = as_user("guanli").post(
        "/admin/documents/multiple/add/",
        {"title": "文件", "files[]": SimpleUploadedFile(name, data), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is taken, answer.json()
    if taken:
        from wagtail.documents import get_document_model

        served = as_user("guanli").get(get_document_model().objects.order_by("-pk").first().url)
        assert served.headers["Content-Disposition"].startswith("attachment")
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        b"".join(served.streaming_content)
