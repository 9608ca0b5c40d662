"""The app `core`."""

from typing import Any

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Configuration of `core`."""

    name = "cms.core"
    verbose_name = "核心"

    def ready(self) -> None:
        """Search pages and say their status our way; make small copies late; take what people type as it is meant."""
        from wagtail.admin.paginator import WagtailPaginator
        from wagtail.admin.ui.side_panels import PageStatusSidePanel
        from wagtail.admin.views.pages import search
        from wagtail.snippets.views.snippets import SnippetViewSet

        from cms.core import small_copies, typed
        from cms.core.search import page_search

        PageStatusSidePanel.get_status_templates = status_templates
        search.page_filter_search = page_search
        WagtailPaginator.items_count_label = property(lambda paginator: f"共{paginator.count}项")  # Wagtail says “2 稿件”
        SnippetViewSet.copy_view_enabled = False  # two things of the same name, of which one is forgotten
        small_copies.connect()
        typed.connect()


def status_templates(panel: Any, context: Any) -> list[str]:
    """Return what the status of a page says: its class may have a `status_template` of its own."""
    return [getattr(panel.object, "status_template", "core/page_status.html")]
