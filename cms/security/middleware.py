"""What stands before the CMS: NUL refused, what comes first after the password, and
the end of a session that lies idle."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from cms.security import first_password, second_factor

OPEN = ("wagtailadmin_logout", "wagtailadmin_login", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite")
ENROLLING = ("second_factor", *OPEN)
VERIFYING = ("second_factor_verify", *OPEN)
CHOOSING = ("first_password", *OPEN)
TOUCH_EVERY_S = 300
# A screen that stands open asks by itself who else is there, whether the server is, and whether readers see a text yet:
# nobody is working because of that.
PINGS = ("wagtailadmin_editing_sessions:ping", "keep_pulse", "release_standing")


class NoNulls:
    """Middleware: answers 400 to NUL in an address or a form, which PostgreSQL stores nowhere and no keyboard types."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse it in the address."""
        if "\0" in request.path or holds_nul(request.GET):
            raise BadRequest
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: dict[str, str]
    ) -> None:
        """Refuse it in the form."""
        if request.method == "POST" and holds_nul(request.POST):
            raise BadRequest


def holds_nul(sent: QueryDict) -> bool:
    """Whether NUL is among what was sent, also as JSON (tables, rich text) writes it."""
    return any(
        "\0" in text or (text[:1] in ("{", "[") and "\\u0000" in text)
        for name, texts in sent.lists()
        for text in (name, *texts)
    )


class SecondFactorWall:
    """Middleware: after the password, the code comes first, then a password of one's own, then
    enrolling where that is demanded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Lead to what comes first."""
        user: Any = request.user  # as `OTPMiddleware` makes it
        if not user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        verified = user.is_verified()
        if not verified and second_factor.device_of(user):
            return None if name in VERIFYING else self.first(request, "second_factor_verify", "请先完成两步验证。")
        if first_password.must_change(request):
            return None if name in CHOOSING else self.first(request, "first_password", "请先改成自己的密码。")
        if not verified and second_factor.must_enrol(user):
            return None if name in ENROLLING else self.first(request, "second_factor", "请先完成两步验证。")
        return None

    @staticmethod
    def first(request: HttpRequest, name: str, said: str) -> HttpResponse:
        """Lead a reader there; refuse scripts and changes, whose answer nobody would see."""
        if request.method != "GET" or request.headers.get("X-Requested-With"):
            return HttpResponseForbidden(said, content_type="text/plain; charset=utf-8")
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


class Idle:
    """Middleware: a session lives as long as someone works, and SESSION_COOKIE_AGE longer.

    It is saved every few minutes of work rather than at each request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note now and then that someone works."""
        response = self.get_response(request)
        match = request.resolver_match
        if getattr(request, "user", None) and request.user.is_authenticated and match and match.view_name not in PINGS:
            now = int(time.time())
            if now - request.session.get("worked", 0) > TOUCH_EVERY_S:
                request.session["worked"] = now
        return response
