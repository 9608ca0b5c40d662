"""The app `newsroom`."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_migrate

PASSAGES = {("newsroom", "0005_passages"), ("newsroom", "0007_longer_grams")}


class NewsroomConfig(AppConfig):
    """Configuration of `newsroom`."""

    name = "cms.newsroom"
    verbose_name = "稿件"

    def ready(self) -> None:
        """Keep the passages of texts as they are saved, and of all texts when an existing database gets the table."""
        from cms.newsroom import review, way
        from cms.newsroom.hints import texts  # noqa: F401 (registers its receiver)
        from cms.newsroom.hints.kinds import KINDS, TextKind
        from cms.newsroom.models import STATES, ArticlePage
        from cms.security import audit_words
        from cms.units import roles

        KINDS[ArticlePage] = TextKind(
            public=("title", "prefix", "break_hint"),
            fields=("title", "place", "prefix", "leader", "writer", "phone"),
            left_its_writer=~Q(state__in=way.OPEN),
        )
        audit_words.ACTIONS.update({f"article.{name}": f"稿件{move.label}" for name, move in way.MOVES.items()})
        audit_words.VALUES.update(STATES)
        roles.AFTERWARDS.append(review.set_up_workflow)
        post_migrate.connect(fill_passages, sender=self)


def fill_passages(plan: Any, **_: Any) -> None:
    """Take in all texts after a migration that makes the table of passages or changes what stands in it."""
    from cms.newsroom.hints.texts import rebuild

    if any(not backwards and (migration.app_label, migration.name) in PASSAGES for migration, backwards in plan):
        rebuild()
