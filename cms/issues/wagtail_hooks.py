"""The menu 期刊编排: issues and publications, and the page on which an issue is signed and cleared."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.forms import Select
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from cms.core.decisions import DecisionView
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES
from cms.issues import builder
from cms.issues.checks import check
from cms.issues.corrections import begin, changes, give_up
from cms.issues.models import Issue, IssueVersion, Publication
from cms.issues.numbering import next_number, next_total, usual
from cms.issues.pages import pdf_answer, typeset_issue
from cms.issues.preview import preview
from cms.issues.print_run import MADE, CopiesForm, copies_form, make_run, runs_made
from cms.newsroom.models import ArticlePage, Clipping
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
    """Asks for what an issue begins with, proposes the next number of the publication that came out last, and leads to the builder."""

    def get_initial_form_instance(self) -> Issue:
        """Return a new issue of the publication that came out last: its next number of this year, and what usually stays the same."""
        today = timezone.localdate()
        last = Issue.objects.order_by("-date", "-number").first()
        if last is None:
            return Issue(date=today, year=today.year, number=1)
        number = next_number(last.publication, today.year)
        return Issue(date=today, year=today.year, number=number, publication=last.publication)

    def save_instance(self) -> Issue:
        """Add what usually stays the same; a number that was proposed for another publication or year is proposed anew."""
        issue: Issue = self.form.instance
        if {"publication", "year"} & set(self.form.changed_data) and "number" not in self.form.changed_data:
            issue.number = next_number(issue.publication, issue.year)
        for name, value in usual(issue.publication).items():
            setattr(issue, name, value)
        issue.total_number = next_total(issue.publication)
        return super().save_instance()

    def get_success_url(self) -> str:
        """Lead to the builder."""
        return reverse("issue_builder", args=[self.object.pk])


NEW_ISSUE = ObjectList(
    [FieldPanel("publication", widget=Select), FieldPanel("date"), FieldRowPanel([FieldPanel("year"), FieldPanel("number")])]
)


class IssueEditView(EditView):
    """Leads on to the builder and to signing."""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the ways to the builder, and to signing and clearing."""
        ways = [("编排", "issue_builder", "list-ul"), ("签发与公开", "issue_decision", "check")]
        more = [HeaderButton(label, reverse(name, args=[self.object.pk]), icon_name=icon) for label, name, icon in ways]
        return [*super().header_buttons, *more[0 if self.object.open else 1 :]]


class IssueIndexView(IndexView):
    """Rows lead to the builder, signed ones to their decision page."""

    def get_base_queryset(self) -> Any:
        """Return the issues with what their rows tell."""
        light = Prefetch("versions", IssueVersion.objects.defer("record", "publication"))
        return super().get_base_queryset().select_related("publication").prefetch_related(light)

    def get_edit_url(self, instance: Issue) -> str | None:
        """Return where the title leads."""
        if super().get_edit_url(instance) is None:
            return None
        return reverse("issue_builder" if instance.open else "issue_decision", args=[instance.pk])

    def get_list_more_buttons(self, instance: Issue) -> list[Any]:
        """Keep the plain form within reach."""
        form = MenuItem("表单", super().get_edit_url(instance), icon_name="form", priority=15)
        return [*super().get_list_more_buttons(instance), *([form] if form.url else [])]


class IssueViewSet(SnippetViewSet):
    """Issues."""

    model = Issue
    icon = "doc-full-inverse"
    menu_label = "各期简报"
    index_view_class = IssueIndexView
    add_view_class = IssueCreateView
    edit_view_class = IssueEditView
    list_display = ["__str__", "date", Column("state", label="状态", accessor="state"), "print_run"]
    filterset_class = IssueFilters
    list_per_page = 30
    copy_view_enabled = False

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for little: everything else is done in the builder."""
        panel = NEW_ISSUE.bind_to_model(Issue)
        return super().get_add_view_kwargs(panel=panel, form_class=panel.get_form_class(), **kwargs)


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
    """Checking, signing, clearing, withdrawing and correcting an issue; clerks look at what is signed."""

    template_name = "issues/decision.html"
    icon = "doc-full-inverse"

    def find(self, pk: int) -> Issue:
        """Return the issue for those who may work on issues, or print them."""
        return issue_for(self.request, pk)

    def decisions(self, target: Issue) -> dict[str, str]:
        """Return what this user may decide now."""
        user, found = self.request.user, {}
        if target.open and user.has_perm("issues.sign_issue"):
            found["sign"] = "签发更正" if target.correction else "签发这一期"
        if target.correction and user.has_perm("issues.change_issue"):
            found["give_up"] = "放弃更正"
        if target.signed and user.has_perm("issues.clear_issue"):
            if target.clearance != "已公开":
                found["clear"] = "公开整期"
            else:
                found["withdraw"] = "撤回"
        if not target.open and user.has_perm("issues.change_issue"):
            found["correct"] = "更正"
        return found

    def facts(self, target: Issue) -> dict[str, Any]:
        """Return the signed versions, what the checks say, what a correction changes, and what concerns numbered copies."""
        edits = self.request.user.has_perm("issues.change_issue")
        shown = edits and target.open
        return {
            "versions": sorted(target.versions.all(), key=lambda version: version.version),
            "checks": check(target) if shown else None,
            "changes": changes(target) if shown and target.correction else None,
            "day": day_to_sign(target),
            "edits": edits,
            "items": signed_items(target) if target.signed and edits else None,
            "copies": copies_form(target),
            "runs": runs_made(target),
        }

    def decide(self, decision: str, target: Issue, by: str) -> str:
        """Take a decision; returns what to say."""
        posted = self.request.POST
        match decision:
            case "sign":
                day = forms.DateField(error_messages={"invalid": "签发日期请写成 2026-03-05 这样。"})
                on = day.clean(posted.get("date")) if posted.get("date") else day_to_sign(target)
                seen(target, posted)
                version = target.sign(by, self.request.user, on)
                return f"{target}的更正已签发，是第 {version.version} 版。" if version.version > 1 else f"{target}已签发，PDF 已留存。"
            case "correct":
                begin(target, by, posted.get("note", ""))
                return "可以更正了。在编排页和各篇稿件里改，改完回到这里重新签发。"
            case "give_up":
                give_up(target, by)
                return "已放弃更正，编排恢复成签发时的样子。"
        return super().decide(decision, target, by)


def day_to_sign(issue: Issue) -> datetime.date:
    """Return the day that is proposed for signing: today, but of an issue of another year, such as an imported one, its own date."""
    today = timezone.localdate()
    return today if issue.correction or issue.year == today.year else issue.date


def seen(issue: Issue, posted: Any) -> None:
    """Refuse to sign what must not be signed, what has changed since it was looked at, or what was not looked at.

    Raises:
        ValidationError: with the reason.

    """
    found = check(issue)
    if found.forbidding:
        raise ValidationError("没有签发：" + "；".join(remark.text for remark in found.forbidding) + "。")
    if posted.get("key") != found.key:
        raise ValidationError("没有签发：内容在您查看以后又有改动。请看过现在的印样再签发。")
    if found.remarks and not posted.get("seen"):
        raise ValidationError("没有签发：有要留意的地方，看过以后请勾选“已看过”。")


def signed_items(issue: Issue) -> list[tuple[ArticlePage, Any]]:
    """Return the articles of the signed issue, each with the case made from it or None."""
    numbers = [i["number"] for i in issue.signed.record.get("items", ()) if i["kind"] == "article"]
    articles = {a.number: a for a in ArticlePage.objects.filter(number__in=numbers).prefetch_related("cases")}
    return [(articles[n], next(iter(articles[n].cases.all()), None)) for n in numbers if n in articles]


def issue_for(request: HttpRequest, pk: int) -> Issue:
    """Return an issue; PermissionDenied for users who do not work on issues; who only prints them gets signed ones."""
    issue: Issue = get_object_or_404(Issue, pk=pk)
    user = request.user
    if not (user.has_perm("issues.change_issue") or (user.has_perm("issues.print_issue") and issue.signed)):
        raise PermissionDenied
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
    if not signed:
        return pdf_answer(request, lambda: preview(issue).pdf)
    return pdf_answer(request, lambda: typeset_issue(issue.as_record(), issue.publication_record).pdf)


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
def what_happens_to_issues(actions: Any) -> None:
    """Name corrections and runs of numbered copies in the history of an issue."""
    actions.register_action("press.correct", "开始更正", "开始更正")
    actions.register_action("press.give_up", "放弃更正", "放弃更正")

    @actions.register_action(MADE)
    class CopiesFormatter(LogFormatter):  # type: ignore[misc]
        label = "生成编号印本"

        def format_message(self, entry: Any) -> str:
            return f"生成编号印本 {entry.data['first']:06d}—{entry.data['last']:06d}"


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Return the addresses of the decision page and the PDFs."""
    return [
        path("issues/<int:pk>/builder/", builder.issue_builder, name="issue_builder"),
        path("issues/<int:pk>/builder/save/", builder.issue_save, name="issue_save"),
        path("issues/<int:pk>/builder/pool/", builder.issue_pool, name="issue_pool"),
        path("issues/<int:pk>/builder/preview/", builder.issue_preview, name="issue_preview"),
        re_path(r"^issues/preview/(?P<key>[0-9a-f]{64})/(?P<number>\d{1,4})\.png$", builder.issue_preview_page, name="issue_preview_page"),
        re_path(r"^issues/preview/(?P<key>[0-9a-f]{64})\.pdf$", builder.issue_preview_pdf, name="issue_preview_pdf"),
        path("issues/<int:pk>/decision/", IssueDecision.as_view(), name="issue_decision"),
        path("issues/<int:pk>/print.pdf", issue_print, name="issue_print"),
        path("issues/<int:pk>/v<int:version>.pdf", issue_pdf, name="issue_pdf"),
        path("issues/<int:pk>/copies/", issue_copies, name="issue_copies"),
    ]
