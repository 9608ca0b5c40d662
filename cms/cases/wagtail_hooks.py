"""The menu 案例: practice cases and collections, and the page on which a case is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.cases import dashboard, staying  # noqa: F401 (they register themselves)
from cms.cases.from_article import article_to_case
from cms.cases.models import CasePage, Collection, shown
from cms.core.decisions import DecisionView
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES, PlacedIndexView, columns_with
from cms.core.reasons import checked_reason
from cms.core.who import user_of
from cms.newsroom.hint_views import answer
from cms.newsroom.hints.checks import hints
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.writing import writing_of
from cms.reference.lists import state_column
from cms.units.choose import ChooseUnitView
from cms.units.models import Place, unit_of
from cms.units.naming import NamedFilter, with_city
from cms.units.roles import edits_for_province

ASKED = {"live": True, "asked_on__isnull": False}


class CaseFilters(WagtailFilterSet):
    """Filters of the list of cases."""

    place = NamedFilter(label="地区", queryset=with_city(Place.objects.all()))
    clearance = ChoiceFilter(label="公开", choices=[*CLEARANCE_CHOICES, ("asked", "请求公开")], method="by_clearance")

    class Meta:
        model = CasePage
        fields = ["place", "year", "kinds", "fields"]

    def by_clearance(self, queryset: QuerySet[CasePage], name: str, value: str) -> QuerySet[CasePage]:
        """Return the live cases in a state of clearance."""
        return queryset.filter(**ASKED) if value == "asked" else queryset.filter(live=True, **CLEARANCE[value])


class CaseListing(PageListingViewSet):
    """All cases in one list."""

    model = CasePage
    icon = "doc-full"
    menu_label = "案例"
    menu_order = 200
    name = "cases"
    add_to_admin_menu = True
    index_view_class = PlacedIndexView
    choose_parent_view_class = ChooseUnitView
    columns = columns_with(
        Column("place", label="地区", accessor="place", sort_key="place__code", width="12%"),
        Column("clearance", label="公开", accessor="clearance", width="10%"),
        Column("number", label="编号", accessor="number", sort_key="number", width="8%"),
        Column("year", label="年份", accessor="year", sort_key="year", width="8%"),
    )
    filterset_class = CaseFilters


@hooks.register("register_admin_viewset")
def case_listing() -> CaseListing:
    """Register the list."""
    return CaseListing("cases")


class CollectionViewSet(SnippetViewSet):
    """Collections."""

    model = Collection
    icon = "pick"
    menu_label = "案例展播"
    menu_name = "showcases"  # made from the label, it would begin as that of 案例, and both would be marked as open
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["title", "date", state_column()]


register_snippet(CollectionViewSet)


class CaseDecision(DecisionView):
    """Reviewing, clearing and withdrawing a case, with its text on the same screen."""

    template_name = "cases/decision.html"
    icon = "doc-full"
    QUESTIONS: ClassVar = DecisionView.QUESTIONS | {
        "approve": "通过以后就是定稿，由省级编辑请主编公开。",
        "reject": "退回报送单位修改，改好可以再报送。",
        "reopen": "改回草稿以后可以修改、删除，要公开须重新定稿。",
    }

    def find(self, pk: int) -> CasePage:
        """Return the case for those who may edit it or clear cases."""
        return case_for(self.request, pk)

    def decisions(self, target: CasePage) -> dict[str, str]:
        """Return what this user may decide now; only a published text that is not under review can be cleared."""
        user = self.request.user
        clears, public = user.has_perm("cases.clear_casepage"), target.clearance == "已公开"
        if clears and target.live and public:
            return self.reviewing(target) | {"withdraw": "撤回"}
        if target.current_workflow_task or not target.live:
            return self.reviewing(target)
        if clears:
            # What was public before its text changed is taken back with a notice; what never was becomes a draft again.
            back = {"withdraw": "撤回"} if target.ever_public else {"reopen": "改回草稿"}
            return {"clear": "公开这个案例"} | ({} if target.withdrawn_on else back)
        return (
            {"ask": "请主编公开"}
            if edits_for_province(user_of(self.request)) and not public and not target.asked_on
            else {}
        )

    def reviewing(self, target: CasePage) -> dict[str, str]:
        """Return what a reviewer may decide about a case under review."""
        actions = (
            target.current_workflow_task.get_actions(target, self.request.user) if target.current_workflow_task else []
        )
        return {name: label for name, label, _ in reversed(actions)}

    def text(self, target: CasePage) -> str:
        """Return the number of the revision that is shown: of the published one, or of what
        is not published or under review."""
        return str(
            target.live_revision_id if target.live and not target.current_workflow_task else target.latest_revision_id
        )

    def facts(self, target: CasePage) -> dict[str, object]:
        """Return the text, and what the checks say of it."""
        page = target if self.text(target) == str(target.live_revision_id) else target.get_latest_revision_as_object()
        remarks = hints(writing_of(page), user_of(self.request))
        return {**shown(page), "unit": unit_of(target), "hints": remarks, "stopping": HandInRules.load().kinds}

    def decide(self, decision: str, target: CasePage, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "ask":
            target.ask(by, timezone.localdate())
            return f"已请主编公开《{target}》。"
        if decision == "reopen":
            target.reopen(by, user_of(self.request), self.request.POST.get("reason", ""))
            return f"《{target}》已改回草稿。"
        if decision not in ("approve", "reject"):
            return super().decide(decision, target, by)
        if self.request.POST.get("text") != self.text(target):
            raise ValidationError("没有办成：内容在查看以后又有改动。请看过现在的内容再决定。")
        reason = checked_reason(self.request.POST.get("reason", ""))
        if decision == "reject" and not reason:
            raise ValidationError("须写明退回的原因，报送单位会看到。")
        target.current_workflow_task.on_action(
            target.current_workflow_task_state, self.request.user, decision, comment=reason
        )
        return f"《{target}》{'已通过' if decision == 'approve' else '已退回'}。"

    def log(self, decision: str, target: CasePage) -> None:
        """Leave a review to Wagtail, which notes it itself."""
        if decision not in ("approve", "reject"):
            super().log(decision, target)


def case_for(request: HttpRequest, pk: int) -> CasePage:
    """Return a case; PermissionDenied for users who may neither edit it nor clear cases."""
    page: CasePage = get_object_or_404(CasePage, pk=pk)
    if not (request.user.has_perm("cases.clear_casepage") or page.permissions_for_user(user_of(request)).can_edit()):
        raise PermissionDenied
    return page


def case_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the live text of a case, as its preview shows it."""
    page = case_for(request, pk)
    return render(request, page.get_preview_template(request, ""), page.get_preview_context(request, ""))


@require_POST
def case_hints(request: HttpRequest) -> HttpResponse:
    """Answer with remarks on a case; POST is its form, with `page`, or `parent` for a new one."""
    return answer(request, CasePage)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of the decision page, of the text beside it, and of the remarks."""
    return [
        path("cases/hints/", case_hints, name="case_hints"),
        path("cases/<int:pk>/decision/", CaseDecision.as_view(), name="case_decision"),
        path("cases/<int:pk>/text/", case_text, name="case_text"),
        path("articles/<int:pk>/case/", article_to_case, name="article_to_case"),
    ]


@hooks.register("register_page_header_buttons")
def decision_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a case to its decision page."""
    if (
        isinstance(page, CasePage)
        and page.pk
        and view_name == "edit"
        and (page.live or page.current_workflow_task or page.clearance != "未公开")
    ):
        label = "审核" if page.current_workflow_task else "公开与撤回" if edits_for_province(user) else "公开情况"
        yield Button(label, reverse("case_decision", args=[page.pk]), icon_name="check")
