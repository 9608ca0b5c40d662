"""Where releases meet the admin: addresses, the menu entry, and the files that each screen loads."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.releases import dashboard, views  # noqa: F401 (registers what stands on the home page)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("releases/", views.releases, name="releases"),
        path("releases/standing/<str:kind>/<int:pk>/", views.standing, name="release_standing"),
    ]


@hooks.register("register_settings_menu_item")
def releases_item() -> MenuItem:
    """Lead to the releases."""
    return views.ReleasesItem("发布版本", reverse("releases"), name="releases", icon_name="upload", order=890)


@hooks.register("register_log_actions")
def our_actions(actions: LogActionRegistry) -> None:
    """Name what is decided here, for the history of a page or an issue."""
    actions.register_action("press.schedule", "定时公开", "定时公开")
    actions.register_action("press.unschedule", "取消定时公开", "取消定时公开")


@hooks.register("insert_global_admin_css")
def css() -> str:
    """Load our few rules on every screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("releases/releases.css"))


@hooks.register("insert_global_admin_js")
def script() -> str:
    """Load what keeps the sentences up to date."""
    return format_html('<script src="{}" defer></script>', static("releases/standing.js"))
