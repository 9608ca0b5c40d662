"""The forms of accounts: who someone is, and what the account does for which unit.

One field holds a name, as Chinese names have no gap; it stands under what is decided, so administrators set
it and nobody their own. It is kept as `first_name`, which the sidebar shows. Nobody has a right but through
a role, so no account is without one.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.admin.views.account import (
    AvatarSettingsPanel,
    BaseSettingsPanel,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)
from wagtail.users.forms import UsernameForm

from cms.core.patches import WAGTAIL
from cms.security import first_password, second_factor
from cms.security.lockout import own_password
from cms.units.models import UnitPage, UnitRole
from cms.units.naming import with_city
from cms.units.roles import ROLES

OFFICE = tuple(role.name for role in ROLES.values() if role.kinds == ("office",))  # roles that ask for no unit
MOST = 20  # roles of one account


def name_field(help_text: str, *, disabled: bool = False, required: bool = True) -> forms.CharField:
    """Return the field of a name."""
    return forms.CharField(label="显示名", max_length=80, help_text=help_text, disabled=disabled, required=required)


class OwnForm(forms.ModelForm):  # type: ignore[type-arg]
    """What people change of their own account."""

    first_name = name_field(
        disabled=True, required=False, help_text="显示名用于署名，由管理员填写；要改请与管理员联系。"
    )
    email = forms.EmailField(
        label="电子邮件", required=False, help_text="填了以后，通知同时发到这个邮箱，也可以自己重设密码。"
    )

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
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class PostForm(forms.Form):
    """A role, and for which unit."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *((role.name, role.title) for role in ROLES.values())],
        error_messages={"required": "请选择角色。"},
    )
    unit = forms.CharField(
        label="单位",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "输入几个字查找，例如：宜兴"}),
    )

    def clean(self) -> dict[str, object]:
        """Find the group that has this role for this unit."""
        data = super().clean() or {}
        role, typed = data.get("role", ""), data.get("unit", "").strip()
        if not role:
            return data
        found = UnitRole.objects.filter(role=role).select_related("group")
        if role not in OFFICE:
            if not typed:
                raise ValidationError({"unit": "请选择单位。"})
            named = [unit for unit in units() if f"{unit.above}{unit.title}" == typed]
            if not named:
                raise ValidationError({"unit": f"没有叫“{typed}”的单位，请从列出的单位里选。"})
            found = found.filter(unit=named[0])
        held = found.first()
        if held is None:
            raise ValidationError({"unit": f"{typed}没有{ROLES[role].title}，请另选角色或单位。"})
        data["group"] = held.group
        return data


class _Posts(BaseFormSetMixin, forms.BaseFormSet):  # type: ignore[type-arg]
    pass


PostFormSet = forms.formset_factory(PostForm, formset=_Posts, extra=0, can_delete=True, max_num=MOST, validate_max=True)


def units() -> Any:
    """Return the units that write, in the order of the tree, each with what tells it from another of its name."""
    return with_city(UnitPage.objects.exclude(depth=2).in_order())


def posts_of(user: User) -> list[dict[str, str]]:
    """Return the roles of an account, as rows of the form."""
    above = {unit.pk: unit.above for unit in units()}
    held = UnitRole.objects.filter(group__user=user, role__in=ROLES) if user.pk else UnitRole.objects.none()
    rows = [
        {"role": each.role, "unit": "" if each.role in OFFICE else f"{above[each.unit_id]}{each.unit.title}"}
        for each in held.select_related("unit").order_by("unit__path", "role")
    ]
    if user.is_superuser and not any(row["role"] == "administrator" for row in rows):
        rows.append({"role": "administrator", "unit": ""})  # made in the shell
    return rows


class AccountForm(UsernameForm):
    """An account, new or old, as an administrator fills it in; `password` is the first one of a new account."""

    required_css_class = "required"
    first_name = name_field(help_text="审核、签发时署这个名字。")
    email = forms.EmailField(
        label="电子邮件", required=False, help_text="填了以后，通知同时发到这个邮箱，本人也可以自己重设密码。"
    )
    password = ""

    class Meta:
        model = get_user_model()
        fields = ("username", "first_name", "email", "is_active")
        labels = {"username": "账号", "is_active": "启用"}
        help_texts = {"is_active": "有人离开，在这里停用：马上不能再登录，经手的记录照旧。账号不删除。"}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editing_self = editing_self
        self.fields["username"].help_text = "登录时输入，用字母和数字，例如姓名的拼音。"
        if self.instance.pk is None or editing_self:
            del self.fields["is_active"]
        if self.is_bound:
            self.posts = PostFormSet(self.data, prefix="posts")
        else:
            self.posts = PostFormSet(prefix="posts", initial=posts_of(self.instance) or [{}])

    def offered(self) -> dict[str, list[str]]:
        """Return the names of the units that each role has, for the lists in which one searches."""
        return {
            role.name: [f"{unit.above}{unit.title}" for unit in units() if unit.kind in role.kinds]
            for role in ROLES.values()
            if role.name not in OFFICE
        }

    def clean(self) -> dict[str, object]:
        """Ask for a role, and keep administrators from shutting themselves out."""
        data = super().clean() or {}
        if not self.posts.is_valid():
            raise ValidationError("请改好下面的角色和单位。")
        chosen = [row for row in self.posts.cleaned_data if row.get("group") and not row.get("DELETE")]
        if not chosen:
            raise ValidationError("请至少选一个角色：没有角色的账号什么也看不到。")
        self.groups: list[Group] = [row["group"] for row in chosen]
        self.administers = any(row["role"] == "administrator" for row in chosen)
        if self.editing_self and not self.administers:
            raise ValidationError("自己的管理员角色不能自己去掉，请另一位管理员来改。")
        return data

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        """Save the account with its roles; a new one gets its first password."""
        new = self.instance.pk is None
        self.instance.is_superuser = self.administers
        user = super().save()
        user.groups.set(self.groups)
        if new:
            self.password = first_password.give(user)
        return user


class SecondFactorPanel(BaseSettingsPanel):
    """Shows on the page of one's own account whether the second factor is on, and leads to it."""

    name = "second_factor"
    title = "两步验证"
    order = 150
    template_name = "security/second_factor_panel.html"

    def get_form(self) -> forms.Form:
        """Ask nothing here."""
        return forms.Form()

    def get_context_data(self) -> dict[str, object]:
        """Return the state."""
        return {"device": second_factor.device_of(self.user)}


def ours() -> None:
    """Put our form on the page of one's own account; no mails of Wagtail's to choose among, no picture of a person."""
    throttled = property(lambda panel: partial(OldPasswordForm, panel.request))
    for panel, name, ours, why in (
        (NameEmailSettingsPanel, "form_class", OwnForm, "nobody changes the name by which decisions are known"),
        (NotificationsSettingsPanel, "is_active", _not_here, "the office says who is told of what"),
        (AvatarSettingsPanel, "is_active", _not_here, "no pictures of persons"),
        (ChangePasswordPanel, "form_class", throttled, "guesses of an old password are counted"),
    ):
        WAGTAIL.put(panel, name, ours, why=why, test="tests/cms/test_accounts.py")


def _not_here(panel: Any) -> bool:
    return False
