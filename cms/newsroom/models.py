"""Articles that units submit, and clippings from newspapers."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import Select
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.blocks import NOTE_HELP, TABLE_HELP, BodyBlock, body_record, body_stream
from cms.core.fields import choice, column
from cms.core.models import Counter, LeafPermissions, NumberedPage, Picture
from cms.core.notices import Notice
from cms.core.search import searchable
from cms.core.typed import half_width, not_to_come
from cms.newsroom import states
from cms.newsroom.forms import ArticleForm
from cms.newsroom.pages import article_pdf, pdf_answer
from cms.reference.figures import FigureBase, figures_from, with_places
from cms.units.models import Place, UnitPage, unit_of


class ArticlePermissions(LeafPermissions):
    """What a user may do with an article."""

    def can_publish(self) -> bool:
        """Nobody: an article reaches readers in an issue."""
        return False

    def can_submit_for_moderation(self) -> bool:
        """Only while it is being written."""
        return bool(self.page.specific.state in states.OPEN and super().can_submit_for_moderation())

    def can_move(self) -> bool:
        """Not once it is adopted: it was counted where it stood."""
        return bool(self.page.specific.state != "adopted" and super().can_move())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only while it is being written, by its writer before it was handed in: nothing disappears on its way."""
        before = states.OPEN if self.publishes else ("draft",)
        return bool(self.page.specific.state in before and super().can_delete(ignore_bulk))


class ArticlePage(NumberedPage):
    """What a unit submits for a bulletin."""

    counter = "article"
    # Not the text but what was decided about it: never taken from an older draft.
    DECIDED = ("state", "reason")

    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name="标题上的地名", null=True, blank=True, related_name="articles"
    )
    prefix = models.CharField(
        "地名印作", max_length=40, blank=True, help_text="与地名不同时才填，例如两地合写的“无锡市、苏州市”"
    )
    break_hint = models.CharField(
        "标题断行", max_length=120, blank=True, help_text="想在哪里换行，就在那里写一条竖线 |；不填则自动断行"
    )
    body = StreamField(BodyBlock(required=False), verbose_name="正文", blank=True)
    leader = models.CharField("单位审签人", max_length=40, blank=True)
    writer = models.CharField("撰稿人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True, validators=[half_width])
    call = models.ForeignKey(
        "newsroom.Call", models.SET_NULL, verbose_name="应哪次约稿", null=True, blank=True, related_name="articles"
    )
    state = models.CharField(
        "状态", max_length=12, choices=states.STATES, default="draft", db_index=True, editable=False
    )
    reason = models.CharField("退稿或不采用的原因", max_length=200, blank=True, editable=False)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading="标题", help_text="不含地名；地名在下一栏选"),
                    FieldPanel("place"),
                    FieldPanel("body", help_text=NOTE_HELP + TABLE_HELP),
                ],
                heading="内容",
            ),
            ObjectList([InlinePanel("figures", heading="数据", label="数据")], heading="数据"),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("leader"), FieldRowPanel([FieldPanel("writer"), FieldPanel("phone")])],
                        heading="报送信息（不公开）",
                    ),
                    FieldPanel("call", widget=Select),
                    MultiFieldPanel([FieldPanel("prefix"), FieldPanel("break_hint")], heading="印刷细节"),
                ],
                heading="报送与处理",
            ),
        ]
    )
    base_form_class = ArticleForm
    status_template = "newsroom/article_status.html"  # the state alone tells who may read and change it
    parent_page_types = ["units.UnitPage"]
    search_fields = [*NumberedPage.search_fields, *searchable("body")]

    class Meta:
        verbose_name = verbose_name_plural = "稿件"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the text, and never a state that someone else has changed since this object was
        read: `way.step` alone writes it."""
        if self._state.adding or kwargs.get("update_fields"):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            now = ArticlePage.objects.select_for_update(of=("self",)).filter(pk=self.pk).values(*self.DECIDED).first()
            for name, value in (now or {}).items():
                setattr(self, name, value)
            super().save(*args, **kwargs)

    def permissions_for_user(self, user: User) -> ArticlePermissions:
        """Return what a user may do: articles go their way and are never published by themselves."""
        return ArticlePermissions(user, self)

    @property
    def status_string(self) -> str:
        """Return the state for Wagtail's own lists."""
        return str(self.get_state_display())

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """Return no address: readers see articles in issues."""

    @property
    def notices(self) -> list[Notice]:
        """Return why this came back, until it is handed in again."""
        step = self.steps.filter(after="returned").last() if self.state == "returned" else None
        return [Notice("已退稿，请修改后重新报送", step.by_name, step.at, (step.reason,))] if step else []

    @property
    def remarks(self) -> list[Notice]:
        """Return what the chief remarked on this in an issue that was sent back: for the province's editors."""
        entries = self.issue_entries.filter(issue__returned__isnull=False).select_related("issue__publication")
        return [notice for entry in entries for notice in entry.notices]

    @property
    def latest(self) -> ArticlePage:
        """Return the text as last saved, draft or not: that is what goes to print."""
        page: ArticlePage = self.get_latest_revision_as_object()
        return page

    def with_content_json(self, content: dict[str, object]) -> ArticlePage:
        """Keep today's state when an older draft is opened."""
        page: ArticlePage = super().with_content_json(content)
        for name in self.DECIDED:
            setattr(page, name, getattr(self, name))
        return page

    def missing_for_submission(self) -> list[str]:
        """Return the names of the fields that must be filled before the article is handed in."""
        named = [column(self, name) for name in states.NEEDED]
        return [str(field.verbose_name) for field in named if not getattr(self, field.name)]

    @classmethod
    def from_record(cls, record: records.Article, *, live: bool = True) -> ArticlePage:
        """Make an article from its record, under its unit."""
        submission = record.submission or records.Submission()
        page = cls(
            title=record.title,
            number=record.number,
            place=Place.objects.get(code=record.place) if record.place else None,
            prefix=record.prefix,
            break_hint=record.break_hint,
            body=body_stream(record.body, Picture.by_name),
            live=live,
            state="pool",
            **{name: getattr(submission, name) for name in ("leader", "writer", "phone")},
        )
        page.figures.set(figures_from(record.figures, ArticleFigure))
        # Where the contributor could not be told, the office itself holds the article until someone moves it.
        unit = UnitPage.objects.get(code=record.unit) if record.unit else UnitPage.objects.get(depth=2)
        page.place_under(unit)
        return page

    def as_record(self, anchor: str = "a1") -> records.Article:
        """Return the record, as an item with this anchor."""
        submission = records.Submission(leader=self.leader, writer=self.writer, phone=self.phone)
        record = records.Article(
            anchor=anchor,
            number=self.number or 0,
            title=self.title,
            place=self.place.code if self.place else None,
            unit=unit_of(self).code,
            prefix=self.prefix,
            break_hint=self.break_hint,
            submission=submission if any((self.leader, self.writer, self.phone)) else None,
            body=body_record(self.body),
        )
        return with_places(record, tuple(f.as_record() for f in self.figures.all()))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the article as it would be printed, alone in an issue."""
        return pdf_answer(request, lambda: article_pdf(self))


class ArticleFigure(FigureBase):
    """A figure of an article."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="figures")


class Step(models.Model):
    """One step on the way of an article: who took it, when, from which state to which, and why."""

    article = models.ForeignKey(ArticlePage, models.CASCADE, related_name="steps")
    move = models.CharField("步骤", max_length=20)
    before = models.CharField("原状态", max_length=12, choices=states.STATES)
    after = models.CharField("新状态", max_length=12, choices=states.STATES)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField("经办人", max_length=150)
    reason = models.CharField("原因", max_length=200, blank=True)
    issue = models.ForeignKey(
        "issues.Issue", models.SET_NULL, verbose_name="用在哪一期", null=True, related_name="steps"
    )
    # The text as it was then, so that what was handed in stays beside what the editors made of it.
    text = models.JSONField("当时的文字", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "稿件处理记录"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.article_id} {self.move}"


class CallForm(WagtailAdminModelForm):
    """Offers the units that write, and says in plain words that at least one must be asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "units").queryset = (
            UnitPage.objects.filter(kind__in=states.WRITERS).exclude(kind="general").in_order()
        )
        choice(self, "publication").empty_label = "不限"
        self.fields["units"].error_messages["required"] = "请至少勾选一个约请的单位。"

    def clean_due_on(self) -> datetime.date:
        """Refuse a day that is over, unless it was not touched: an old call can still be mended."""
        due: datetime.date = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and due < timezone.localdate():
            raise ValidationError("截止日期已经过了，请改成今天或以后的日期。")
        return due


class CallQuerySet(models.QuerySet["Call"]):
    """Queries for calls."""

    def for_answer(self, unit: UnitPage, chosen: int | None) -> CallQuerySet:
        """Keep those that an article of a unit may answer: open ones to it or to the city above
        it, and the one it answers already."""
        above = [unit.path[:end] for end in range(UnitPage.steplen, len(unit.path), UnitPage.steplen)]
        addressed = models.Q(units=unit) | models.Q(units__path__in=above, units__kind="city")
        return (
            self.filter((models.Q(closed=False) & addressed) | models.Q(pk=chosen)).order_by("due_on", "pk").distinct()
        )


class Call(index.Indexed, ClusterableModel):
    """A call for contributions: theme, due date and the units that were asked."""

    theme = models.CharField("主题", max_length=80)
    text = models.TextField("要求", blank=True, help_text="写什么、多少字、要哪些数据，写给通讯员看")
    publication = models.ForeignKey(
        "issues.Publication", models.PROTECT, verbose_name="刊物", null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("截止日期")
    units = ParentalManyToManyField(UnitPage, verbose_name="约请单位", related_name="calls")
    made_on = models.DateField("发出日期", default=datetime.date.today, editable=False)
    closed = models.BooleanField("已结束", default=False, help_text="结束以后不再提醒，各单位写稿时也不再列出")
    reminded_on = models.DateField("催稿日期", null=True, blank=True, editable=False)

    base_form_class = CallForm
    objects = CallQuerySet.as_manager()

    search_fields = searchable("theme", "text")

    class Meta:
        verbose_name = verbose_name_plural = "约稿"
        ordering = ["-due_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.theme}（{self.due_on:%Y年%-m月%-d日}截止）"


class Clipping(index.Indexed, ClusterableModel):
    """A story from a newspaper."""

    number = models.PositiveIntegerField("编号", unique=True, null=True, blank=True, editable=False)
    title = models.CharField("标题", max_length=120)
    paper = models.CharField("报纸", max_length=60)
    paper_number = models.CharField("报纸期号", max_length=20, blank=True)
    page = models.CharField("版次", max_length=20, blank=True)
    date = models.DateField("日期", null=True, blank=True, default=datetime.date.today, validators=[not_to_come])
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="讲的是哪里", null=True, blank=True, related_name="+")
    incomplete = models.BooleanField("不完整", default=False, help_text="扫描缺字、转版未见下文等")
    continued_on = models.CharField("下转", max_length=20, blank=True, help_text="例如：2版")
    body = StreamField(BodyBlock(required=False), verbose_name="正文", blank=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("paper"), FieldPanel("paper_number"), FieldPanel("page"), FieldPanel("date")]),
        FieldPanel("place"),
        FieldRowPanel([FieldPanel("incomplete"), FieldPanel("continued_on")]),
        FieldPanel("body", help_text=NOTE_HELP + TABLE_HELP),
        InlinePanel("figures", heading="数据", label="数据"),
    ]

    search_fields = searchable("title", "paper", "body")

    class Meta:
        verbose_name = verbose_name_plural = "剪报"
        ordering = ["-date", "number"]

    def __str__(self) -> str:
        return f"{self.title}（{self.paper}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Number a new clipping."""
        if self.number is None:
            self.number = Counter.next("clipping")
        else:
            Counter.reserve("clipping", self.number)
        super().save(*args, **kwargs)

    @classmethod
    def from_record(cls, record: records.Clipping) -> Clipping:
        """Make a clipping from its record."""
        clipping = cls(
            place=Place.objects.get(code=record.place) if record.place else None,
            body=body_stream(record.body, Picture.by_name),
            **alike(record, cls),
        )
        clipping.figures.set(figures_from(record.figures, ClippingFigure))
        clipping.save()
        return clipping

    def as_record(self, anchor: str = "") -> records.Clipping:
        """Return the record."""
        record = records.Clipping(
            anchor=anchor,
            number=self.number or 0,
            place=self.place.code if self.place else None,
            body=body_record(self.body),
            **alike(self, records.Clipping, "number"),
        )
        clipping: records.Clipping = with_places(record, tuple(f.as_record() for f in self.figures.all()))
        return clipping


class ClippingFigure(FigureBase):
    """A figure of a clipping."""

    clipping = ParentalKey(Clipping, on_delete=models.CASCADE, related_name="figures")


from cms.newsroom.hints.passages import Shingle  # noqa: E402, F401 (Django finds models here)
from cms.newsroom.hints.rules import HandInRules  # noqa: E402, F401
from cms.newsroom.originals import WordFile  # noqa: E402, F401 (Django finds models here)
from cms.newsroom.review import PlaceReview  # noqa: E402, F401 (Django finds models here)
