"""The app `core`."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Configuration of `core`."""

    name = "cms.core"
    verbose_name = "核心"

    def ready(self) -> None:
        """Fill the table of texts when an existing database gets it; search pages and say their status our way; make small copies late."""
        from wagtail.admin.paginator import WagtailPaginator
        from wagtail.admin.ui.side_panels import PageStatusSidePanel
        from wagtail.admin.views.pages import search
        from wagtail.snippets.views.snippets import SnippetViewSet

        from cms.core import small_copies, typed
        from cms.core.search import page_search

        PageStatusSidePanel.get_status_templates = status_templates
        search.page_filter_search = page_search
        WagtailPaginator.items_count_label = property(lambda paginator: f"共{paginator.count}项")  # Wagtail says “2 稿件”
        post_migrate.connect(fill_search, sender=self)
        post_migrate.connect(note_drafts, sender=self)
        SnippetViewSet.copy_view_enabled = False  # two things of the same name, of which one is forgotten
        small_copies.connect()
        typed.connect()


def status_templates(panel: Any, context: Any) -> list[str]:
    """Return what the status of a page says: its class may have a `status_template` of its own."""
    return [getattr(panel.object, "status_template", "core/page_status.html")]


def fill_search(plan: Any, **_: Any) -> None:
    """Index everything after the migration that makes the table."""
    if any((migration.app_label, migration.name, backwards) == ("core", "0003_search", False) for migration, backwards in plan):
        call_command("update_index", verbosity=0)


def note_drafts(plan: Any, **_: Any) -> None:
    """Note what the drafts of live pages name after the migration that makes the table."""
    from wagtail.models import Page

    from cms.core.deleting.drafts import DraftReference
    from cms.core.models import NumberedPage

    if any((migration.app_label, migration.name, backwards) == ("core", "0006_draftreference", False) for migration, backwards in plan):
        for page in Page.objects.filter(live=True, has_unpublished_changes=True).specific():
            if isinstance(page, NumberedPage):
                DraftReference.keep(page.get_latest_revision_as_object())
