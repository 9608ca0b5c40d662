"""What someone sees who typed a wrong password too often, and how an administrator lets them in again."""

from __future__ import annotations

import math
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

RESETS_PER_HOUR = 5


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Answer someone whose account is locked for now: how long, and what to do."""
    name = get_client_username(request, credentials)
    last = AccessAttempt.objects.filter(username=name, ip_address=client_address(request)).order_by("-attempt_time").first()
    left = last.attempt_time + settings.AXES_COOLOFF_TIME - timezone.now() if last else settings.AXES_COOLOFF_TIME
    return refuse(request, max(left, timedelta(minutes=1)))


def refuse(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """Answer that it was too often, with the minutes to wait."""
    minutes = math.ceil(wait.total_seconds() / 60)
    return render(request, "security/locked.html", {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}, status=429)


def unlock(username: str, by: str) -> int:
    """Forget the failed attempts under a name; return how many lines were forgotten."""
    forgotten: int = AccessAttempt.objects.filter(username=username).delete()[0]
    if forgotten:
        audit.record("account.unlock", None, by, label=username)
    return forgotten


class PasswordResetWall:
    """Middleware: one address asks for a few password mails an hour and no more, and each time is kept."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse before the view runs."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.url_name != "wagtailadmin_password_reset":
            return None
        address, hour = client_address(request) or "", timedelta(hours=1)
        asked = audit.AuditEntry.objects.filter(action="account.reset_asked", object_id=address, at__gte=timezone.now() - hour)
        if len(asked[:RESETS_PER_HOUR]) >= RESETS_PER_HOUR:
            return refuse(request, hour)
        audit.record("account.reset_asked", None, "", object_id=address, label=address)
        return None


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
