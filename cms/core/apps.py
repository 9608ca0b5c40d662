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
        """Fill the table of texts when an existing database gets it, and search pages our way."""
        from wagtail.admin.views.pages import search

        from cms.core.search import page_search

        search.page_filter_search = page_search
        post_migrate.connect(fill_search, sender=self)


def fill_search(plan: Any, **_: Any) -> None:
    """Index everything after the migration that makes the table."""
    if any((migration.app_label, migration.name, backwards) == ("core", "0003_search", False) for migration, backwards in plan):
        call_command("update_index", verbosity=0)
