"""An adopted article becomes a case in one step: text and figures are copied as they were signed, the rest is asked."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View
from wagtail.log_actions import log

import records
from cms.cases.models import CasePage, withdrawn_issue, withdrawn_notice
from cms.core.decisions import name_of
from cms.core.fields import choice
from cms.core.models import YEAR, Counter
from cms.core.who import user_of
from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage
from cms.reference.models import Field, PracticeKind
from cms.units.models import Place, own_places, unit_of
from cms.units.naming import NamedField, with_city
from cms.units.roles import edits_for_province

SUMMARY = 130  # characters that a summary should not exceed


class CaseForm(forms.Form):
    """Asks for what an article does not say."""

    place = NamedField(Place.objects.none(), label="地区", error_messages={"required": "请选地区。"})
    year = forms.IntegerField(
        label="年份",
        min_value=YEAR[0].limit_value,
        max_value=YEAR[1].limit_value,
        error_messages={"required": "请填年份。", "invalid": "年份请填四位数字。"},
    )
    summary = forms.CharField(
        label="摘要",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"一段话：谁、针对什么问题、做了什么、有什么效果。70—{SUMMARY} 字。先填好的是稿件的第一段，请改短",
        error_messages={"required": "请写摘要。"},
    )
    fields_of_service = forms.ModelMultipleChoiceField(
        Field.objects.all(), label="服务领域", error_messages={"required": "请至少选一个服务领域。"}
    )
    kinds = forms.ModelMultipleChoiceField(
        PracticeKind.objects.all(), label="做法类型", required=False, widget=forms.CheckboxSelectMultiple
    )
    clearance = forms.ChoiceField(label="公开", widget=forms.RadioSelect, initial="ask")

    def __init__(self, *args: Any, may_clear: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "place").queryset = with_city(own_places())
        now = [("now", "现在公开，几秒以后读者就能看到")] if may_clear else []
        clearance = self.fields["clearance"]
        assert isinstance(clearance, forms.ChoiceField)
        clearance.choices = [*now, ("ask", "请主编公开"), ("later", "暂不公开")]

    def classes(self) -> list[tuple[Field, list[Field], bool]]:
        """Return each class of service with its subclasses, and whether one of them is chosen."""
        chosen = self.chosen
        nodes = list(Field.objects.select_related("parent"))
        below = {c.pk: [n for n in nodes if n.parent_id == c.pk] for c in nodes if c.parent_id is None}
        tops = [n for n in nodes if n.parent_id is None]
        return [(c, below[c.pk], any(str(n.pk) in chosen for n in (c, *below[c.pk]))) for c in tops]

    @property
    def chosen(self) -> set[str]:
        """The fields of service that are ticked, by primary key."""
        return {str(pk) for pk in self["fields_of_service"].value() or ()}


class ArticleToCase(View):
    """Shows the form, and makes the case."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Find the article, for the province's editors and once it is adopted."""
        super().setup(request, *args, **kwargs)
        if not edits_for_province(user_of(request)):
            raise PermissionDenied
        self.article = get_object_or_404(ArticlePage, pk=kwargs["pk"])
        if not self.article.permissions_for_user(user_of(request)).can_edit():
            raise PermissionDenied
        self.issue, self.record = printed(self.article)
        self.made = self.article.cases.first()
        self.withdrawn = withdrawn_issue(self.article)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self.show(self.form({"initial": self.proposed()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the case."""
        form = self.form({"data": request.POST})
        if self.made or self.article.state != "adopted" or not form.is_valid():
            return self.show(form)
        try:
            case = make_case(self.article, self.record, form.cleaned_data, user_of(request))
        except (ValidationError, records.PressError) as error:
            messages.error(request, "".join(error.messages) if isinstance(error, ValidationError) else str(error))
            self.made = self.article.cases.first()
            return self.show(form)
        messages.success(
            request, f"案例《{case.title}》已建成，编号 {case.number:06d}。问题、做法、成效等各栏可以在编辑页补写。"
        )
        if form.cleaned_data["clearance"] == "now" and not case.cleared_on:
            messages.warning(request, "还没有公开：有要逐条核对的，请在下面核对以后公开。")
        return redirect("case_decision", case.pk)

    def form(self, options: dict[str, object]) -> CaseForm:
        """Return the form as this user may fill it in."""
        return CaseForm(may_clear=self.request.user.has_perm("cases.clear_casepage"), **options)

    def proposed(self) -> dict[str, object]:
        """Return what can be filled in beforehand."""
        first = next((b.text for b in self.record.body if isinstance(b, records.Paragraph)), "")
        place = Place.objects.filter(code=self.record.place).first() or unit_of(self.article).place
        year = self.issue.date.year if self.issue else timezone.localdate().year
        return {"place": place, "year": year, "summary": first, "clearance": "ask"}

    def show(self, form: CaseForm) -> HttpResponse:
        """Show the form, or why there is none."""
        facts = {
            "article": self.article,
            "issue": self.issue,
            "made": self.made,
            "notices": [withdrawn_notice(self.withdrawn)] if self.withdrawn else [],
            "form": form,
            "limit": SUMMARY,
        }
        return render(self.request, "cases/from_article.html", facts)


article_to_case = ArticleToCase.as_view()


def printed(article: ArticlePage) -> tuple[Issue | None, records.Article]:
    """Return the last signed issue in which an article stands, and the article as it was signed;
    as it is now where none is known."""
    entries = (
        article.issue_entries.filter(issue__versions__isnull=False).select_related("issue").order_by("-issue__date")
    )
    for entry in entries:
        record = entry.issue.as_record()
        for item in record.items:
            if isinstance(item, records.Article) and item.number == article.number:
                return entry.issue, item
    return None, article.latest.as_record()


@transaction.atomic
def make_case(article: ArticlePage, record: records.Article, told: dict[str, Any], user: User) -> CasePage:
    """Make a case from an article's record, published in the office, and clear it or ask for that.

    Args:
        article: its source, whose unit the case gets.
        record: title, body and figures to copy.
        told: the form's data.
        user: who makes it.

    Raises:
        ValidationError: someone else was quicker.

    """
    ArticlePage.objects.select_for_update().get(pk=article.pk)
    if article.cases.exists():
        raise ValidationError("这篇稿件刚才已经建成案例。")
    by, today = name_of(user), timezone.localdate()
    case = records.Case(
        number=Counter.next("case"),
        title=record.title,
        place=told["place"].code,
        unit=unit_of(article).code,
        year=told["year"],
        summary=" ".join(told["summary"].split()),
        fields=tuple(sorted(field.code for field in told["fields_of_service"])),
        kinds=tuple(sorted(kind.slug for kind in told["kinds"])),
        figures=tuple(msgspec.structs.replace(figure, where="") for figure in record.figures),
        body=record.body,
    )
    page = CasePage.from_record(case, source_article=article)
    CasePage.objects.filter(pk=page.pk).update(owner=user)
    log(page, "wagtail.create", user=user)
    CasePage.objects.get(pk=page.pk).save_revision(user=user, changed=False).publish(user=user)
    page = CasePage.objects.get(pk=page.pk)
    records.check_survival(page.as_record())
    if told["clearance"] == "now":
        if not user.has_perm("cases.clear_casepage"):
            raise PermissionDenied
        if not page.points():  # else it waits on the page of the decision, where each of them is looked at
            page.clear(by, today)
    elif told["clearance"] == "ask":
        page.ask(by, today)
    return page
