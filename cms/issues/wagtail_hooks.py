"""The menu 期刊编排: issues and publications, and the page on which an issue is signed and cleared."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from cms.core.decisions import DecisionView
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES
from cms.issues.models import Issue, Publication
from cms.issues.pages import pdf_answer, typeset_issue
from cms.issues.print_run import MADE, CopiesForm, copies_form, make_run, runs_made
from cms.newsroom.models import Clipping
from press.records import PressError


class IssueFilters(WagtailFilterSet):
    """Filters of the list of issues."""

    state = ChoiceFilter(label="状态", choices=[("draft", "编排中"), *CLEARANCE_CHOICES], method="by_state")

    class Meta:
        model = Issue
        fields = ["publication", "year"]

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Return the issues in a state."""
        if value == "draft":
            return queryset.filter(versions__isnull=True)
        return queryset.filter(versions__isnull=False, **CLEARANCE[value]).distinct()


class IssueCreateView(CreateView):
    """Proposes the next number of the publication that came out last."""

    def get_initial_form_instance(self) -> Issue:
        """Return a new issue of the publication that came out last: its next number of this year, and what usually stays the same."""
        today = timezone.localdate()
        last = Issue.objects.order_by("-date", "-number").first()
        if last is None:
            return Issue(date=today, year=today.year, number=1)
        numbers = Issue.objects.filter(publication=last.publication, year=today.year)
        number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1
        same = ("publication", "distribution", "print_run", "reserve", "responsible_editor")
        return Issue(date=today, year=today.year, number=number, **{name: getattr(last, name) for name in same})


class IssueEditView(EditView):
    """Leads on to signing."""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the way to signing and clearing."""
        return [*super().header_buttons, HeaderButton("签发与公开", reverse("issue_decision", args=[self.object.pk]), icon_name="check")]


class IssueViewSet(SnippetViewSet):
    """Issues."""

    model = Issue
    icon = "doc-full-inverse"
    menu_label = "各期简报"
    add_view_class = IssueCreateView
    edit_view_class = IssueEditView
    list_display = ["__str__", "date", Column("state", label="状态", accessor="state"), "print_run"]
    filterset_class = IssueFilters
    list_per_page = 30
    copy_view_enabled = False


class PublicationViewSet(SnippetViewSet):
    """Publications."""

    model = Publication
    icon = "list-ul"
    menu_label = "刊物"
    list_display = ["name", "issuer", "registration_no"]


class ClippingViewSet(SnippetViewSet):
    """Clippings."""

    model = Clipping
    icon = "cut"
    menu_label = "剪报"
    list_display = ["title", "paper", "date", BooleanColumn("incomplete", label="不完整")]


class IssueGroup(SnippetViewSetGroup):
    """期刊编排."""

    items = (IssueViewSet, ClippingViewSet, PublicationViewSet)
    menu_label = "期刊编排"
    menu_icon = "doc-full-inverse"
    menu_order = 300


register_snippet(IssueGroup)


class IssueDecision(DecisionView):
    """Signing, clearing and withdrawing an issue."""

    template_name = "issues/decision.html"
    icon = "doc-full-inverse"

    def find(self, pk: int) -> Issue:
        """Return the issue for those who may work on issues."""
        return issue_for(self.request, pk)

    def decisions(self, target: Issue) -> dict[str, str]:
        """Return what this user may decide now."""
        user, found = self.request.user, {}
        if not target.signed and user.has_perm("issues.sign_issue"):
            found["sign"] = "签发这一期"
        if target.signed and user.has_perm("issues.clear_issue"):
            if target.clearance != "已公开":
                found["clear"] = "公开整期"
            else:
                found["withdraw"] = "撤回"
        return found

    def facts(self, target: Issue) -> dict[str, Any]:
        """Return the signed versions, and what concerns numbered copies."""
        return {"versions": target.versions.order_by("version"), "copies": copies_form(target), "runs": runs_made(target)}


def issue_for(request: HttpRequest, pk: int) -> Issue:
    """Return an issue; PermissionDenied for users who do not work on issues."""
    if not request.user.has_perm("issues.change_issue"):
        raise PermissionDenied
    issue: Issue = get_object_or_404(Issue, pk=pk)
    return issue


def issue_pdf(request: HttpRequest, pk: int, version: int) -> FileResponse:
    """Answer with the stored PDF of a version, to the byte."""
    signed = get_object_or_404(issue_for(request, pk).versions.exclude(pdf=""), version=version)
    return FileResponse(signed.pdf.open(), content_type="application/pdf", filename=f"{signed.issue}.pdf")


def issue_print(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Answer with the issue as printed: the stored PDF if signed, else typeset now."""
    issue = issue_for(request, pk)
    signed = issue.signed
    if signed and signed.pdf:
        return issue_pdf(request, pk, signed.version)
    return pdf_answer(request, lambda: typeset_issue(issue.as_record(), issue.publication.as_record()).pdf)


@require_POST
def issue_copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a run of numbered copies of the signed PDF."""
    issue = issue_for(request, pk)
    form = CopiesForm(request.POST)
    try:
        if copies_form(issue) is None:
            messages.error(request, "这一期不印份号，或者还没有签发、没有留存 PDF。")
        elif form.is_valid():
            numbers = form.numbers
            name = f"{issue} 份号{numbers[0]:06d}-{numbers[-1]:06d}.pdf"
            return FileResponse(io.BytesIO(make_run(issue, numbers)), as_attachment=True, filename=name)
        for errors in form.errors.values():
            messages.error(request, "".join(errors))
    except PressError as error:
        messages.error(request, str(error))
    return redirect("issue_decision", pk)


@hooks.register("register_log_actions")
def numbered_copies_made(actions: Any) -> None:
    """Name a run of numbered copies in the history of an issue."""

    @actions.register_action(MADE)
    class CopiesFormatter(LogFormatter):  # type: ignore[misc]
        label = "生成编号印本"

        def format_message(self, entry: Any) -> str:
            return f"生成编号印本 {entry.data['first']:06d}—{entry.data['last']:06d}"


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Return the addresses of the decision page and the PDFs."""
    return [
        path("issues/<int:pk>/decision/", IssueDecision.as_view(), name="issue_decision"),
        path("issues/<int:pk>/print.pdf", issue_print, name="issue_print"),
        path("issues/<int:pk>/v<int:version>.pdf", issue_pdf, name="issue_pdf"),
        path("issues/<int:pk>/copies/", issue_copies, name="issue_copies"),
    ]
