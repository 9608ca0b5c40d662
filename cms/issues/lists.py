"""Who gets the bulletin: the lines as printed and the private register of recipients behind them."""

from __future__ import annotations

import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.exported import Exported
from cms.core.models import SLUG
from cms.core.search import searchable
from cms.core.typed import half_width

LINE = re.compile(r"(报|送|发|抄送)[：:]\s*(.*)")


def parse_lines(text: str) -> tuple[records.PrintedLine, ...]:
    """Read printed lines as an editor types them: 报：… on its own line, further lines of the same kind below.

    Raises:
        ValidationError: if the text does not begin with 报：, 送：, 发： or 抄送：.

    """
    made: list[tuple[str, list[str]]] = []
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        match = LINE.match(line)
        if match:
            made.append((match[1], [match[2]]))
        elif made:
            made[-1][1].append(line)
        else:
            raise ValidationError("第一行请以“报：”“送：”“发：”或“抄送：”开头。")
    return tuple(records.PrintedLine(kind=kind, lines=tuple(lines)) for kind, lines in made)  # type: ignore[arg-type]


def format_lines(lines: tuple[records.PrintedLine, ...]) -> str:
    """Return printed lines as an editor types them."""
    return "\n".join(f"{line.kind}：" + "\n".join(line.lines) for line in lines)


def _check_lines(text: str) -> None:
    parse_lines(text)


class PrintedLinesField(models.TextField):  # type: ignore[type-arg]
    """A text field that holds printed lines."""

    default_validators = [_check_lines]


class DistributionList(Exported, index.Indexed, ClusterableModel):
    """A list to which a publication is sent."""

    slug = models.SlugField("代码", unique=True, validators=[SLUG])
    name = models.CharField("名称", max_length=60)
    publication = models.ForeignKey(
        "issues.Publication", models.PROTECT, verbose_name="刊物", related_name="distribution_lists"
    )
    lines = PrintedLinesField(
        "版记上的报、送、发", blank=True, help_text="照印出来的样子写，每类另起一行：报：…… 送：…… 发：……"
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("publication"), FieldPanel("slug")]),
        FieldPanel("lines"),
        InlinePanel("recipients", heading="收件单位（不公开）", label="收件单位"),
    ]

    search_fields = searchable("name", "lines")

    class Meta:
        verbose_name = verbose_name_plural = "分发名单"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def copies(self) -> int:
        """Return how many copies the recipients get together."""
        return sum(r.copies for r in self.recipients.all())

    @classmethod
    def from_record(cls, record: records.DistributionList) -> DistributionList:
        """Make a list from its record; its publication must be there."""
        made = cls(slug=record.slug, name=record.name, lines=format_lines(record.lines))
        made.publication = apps.get_model("issues", "Publication").objects.get(slug=record.publication)
        made.recipients.set(
            [Recipient(sort_order=n, **alike(one, Recipient)) for n, one in enumerate(record.recipients)]
        )
        made.save()
        return made

    def as_record(self) -> records.DistributionList:
        """Return the record."""
        return records.DistributionList(
            slug=self.slug,
            name=self.name,
            publication=self.publication.slug,
            lines=parse_lines(self.lines),
            recipients=tuple(r.as_record() for r in self.recipients.all()),
        )


class Recipient(Orderable):
    """An entry of the register."""

    distribution_list = ParentalKey(DistributionList, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField("单位", max_length=80)
    copies = models.PositiveIntegerField("份数", default=1)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True, validators=[half_width])
    route = models.CharField("渠道", max_length=40, blank=True, help_text="例如：机要、交换、邮寄、自取")
    contact = models.CharField("收件处室", max_length=60, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("copies"), FieldPanel("route")]),
        FieldRowPanel([FieldPanel("contact"), FieldPanel("phone"), FieldPanel("address")]),
    ]

    def __str__(self) -> str:
        return self.name

    def as_record(self) -> records.Recipient:
        """Return the record."""
        return records.Recipient(**alike(self, records.Recipient))
