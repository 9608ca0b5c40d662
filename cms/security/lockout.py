"""What someone sees who typed a wrong password too often, and how an administrator lets them in again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from cms.core import audit
from cms.core.decisions import name_of
from cms.security.address import client_address
from cms.security.throttle import too_often

RESETS_PER_HOUR = 5
FAILURES_PER_HOUR = 50  # from one address under whatever names: an office of many people makes some each morning
HOUR = timedelta(hours=1)


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Answer someone whose account is locked for now: how long, and what to do."""
    name = get_client_username(request, credentials)
    last = AccessAttempt.objects.filter(username=name, ip_address=client_address(request)).order_by("-attempt_time").first()
    left = last.attempt_time + settings.AXES_COOLOFF_TIME - timezone.now() if last else settings.AXES_COOLOFF_TIME
    return refuse(request, max(left, timedelta(minutes=1)))


def refuse(request: HttpRequest, wait: timedelta, why: str = "") -> HttpResponse:
    """Answer that it was too often, with the minutes to wait; `why` if not for wrong passwords under one name."""
    return too_often(request, wait, why or f"密码连续输错 {settings.AXES_FAILURE_LIMIT} 次就会这样；")


def unlock(username: str, by: str) -> int:
    """Forget the failed attempts under a name; return how many lines were forgotten."""
    forgotten: int = AccessAttempt.objects.filter(username=username).delete()[0]
    if forgotten:
        audit.record("account.unlock", None, by, label=username)
    return forgotten


class DoorWall:
    """Middleware: one address fails to log in so often and asks for so many password mails an hour; only a button logs out."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse before the view runs."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST":
            # Wagtail takes the session away even where it answers that this is not allowed.
            return redirect("wagtailadmin_home") if name == "wagtailadmin_logout" else None
        address = client_address(request) or ""
        if name == "wagtailadmin_login":
            wait = too_many("account.login_failed", FAILURES_PER_HOUR, data__address=address)
            return refuse(request, wait, "这个网络地址一小时内登录失败太多，可能有人在试密码。") if wait else None
        if name == "wagtailadmin_password_reset":
            wait = too_many("account.reset_asked", RESETS_PER_HOUR, object_id=address)
            if wait:
                return refuse(request, wait, "这个网络地址一小时内申请重设密码太多。")
            audit.record("account.reset_asked", None, "", object_id=address, label=address)
        return None


def too_many(action: str, limit: int, **where: str) -> timedelta | None:
    """Return how long to wait if the audit log has an action so often in the last hour; None if it has not."""
    since = timezone.now() - HOUR
    times = audit.AuditEntry.objects.filter(action=action, at__gte=since, **where).order_by("-seq").values_list("at", flat=True)[:limit]
    return times[limit - 1] - since if len(times) == limit else None


class Locks(View):
    """Lists who is locked out now; POST with `username` unlocks. Administrators only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everyone else."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        since = timezone.now() - settings.AXES_COOLOFF_TIME
        attempts = AccessAttempt.objects.filter(attempt_time__gte=since).order_by("-attempt_time")[:200]
        facts = {"attempts": attempts, "limit": settings.AXES_FAILURE_LIMIT}
        return render(request, "security/locks.html", facts)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Unlock a name."""
        name = request.POST.get("username", "")
        if unlock(name, name_of(request.user)):
            messages.success(request, f"“{name}”可以重新登录了。")
        return redirect("login_locks")
