"""Who gets in: passwords, sessions, the second factor."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.core.audit import AuditEntry

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


def test_only_a_button_logs_out(as_user: Any) -> None:
    client = as_user("bianji")
    assert client.get("/admin/logout/").url == "/admin/"
    assert client.get("/admin/account/").status_code == 200
    client.post("/admin/logout/")
    assert client.get("/admin/account/").status_code == 302


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
    assert client.post("/admin/login-locks/", {"username": "\\u0000"}).status_code == 302, (
        "six letters that someone typed"
    )


# Passwords and sessions


def test_nobody_takes_another_name_but_everyone_saves_the_own_account(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    before = get_user_model().objects.get(username="tongxunyuan").get_full_name()
    assert before
    shown = client.get("/admin/account/").content.decode()
    assert "显示名" in shown
    assert "notifications-" not in shown
    data = {"name_email-first_name": "主编", "name_email-last_name": "主编", "name_email-email": ""}
    theme = {
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
    }
    assert client.post("/admin/account/", data | theme).status_code == 302
    assert get_user_model().objects.get(username="tongxunyuan").get_full_name() == before


@pytest.mark.parametrize(
    ("password", "why"), [("短-a1", "10"), ("1234567890123", "数字"), ("password123", "常见"), ("bianji-123", "相似")]
)
def test_weak_passwords_are_refused_in_chinese(password: str, why: str, bianji: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, bianji)
    text = "".join(refused.value.messages)
    assert why in text
    assert not re.search("[A-Za-z]{4}", text)


def test_a_changed_password_ends_the_other_sessions(bianji: Any) -> None:
    here, elsewhere = Client(), Client()
    assert log_in(here).status_code == log_in(elsewhere).status_code == 302
    data = {
        "password-old_password": PASSWORD,
        "password-new_password1": "新的-umbrella-8",
        "password-new_password2": "新的-umbrella-8",
    }
    rest = {"name_email-email": "b@example.org"}
    rest |= {
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
    }
    here.post("/admin/account/", data | rest)
    assert "account.password" in actions()
    assert here.get("/admin/account/").status_code == 200
    assert elsewhere.get("/admin/account/").status_code == 302


def test_a_session_lives_while_someone_works_but_not_by_pings(
    bianji: Any, client: Client, settings: Any, monkeypatch: Any
) -> None:
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
    assert not StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes]).exists(), (
        "only a proof is kept"
    )
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
    assert (
        again.post("/admin/second-factor/verify/", {"code": code_of(device, 1), "next": "//evil.example/"}).url
        == "/admin/"
    )
