"""我的待办: what waits for the user who is looking."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.admin.ui.components import Component

from cms.cases.models import CasePage
from cms.core.listing import CLEARANCE
from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage


class Waiting(NamedTuple):
    """A queue: what it is called, how many wait in it, where it is, and what an empty one says."""

    title: str
    count: int
    url: str
    empty: str


class WorkPanel(Component):
    """Queues by role, and the ways to begin something new."""

    name = "work"
    template_name = "core/dashboard.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the queues and beginnings of this user."""
        user = parent_context["request"].user
        editor = user.has_perm("issues.change_issue")
        return {"queues": editor_queues(user) if editor else contributor_queues(user), "beginnings": beginnings(editor)}


def contributor_queues(user: Any) -> list[Waiting]:
    """Return what waits for someone who writes."""
    own = ArticlePage.objects.filter(owner=user)
    return [
        article_queue("退回来的稿件", own, "returned", "没有退稿"),
        article_queue("还没报送的草稿", own, "draft", "没有草稿。点“写一篇稿件”开始"),
        article_queue("已报送，等消息", own, "submitted", "没有等待处理的稿件"),
    ]


def editor_queues(user: Any) -> list[Waiting]:
    """Return what waits for someone who edits, and for whoever signs and clears."""
    everything = ArticlePage.objects.all()
    unsigned = Issue.objects.filter(versions__isnull=True).count()
    queues = [
        article_queue("新报送的稿件", everything, "submitted", "没有新报送的稿件"),
        article_queue("备选稿件", everything, "pool", "备选库是空的"),
        Waiting(
            "正在编排的简报",
            unsigned,
            reverse("wagtailsnippets_issues_issue:list") + "?state=draft",
            "没有正在编排的简报。点“编一期简报”开始",
        ),
    ]
    if user.has_perm("cases.clear_casepage"):
        waiting = CasePage.objects.filter(live=True, **CLEARANCE["open"]).count()
        queues.append(Waiting("等待公开的案例", waiting, reverse("cases:index") + "?clearance=open", "案例都已公开"))
    return queues


def article_queue(title: str, articles: Any, state: str, empty: str) -> Waiting:
    """Return the queue of the articles in a state."""
    url = reverse("articles:index") + "?" + urlencode({"state": state})
    return Waiting(title, articles.filter(state=state).count(), url, empty)


def beginnings(editor: bool) -> list[tuple[str, str]]:
    """Return (label, address) of what one can begin."""
    found = [("写一篇稿件", reverse("articles:choose_parent")), ("写一个案例", reverse("cases:choose_parent"))]
    return [*found, ("编一期简报", reverse("wagtailsnippets_issues_issue:add"))] if editor else found
