"""Publications, their issues, and the signed versions of an issue."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.forms import Select
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from modelcluster.fields import ParentalKey
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
from wagtail.models import Orderable, PreviewableMixin
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.blocks import LONGEST, NOTE_HELP, lines
from cms.core.confirming import Point, personal_points
from cms.core.models import YEAR, Clearable, Redactable
from cms.core.notices import Notice
from cms.core.notifications import notify
from cms.core.search import searchable
from cms.issues.lists import DistributionList, PrintedLinesField, format_lines, parse_lines
from cms.issues.publications import Publication
from cms.issues.remarks import named, notices
from cms.issues.reports import Report
from cms.issues.signed import SignedPart, keep_parts  # noqa: F401 (Django finds models here)
from cms.newsroom.models import ArticlePage, Clipping
from cms.newsroom.pages import manuscript, pdf_answer, typeset_issue
from cms.units.models import UnitPage
from cms.units.roles import people

# What the address and the head of a printed issue are made of stays as it was signed, in a correction too.
FIXED = ("publication", "year", "number", "date")
# The issues that may be arranged.
AT_WORK = models.Q(versions__isnull=True) | models.Q(correction__isnull=False)
POINTS: list[Callable[[Issue], Iterable[Point]]] = []
"""What other apps have confirmed before an issue is signed."""
CONTENTS: dict[type, tuple[Any, str]] = {
    records.Article: (ArticlePage, "article"),
    records.Clipping: (Clipping, "clipping"),
    records.Report: (Report, "report"),
}


def signed_storage() -> Storage:
    """Return where signed PDFs are kept."""
    return storages["signed"]


class Issue(index.Indexed, PreviewableMixin, Redactable, ClusterableModel):
    """One number of a publication."""

    publication = models.ForeignKey(Publication, models.PROTECT, verbose_name="刊物", related_name="issues")
    year = models.PositiveSmallIntegerField("年份", validators=YEAR)
    number = models.PositiveIntegerField(
        "期号", validators=[MinValueValidator(1)], help_text="每年从 1 起，可以跳号，不能重号"
    )
    date = models.DateField("日期", help_text="印在报头上；签发时可再定")
    total_number = models.PositiveIntegerField(
        "总期号",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="从创刊号起连着数到这一期，跨年不重新数，印作“总第 345 期”。报头不印总期号的刊物留空",
    )
    series = models.CharField("专刊名", max_length=40, blank=True)
    series_number = models.PositiveIntegerField("专刊期号", null=True, blank=True, validators=[MinValueValidator(1)])
    series_line = models.CharField(
        "专刊一行印作", max_length=60, blank=True, help_text="与“专刊名 期号”不同时才填，照印出来的样子写"
    )
    secrecy = models.CharField("密级和保密期限", max_length=20, blank=True)
    urgency = models.CharField("紧急程度", max_length=10, blank=True)
    numbered_copies = models.BooleanField("印份号", default=False)
    responsible_editor = models.CharField("责任编辑", max_length=40, blank=True)
    editor_note = models.TextField("编者按", blank=True, validators=[MaxLengthValidator(LONGEST)])
    distribution = models.ForeignKey(
        DistributionList, models.PROTECT, verbose_name="分发名单", null=True, blank=True, related_name="issues"
    )
    lines = PrintedLinesField("版记上的报、送、发", blank=True, help_text="照印出来的样子写；留空则用分发名单上的")
    registration_no = models.CharField("登记号", max_length=40, blank=True, help_text="留空则用刊物的")
    print_run = models.PositiveIntegerField("共印份数", null=True, blank=True)
    reserve = models.PositiveIntegerField("其中余份", default=0)
    # The builder's sections in order, those without an item too; entries alone say which item stands in which.
    sections = models.JSONField("栏目次序", default=list, editable=False)
    # What is being corrected since when, and how the issue was arranged before: see `corrections.py`.
    correction = models.JSONField("更正", null=True, editable=False)
    asked_on = models.DateField("请主编签发的日期", null=True, blank=True, editable=False)
    asked_by = models.CharField("谁请主编签发", max_length=60, blank=True, editable=False)
    printed = models.PositiveSmallIntegerField("已经印发的版次", default=0, editable=False)
    # The chief's remarks, until the issue is asked again: see `sending_back.py`.
    returned = models.JSONField("退回的意见", null=True, editable=False)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("publication", widget=Select), FieldPanel("date")]),
                    FieldRowPanel([FieldPanel("year"), FieldPanel("number")]),
                    FieldRowPanel([FieldPanel("total_number"), FieldPanel("series"), FieldPanel("series_number")]),
                    FieldPanel("series_line"),
                    FieldPanel("editor_note", help_text=NOTE_HELP),
                    InlinePanel("entries", heading="栏目与稿件", label="条目"),
                ],
                heading="编排",
            ),
            ObjectList(
                [
                    FieldPanel("distribution", widget=Select),
                    FieldPanel("lines"),
                    FieldRowPanel([FieldPanel("registration_no"), FieldPanel("print_run"), FieldPanel("reserve")]),
                    MultiFieldPanel(
                        [
                            FieldPanel("responsible_editor"),
                            FieldRowPanel(
                                [FieldPanel("secrecy"), FieldPanel("urgency"), FieldPanel("numbered_copies")]
                            ),
                        ],
                        heading="用得着才填",
                    ),
                ],
                heading="版记与印数",
            ),
        ]
    )

    search_fields = searchable("__str__", "series", "editor_note")

    class Meta:
        verbose_name = verbose_name_plural = "简报"
        permissions = [
            ("sign_issue", "可以签发简报"),
            ("clear_issue", "可以公开和撤回简报"),
            ("print_issue", "可以印发简报"),
        ]
        ordering = ["-date", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "year", "number"],
                name="one_issue_per_number",
                violation_error_message="这一年的这一期已经有了，请改期号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication}{self.year}年第{self.number}期" if self.publication_id else "新的一期"

    @classmethod
    def from_record(cls, record: records.Issue, *, live: bool = True) -> Issue:
        """Make an issue, and what stands in it, from a record; not signed yet.
        Without `live` its articles are drafts."""
        issue = cls.objects.create(
            publication=Publication.objects.get(slug=record.publication),
            lines=format_lines(record.lines),
            **alike(record, cls, "lines"),
        )
        issue.put_in(record, live=live)
        return issue

    def put_in(self, record: records.Issue, *, live: bool) -> None:
        """Set the entries to what a record lists, section by section; contents that are not there yet are made."""
        kept = {(entry.slot, entry.content.number): entry for entry in self.entries.all() if entry.content}
        listed = [(section.name, record.item(anchor)) for section in record.sections for anchor in section.items]
        for order, (section, item) in enumerate(listed):
            kind, slot = CONTENTS[type(item)]
            entry = kept.get((slot, item.number))
            if entry is None:
                options = {"live": live} if kind is ArticlePage else {}
                content = kind.objects.filter(number=item.number).first() or kind.from_record(item, **options)
                entry = IssueEntry(issue=self, **{slot: content})
            entry.section, entry.sort_order = section, order
            entry.save()

    def freeze_record(self, record: records.Issue, pdf_of: Callable[[int], bytes | None]) -> None:
        """Take over the signed versions that a record of elsewhere tells of; all hold the text as it is now."""
        versions = record.versions or (records.Version(version=1, state="signed", date=record.date),)
        names = record.signed_by or ("",) * len(versions)
        for told, name in zip(versions, names, strict=True):
            version = self.freeze(
                record, state=told.state, date=told.date, by=name, note=told.note, version=told.version
            )
            pdf = pdf_of(told.version)
            if pdf is not None:
                version.store(pdf, dict(told.first_pages))
        ArticlePage.objects.filter(issue_entries__issue=self).update(state="adopted")
        Issue.objects.filter(pk=self.pk).update(printed=versions[-1].version)  # elsewhere, long ago

    @property
    def signed(self) -> IssueVersion | None:
        """Return the latest signed version."""
        return max(self.versions.all(), key=lambda version: version.version, default=None) if self.pk else None

    @property
    def state(self) -> str:
        """Return the state in a word."""
        if not self.signed:
            return "主编已退回，正在修改" if self.returned else "待签发" if self.asked_on else "编排中"
        state = "已签发，未公开" if self.clearance == "未公开" else self.clearance
        if self.correction:
            return f"{state}，{'更正待签发' if self.asked_on else '正在更正'}"
        return state

    @property
    def open(self) -> bool:
        """Whether the issue may be arranged: it is not signed, or is being corrected."""
        return not self.signed or bool(self.correction)

    @property
    def deletion_note(self) -> str:
        """Return what becomes of the articles if this is deleted."""
        articles = self.entries.filter(article__isnull=False).count()
        kept = "，主编的退回意见记进每一篇的处理情况" if self.returned else ""
        return f"里面的 {articles} 篇稿件不会删除：回到备选，可以编进别的一期{kept}。" if articles else ""

    def clean(self) -> None:
        """Refuse to change what was signed, unless it is being corrected, and even then what stays as it was signed."""
        if not self.open:
            raise ValidationError("这一期已经签发，内容不能再改。要改请在“签发与公开”页上点“更正”。")
        if self.correction:
            stored = Issue.objects.get(pk=self.pk)
            if any(getattr(self, name) != getattr(stored, name) for name in FIXED):
                raise ValidationError("更正时，刊物、年份、期号和日期不能改，和签发时的一样。")
        super().clean()

    def as_record(self) -> records.Issue:
        """Return the record: frozen text if signed, with today's state of clearance; else what the entries hold now."""
        versions = list(self.versions.order_by("version")) if self.pk else []
        if not versions:
            return self.draft_record()
        frozen = msgspec.convert(versions[-1].record, records.Issue)
        return msgspec.structs.replace(
            frozen,
            versions=tuple(v.as_record() for v in versions),
            signed_by=tuple(v.signed_by for v in versions),
            redacted_on=self.redacted_on,
            **self.clearance_data(),
        )

    def draft_record(self) -> records.Issue:
        """Return the record of what the entries hold now."""
        items: list[records.Article | records.Clipping | records.Report] = []
        sections: list[tuple[str, list[str]]] = []
        fixed = self.fixed_anchors()
        last = max((int(anchor[1:]) for anchor in fixed.values()), default=0)
        for entry in self.entries.all():
            content = entry.content
            if content is None:
                continue
            anchor = fixed.pop((entry.slot, content.number), "")
            if not anchor:
                last += 1
                anchor = f"a{last}"
            items.append(content.as_record(anchor))
            if not sections or (entry.section and entry.section != sections[-1][0]):
                sections.append((entry.section, []))
            sections[-1][1].append(anchor)
        items.sort(key=lambda item: int(item.anchor[1:]))
        lists = self.distribution
        return records.Issue(
            publication=self.publication.slug,
            editor_note="\n\n".join(lines(self.editor_note)),
            sections=tuple(records.Section(name=name, items=tuple(anchors)) for name, anchors in sections),
            items=tuple(items),
            lines=parse_lines(self.lines) or (parse_lines(lists.lines) if lists else ()),
            registration_no=self.registration_no or self.publication.registration_no,
            recipients=lists.recipients_on(self.date) if lists else (),
            **alike(self, records.Issue, *Clearable.NAMES, "editor_note", "lines", "registration_no", "redacted_on"),
        )

    def fixed_anchors(self) -> dict[tuple[str, int | None], str]:
        """Return the anchors given at sign-off, by kind and number of the item: addresses that a
        correction neither moves nor reuses."""
        told = self.versions.order_by("version").values_list("record__items", flat=True) if self.pk else ()
        return {(item["kind"], item["number"]): item["anchor"] for items in told for item in items or ()}

    @property
    def publication_record(self) -> records.Publication:
        """Return the publication as it was when this was signed; as it is now where that is not known or not yet."""
        signed = self.signed
        frozen = signed.publication if signed else None
        return msgspec.convert(frozen, records.Publication) if frozen else self.publication.as_record()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the PDF itself, from the typesetter that prints."""
        return pdf_answer(request, lambda: typeset_issue(manuscript(self.draft_record(), self.publication_record)).pdf)

    def points_to_sign(self) -> list[Point]:
        """Return what must be confirmed before this is signed: readers see the correction of a public issue at once;
        and what other apps ask."""
        personal = personal_points(self.draft_record()) if self.clearance == "已公开" else []
        return [*personal, *(point for ask in POINTS for point in ask(self))]

    def ask(self, by: str, on: datetime.date) -> None:
        """Ask the chief editors to sign this."""
        self.asked_by, self.asked_on, self.returned = by[:60], on, None
        Issue.objects.filter(pk=self.pk).update(asked_by=self.asked_by, asked_on=on, returned=None)
        chiefs = people("chief", UnitPage.objects.filter(depth=2))
        notify(
            chiefs,
            f"请签发{self}{'的更正' if self.correction else ''}（{by}）",
            reverse("issue_decision", args=[self.pk]),
        )

    @property
    def notices(self) -> list[Notice]:
        """Return why the chief sent this back, until it is asked again."""
        return notices(self)

    def freeze(
        self, record: records.Issue, *, state: str, date: datetime.date, by: str, note: str = "", version: int = 1
    ) -> IssueVersion:
        """Keep a record as a version of this issue."""
        plain = msgspec.structs.replace(record, versions=(), signed_by=())
        frozen = {"record": msgspec.to_builtins(plain), "publication": msgspec.to_builtins(self.publication_record)}
        made = self.versions.create(version=version, state=state, date=date, signed_by=by[:60], note=note, **frozen)
        keep_parts(apps, made)
        return made


class IssueEntry(Orderable):
    """A place in an issue: an article, a clipping or a report."""

    issue = ParentalKey(Issue, on_delete=models.CASCADE, related_name="entries")
    section = models.CharField("栏目", max_length=40, blank=True, help_text="与上一条同栏目可以留空")
    article = models.ForeignKey(
        ArticlePage, models.PROTECT, verbose_name="稿件", null=True, blank=True, related_name="issue_entries"
    )
    clipping = models.ForeignKey(
        Clipping, models.PROTECT, verbose_name="剪报", null=True, blank=True, related_name="issue_entries"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name="统计表", null=True, blank=True, related_name="issue_entries"
    )

    panels = [
        FieldPanel("section"),
        PageChooserPanel("article", "newsroom.ArticlePage"),
        FieldRowPanel([FieldPanel("report"), FieldPanel("clipping")]),
    ]

    @property
    def slot(self) -> str:
        """Return which of the three kinds stands here: article, clipping or report."""
        return "article" if self.article_id else "clipping" if self.clipping_id else "report"

    @property
    def notices(self) -> list[Notice]:
        """Return what the chief remarked on this item alone."""
        return notices(self.issue, named(self))

    @property
    def content(self) -> ArticlePage | Clipping | Report | None:
        """Return what stands here."""
        return (self.article.latest if self.article else None) or self.clipping or self.report

    def clean(self) -> None:
        """Ask for exactly one content."""
        super().clean()
        if sum(bool(x) for x in (self.article_id, self.clipping_id, self.report_id)) != 1:
            raise ValidationError("每个条目请选一篇稿件、一张统计表或一则剪报，只选一样。")


class IssueVersion(models.Model):
    """A signed state of an issue: the frozen record, and the PDF as it was typeset then."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=10, choices=[("signed", "签发"), ("corrected", "更正")])
    date = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    signed_by = models.CharField("签发人", max_length=60, blank=True)
    record = models.JSONField("内容")
    publication = models.JSONField("当时的刊物", null=True)
    pdf = models.FileField("PDF", storage=signed_storage, blank=True)
    sha256 = models.CharField("PDF 校验值", max_length=64, blank=True)
    first_pages = models.JSONField("各篇起始页", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签发版本"
        constraints = [models.UniqueConstraint(fields=["issue", "version"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.issue} v{self.version}"

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("issue_decision", args=[self.issue_id])

    def as_record(self) -> records.Version:
        """Return the record."""
        return records.Version(
            version=self.version,
            state=self.state,  # type: ignore[arg-type]
            date=self.date,
            note=self.note,
            pdf=self.sha256 or None,
            first_pages=dict(self.first_pages),
        )

    def store(self, pdf: bytes, first_pages: dict[str, int]) -> None:
        """Keep the PDF; its bytes are published for ever (design rule 3)."""
        self.sha256 = hashlib.sha256(pdf).hexdigest()
        self.first_pages = first_pages
        self.pdf.save(
            f"{self.issue.publication.slug}/{self.issue.year}/{self.issue.number}-v{self.version}.pdf", ContentFile(pdf)
        )
        self.save()
