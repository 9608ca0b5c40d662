"""账号: the list with roles, units and states; making, changing and stopping an account; a new first password.

Accounts are stopped and never deleted: what somebody did keeps the name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django_filters import ChoiceFilter
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.users.views import users as wagtails
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.security import first_password, second_factor
from cms.security.accounts import OFFICE, AccountForm
from cms.security.second_factor_views import PasswordForm
from cms.units.models import UnitPage
from cms.units.naming import NamedFilter, with_city
from cms.units.roles import ROLES

WRITERS = ("contributor", "system")  # for whose work nobody waits
ROLELESS = ~Exists(User.groups.through.objects.filter(user=OuterRef("pk"))) & Q(is_superuser=False)
STATES = {
    "active": ("启用", Q(is_active=True)),
    "stopped": ("停用", Q(is_active=False)),
    "first": ("还没有改初始密码", Q(is_active=True, first_password__isnull=False)),
    "never": ("从来没有登录", Q(is_active=True, last_login__isnull=True)),
    "roleless": ("没有角色", ROLELESS),
}


def phones() -> Exists:
    """Return the condition that an account has a second factor."""
    return Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True))


class AccountFilters(WagtailFilterSet):
    """Filters of the list of accounts."""

    role = ChoiceFilter(label="角色", choices=[(role.name, role.title) for role in ROLES.values()], method="by_role")
    unit = NamedFilter(
        label="单位",
        queryset=with_city(UnitPage.objects.exclude(depth=2).in_order()),
        method="by_unit",
        help_text="选市，包括它的县（市、区）",
    )
    state = ChoiceFilter(
        label="状态", choices=[(name, label) for name, (label, _) in STATES.items()], method="by_state"
    )
    second = ChoiceFilter(label="两步验证", choices=[("on", "已开启"), ("off", "没有开启")], method="by_second")

    class Meta:
        model = User
        fields: list[str] = []

    def by_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return the accounts that have a role."""
        found = Q(groups__unit_role__role=value) | (Q(is_superuser=True) if value == "administrator" else Q(pk__in=[]))
        return queryset.filter(found).distinct()

    def by_unit(self, queryset: QuerySet[User], name: str, value: UnitPage) -> QuerySet[User]:
        """Return the accounts that have a role in a unit or below it."""
        return queryset.filter(groups__unit_role__unit__path__startswith=value.path).distinct()

    def by_state(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return the accounts in a state."""
        return queryset.filter(STATES[value][1])

    def by_second(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Return the accounts with or without a second factor."""
        return queryset.filter(phones() if value == "on" else ~phones())


def state_of(user: User) -> str:
    """Return in a word how an account stands."""
    if not user.is_active:
        return "停用"
    return "初始密码还没有改" if hasattr(user, "first_password") else "启用"


def roles_of(user: User) -> str:
    """Return the roles of an account, in words; `user` comes with its groups."""
    names = [group.name for group in user.groups.all()]
    if user.is_superuser and ROLES["administrator"].title not in names:
        names.append(ROLES["administrator"].title)
    return "、".join(names) or "没有角色"


def last_login_of(user: User) -> str:
    """Return the day of the last login."""
    if user.last_login is None:
        return "从未登录"
    at = timezone.localtime(user.last_login)
    return f"{at:%Y年%-m月%-d日 %H:%M}" if at.year != timezone.localdate().year else f"{at:%-m月%-d日 %H:%M}"


class AccountList(generic.IndexView):
    """Lists the accounts."""

    page_title = "账号"
    add_item_label = "新建账号"
    search_fields = ("username", "first_name", "email", "groups__name")

    @cached_property
    def columns(self) -> list[Column]:
        """Say who, what for, and how the account stands."""
        return [
            TitleColumn("name", label="显示名", accessor=name_of, sort_key="first_name", get_url=self.get_edit_url),
            Column("username", label="账号", sort_key="username"),
            Column("roles", label="角色和单位", accessor=roles_of, width="30%"),
            Column("state", label="状态", accessor=state_of, sort_key="is_active"),
            Column("last_login", label="最近登录", accessor=last_login_of, sort_key="last_login"),
            Column("second", label="两步验证", accessor=lambda user: "已开启" if user.phone else "没有开启"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """Return the accounts with what the columns say; searching in groups finds an account once."""
        found: QuerySet[User] = User.objects.select_related("first_password").prefetch_related("groups")
        told: QuerySet[User] = found.annotate(phone=phones())
        return told

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Find an account once, however many of its roles match."""
        return super().search_queryset(queryset).distinct() if self.is_searching else queryset

    def get_list_buttons(self, instance: User) -> list[Button]:
        """Offer nothing beside the name, which leads to all that can be done."""
        return []


class _OneForm:
    submit_button_label = "保存"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell the template which roles ask for no unit."""
        return {**super().get_context_data(**kwargs), "office_roles": " ".join(OFFICE)}  # type: ignore[misc]


class CreateAccount(_OneForm, wagtails.CreateView):
    """Makes an account and shows its first password, this once."""

    page_title = "新建账号"
    submit_button_label = "建立账号"
    error_message = "账号没有建立，请改好标出的地方。"

    def save_action(self) -> HttpResponse:
        """Show the password."""
        return shown(self.request, self.object, self.form.password, "账号已建立")


class EditAccount(_OneForm, wagtails.EditView):
    """Changes an account, or stops it."""

    success_message = "账号“%(object)s”已保存。"
    error_message = "没有保存，请改好标出的地方。"
    can_delete = False

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Find the account."""
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def save_instance(self) -> User:
        """Save, and say whose work nobody can do any more: an account may have to be stopped
        at once, so this refuses nothing."""
        held = list(Group.objects.filter(user=self.object, user__is_active=True).exclude(unit_role__role__in=WRITERS))
        saved: User = super().save_instance()
        if empty := [group.name for group in held if not group.user_set.filter(is_active=True).exists()]:
            said = f"现在没有人是{'、'.join(empty)}了：等着这个角色办的事没有人能办。请把角色给另一个账号。"
            messages.warning(self.request, said)
        return saved

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to password and second factor."""
        url = reverse("wagtailusers_users:door", args=[self.object.pk])
        return [HeaderButton("密码和两步验证", url=url, icon_name="lock")]


class NeverDeleted(wagtails.DeleteView):
    """Says what to do instead."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the account."""
        messages.warning(request, "账号不删除，只停用：经手的记录还要看得到名字。请去掉“启用”的勾，再保存。")
        return redirect("wagtailusers_users:edit", self.kwargs["pk"])


class Door(View):
    """How someone gets in: state of password and second factor; POST gives a first password or
    takes the factor of a lost phone away."""

    def get(self, request: HttpRequest, pk: int, form: PasswordForm | None = None) -> HttpResponse:
        """Show the state."""
        user = get_object_or_404(User.objects.select_related("first_password"), pk=pk)
        facts = {
            "account": user,
            "name": name_of(user),
            "state": state_of(user),
            "last_login": last_login_of(user),
            "device": second_factor.device_of(user),
            "form": form or PasswordForm(request),
        }
        return render(request, "security/door.html", facts)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, for an administrator who knows the own password: an unlocked screen is not enough."""
        user, form = get_object_or_404(User, pk=pk), PasswordForm(request, request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        if request.POST.get("do") == "second_factor":
            if second_factor.remove(user, "second_factor.reset", name_of(user_of(request))):
                messages.success(request, f"{name_of(user)}的两步验证已取消，下次登录只要密码。")
            return redirect("wagtailusers_users:door", pk)
        if user == request.user:
            messages.warning(request, "自己的密码请在自己的账户页改。")
            return redirect("wagtailadmin_account")
        return shown(request, user, first_password.give(user), "密码已重设")


def shown(request: HttpRequest, user: User, password: str, said: str) -> HttpResponse:
    """Show a first password, which is kept nowhere."""
    return render(
        request,
        "security/password_shown.html",
        {"account": user, "name": name_of(user), "password": password, "said": said},
    )


class _NotInBulk(UserBulkAction):
    """Takes the place of what Wagtail does with many accounts at once, past the rules of one."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the list."""
        messages.warning(request, "账号一个一个地改：点名字打开。")
        return redirect("wagtailusers_users:index")


IN_BULK: Iterable[type[UserBulkAction]] = [
    type(f"Not{name}", (_NotInBulk,), {"action_type": name, "display_name": "", "aria_label": ""})
    for name in ("assign_role", "delete", "set_active_state")
]


class AccountViewSet(wagtails.UserViewSet):
    """The accounts, with these screens."""

    menu_label = "账号"
    filterset_class = AccountFilters
    index_view_class = AccountList
    add_view_class = CreateAccount
    edit_view_class = EditAccount
    delete_view_class = NeverDeleted

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        """Return the one form."""
        return AccountForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the page of password and second factor."""
        return [*super().get_urlpatterns(), path("door/<int:pk>/", Door.as_view(), name="door")]
