"""Where the account of adoptions meets the admin: its addresses, and the menu 统计, in which reports stand too."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.adoption import dashboard, outgoing_hooks, views  # noqa: F401 (they register themselves)
from cms.adoption.asking import may_ask
from cms.adoption.score_hooks import entries, scores_item
from cms.core.who import user_of

ORDER = 500  # in the place of the list of reports


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("adoption/", views.adoption, name="adoption"),
        path("adoption/table.xlsx", views.adoption_xlsx, name="adoption_xlsx"),
        path("adoption/put/", views.adoption_put, name="adoption_put"),
    ]


class AdoptionItem(MenuItem):
    """For those whose adoptions are counted, and those who count them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is something for this user."""
        return may_ask(user_of(request))


def item(order: int) -> AdoptionItem:
    """Return the entry of the menu."""
    return AdoptionItem("采用统计", reverse("adoption"), name="adoption", icon_name="table", order=order)


@hooks.register("construct_main_menu")
def statistics(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put the account and the list of report tables into one menu; the account stands alone for those without it."""
    lists = reverse("wagtailsnippets_issues_report:list")
    tables = next((one for one in items if getattr(one, "url", "") == lists), None)
    if tables is None:
        items += [one for one in [item(ORDER), scores_item(ORDER + 1)] if one.is_shown(request)]
        return
    own = MenuItem("统计表", lists, name="reports", icon_name="list-ul", order=9)
    menu = Menu(items=[item(1), *entries(2), own])
    items[items.index(tables)] = SubmenuMenuItem("统计", menu, name="statistics", icon_name="table", order=ORDER)
