"""The door: wrong passwords are counted for an account and an address together, so that
nobody is shut out by what others type.

An account from one address: five tries in a quarter of an hour. The same account from all addresses where
it is not at home: twenty an hour; its owner gets in from the usual address. An address with fifty failures
an hour: two tries for each name instead of five, and never none. A name that is no account may be a
password, so only a keyed hash of it counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views import View

from cms.core import audit
from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.security.address import client_address, network_of
from cms.security.throttle import Limit, Tally, too_often

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
PAIR = Limit("login", 5, QUARTER)  # an account, from an address
WARY = replace(PAIR, times=2)  # the same, from an address where many failed
ACCOUNT = Limit("account", 20, HOUR)  # an account, from wherever it is not at home
# an address, under whatever names: an office of many people makes some each morning
ADDRESS = Limit("address", 50, HOUR)
CODE = Limit("code", 10, QUARTER)  # an account's second factor
HOME = Limit("home", 1, timedelta(days=90))  # an account was let in from an address
MAILBOX = Limit("mailbox", 5, HOUR)  # mails for a new password
ASKING = Limit("asking", 50, HOUR)  # the same from an address
WHY = {
    PAIR.what: f"密码连续输错 {PAIR.times} 次就会这样。",
    ACCOUNT.what: "有人在别处反复试这个账号的密码，暂时只能从常用的电脑登录。",
}


@dataclass(frozen=True)
class Try:
    """A try to log in: the account, or what stands for a name that is none; the network;
    whether the account is at home there."""

    account: str
    network: str
    home: bool

    @property
    def pair(self) -> str:
        """What counts together."""
        return f"{self.account}|{self.network}"

    def admit(self) -> tuple[timedelta, str] | None:
        """Count this try before it is made, so that many at once are counted too; return how long
        to wait and why, if it is refused."""
        limit = WARY if ADDRESS.wait(self.network) else PAIR
        if wait := limit.take(self.pair):
            return wait, WHY[PAIR.what]
        if not self.home and (wait := ACCOUNT.take(self.account)):
            PAIR.give_back(self.pair)
            return wait, WHY[ACCOUNT.what]
        return None

    def succeeded(self) -> None:
        """Forget the wrong ones before it, from here; what others tried elsewhere still counts."""
        PAIR.forget(self.pair)
        if not self.home:
            ACCOUNT.give_back(self.account)
        HOME.forget(self.pair)
        HOME.take(self.pair)

    def failed(self) -> bool:
        """Count for the address too; return whether this was the last try for now."""
        ADDRESS.take(self.network)
        return bool(PAIR.wait(self.pair) or (not self.home and ACCOUNT.wait(self.account)))


def try_of(request: HttpRequest, account: str) -> Try:
    """Return the try that a request makes under an account."""
    network = network_of(client_address(request))
    return Try(account, network, HOME.wait(f"{account}|{network}") is not None)


def folded(name: str) -> str:
    """Return a name without what looks the same: width, case, spaces around."""
    return unicodedata.normalize("NFKC", name[:254]).strip().casefold()


def account_named(name: str) -> User | None:
    """Return the account that someone means who types a name, or None."""
    return get_user_model().objects.filter(username__iexact=folded(name)).order_by("pk").first()


def account_key(name: str) -> str:
    """Return what counts for a typed name: the account's number, or a hash with this installation's key."""
    user = account_named(name)
    return str(user.pk) if user else "?" + hidden(name)


def hidden(text: str) -> str:
    """Return what stands for a text that is not kept."""
    return salted_hmac("login", folded(text), algorithm="sha256").hexdigest()[:32]


def own_password(request: Any, password: str) -> str:
    """Return what is wrong with a password that someone who is logged in gives again, '' if it is right.

    Wrong ones count as at the door; after the last one the session ends, see `DoorWall`. A form may ask several times.
    """
    if not hasattr(request, "own_password"):
        request.own_password = _own_password(request, password)
    said: str = request.own_password
    return said


def _own_password(request: Any, password: str) -> str:
    made = try_of(request, str(request.user.pk))
    if PAIR.take(made.pair) is None:
        if request.user.check_password(password):
            PAIR.give_back(made.pair)
            return ""
        audit.enter(
            "account.password_wrong",
            request.user,
            audit.account_of(request.user),
            address=client_address(request) or "",
        )
    if wait := PAIR.wait(made.pair):
        request.shut_out = wait
    return "密码不对。"


class DoorWall:
    """Middleware: counts who fails to log in or asks for mails, ends the session of
    who guesses; only a button logs out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        answer: HttpResponse = self.get_response(request)
        wait = getattr(request, "shut_out", None)
        if wait:
            logout(request)
            return too_often(request, wait, "连续输错太多次，已经退出登录。")
        return answer

    def process_view(
        self, request: Any, view: Callable[..., object], args: Sequence[object], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Refuse before the view runs."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST":
            # Wagtail takes the session away even where it answers that this is not allowed.
            return redirect("wagtailadmin_home") if name == "wagtailadmin_logout" else None
        if name == "wagtailadmin_login":
            request.door = try_of(request, account_key(request.POST.get("username", "")))
            refused = request.door.admit()
            return too_often(request, *refused) if refused else None
        if name == "wagtailadmin_password_reset":
            return asked_for_mail(request)
        return None


def asked_for_mail(request: HttpRequest) -> HttpResponse | None:
    """Keep that a mail for a new password was asked for; refuse what is too much
    for one mailbox or from one address."""
    address = client_address(request) or ""
    wait = ASKING.take(network_of(address)) or MAILBOX.take(hidden(request.POST.get("email", "")))
    if wait:
        return too_often(request, wait, "一小时内申请重设密码太多次。")
    audit.enter("account.reset_asked", None, "", object_id=address, label=address)
    return None


@dataclass(frozen=True)
class Lock:
    """A line of 登录锁定: what is counted, and what lifting it forgets."""

    pk: int
    account: str
    where: str
    count: int
    until: datetime
    locked: bool

    def __str__(self) -> str:
        """Return the line for the command."""
        state = f"锁定到 {timezone.localtime(self.until):%H:%M}" if self.locked else "还没有锁定"
        return f"{self.account}　{self.where}　{self.count} 次　{state}"


PLACES = {
    ACCOUNT.what: "常用地址以外的各处",
    CODE.what: "两步验证码",
    ADDRESS.what: f"各账号合计，现在每个账号只能试 {WARY.times} 次",
}


def locks(account: User | None = None) -> Iterator[Lock]:
    """Yield what is counted now, the last first: all of it, or an account's; of
    names that are none nothing is known."""
    rows = Tally.objects.filter(until__gt=timezone.now(), count__gt=0).exclude(who__startswith="?").order_by("-until")
    names = {str(pk): name for pk, name in get_user_model().objects.values_list("pk", "username")}
    for row in rows.filter(what__in=[limit.what for limit in (PAIR, ACCOUNT, CODE, ADDRESS)]):
        who, _, network = row.who.partition("|")
        limit = next(limit for limit in (PAIR, ACCOUNT, CODE, ADDRESS) if limit.what == row.what)
        if limit is PAIR and ADDRESS.wait(network):
            limit = WARY
        locked = row.count >= limit.times
        if row.what == ADDRESS.what:
            if locked and account is None:
                yield Lock(row.pk, f"（{who}）", PLACES[row.what], row.count, row.until, locked)
        elif (row.what == PAIR.what or locked) and (account is None or who == str(account.pk)):
            yield Lock(
                row.pk, names.get(who, "（账号已删除）"), PLACES.get(row.what, network), row.count, row.until, locked
            )


def lift(lock: Lock, by: str) -> None:
    """Forget what a line shows."""
    Tally.objects.filter(pk=lock.pk).delete()
    audit.enter("account.unlock", None, by, label=lock.account, where=lock.where)


class Locks(View):
    """Lists who is locked out now; POST with `lock` lifts that line. Administrators only."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Refuse everyone else."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return render(request, "security/locks.html", {"locks": list(locks()), "limit": PAIR.times})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lift a line."""
        lock = next((lock for lock in locks() if str(lock.pk) == request.POST.get("lock")), None)
        if lock:
            lift(lock, name_of(user_of(request)))
            messages.success(request, f"已解除：{lock.account}，{lock.where}。")
        return redirect("login_locks")
