"""The first password, which an administrator hands over: made here, good for one
thing only, to be replaced by one's own.

Whether it must be replaced is read once, when somebody logs in: a password that is set
anew ends all sessions of its account.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from cms.core.who import user_of
from cms.security.models import FirstPassword
from cms.security.second_factor import LETTERS

DEMANDED = "first_password"  # key of the session


def must_change(request: HttpRequest) -> bool:
    """Whether whoever is logged in has still the password that somebody else set."""
    return bool(request.session.get(DEMANDED))


@transaction.atomic
def give(user: User) -> str:
    """Set a new first password for an account that is saved, and return it; nobody can read it again later."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    user.set_password(password)
    user.save()
    demand(user)
    return password


def demand(user: User) -> None:
    """Note that the password of an account was set by somebody else."""
    FirstPassword.objects.get_or_create(user=user)


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_: object) -> None:
    """Note in the session what comes first."""
    if getattr(request, "session", None) is not None:
        request.session[DEMANDED] = FirstPassword.objects.filter(user=user).exists()


class OwnPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """Asks twice for a password of one's own."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].label, self.fields["new_password2"].label = "自己的新密码", "再输一遍"
        self.fields["new_password1"].help_text = "至少 10 个字，不要全是数字，不要用账号或名字。"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """Refuse the one that was handed over."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("这还是原来的密码，请换一个自己的。")
        return password


class ChooseOwn(View):
    """Asks for a password of one's own; whoever has one already is sent on."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send on."""
        return super().dispatch(request, *args, **kwargs) if must_change(request) else redirect(target(request))

    def get(self, request: HttpRequest, form: OwnPasswordForm | None = None) -> HttpResponse:
        """Ask."""
        facts = {"form": form or OwnPasswordForm(user_of(request)), "next": target(request)}
        return render(request, "security/first_password.html", facts)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it; this session goes on."""
        form = OwnPasswordForm(user_of(request), request.POST)
        if not form.is_valid():
            return self.get(request, form)
        form.save()
        update_session_auth_hash(request, form.user)
        request.session[DEMANDED] = False
        messages.success(request, "密码已改好，以后用新密码登录。")
        return redirect(target(request))


def target(request: HttpRequest) -> str:
    """Return where to go on: what was asked for, on this host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here else reverse("wagtailadmin_home")
