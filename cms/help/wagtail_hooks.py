"""The menu entry 使用说明, which opens where the guide tells of the present screen."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.help import views
from cms.help.library import SCREENS


class GuideItem(MenuItem):
    """A link that knows on which screen it stands."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Return the link."""
        screen = request.resolver_match.view_name if request.resolver_match else ""
        query = f"?screen={screen}" if screen in SCREENS else ""
        return LinkMenuItem(self.name, self.label, self.url + query, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def guides() -> MenuItem:
    """Put the guides after everything else."""
    return GuideItem("使用说明", reverse("help"), name="guides", icon_name="help", order=100000)


@hooks.register("register_page_header_buttons")
def in_the_editor(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an editor to what the guide says of writing."""
    if view_name == "edit":
        yield Button("使用说明", reverse("help") + "?screen=wagtailadmin_pages:edit", icon_name="help", priority=900)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [path("help/", views.index, name="help"), path("help/<slug:slug>/", views.read, name="help_guide")]


@hooks.register("insert_global_admin_css")
def styles() -> str:
    """Load the look of the guides."""
    return format_html('<link rel="stylesheet" href="{}">', static("help/guide.css"))
