"""Who gets the bulletin: the lines as printed and the private register of recipients behind them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.models import Orderable
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.exported import Exported
from cms.core.models import SLUG
from cms.core.search import searchable
from cms.core.typed import half_width

LINE = re.compile(r"(报|送|发|抄送)[：:]\s*(.*)")


Members = Callable[["DistributionList", datetime.date], tuple[records.Recipient, ...]]
REGISTERS: list[Members] = []
"""The app that keeps the register of recipients says who is on a list on a day; without one, the list's rows do."""
WAYS: list[Callable[[DistributionList], tuple[str, str]]] = []
"""Pages that other apps have for a list: their label and address."""


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


class MembersPanel(HelpPanel):
    """Shows in the form of a list how many it goes to, and leads to where they are entered."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: object = None) -> dict[str, Any]:
            """Add the rows of the list, and the ways to them."""
            ways = [way(self.instance) for way in WAYS] if self.instance.pk else []
            return {**super().get_context_data(parent_context), "list": self.instance, "ways": ways}


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
        MembersPanel(template="issues/members_panel.html", heading="收件单位（不公开）"),
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

    def recipients_on(self, day: datetime.date) -> tuple[records.Recipient, ...]:
        """Return who gets it on a day, in order."""
        for members in REGISTERS:
            return members(self, day)
        return tuple(r.as_record() for r in self.recipients.all())

    def copies_on(self, day: datetime.date) -> int:
        """Return how many copies go out on a day."""
        return sum(one.copies for one in self.recipients_on(day))

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
    """A row of a list, as it is exported; the register of recipients, where an app keeps one, writes it."""

    distribution_list = ParentalKey(DistributionList, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField("单位", max_length=80)
    copies = models.PositiveIntegerField("份数", default=1)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True, validators=[half_width])
    route = models.CharField("渠道", max_length=40, blank=True, help_text="例如：机要、交换、邮寄、自取")
    contact = models.CharField("收件处室", max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name

    def as_record(self) -> records.Recipient:
        """Return the record."""
        return records.Recipient(**alike(self, records.Recipient))
