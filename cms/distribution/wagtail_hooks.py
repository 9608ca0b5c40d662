"""Where the register and the print orders meet the admin: addresses, the menu 分发, words of the history."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.distribution import dashboard, member_views, print_views, register_views  # noqa: F401 (panels register)
from cms.distribution.importing import IMPORTED
from cms.distribution.listing import RecipientViewSet
from cms.distribution.merging import MERGED
from cms.issues.lists import WAYS
from cms.security.audit_words import ACTIONS, DATA

register_snippet(RecipientViewSet)
ACTIONS.update({MERGED: "合并收件单位", IMPORTED: "导入收件单位"})
DATA.update(
    {"kept": "留下", "other": "并入", "taken": "取自并入的", "new": "新增", "changed": "修改", "lists": "名单行数"}
)
WAYS.append(lambda of: ("收件单位和份数、版记对照", reverse("distribution_members", args=[of.pk])))
ORDER = 400  # in the place of the list of distribution lists


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("distribution/register/import/", register_views.register_import, name="register_import"),
        path("distribution/register/export.xlsx", register_views.register_export, name="register_export"),
        path("distribution/register/doubles/", register_views.register_doubles, name="register_doubles"),
        path("distribution/register/<int:pk>/merge/<int:other>/", register_views.register_merge, name="register_merge"),
        path("distribution/lists/<int:pk>/", member_views.distribution_members, name="distribution_members"),
        path("distribution/print/", print_views.print_orders, name="print_orders"),
        path("distribution/print/<int:pk>/", print_views.print_order, name="print_order"),
        path("distribution/print/<int:pk>/order.pdf", print_views.print_order_pdf, name="print_order_pdf"),
        path(
            "distribution/print/<int:pk>/inspection/<int:number>.pdf", print_views.inspection_pdf, name="inspection_pdf"
        ),
    ]


@hooks.register("construct_main_menu")
def distribution(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put lists, register and print orders into one menu, for those who have the lists."""
    lists = reverse("wagtailsnippets_issues_distributionlist:list")
    known = next((one for one in items if getattr(one, "url", "") == lists), None)
    if known is None:
        return
    register = reverse("wagtailsnippets_distribution_recipient:list")
    menu = Menu(
        items=[
            MenuItem("分发名单", lists, name="distribution-lists", icon_name="mail", order=1),
            MenuItem("收件单位", register, name="recipients", icon_name="group", order=2),
            MenuItem("印刷单", reverse("print_orders"), name="print-orders", icon_name="doc-full", order=3),
        ]
    )
    at = items.index(known)
    items[at] = SubmenuMenuItem("分发", menu, name="distribution", icon_name="mail", order=ORDER)


@hooks.register("register_log_actions")
def what_happens(actions: LogActionRegistry) -> None:
    """Name what the history of recipients and issues tells."""
    actions.register_action(MERGED, "合并", "与重复的一家合并")
    actions.register_action("distribution.order", "开印刷单", "开了印刷单")
    actions.register_action("distribution.inspect", "印刷验收", "登记了印刷验收")
