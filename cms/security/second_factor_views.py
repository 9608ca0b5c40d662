"""两步验证: the page of one's own second factor, and the one that asks for a code after the password."""

from __future__ import annotations

from typing import Any

import django_otp
import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views import View
from django_otp.plugins.otp_static.models import StaticToken

from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.security import second_factor
from cms.security.first_password import target
from cms.security.lockout import CODE, own_password


class PasswordForm(forms.Form):
    """Asks for the password again: an unlocked screen is not enough to change how one logs in."""

    password = forms.CharField(
        label="登录密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Check it; wrong ones count for the lockout."""
        password: str = self.cleaned_data["password"]
        if said := own_password(self.request, password):
            raise ValidationError(said)
        return password


class EnrolForm(PasswordForm):
    """Asks for the first code, which proves that the phone has the key."""

    code = forms.CharField(
        label="手机上显示的六位验证码",
        max_length=7,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, object]:
        """Check the code."""
        data = super().clean() or {}
        if "password" in data and "code" in data:
            device = second_factor.pending_device(user_of(self.request))
            wait = second_factor.seconds_to_wait(device)
            if wait:
                self.add_error("code", f"连续输错，请等 {wait} 秒再试。")
            elif not device.verify_token(data["code"].replace(" ", "")):
                self.add_error("code", "验证码不对。请看手机上现在显示的六位数字，也请看看手机的时间准不准。")
        return data


class SecondFactor(View):
    """Shows one's second factor, or how to enrol; POST enrols."""

    def get(self, request: HttpRequest, form: EnrolForm | None = None) -> HttpResponse:
        """Show the page."""
        device = second_factor.device_of(user_of(request))
        if device:
            left = StaticToken.objects.filter(device__user=request.user).count()
            facts = {
                "device": device,
                "left": left,
                "required": second_factor.must_enrol(user_of(request)),
                "form": PasswordForm(request),
            }
            return render(request, "security/second_factor.html", facts)
        pending = second_factor.pending_device(user_of(request))
        picture = segno.make(pending.config_url, micro=False).svg_inline(scale=5, border=2, title="二维码")
        facts = {
            "form": form or EnrolForm(request),
            "picture": mark_safe(picture),
            "key": second_factor.spoken_key(pending),
            "required": second_factor.must_enrol(user_of(request)),
        }
        return render(request, "security/enrol.html", facts)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enrol, and show the recovery codes this once."""
        if second_factor.device_of(user_of(request)):
            return redirect("second_factor")
        form = EnrolForm(request, request.POST)
        if not form.is_valid():
            return self.get(request, form)
        device = second_factor.pending_device(user_of(request))
        codes = second_factor.enrol(device, name_of(user_of(request)))
        django_otp.login(request, device)
        return render(request, "security/codes.html", {"codes": codes})


class Change(View):
    """What someone does with an enrolled second factor, given the password; POST only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the password and do it."""
        if second_factor.device_of(user_of(request)) is None:
            return redirect("second_factor")
        form = PasswordForm(request, request.POST)
        if not form.is_valid():
            messages.error(request, "没有改动：密码不对。")
            return redirect("second_factor")
        return self.change(request)

    def change(self, request: HttpRequest) -> HttpResponse:
        """Do it."""
        raise NotImplementedError


class TurnOff(Change):
    """Turns the second factor off, where it is not demanded."""

    def change(self, request: HttpRequest) -> HttpResponse:
        """Remove it."""
        if second_factor.must_enrol(user_of(request)):
            raise PermissionDenied
        second_factor.remove(user_of(request), "second_factor.off", name_of(user_of(request)))
        messages.success(request, "两步验证已经关闭。")
        return redirect("second_factor")


class RenewCodes(Change):
    """Makes new recovery codes; the old ones end."""

    def change(self, request: HttpRequest) -> HttpResponse:
        """Renew and show them this once."""
        codes = second_factor.renew_codes(user_of(request), name_of(user_of(request)))
        return render(request, "security/codes.html", {"codes": codes})


class Verify(View):
    """Asks for the code after the password."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send on who has nothing to prove."""
        user: Any = request.user  # as `OTPMiddleware` makes it
        if user.is_verified() or second_factor.device_of(user) is None:
            return redirect(target(request))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, error: str = "") -> HttpResponse:
        """Ask."""
        return render(request, "security/verify.html", {"next": target(request), "error": error})

    def post(self, request: Any) -> HttpResponse:
        """Check the code; who guesses must begin at the password again."""
        if wait := CODE.take(request.user):
            request.shut_out = wait
            return redirect("wagtailadmin_login")
        device, error = second_factor.check(request.user, request.POST.get("code", ""))
        if device is None:
            return self.get(request, error)
        CODE.forget(request.user)
        request.session.cycle_key()
        django_otp.login(request, device)
        return redirect(target(request))
