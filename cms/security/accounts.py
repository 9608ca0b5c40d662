"""The forms of accounts: one field for a name, as Chinese names have no gap; a mail address where someone has one.

The name stands under what is decided, so administrators set it and nobody their own. It is kept as `first_name`, which the
sidebar shows.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpRequest
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views.account import ChangePasswordPanel, NameEmailSettingsPanel, NotificationsSettingsPanel
from wagtail.users.forms import UserCreationForm, UserEditForm, UserForm
from wagtail.users.views.users import UserViewSet

from cms.security.lockout import own_password
from cms.units.groups import GroupsInOrder


def name_field(**more: Any) -> forms.CharField:
    """Return the field of a name."""
    return forms.CharField(label="姓名", max_length=80, **more)


class OwnForm(forms.ModelForm):
    """What people change of their own account."""

    first_name = name_field(disabled=True, required=False, help_text="姓名用于署名，由管理员填写；要改请与管理员联系。")
    email = forms.EmailField(label="电子邮件", required=False, help_text="填了以后，通知同时发到这个邮箱，也可以自己重设密码。")

    class Meta:
        model = get_user_model()
        fields = ("first_name", "email")


class OldPasswordForm(PasswordChangeForm):
    """Asks for the old password as the door does: wrong ones count, and after the last one the session ends."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Check it."""
        given = str(self.cleaned_data["old_password"])
        if own_password(self.request, given):
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class _Account(UserForm):
    """What a new and an old account have alike: one name, and one box that makes an administrator, which is no role among the others."""

    first_name = name_field(help_text="审核、签发时署这个名字。")
    last_name = None
    email = forms.EmailField(label="电子邮件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["groups"]
        field.queryset = Group.objects.exclude(unit_role__role="administrator").order_by(*GroupsInOrder.ordering)
        field.label, field.help_text = "角色", "勾选这个账号的角色。一个人只勾该有的。"

    def _save_m2m(self) -> None:
        """Put administrators into the group of their role, and others out of it."""
        super()._save_m2m()
        for group in Group.objects.filter(unit_role__role="administrator"):
            (self.instance.groups.add if self.instance.is_superuser else self.instance.groups.remove)(group)


class NewAccountForm(_Account, UserCreationForm):
    """A new account."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields - {"last_name"}


class AccountForm(_Account, UserEditForm):
    """An account, as an administrator changes it."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields - {"last_name"}


class AccountViewSet(UserViewSet):
    """The accounts, with these forms."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the form for a new or an old account."""
        return AccountForm if for_update else NewAccountForm


def ours() -> None:
    """Put our form on the page of one's own account; Wagtail's mails are not sent, so nobody chooses among them."""
    NameEmailSettingsPanel.form_class = OwnForm
    NotificationsSettingsPanel.is_active = lambda self: False
    ChangePasswordPanel.form_class = property(lambda panel: partial(OldPasswordForm, panel.request))
