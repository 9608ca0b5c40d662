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
        from cms.core.patches import WAGTAIL
        from cms.core.search import page_search

        put = WAGTAIL.put
        why, test = "a class of pages may say its status in its own words", "tests/cms/test_wording.py"
        put(PageStatusSidePanel, "get_status_templates", status_templates, why=why, test=test)
        why, test = "a word inside a text is found", "tests/cms/test_search.py"
        put(search, "page_filter_search", page_search, why=why, test=test)
        counted = property(lambda paginator: f"共{paginator.count}项")
        why, test = "Wagtail says 2 稿件", "tests/cms/test_chinese_screens.py"
        put(WagtailPaginator, "items_count_label", counted, why=why, test=test)
        why, test = "two things of the same name, of which one is forgotten", "tests/cms/test_walls.py"
        put(SnippetViewSet, "copy_view_enabled", False, why=why, test=test)
        small_copies.connect()
        typed.connect()


def status_templates(panel: Any, context: object) -> list[str]:
    """Return what the status of a page says: its class may have a `status_template` of its own."""
    return [getattr(panel.object, "status_template", "core/page_status.html")]
