"""The menus 期刊编排, 分发 and 统计: lists of what issues are made of, whom they go to, and how an issue begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet
from django.forms import Select
from django.urls import reverse
from django.utils import timezone
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES
from cms.issues.lists import DistributionList
from cms.issues.models import AT_WORK, FIXED, Issue, IssueVersion
from cms.issues.numbering import complete, next_number
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.newsroom.models import Clipping
from cms.releases.lists import StandingColumn


class IssueFilters(WagtailFilterSet):
    """Filters of the list of issues."""

    state = ChoiceFilter(label="状态", choices=[("draft", "编排中和正在更正"), *CLEARANCE_CHOICES], method="by_state")

    class Meta:
        model = Issue
        fields = ["publication", "year"]

    def by_state(self, queryset: QuerySet[Issue], name: str, value: str) -> QuerySet[Issue]:
        """Return the issues in a state."""
        if value == "draft":
            return queryset.filter(AT_WORK).distinct()
        return queryset.filter(versions__isnull=False, **CLEARANCE[value]).distinct()


class IssueCreateView(CreateView):
    """Asks for what an issue begins with, proposes the next number of the publication that came
    out last, and leads to the builder."""

    def get_initial_form_instance(self) -> Issue:
        """Return a new issue of the publication that came out last: its next number of this
        year, and what usually stays the same."""
        today = timezone.localdate()
        last = Issue.objects.order_by("-date", "-number").first()
        if last is None:
            return Issue(date=today, year=today.year, number=1)
        number = next_number(last.publication, today.year)
        return Issue(date=today, year=today.year, number=number, publication=last.publication)

    def save_instance(self) -> Issue:
        """Add what usually stays the same; a number that was proposed for another
        publication or year is proposed anew."""
        issue: Issue = self.form.instance
        if {"publication", "year"} & set(self.form.changed_data) and "number" not in self.form.changed_data:
            issue.number = next_number(issue.publication, issue.year)
        complete(issue)
        saved: Issue = super().save_instance()
        return saved

    def get_success_url(self) -> str:
        """Lead to the builder."""
        return reverse("issue_builder", args=[self.object.pk])

    def get_success_buttons(self) -> list[Button]:
        """Return no way to the plain form: the builder is open already."""
        return []


NEW_ISSUE = ObjectList(
    [
        FieldPanel("publication", widget=Select),
        FieldPanel("date"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("number")]),
    ]
)


class IssueEditView(EditView):
    """Leads on to the builder and to signing."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.BaseForm:
        """Return the form; in a correction what stays as it was signed is closed."""
        form: forms.BaseForm = super().get_form(*args, **kwargs)
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

    def get_base_queryset(self) -> QuerySet[Issue]:
        """Return the issues with what their rows tell."""
        light = Prefetch("versions", IssueVersion.objects.defer("record", "publication"))
        return super().get_base_queryset().select_related("publication").prefetch_related(light)

    def get_edit_url(self, instance: Issue) -> str | None:
        """Return where the title leads."""
        if super().get_edit_url(instance) is None:
            return None
        return reverse("issue_builder" if instance.open else "issue_decision", args=[instance.pk])

    def get_list_more_buttons(self, instance: Issue) -> list[MenuItem]:
        """Keep the plain form within reach."""
        form = MenuItem("全部填写项", super().get_edit_url(instance), icon_name="form", priority=15)
        return [*super().get_list_more_buttons(instance), *([form] if form.url else [])]


class IssuePolicy(ModelPermissionPolicy):
    """Editors may delete an issue that they began and that is still empty."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: Issue) -> bool:
        """Return whether a user may do this with an issue."""
        if super().user_has_permission_for_instance(user, action, instance):
            return True
        if (
            action != "delete"
            or not self.user_has_permission(user, "change")
            or instance.signed
            or instance.entries.exists()
        ):
            return False
        return bool(ModelLogEntry.objects.for_instance(instance).filter(action="wagtail.create", user=user).exists())


class IssueDeleteView(DeleteView):
    """Asks for the right to this issue, not to all of them."""

    def user_has_permission(self, permission: str) -> bool:
        """Return whether the user may do this with the issue."""
        return bool(self.user_has_permission_for_instance(permission, self.object))


class IssueViewSet(SnippetViewSet):
    """Issues."""

    model = Issue
    icon = "doc-full-inverse"
    menu_label = "各期简报"
    index_view_class = IssueIndexView
    add_view_class = IssueCreateView
    edit_view_class = IssueEditView
    delete_view_class = IssueDeleteView
    list_display = ["__str__", "date", Column("state", label="状态", accessor="state"), StandingColumn(), "print_run"]
    filterset_class = IssueFilters
    list_per_page = 30
    copy_view_enabled = False

    @property
    def permission_policy(self) -> IssuePolicy:
        """Return who may do what with issues."""
        return IssuePolicy(self.model)

    def get_add_view_kwargs(self, **kwargs: object) -> dict[str, object]:
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


class DistributionListViewSet(SnippetViewSet):
    """Distribution lists."""

    model = DistributionList
    icon = "mail"
    menu_label = "分发"
    menu_order = 400
    add_to_admin_menu = True
    url_prefix = "snippets/distribution/distributionlist"
    list_display = ["name", "publication", Column("copies", label="份数", accessor="copies")]


class ReportViewSet(SnippetViewSet):
    """Report tables."""

    model = Report
    icon = "table"
    menu_label = "统计"
    menu_order = 500
    add_to_admin_menu = True
    url_prefix = "snippets/adoption/report"
    list_display = ["title", "total", BooleanColumn("printed", label="历史统计")]
