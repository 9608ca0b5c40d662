"""Roles have no screens of their own: they are made from the tree of units, and who has
one stands in the list of accounts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.users.views.groups import GroupViewSet

from cms.units.models import UnitRole


class AccountsOfRole:
    """Finds where a role is seen: among the accounts that have it."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_edit_url(self, group: Group) -> str | None:
        """Return the address of the list of its accounts, for administrators."""
        role = UnitRole.objects.filter(group=group).select_related("unit").first()
        if role is None or not self.user.is_superuser:
            return None
        unit = {} if role.unit.depth == 2 else {"unit": role.unit_id}
        return f"{reverse('wagtailusers_users:index')}?{urlencode({'role': role.role, **unit})}"


class Roles(GroupViewSet):
    """Takes the place of Wagtail's screens, which are shut."""

    @cached_property
    def url_finder_class(self) -> type[AccountsOfRole]:
        """Lead to the accounts."""
        return AccountsOfRole
