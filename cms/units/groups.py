"""The list of groups, in the order of the tree and not of their names: the office, the cities, the systems, what is below them."""

from wagtail.users.views.groups import GroupViewSet


class GroupsInOrder(GroupViewSet):  # type: ignore[misc]
    """Groups as administrators see them."""

    ordering = [
        *("unit_role__unit__depth", "unit_role__role"),
        *("unit_role__unit__place__code", "unit_role__unit__code", "name"),
    ]
