"""The form at the door."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm


class LoginForm(WagtailLoginForm):
    """Names the password field, which Wagtail leaves in English; office computers
    are shared, so nobody is remembered."""

    remember = None
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
