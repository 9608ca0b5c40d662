"""Where the account of points meets the admin: addresses, entries of the menu 统计, words of the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.adoption import happening_views, ruling_views, score_views
from cms.adoption.asking import may_ask
from cms.core.who import user_of
from cms.security import audit_words

audit_words.ACTIONS.update(
    {
        "happening.enter": "登记计分事项",
        "happening.change": "改动计分事项",
        "happening.strike": "作废计分事项",
        "happening.restore": "恢复计分事项",
        "ruling.draft": "起草计分办法",
        "ruling.change": "改动计分办法",
        "ruling.enact": "施行计分办法",
        "ruling.drop": "删除计分办法草稿",
        "published.publish": "公布采用计分",
        "published.settle": "核对采用计分，没有变化",
    }
)
audit_words.DATA.update(valid_from="施行日期", ended="前一个办法")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("adoption/scores/", score_views.scores, name="scores"),
        path("adoption/scores/publish/", score_views.scores_publish, name="scores_publish"),
        path("adoption/scores/unit/<slug:code>/", score_views.score_unit, name="score_unit"),
        path("adoption/scores/published/<int:pk>/", score_views.published_scores, name="published_scores"),
        path("adoption/scores/published/<int:pk>/<slug:code>/", score_views.published_unit, name="published_unit"),
        path("adoption/happenings/", happening_views.happenings, name="happenings"),
        path("adoption/happenings/add/", happening_views.happening_add, name="happening_add"),
        path("adoption/happenings/file/", happening_views.happening_file, name="happening_file"),
        path("adoption/happenings/template.xlsx", happening_views.happening_template, name="happening_template"),
        path("adoption/happenings/<int:pk>/", happening_views.happening, name="happening"),
        path("adoption/rulings/", ruling_views.rulings, name="rulings"),
        path("adoption/rulings/add/", ruling_views.ruling_add, name="ruling_add"),
        path("adoption/rulings/<int:pk>/", ruling_views.ruling, name="ruling"),
        path("adoption/rulings/<int:pk>/text/", ruling_views.ruling_text, name="ruling_text"),
        path("adoption/rulings/<int:pk>/preview/", ruling_views.ruling_preview, name="ruling_preview"),
        path("adoption/rulings/<int:pk>/drop/", ruling_views.ruling_drop, name="ruling_drop"),
    ]


class ScoresItem(MenuItem):
    """For those whose points are counted, and those who count them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is something for this user."""
        return may_ask(user_of(request))


class RightItem(MenuItem):
    """For those who have a right."""

    def __init__(self, label: str, url: str, right: str, **options: Any) -> None:
        self.right = right
        super().__init__(label, url, **options)

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user has it."""
        return bool(request.user.has_perm(self.right))


def scores_item(order: int) -> MenuItem:
    """Return the entry of the points."""
    return ScoresItem("采用计分", reverse("scores"), name="scores", icon_name="order", order=order)


def entries(order: int) -> list[MenuItem]:
    """Return the entries of the menu 统计, from this place on."""
    return [
        scores_item(order),
        RightItem(
            "计分事项",
            reverse("happenings"),
            "adoption.view_happening",
            name="happenings",
            icon_name="tasks",
            order=order + 1,
        ),
        RightItem(
            "计分办法", reverse("rulings"), "adoption.view_ruling", name="rulings", icon_name="form", order=order + 2
        ),
    ]
