"""Practice cases, and collections of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import receiver
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Revision, WorkflowState
from wagtail.search import index
from wagtail.signals import page_published, page_unpublished, workflow_submitted

import records
from cms.cases.mechanisms import mechanism_record, mechanism_stream
from cms.core import audit
from cms.core.alike import alike
from cms.core.audit import AuditEntry
from cms.core.blocks import NOTE_HELP, TABLE_HELP, BodyBlock, MechanismBlock, body_record, body_stream, lines
from cms.core.checklist import CONFIRMED, WARNS, Check, register
from cms.core.confirming import Point
from cms.core.decisions import name_of
from cms.core.fields import choice
from cms.core.models import SLUG, YEAR, Asked, Clearable, LeafPermissions, NumberedPage, Picture, Redactable
from cms.core.notices import Notice
from cms.core.notifications import notify
from cms.core.reading import reading
from cms.core.reasons import checked_reason
from cms.core.search import searchable
from cms.core.typed import half_width
from cms.issues.models import Issue
from cms.newsroom.forms import UnitPageForm
from cms.newsroom.models import ArticlePage
from cms.reference.entries import Entry
from cms.reference.figures import FigureBase, figures_from, plain_number, with_places
from cms.reference.models import Field, Indicator, PracticeKind, Synonym  # noqa: F401 (Django finds models here)
from cms.releases import schedule
from cms.units.models import Place, UnitPage, own_places, unit_of
from cms.units.roles import people

register(Check("来源", "建成案例的那一期已经撤回", writing=WARNS, clearing=CONFIRMED))


class CasePermissions(LeafPermissions):
    """What a user may do with a case."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that readers have never seen, see `deleting.office`: nobody is offered what would be refused."""
        case = self.page.specific
        return bool(not case.live and case.clearance == "未公开" and super().can_delete(ignore_bulk))


class CaseForm(UnitPageForm):
    """Offers the places of the office's own province."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "place" in self.fields:
            field = choice(self, "place")
            field.queryset = own_places() | Place.objects.filter(pk=self.instance.place_id)
            widget, window = field.widget, field.widget.get_chooser_modal_url()
            widget.get_chooser_modal_url = lambda: f"{window}?own=1"


class CasePage(Asked, Redactable, NumberedPage):
    """A practice case."""

    counter = "case"
    published_by_review = True
    # What was decided about a case, or asked for: never taken from an older draft.
    DECIDED = (*Clearable.NAMES, "confirmed", "asked_on", "asked_by")

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="地区", related_name="cases")
    year = models.PositiveSmallIntegerField("年份", validators=YEAR)
    year_end = models.PositiveSmallIntegerField(
        "至", validators=YEAR, null=True, blank=True, help_text="跨年的做法写结束年份"
    )
    fields = ParentalManyToManyField(Field, verbose_name="服务领域", blank=True, related_name="cases")
    kinds = ParentalManyToManyField(PracticeKind, verbose_name="做法类型", blank=True, related_name="cases")
    people_served = models.CharField(
        "服务对象", max_length=120, blank=True, help_text="用顿号分开，例如：独居老人、社区工作者"
    )
    lead_department = models.CharField("牵头部门", max_length=80, blank=True)
    contact_office = models.CharField("联系处室", max_length=80, blank=True, help_text="写处室，不写人名")
    contact_phone = models.CharField("联系电话", max_length=40, blank=True, validators=[half_width])
    contact_public = models.BooleanField("联系方式可以公开", default=False)

    summary = models.TextField("摘要", help_text="一段话：谁、针对什么问题、做了什么、有什么效果。70—130 字")
    problem = models.TextField("问题", blank=True, help_text="原来卡在哪里")
    approach = models.TextField("做法", blank=True, help_text="最要紧的那一步")
    workings = models.TextField("机制", blank=True, help_text="怎样长期运转")
    results = models.TextField("成效", blank=True, help_text="用数据说话，也写没有做成的")
    conditions = models.TextField("可借鉴条件", blank=True, help_text="别处照着做，先要具备什么")
    mechanism = StreamField(MechanismBlock(required=False), verbose_name="机制数据", blank=True)
    body = StreamField(BodyBlock(required=False), verbose_name="正文", blank=True)

    source_article = models.ForeignKey(
        "newsroom.ArticlePage", models.SET_NULL, verbose_name="来源稿件", null=True, blank=True, related_name="cases"
    )

    # In the order in which one writes.
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading="标题", help_text="12—34 字，说清做了什么；不用写地名"),
                    FieldRowPanel([FieldPanel("place"), FieldPanel("year"), FieldPanel("year_end")]),
                    FieldPanel("summary"),
                    FieldPanel("problem"),
                    FieldPanel("approach"),
                    FieldPanel("workings"),
                    FieldPanel("results"),
                    FieldPanel("conditions"),
                    FieldPanel("body", help_text=NOTE_HELP + TABLE_HELP),
                ],
                heading="内容",
            ),
            ObjectList(
                [
                    InlinePanel("figures", heading="数据", label="数据", help_text="文中要紧的数，每个数带上它的原句"),
                    FieldPanel("mechanism"),
                ],
                heading="数据与机制",
            ),
            ObjectList(
                [
                    FieldPanel("fields", widget=CheckboxSelectMultiple),
                    FieldPanel("kinds", widget=CheckboxSelectMultiple),
                    FieldPanel("people_served"),
                    FieldPanel("lead_department"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("contact_office"), FieldPanel("contact_phone")]),
                            FieldPanel("contact_public"),
                        ],
                        heading="向谁了解",
                    ),
                    PageChooserPanel("source_article", "newsroom.ArticlePage"),
                    FieldPanel("redacted_on"),
                ],
                heading="归类与联系",
            ),
        ]
    )
    base_form_class = CaseForm
    parent_page_types = ["units.UnitPage"]
    search_fields = [
        *NumberedPage.search_fields,
        *searchable(*records.CASE_SECTIONS, "body", "mechanism", "people_served", "lead_department"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "实践案例"
        permissions = [("clear_casepage", "可以公开和撤回案例")]

    def permissions_for_user(self, user: User) -> CasePermissions:
        """Return what a user may do with this case."""
        return CasePermissions(user, self)

    def with_content_json(self, content: dict[str, object]) -> CasePage:
        """Keep today's clearance when an older draft is opened or published."""
        page: CasePage = super().with_content_json(content)
        for name in self.DECIDED:
            setattr(page, name, getattr(self, name))
        return page

    @property
    def status_string(self) -> str:
        """Return the state for Wagtail's own lists: what is settled here is not yet what readers see."""
        if not self.live:
            return str(super().status_string)
        state = "已定稿，未公开" if self.clearance == "未公开" else self.clearance
        if self.workflow_in_progress:
            return f"{state}，修改待审核"
        return f"{state}，有修改" if self.has_unpublished_changes else state

    @property
    def ever_public(self) -> bool:
        """Whether readers may have seen this: it is cleared or withdrawn, or was before somebody changed its text."""
        return (
            self.clearance != "未公开"
            or AuditEntry.objects.filter(action="casepage.unclear", object_id=str(self.pk)).exists()
        )

    @property
    def withdrawn_source(self) -> Issue | None:
        """Return a withdrawn issue in which the source article was printed, or None."""
        return withdrawn_issue(self.source_article) if self.source_article else None

    def points(self) -> list[Point]:
        """Return what must be confirmed before readers may see this: also that it comes
        from an issue which was withdrawn."""
        issue = self.withdrawn_source
        return [*([withdrawn_point(issue)] if issue else []), *super().points()]

    @property
    def notices(self) -> list[Notice]:
        """Return that it comes from an issue which was withdrawn, and why this came
        back, until it is handed in again."""
        issue = self.withdrawn_source
        found = [withdrawn_notice(issue)] if issue else []
        review = self.current_workflow_state
        state = review.current_task_state if review and review.status == review.STATUS_NEEDS_CHANGES else None
        if state is None or not state.comment:
            return found
        return [
            *found,
            Notice(
                "已退回，请修改后重新报送",
                name_of(state.finished_by) if state.finished_by else "",
                state.finished_at,
                (state.comment,),
            ),
        ]

    def clear(self, by: str, on: datetime.date, answers: Mapping[str, str] = MappingProxyType({})) -> None:
        """Let readers see this from the next build on; what was asked for is done."""
        super().clear(by, on, answers)
        self._ask("", None)

    def ask(self, by: str, on: datetime.date) -> None:
        """Ask the chief editors to clear this."""
        self._ask(by[:60], on)
        chiefs = people("chief", UnitPage.objects.filter(depth=2))
        notify(chiefs, f"请公开案例《{self.title}》（{by}）", reverse("case_decision", args=[self.pk]))

    @transaction.atomic
    def reopen(self, by: str, user: User, reason: str) -> None:
        """Make a draft of a settled text that readers never saw; ValidationError without a reason."""
        reason = checked_reason(reason)
        if not reason:
            raise ValidationError("改回草稿须写明原因，作者会看到。")
        self.unpublish(log_action=False)  # as nobody: no one has Wagtail's right to unpublish
        self._ask("", None)
        audit.enter("casepage.reopen", self, by, reason=reason)
        url = reverse("wagtailadmin_pages:edit", args=[self.pk])
        notify(
            [self.owner] if self.owner and self.owner != user else [],
            f"案例《{self.title}》已改回草稿。原因：{reason}",
            url,
        )

    def clean(self) -> None:
        """Refuse a period that ends before it begins."""
        super().clean()
        if self.year_end and self.year and self.year_end < self.year:
            raise ValidationError({"year_end": "结束年份早于开始年份。"})
        for child in self.mechanism:
            if (
                child.block_type == "threshold"
                and (twice := _twice([row["at"] for row in child.value["rows"]])) is not None
            ):
                where = f"分档标准“{child.value['measure']}”里"
                raise ValidationError({"mechanism": f"{where}，“达到 {plain_number(twice)}”写了两档，请并成一档。"})
        if self.pk:
            try:
                records.check_survival(self.as_record())
            except records.PressError as error:
                raise ValidationError(str(error)) from error

    @classmethod
    def from_record(cls, record: records.Case, source_article: ArticlePage | None = None) -> CasePage:
        """Make a live case from its record, under its unit."""
        contact = record.contact or records.Contact(office="")
        page = cls(
            place=Place.objects.get(code=record.place),
            people_served="、".join(record.people_served),
            contact_office=contact.office,
            contact_phone=contact.phone,
            contact_public=contact.public,
            mechanism=mechanism_stream(record.mechanism),
            body=body_stream(record.body, Picture.by_name),
            source_article=source_article,
            **alike(record, cls, "people_served"),
        )
        page.fields = Field.objects.filter(code__in=record.fields)
        page.kinds = PracticeKind.objects.filter(slug__in=record.kinds)
        page.figures.set(figures_from(record.figures, CaseFigure))
        page.place_under(UnitPage.objects.get(code=record.unit))
        return page

    def as_record(self, source: records.Source | None = None) -> records.Case:
        """Return the record; `source` is where the source article was printed."""
        contact = records.Contact(office=self.contact_office, phone=self.contact_phone, public=self.contact_public)
        texts: dict[str, Any] = {name: _normal(getattr(self, name)) for name in records.CASE_SECTIONS}
        record = records.Case(
            number=self.number or 0,
            title=self.title,
            place=self.place.code,
            unit=unit_of(self).code,
            year=self.year,
            year_end=self.year_end,
            fields=tuple(sorted(f.code for f in self.fields.all())),
            kinds=tuple(sorted(k.slug for k in self.kinds.all())),
            people_served=tuple(p for p in self.people_served.split("、") if p),
            lead_department=self.lead_department,
            contact=contact if self.contact_office else None,
            source=source,
            mechanism=mechanism_record(self.mechanism),
            body=body_record(self.body),
            redacted_on=self.redacted_on,
            **texts,
            **self.clearance_data(),
        )
        return with_places(record, tuple(f.as_record() for f in self.figures.all()))

    def concerns(self) -> list[str]:
        """Return what a chief editor should look at before clearing; nothing here forbids it."""
        lost = [f.label for f in self.as_record().figures if not f.where]
        named = [*self.fields.all(), *self.kinds.all(), *(f.indicator for f in self.figures.all() if f.indicator)]
        unseen = [f"{e._meta.verbose_name}“{e}”还没有公开，网站上不显示" for e in dict.fromkeys(named) if not e.public]
        return [f"数据“{label}”在文中找不到原句" for label in lost] + unseen

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template of the preview."""
        return "cases/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, object]:
        """Return what the preview shows."""
        return {"page": self, **shown(self)}


@receiver(page_published, sender=CasePage)
def clearance_is_for_a_text(instance: CasePage, revision: Revision, **_: object) -> None:
    """End the clearance of a case when, by whatever way, someone who may not clear it publishes a
    text, or one with points to confirm."""
    if instance.clearance != "已公开" and not schedule.waiting(instance):
        return
    may_clear = revision and revision.user and revision.user.has_perm("cases.clear_casepage")
    follows = bool(may_clear and not instance.points())
    if instance.clearance == "已公开" and not follows:
        instance.unclear()
    schedule.text_changed(instance, follows=follows)


@receiver(workflow_submitted)
def under_review_again(instance: WorkflowState, **_: object) -> None:
    """Stop the timed clearance of a case of which a change is being reviewed: it could not be cleared now either."""
    page = instance.content_object
    if isinstance(page, Page) and isinstance(case := page.specific, CasePage):
        schedule.text_changed(case)


@receiver(page_unpublished, sender=CasePage)
def a_draft_again(instance: CasePage, **_: object) -> None:
    """Stop the timed clearance of a case that is a draft again."""
    schedule.text_changed(instance)


def withdrawn_issue(article: ArticlePage) -> Issue | None:
    """Return a withdrawn issue in which an article was printed, or None."""
    entry = article.issue_entries.filter(issue__withdrawn_on__isnull=False).select_related("issue__publication").first()
    return entry.issue if entry else None


def withdrawn_notice(issue: Issue) -> Notice:
    """Return what is said on the pages of a case that was made from a withdrawn issue."""
    lines = (f"撤回原因：{issue.withdrawn_reason}", "主编确认这一点以后，案例才能公开。")
    return Notice(f"来源{issue}已于{issue.withdrawn_on:%Y年%-m月%-d日}撤回", issue.withdrawn_by, None, lines)


def withdrawn_point(issue: Issue) -> Point:
    """Return that a case comes from an issue which was withdrawn, to be confirmed."""
    said = f"来源{issue}已于{issue.withdrawn_on:%Y年%-m月%-d日}撤回"
    return Point(f"withdrawn{issue.pk}", "来源已撤回", f"{said}，原因：{issue.withdrawn_reason}", asks_reason=False)


class CaseFigure(FigureBase):
    """A figure of a case."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="figures")


class Collection(Entry, index.Indexed, ClusterableModel):
    """A curated, ordered choice of cases."""

    kind = records.Collection

    slug = models.SlugField("网址名", unique=True, validators=[SLUG], help_text="英文小写字母、数字和连字符")
    title = models.CharField("标题", max_length=80)
    date = models.DateField("日期")
    preface = models.TextField("前言", blank=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("date")]),
        FieldPanel("preface"),
        InlinePanel("entries", heading="案例", label="案例"),
    ]

    search_fields = searchable("title", "preface")

    class Meta:
        verbose_name = verbose_name_plural = "优秀案例展播"
        ordering = ["-date"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_record(cls, record: records.Collection) -> Collection:
        """Make a collection from its record; its cases must be there."""
        collection = cls.objects.create(**alike(record, cls, "withdrawn_on", "withdrawn_reason"))
        for order, number in enumerate(record.cases):
            CollectionEntry.objects.create(
                collection=collection, case=CasePage.objects.get(number=number), sort_order=order
            )
        return collection.taken_over(record)

    def as_record(self) -> records.Collection:
        """Return the record."""
        cases = tuple(number for e in self.entries.select_related("case") if (number := e.case.number))
        return records.Collection(
            slug=self.slug, title=self.title, date=self.date, preface=_normal(self.preface), cases=cases
        )

    def label(self, name: str) -> str:
        """Return what a part of the record is called."""
        return "案例" if name == "cases" else super().label(name)

    def said(self, name: str, value: Any) -> str:
        """Return a value of the record as people read it: cases by their titles."""
        if name != "cases":
            return super().said(name, value)
        titles = dict(CasePage.objects.filter(number__in=value or ()).values_list("number", "title"))
        return "、".join(f"《{titles.get(number, number)}》" for number in value or ())


class CollectionEntry(Orderable):
    """A case in a collection."""

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(CasePage, models.CASCADE, verbose_name="案例", related_name="+")

    panels = [PageChooserPanel("case", "cases.CasePage")]


def _twice(values: list[Decimal]) -> Decimal | None:
    return next((value for n, value in enumerate(values) if value is not None and value in values[:n]), None)


def _normal(text: str) -> str:
    return "\n\n".join(lines(text))


def shown(page: CasePage) -> dict[str, object]:
    """Return what `core/reading.html` needs: the text, and the line below its title."""
    years = f"{page.year}—{page.year_end}年" if page.year_end else f"{page.year}年"
    return {"reading": reading(page), "line": f"{page.place} · {years} · {page.clearance}"}
