"""The menus, arranged by what an editor does: 我的待办, 稿件, 案例, 期刊编排, 分发, 统计, 资料库, 设置."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.core.who import user_of
from cms.desk import pages  # noqa: F401 (registers what holds for pages)
from cms.desk.dashboard import WorkPanel
from cms.newsroom import hands
from cms.reference.lists import FieldViewSet, IndicatorViewSet, PracticeKindViewSet, SynonymViewSet
from cms.units.choose import PlaceChooserViewSet
from cms.units.models import Place, UnitPage


class PlaceViewSet(SnippetViewSet):
    """Places."""

    model = Place
    icon = "site"
    chooser_viewset_class = PlaceChooserViewSet
    list_display = ["name", "code", "level", "parent"]
    list_filter = ["level"]


class LibraryGroup(SnippetViewSetGroup):
    """资料库: what the texts refer to."""

    items = (PlaceViewSet, FieldViewSet, PracticeKindViewSet, IndicatorViewSet, SynonymViewSet)
    menu_label = "资料库"
    menu_icon = "folder-open-inverse"
    menu_order = 600

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the tree of units and the pictures."""
        return [
            MenuItem("单位树", reverse("unit_tree"), icon_name="folder-open-inverse", order=10),
            *super().get_submenu_items(),
            MenuItem("图片", reverse("wagtailimages:index"), icon_name="image", order=900),
        ]


register_snippet(LibraryGroup)


class HomeItem(MenuItem):
    """我的待办: all addresses begin with its own, so that the sidebar would mark it on each screen that has no item."""

    def render_component(self, request: HttpRequest) -> object:
        """Let the address differ on other screens."""
        item = super().render_component(request)
        item.url = self.url if request.path == self.url else f"{self.url}#"
        return item


@hooks.register("register_admin_menu_item")
def my_work() -> MenuItem:
    """Lead to the dashboard."""
    return HomeItem("我的待办", reverse("wagtailadmin_home"), icon_name="home", order=100)


def unit_tree(request: HttpRequest) -> HttpResponse:
    """Lead an administrator to the province, under which all units stand; others to the root of what they see."""
    province = UnitPage.objects.filter(depth=2).order_by("path").first() if request.user.is_superuser else None
    return redirect("wagtailadmin_explore", province.pk) if province else redirect("wagtailadmin_explore_root")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the address of the tree."""
    return [path("units/", unit_tree, name="unit_tree")]


@hooks.register("construct_main_menu")
def our_menus_only(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away what Wagtail puts beside our menus; all of it is reached through 资料库 and 设置."""
    items[:] = [
        item for item in items if item.name not in ("explorer", "images", "documents", "reports", "help", "snippets")
    ]
    if not hands.works_on_texts(user_of(request)):
        items[:] = [item for item in items if item.label not in ("稿件", "约稿", "案例", "资料库")]


@hooks.register("construct_settings_menu")
def settings_we_use(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away the settings of a website that this CMS does not serve."""
    items[:] = [
        item for item in items if item.name not in ("sites", "redirects", "workflows", "workflow-tasks", "groups")
    ]


@hooks.register("construct_homepage_panels")
def work_first(request: HttpRequest, panels: list[Component]) -> None:
    """Show the user's own queues in place of Wagtail's panels, which say the same in other words."""
    panels[:] = [WorkPanel()]
