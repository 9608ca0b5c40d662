"""The menu 期刊编排: issues and publications, and the page on which an issue is signed and cleared."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.forms import Select
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.action_menu import ActionMenuItem as SnippetMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from cms.core.decisions import DecisionView
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES
from cms.issues import builder
from cms.issues.checks import Checks, check
from cms.issues.corrections import Change, begin, changes, give_up
from cms.issues.models import FIXED, OPEN, Issue, IssueVersion, Publication
from cms.issues.numbering import next_number, next_total, usual
from cms.issues.pages import pdf_answer
from cms.issues.preview import preview, signed_preview
from cms.issues.print_run import MADE, CopiesForm, copies_form, make_run, runs_made
from cms.issues.signing import CHANGED
from cms.newsroom.models import ArticlePage, Clipping
from press.records import PressError


class IssueFilters(WagtailFilterSet):
    """Filters of the list of issues."""

    state = ChoiceFilter(label="状态", choices=[("draft", "编排中和正在更正"), *CLEARANCE_CHOICES], method="by_state")

    class Meta:
        model = Issue
        fields = ["publication", "year"]

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Return the issues in a state."""
        if value == "draft":
            return queryset.filter(OPEN).distinct()
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

    def get_success_buttons(self) -> list[Any]:
        """Return no way to the plain form: the builder is open already."""
        return []


NEW_ISSUE = ObjectList(
    [FieldPanel("publication", widget=Select), FieldPanel("date"), FieldRowPanel([FieldPanel("year"), FieldPanel("number")])]
)


class IssueEditView(EditView):
    """Leads on to the builder and to signing."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form; in a correction what stays as it was signed is closed."""
        form = super().get_form(*args, **kwargs)
        for name in FIXED if self.object.correction else ():
            form.fields[name].disabled = True
        return form

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
        form = MenuItem("全部栏目", super().get_edit_url(instance), icon_name="form", priority=15)
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
        if target.open and not (target.correction and not self.changes(target)):
            if user.has_perm("issues.sign_issue"):
                found["sign"] = "签发更正" if target.correction else "签发这一期"
            elif user.has_perm("issues.change_issue") and not target.asked_on:
                found["ask"] = "请主编签发"
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

    def text(self, target: Issue) -> str:
        """Return the number of the signed version."""
        return str(target.signed.version) if target.signed else ""

    def changes(self, target: Issue) -> list[Change]:
        """Return what a correction changes, worked out once for a state of the issue."""
        if getattr(self, "compared", (None, None))[0] is not target:
            self.compared = (target, changes(target))
        return self.compared[1]

    def facts(self, target: Issue) -> dict[str, Any]:
        """Return the signed versions, what the checks say, what a correction changes, the print, and what concerns numbered copies."""
        edits = self.request.user.has_perm("issues.change_issue")
        shown = edits and target.open
        return {
            "versions": sorted(target.versions.all(), key=lambda version: -version.version),
            "checks": check(target) if shown else None,
            "changes": self.changes(target) if shown and target.correction else None,
            "new": shown,
            "pages": pages(target, new=shown),
            "copies_out": sum(r["copies"] for r in target.signed.record.get("recipients", ())) if target.signed else 0,
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
                version = target.sign(by, self.request.user, on, seen(target, posted))
                return f"{target}的更正已签发，是第 {version.version} 版。" if version.version > 1 else f"{target}已签发，PDF 已留存。"
            case "correct":
                begin(target, by, posted.get("note", ""))
                return "可以更正了。在编排页和各篇稿件里改，改完回到这里重新签发。"
            case "give_up":
                give_up(target, by)
                return "已放弃更正，编排恢复成签发时的样子。"
            case "ask":
                forbid(check(target), "没有请主编签发")
                target.ask(by, timezone.localdate())
                return f"已请主编签发{target}。"
            case "clear" if not posted.get("seen"):
                raise ValidationError("没有公开：看过以后请勾选“已核对”。")
        return super().decide(decision, target, by)


def day_to_sign(issue: Issue) -> datetime.date:
    """Return the day that is proposed for signing: today, but of an issue of another year, such as an imported one, its own date."""
    today = timezone.localdate()
    return today if issue.correction or issue.year == today.year else issue.date


def seen(issue: Issue, posted: Any) -> str:
    """Return the key of what was looked at and passed the checks; `sign` compares it with what it freezes.

    Raises:
        ValidationError: it must not be signed, has changed since it was looked at, or was not looked at.

    """
    found = check(issue)
    forbid(found, "没有签发")
    if posted.get("key") != found.key:
        raise ValidationError(CHANGED)
    if not posted.get("seen"):
        raise ValidationError("没有签发：看过以后请勾选“已核对”。")
    return found.key


def forbid(found: Checks, said: str) -> None:
    """Refuse what must not be signed; ValidationError says what is to be mended."""
    if found.forbidding:
        raise ValidationError(f"{said}：" + "；".join(remark.text for remark in found.forbidding) + "。")


def pages(issue: Issue, *, new: bool) -> list[str]:
    """Return the addresses of an issue's pages as pictures: as it would be printed now, or as signed; none where there is no print."""
    signed = issue.signed
    try:
        if new or not signed:
            made = preview(issue) if issue.entries.exists() else None
            return [reverse("issue_preview_page", args=[made.key, n + 1]) for n in range(made.page_count)] if made else []
        count = signed_preview(signed).page_count
    except (PressError, OSError):  # OSError: the stored file is gone; the page must still open
        return []
    return [reverse("issue_page", args=[issue.pk, signed.version, n + 1]) for n in range(count)]


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


@require_GET
def issue_page(request: HttpRequest, pk: int, version: int, number: int) -> HttpResponse:
    """Answer with a page of a signed version as a picture."""
    signed = get_object_or_404(issue_for(request, pk).versions, version=version)
    try:
        return HttpResponse(signed_preview(signed).page(number), content_type="image/png")
    except (IndexError, PressError, OSError) as error:
        raise Http404 from error


def issue_print(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Answer with the issue as printed: to editors as it would be now while it is open, else the stored PDF."""
    issue = issue_for(request, pk)
    signed = issue.signed
    if not signed or (issue.open and request.user.has_perm("issues.change_issue")):
        return pdf_answer(request, lambda: preview(issue).pdf)
    if signed.pdf:
        return issue_pdf(request, pk, signed.version)
    return pdf_answer(request, lambda: signed_preview(signed).pdf)


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


class Begin(SnippetMenuItem):
    """Makes a new issue, and opens the builder."""

    label = "开始编排"
    name = "action-save"
    icon_name = "list-ul"


@hooks.register("construct_snippet_action_menu")
def a_new_issue_begins(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Say on the button of a new issue what comes next."""
    if context["model"] is Issue and context["view"] == "create":
        items[:] = [Begin(order=0)]


class BackToBuilder(ActionMenuItem):
    """Leads from an article back to the issue from which it was opened."""

    label = "回到编排"
    name = "back-to-builder"
    icon_name = "arrow-left"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Whether the article was opened from a builder."""
        return bool(self.get_url(context))

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """Return the builder's address."""
        url = get_valid_next_url_from_request(parent_context["request"])
        return url if re.fullmatch(re.escape(reverse("issue_builder", args=[0])).replace("0", r"[0-9]+"), url) else ""


@hooks.register("register_page_action_menu_item")
def back_to_builder() -> BackToBuilder:
    """Offer the way back, below what else one can do."""
    return BackToBuilder(order=200)


@hooks.register("register_log_actions")
def what_happens_to_issues(actions: Any) -> None:
    """Name corrections and runs of numbered copies in the history of an issue."""
    actions.register_action("press.correct", "开始更正", "开始更正")
    actions.register_action("press.ask", "请主编签发", "请主编签发")
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
        path("issues/<int:pk>/v<int:version>/<int:number>.png", issue_page, name="issue_page"),
        path("issues/<int:pk>/copies/", issue_copies, name="issue_copies"),
    ]
