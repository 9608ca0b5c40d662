"""约稿: the list of calls and the page of one, as far as they concern the user; the
form in which an editor sends one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from cms.core.notifications import mark_read
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.newsroom import calls
from cms.newsroom.models import ArticlePage, Call
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, units_of

PER_PAGE = 20


def call_list(request: HttpRequest) -> HttpResponse:
    """Show all calls to those who send them, to others the open ones that concern them."""
    province = edits_for_province(user_of(request))
    found = calls.calls_with_answers()
    own = list(units_of(user_of(request)))
    found = (
        found.order_by("closed", "-due_on", "-pk")
        if province
        else found.filter(pk__in=calls.asked(own).values("pk")).order_by("due_on")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(call, counted(visible(call, own, province)), calls.days_left(call.due_on)) for call in page]
    facts = {"rows": rows, "page_obj": page, "province": province, "url": reverse("calls")}
    return render(request, "newsroom/calls.html", facts)


def visible(call: Call, own: list[UnitPage], province: bool) -> list[calls.Answer]:
    """Return the answers that a user may see: a unit's own, a city's with those of its units."""
    found = calls.answers(call)
    if province:
        return found
    mine = []
    for answer in found:
        if any(answer.unit.path.startswith(unit.path) for unit in own):
            mine.append(answer)
        elif any(unit.path.startswith(answer.unit.path) for unit in own):
            # The city was asked: what its other units wrote is not this unit's business.
            theirs = [a for a in answer.articles if any(a.path.startswith(unit.path) for unit in own)]
            mine.append(calls.Answer(answer.unit, theirs, answer.handed_in, answer.late))
    return mine


def counted(found: list[calls.Answer]) -> dict[str, int]:
    """Return how many units were asked, have handed in, are late."""
    return {"asked": len(found), "handed_in": sum(a.handed_in for a in found), "late": sum(a.late for a in found)}


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one call: what is asked, who answered, who is late; 403 where it is not the user's business."""
    call = get_object_or_404(calls.calls_with_answers(), pk=pk)
    if not calls.may_see(user_of(request), call):
        raise PermissionDenied
    mark_read(user_of(request), request.path)
    province, own = edits_for_province(user_of(request)), list(units_of(user_of(request)))
    found = visible(call, own, province)
    reached = (
        set(calls.people_of(a.unit for a in found).values_list("groups__unit_role__unit", flat=True))
        if province
        else set()
    )
    facts = {
        "call": call,
        "left": calls.days_left(call.due_on),
        "rows": [(answer, not province or answer.unit.pk in reached) for answer in found],
        "province": province,
        "counts": counted(found),
        "writers": []
        if province or call.closed
        else [unit for unit in own if unit.permissions_for_user(user_of(request)).can_add_subpage()],
        "reminded_today": call.reminded_on == timezone.localdate(),
    }
    return render(request, "newsroom/call.html", facts)


@require_POST
def call_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units that have not answered, at most once a day."""
    if not request.user.has_perm("newsroom.change_call"):
        raise PermissionDenied
    call = get_object_or_404(calls.calls_with_answers(), pk=pk)
    if call.closed:
        messages.warning(request, "这次约稿已经结束，不再催稿。")
    elif call.reminded_on == timezone.localdate():
        messages.warning(request, "今天已经催过一次，明天可以再催。")
    elif told := calls.remind(call):
        messages.success(request, f"已提醒还没有报送的单位，共通知 {told} 人。")
    else:
        messages.warning(request, "没有可以通知的人：约请的单位都已报送，或者还没有账号。")
    return redirect("call", pk)


class UnitBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick for units, a city with its counties in one group."""

    template_name = "newsroom/unit_boxes.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Group the options by the city they stand in; what belongs to no city comes first."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        # cities before their counties
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        cities: dict[str, dict[str, Any]] = {}
        rest: list[object] = []
        for option in options:
            unit = option["value"].instance
            city = unit.path if unit.kind == "city" else unit.path[: -UnitPage.steplen]
            if unit.kind == "city":
                cities[city] = {"city": option, "units": []}
            elif city in cities:
                cities[city]["units"].append(option)
            else:
                rest.append(option)
        return {**context, "rest": rest, "cities": list(cities.values())}

    class Media:
        js = ["newsroom/unit-boxes.js"]


class CallCreateView(CreateView):
    """Sends a call to the units that are asked."""

    def save_instance(self) -> Call:
        """Save, and tell the units."""
        call: Call = super().save_instance()
        self.told = calls.send(call, call.units.all())
        return call

    def get_success_url(self) -> str:
        """Lead to the call."""
        return reverse("call", args=[self.object.pk])

    def get_success_message(self, instance: Call) -> str:
        """Say how many people know."""
        return f"约稿“{instance.theme}”已发出，通知 {self.told} 人。"

    def get_success_buttons(self) -> list[Button]:
        """Offer nothing more."""
        return []


class CallEditView(EditView):
    """Changes a call; units that are added are told."""

    def save_instance(self) -> Call:
        """Save, and tell the units that were not asked before."""
        before = set(Call.objects.get(pk=self.object.pk).units.values_list("pk", flat=True))
        call: Call = super().save_instance()
        calls.send(call, [unit for unit in call.units.all() if unit.pk not in before])
        return call

    def get_success_url(self) -> str:
        """Lead to the call."""
        return reverse("call", args=[self.object.pk])


class CallViewSet(SnippetViewSet):
    """Calls, for those who send them."""

    model = Call
    icon = "form"
    menu_label = "约稿"
    list_display = ["theme", "publication", "due_on", "closed"]
    list_filter = ["publication", "closed"]
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    copy_view_enabled = False
    panels = [
        FieldPanel("theme"),
        FieldRowPanel([FieldPanel("due_on"), FieldPanel("publication", widget=forms.Select)]),
        FieldPanel("text"),
        FieldPanel(
            "units",
            widget=UnitBoxes,
            help_text="约请设区市，它的县（市、区）交了稿也算；约请县（市、区），要本单位交稿",
        ),
        FieldPanel("closed"),
    ]


class SendMenuItem(ActionMenuItem):
    """Saving a new call sends it."""

    name = "action-save"
    label = "发出约稿"
    icon_name = "mail"


def write_for(parent: Any, page_class: type[Page], request: HttpRequest) -> None:
    """Note on the parent page, which the form is given, which call a new article answers."""
    if page_class is ArticlePage and (asked := number_in(request.GET.get("call"))):
        parent.answering = asked
