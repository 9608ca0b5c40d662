"""Hangs issues into the admin: menu, buttons, addresses."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry
from wagtail.snippets.action_menu import ActionMenuItem as SnippetMenuItem
from wagtail.snippets.models import register_snippet

from cms.issues import builder, dashboard, staying  # noqa: F401 (they register themselves)
from cms.issues.deciding import IssueDecision
from cms.issues.listing import DistributionListViewSet, IssueGroup, ReportViewSet
from cms.issues.models import Issue
from cms.issues.print_run import MADE
from cms.issues.printing import issue_copies, issue_page, issue_pdf, issue_print, printed_issues

for viewset in (IssueGroup, DistributionListViewSet, ReportViewSet):
    register_snippet(viewset)


class Begin(SnippetMenuItem):
    """Makes a new issue, and opens the builder."""

    label = "开始编排"
    name = "action-save"
    icon_name = "list-ul"


@hooks.register("construct_snippet_action_menu")
def a_new_issue_begins(items: list[SnippetMenuItem], request: HttpRequest, context: dict[str, object]) -> None:
    """Say on the button of a new issue what comes next."""
    if context["model"] is Issue and context["view"] == "create":
        items[:] = [Begin(order=0)]


class BackToBuilder(ActionMenuItem):
    """Leads from an article back to the issue from which it was opened."""

    label = "回到编排"
    name = "back-to-builder"
    icon_name = "arrow-left"

    def is_shown(self, context: dict[str, object]) -> bool:
        """Whether the article was opened from a builder."""
        return bool(self.get_url(context))

    def get_url(self, parent_context: dict[str, object]) -> str:
        """Return the builder's address."""
        url = get_valid_next_url_from_request(parent_context["request"])
        return url if re.fullmatch(re.escape(reverse("issue_builder", args=[0])).replace("0", r"[0-9]+"), url) else ""


@hooks.register("register_page_action_menu_item")
def back_to_builder() -> BackToBuilder:
    """Offer the way back, below what else one can do."""
    return BackToBuilder(order=200)


@hooks.register("register_log_actions")
def what_happens_to_issues(actions: LogActionRegistry) -> None:
    """Name corrections and runs of numbered copies in the history of an issue."""
    actions.register_action("press.correct", "开始更正", "开始更正")
    actions.register_action("press.ask", "请主编签发", "请主编签发")
    actions.register_action("press.send_back", "退回修改", "退回修改")
    actions.register_action("press.give_up", "放弃更正", "放弃更正")
    actions.register_action("press.printed", "已经印发", "已经印发")

    @actions.register_action(MADE)
    class CopiesFormatter(LogFormatter):
        label = "生成编号印本"

        def format_message(self, entry: BaseLogEntry) -> str:
            return f"生成编号印本 {entry.data['first']:06d}—{entry.data['last']:06d}"


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of the decision page and the PDFs."""
    return [
        path("issues/<int:pk>/builder/", builder.issue_builder, name="issue_builder"),
        path("issues/<int:pk>/builder/save/", builder.issue_save, name="issue_save"),
        path("issues/<int:pk>/builder/pool/", builder.issue_pool, name="issue_pool"),
        path("issues/<int:pk>/builder/preview/", builder.issue_preview, name="issue_preview"),
        re_path(
            r"^issues/preview/(?P<key>[0-9a-f]{64})/(?P<number>\d{1,4})\.png$",
            builder.issue_preview_page,
            name="issue_preview_page",
        ),
        re_path(r"^issues/preview/(?P<key>[0-9a-f]{64})\.pdf$", builder.issue_preview_pdf, name="issue_preview_pdf"),
        path("issues/printed/", printed_issues, name="issues_printed"),
        path("issues/<int:pk>/decision/", IssueDecision.as_view(), name="issue_decision"),
        path("issues/<int:pk>/print.pdf", issue_print, name="issue_print"),
        path("issues/<int:pk>/v<int:version>.pdf", issue_pdf, name="issue_pdf"),
        path("issues/<int:pk>/v<int:version>/<int:number>.png", issue_page, name="issue_page"),
        path("issues/<int:pk>/copies/", issue_copies, name="issue_copies"),
    ]
