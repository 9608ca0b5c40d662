"""Where the dispatch meets the admin: its addresses, its menu, its part of the home page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.dispatch import dashboard, destruction_views, prints, recall_views, receipt_views, views  # noqa: F401 (registers itself)
from cms.dispatch.desk import RIGHT

ORDER = 410  # after the lists by which issues go out


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("dispatch/", views.dispatches, name="dispatches"),
        path("dispatch/register.xlsx", views.dispatch_register, name="dispatch_register"),
        path("dispatch/register.pdf", prints.dispatch_register_pdf, name="dispatch_register_pdf"),
        path("dispatch/open/<int:pk>/", views.dispatch_open, name="dispatch_open"),
        path("dispatch/<int:pk>/", views.dispatch, name="dispatch"),
        path("dispatch/<int:pk>/ledger/", views.dispatch_ledger, name="dispatch_ledger"),
        path("dispatch/<int:pk>/prints/", prints.dispatch_prints, name="dispatch_prints"),
        path("dispatch/parcel/<int:pk>/", views.dispatch_parcel, name="dispatch_parcel"),
        path("dispatch/receipts/", receipt_views.dispatch_receipts, name="dispatch_receipts"),
        path("dispatch/receipts/scan/", receipt_views.dispatch_scan, name="dispatch_scan"),
        path("dispatch/recalls/", recall_views.recalls, name="recalls"),
        path("dispatch/recalls/<int:pk>/", recall_views.recall, name="recall"),
        path("dispatch/recalls/<int:pk>/list.xlsx", recall_views.recall_list, name="recall_list"),
        path("dispatch/recalls/<int:pk>/list.pdf", prints.recall_pdf, name="recall_pdf"),
        path("dispatch/destructions/", destruction_views.destructions, name="destructions"),
        path("dispatch/destructions/register.xlsx", destruction_views.destructions_xlsx, name="destructions_xlsx"),
        path("dispatch/destructions/register.pdf", prints.destructions_pdf, name="destructions_pdf"),
    ]


class DispatchMenu(SubmenuMenuItem):
    """For those who keep the ledger."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user keeps it."""
        return bool(request.user.has_perm(RIGHT))


@hooks.register("register_admin_menu_item")
def menu() -> DispatchMenu:
    """Return the menu."""
    items = (
        ("发文登记簿", "dispatches", "list-ul"),
        ("回执", "dispatch_receipts", "check"),
        ("清退", "recalls", "rotate"),
        ("销毁", "destructions", "bin"),
    )
    made = [MenuItem(name, reverse(to), name=to, icon_name=icon, order=n) for n, (name, to, icon) in enumerate(items)]
    return DispatchMenu("发文与回执", Menu(items=made), name="dispatch", icon_name="mail", order=ORDER)
