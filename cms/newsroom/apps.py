"""The app `newsroom`."""

from django.apps import AppConfig
from django.db.models import Q


class NewsroomConfig(AppConfig):
    """Configuration of `newsroom`."""

    name = "cms.newsroom"
    verbose_name = "稿件"

    def ready(self) -> None:
        """Keep the passages of texts as they are saved, and let others know what an article is."""
        from cms.newsroom import review, way
        from cms.newsroom.hints import texts  # noqa: F401 (registers its receiver)
        from cms.newsroom.kinds import KINDS, TextKind
        from cms.newsroom.models import ArticlePage
        from cms.newsroom.states import MOVES, OPEN, STATES
        from cms.security import audit_words
        from cms.units import roles

        KINDS[ArticlePage] = TextKind(
            way=way.ArticleWay(),
            public=("title", "prefix", "break_hint"),
            fields=("title", "place", "prefix", "leader", "writer", "phone"),
            left_its_writer=~Q(state__in=OPEN),
        )
        audit_words.ACTIONS.update({f"article.{name}": f"稿件{move.label}" for name, move in MOVES.items()})
        audit_words.VALUES.update(STATES)
        roles.AFTERWARDS.append(review.set_up_workflow)
        roles.grant(roles.PROVINCE, *roles.editing("newsroom", "clipping", "call"))
        roles.grant(["chief"], "newsroom.change_handinrules")
