"""The door: what wrong passwords do to whom, what is kept of them, and how a lock is lifted."""

from __future__ import annotations

import json
import os
import random
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.core.audit import AuditEntry
from cms.security import lockout
from cms.security.address import client_address, network_of
from cms.security.lockout import ACCOUNT, ADDRESS, HOME, PAIR, WARY, Try
from cms.security.throttle import Tally

pytestmark = pytest.mark.django_db
PASSWORD = "雨伞-paper-7"
OFFICE = "10.0.0.7"


@pytest.fixture
def bianji() -> Any:
    user = get_user_model().objects.get(username="bianji")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(password: str = PASSWORD, name: str = "bianji", address: str = OFFICE, **extra: Any) -> int:
    client = Client(REMOTE_ADDR=address, **extra)
    return int(client.post("/admin/login/", {"username": name, "password": password}).status_code)


def actions() -> list[str]:
    return list(AuditEntry.objects.values_list("action", flat=True))


# Whom it stops


def test_whatever_others_try_an_owner_gets_in_at_home_and_nobody_guesses_more_than_allowed(monkeypatch: Any) -> None:
    """Random tries from few addresses under few accounts and many bad names, within some hours."""
    dice, now = random.Random(os.environ["SEARCH_SEED"]), timezone.now()
    monkeypatch.setattr("cms.security.throttle.timezone.now", lambda: now)
    accounts, networks = [str(n) for n in range(4)], [f"10.0.0.{n}" for n in range(12)]
    homes = {account: dice.choice(networks[:2]) for account in accounts}  # shared by all in an office

    def attempt(account: str, network: str, right: bool) -> bool:
        pair = f"{account}|{network}"
        made = Try(account, network, HOME.wait(pair) is not None)
        if made.admit():
            return False
        if right:
            made.succeeded()
        else:
            made.failed()
        return True

    for account, network in homes.items():
        assert attempt(account, network, right=True)
    guesses: dict[str, list[Any]] = {account: [] for account in accounts}
    for _ in range(300):
        now += timedelta(seconds=dice.choice([0, 1, 5, 20]))
        account = dice.choice([*accounts, f"?{dice.randrange(500)}"])
        network = dice.choice(networks if account[0] == "?" else [n for n in networks if n != homes[account]])
        if attempt(account, network, right=False) and account in guesses:
            guesses[account].append(now)
        if dice.random() < 0.3:
            owner = dice.choice(accounts)
            assert attempt(owner, homes[owner], right=True), (
                "an owner who types no wrong password is never refused at home"
            )
    for times in guesses.values():
        assert times, "something was tried"
        for first in times:
            assert sum(first <= t < first + ACCOUNT.period for t in times) <= 2 * ACCOUNT.times
    assert max(row.count for row in Tally.objects.filter(what="address")) <= ADDRESS.times


def test_five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour_from_that_address(bianji: Any) -> None:
    assert [log_in("wrong") for _ in range(5)] == [200] * 5
    client = Client(REMOTE_ADDR=OFFICE)
    refused = client.post("/admin/login/", {"username": "bianji", "password": PASSWORD})
    assert refused.status_code == 429, "the right password does not help now"
    assert "请等 15 分钟再试" in refused.content.decode()
    assert log_in(address="10.0.0.9") == 302, "the owner gets in from elsewhere"
    assert log_in("x", "zhubian") == 200, "nobody else is locked"
    assert actions().count("account.locked") == 1
    assert actions().count("account.login_failed") == 6


def test_trying_on_does_not_prolong_the_lock(bianji: Any) -> None:
    for _ in range(5):
        log_in("wrong")
    before = Tally.objects.get(what="login").until
    log_in("wrong")
    assert Tally.objects.get(what="login").until == before


def test_fifty_bad_names_from_a_shared_address_lock_nobody_out(bianji: Any) -> None:
    for n in range(ADDRESS.times):
        made = Try(lockout.account_key(f"nobody{n}"), OFFICE, home=False)
        assert made.admit() is None
        made.failed()
    assert [log_in("wrong", name) for name in ("nobody-a", "nobody-b")] == [200, 200]
    assert log_in() == 302
    assert log_in("wrong") == 200
    assert log_in() == 302, "after a slip too"
    assert [log_in("wrong", "zhubian") for _ in range(3)] == [200] * WARY.times + [429], "but less can be guessed"


def test_an_account_tried_from_everywhere_is_slowed_but_its_owner_gets_in_at_home(bianji: Any) -> None:
    assert log_in() == 302  # the usual address, from now on
    tried = [log_in("wrong", address=f"192.0.2.{n // 3}") for n in range(24)]
    assert tried.count(200) == ACCOUNT.times
    assert log_in(address="192.0.2.200") == 429, "from an address where the account is not known"
    assert log_in("x", "zhubian", address="192.0.2.200") == 200, "others are not concerned"
    assert log_in() == 302
    call_command("unlock", "bianji", stdout=StringIO())
    assert log_in(address="192.0.2.200") == 302


@pytest.mark.parametrize(
    "variants",
    [
        ["bianji", "BIANJI", " bianji ", "ｂｉａｎｊｉ", "Bianji\u3000"],
        ["nobody", "NOBODY", "ｎobody", " nobody", "nobody "],
    ],
)
def test_another_spelling_does_not_begin_anew(variants: list[str], bianji: Any) -> None:
    assert [log_in("wrong", name) for name in variants] == [200] * 5
    assert log_in("wrong", variants[0]) == 429


def test_another_address_of_the_same_line_and_a_forged_one_do_not_begin_anew(bianji: Any, settings: Any) -> None:
    assert [log_in("wrong", address=f"2001:db8:1:2::{n:x}") for n in range(6)] == [200] * 5 + [429]
    forged = [log_in("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}") for n in range(6)]
    assert forged == [200] * 5 + [429]
    settings.PROXY = True
    behind = [log_in("wrong", address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 10.0.0.8") for n in range(6)]
    assert behind == [200] * 5 + [429]


def test_behind_a_proxy_the_address_is_the_one_the_proxy_adds(rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.0.0.7")
    assert client_address(request) == "127.0.0.1"
    settings.PROXY = True
    assert client_address(request) == "10.0.0.7"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, ""),
        ("?", "?"),
    ],
)
def test_what_counts_as_one_place(address: str | None, network: str) -> None:
    assert network_of(address) == network


# What is kept


def test_what_is_typed_as_a_name_that_is_none_is_kept_nowhere(bianji: Any, as_user: Any, caplog: Any) -> None:
    typed = "my-Secret-Password-9"
    for _ in range(6):
        log_in("wrong", typed)
    assert "account.login_failed" in actions()
    rows = [str(row) for model in (Tally, AuditEntry) for row in model.objects.values()]
    rows += [as_user("guanli").get(page).content.decode() for page in ("/admin/audit/", "/admin/login-locks/")]
    assert not [row for row in rows if "secret" in row.lower()]
    assert "Secret" not in caplog.text


# How it is lifted


def test_page_and_command_show_the_same_and_lift_what_they_show(bianji: Any, as_user: Any) -> None:
    assert log_in() == 302
    for n in range(22):
        log_in("wrong", address=f"192.0.2.{n // 3}")
    for _ in range(5):
        log_in("wrong")
    log_in("wrong", "zhubian")
    admin, out = as_user("guanli"), StringIO()
    shown = list(lockout.locks())
    page = admin.get("/admin/login-locks/").content.decode()
    call_command("unlock", stdout=out)
    assert len(shown) == 1 + 1 + 1 + 7  # the account from everywhere, its home, another account, and seven addresses
    for lock in shown:
        assert f'value="{lock.pk}"' in page
        assert str(lock) in out.getvalue()
    home = next(lock for lock in shown if lock.where == OFFICE and lock.account == "bianji")
    assert log_in() == 429
    admin.post("/admin/login-locks/", {"lock": home.pk})
    assert log_in() == 302
    assert log_in(address="192.0.2.200") == 429, "another line"
    call_command("unlock", "bianji", stdout=StringIO())
    assert log_in(address="192.0.2.200") == 302
    assert [lock.account for lock in lockout.locks()] == ["zhubian"], "nobody else's"
    lifted = AuditEntry.objects.filter(action="account.unlock").first()
    assert lifted is not None
    assert (lifted.label, lifted.data["where"]) == ("bianji", OFFICE)


def test_the_address_where_many_failed_is_lifted_too(bianji: Any) -> None:
    for _ in range(ADDRESS.times):
        ADDRESS.take(OFFICE)
    (lock,) = lockout.locks()
    lockout.lift(lock, "管理员")
    assert [log_in("wrong") for _ in range(6)] == [200] * PAIR.times + [429]


def test_the_shell_says_when_there_is_no_such_account_or_no_lock(bianji: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="没有账号"):
        call_command("unlock", "nobody")
    call_command("unlock", "bianji")
    call_command("unlock")
    assert "“bianji”没有被锁定。\n现在没有人输错密码。" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["zhubian", "tongxunyuan"])
def test_nobody_else_sees_or_lifts_locks(name: str, bianji: Any, as_user: Any) -> None:
    log_in("wrong")
    (lock,) = lockout.locks()
    assert as_user(name).get("/admin/login-locks/").status_code in (302, 403)
    assert as_user(name).post("/admin/login-locks/", {"lock": lock.pk}).status_code in (302, 403)
    assert list(lockout.locks()) == [lock]


# An open session, codes, mails


def inside(password: str = PASSWORD) -> Client:
    client = Client(REMOTE_ADDR=OFFICE)
    assert client.post("/admin/login/", {"username": "bianji", "password": password}).status_code == 302
    return client


@pytest.mark.parametrize("page", ["account", "second factor"])
def test_who_guesses_the_password_at_an_open_session_is_sent_out(page: str, bianji: Any) -> None:
    client = inside()
    new = {"password-new_password1": "新的-umbrella-8", "password-new_password2": "新的-umbrella-8"}
    theme = {
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
    }
    for n in range(5):
        if page == "account":
            answer = client.post(
                "/admin/account/", {"password-old_password": f"wrong{n}", "name_email-email": "", **new, **theme}
            )
        else:
            answer = client.post("/admin/second-factor/", {"password": f"wrong{n}", "code": "000000"})
        assert answer.status_code == (200 if n < 4 else 429)
    assert "已经退出登录" in answer.content.decode()
    assert client.get("/admin/account/").status_code == 302, "the session has ended"
    assert log_in() == 429, "and it counts at the door"
    assert actions().count("account.password_wrong") == 5
    assert [(lock.where, lock.count) for lock in lockout.locks()] == [(OFFICE, 5)]


def test_a_slip_at_the_old_password_harms_nobody(bianji: Any) -> None:
    client = inside()
    for _ in range(4):
        client.post("/admin/second-factor/", {"password": "wrong", "code": "000000"})
    assert (
        "密码不对"
        not in client.post("/admin/second-factor/", {"password": PASSWORD, "code": "000000"}).content.decode()
    )
    assert client.get("/admin/account/").status_code == 200


def test_who_guesses_codes_begins_again_at_the_password(bianji: Any) -> None:
    TOTPDevice.objects.create(user=bianji, confirmed=True, name="手机")
    client = inside()
    for _ in range(lockout.CODE.times):
        TOTPDevice.objects.update(throttling_failure_count=0)  # the phone's own waiting is longer than a test
        assert client.post("/admin/second-factor/verify/", {"code": "000000"}).status_code == 200
    assert client.post("/admin/second-factor/verify/", {"code": "000000"}).status_code == 429
    assert client.get("/admin/second-factor/verify/").url.startswith("/admin/login/")
    again = inside()
    assert again.post("/admin/second-factor/verify/", {"code": "000000"}).status_code == 429
    assert any(lock.where == "两步验证码" for lock in lockout.locks(bianji))


def test_a_mailbox_is_written_to_a_few_times_an_hour_and_other_mailboxes_are_not_concerned() -> None:
    client = Client()
    known = get_user_model().objects.get(username="zhubian")
    known.email = "chief@example.org"
    known.save()
    for mail in ("a@example.org", "chief@example.org"):
        assert [client.post("/admin/password_reset/", {"email": mail}).status_code for _ in range(7)] == [302] * 5 + [
            429
        ] * 2
    assert "example" not in json.dumps([*Tally.objects.values_list("who", flat=True)])
