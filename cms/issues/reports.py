"""Reports on which articles were adopted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.blocks import NOTE_HELP, TABLE_HELP, TABLE_OPTIONS, DataTableBlock, body_record, body_stream
from cms.core.models import Counter
from cms.core.search import searchable


class Report(index.Indexed, models.Model):
    """A table of statistics that stands in an issue."""

    number = models.PositiveIntegerField("编号", unique=True, null=True, blank=True, editable=False)
    title = models.CharField("标题", max_length=80)
    note = models.TextField("标题下的说明", blank=True, help_text="例如：（共93篇）；几段之间空一行")
    total = models.PositiveIntegerField("合计", null=True, blank=True, help_text="印出来的总数，用来核对")
    printed = models.BooleanField("历史统计", default=False, help_text="按原样保留的旧统计，不重新计算")
    table = StreamField(
        [("table", DataTableBlock(label="表格", table_options=TABLE_OPTIONS))], verbose_name="表格", max_num=1
    )

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("note"), FieldPanel("total")]),
        FieldPanel("printed"),
        FieldPanel("table", help_text=TABLE_HELP + NOTE_HELP),
    ]

    search_fields = searchable("title", "note", "table")

    class Meta:
        verbose_name = verbose_name_plural = "用稿统计表"
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Check the total against the cells; what is kept as printed may differ, and readers are told."""
        found = records.report_sum(self.as_record())
        if self.total is not None and found != self.total and not self.printed:
            raise ValidationError({"total": f"各栏相加是 {found}，与合计 {self.total} 不符。请核对表格或合计。"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Number a new report."""
        if self.number is None:
            self.number = Counter.next("report")
        else:
            Counter.reserve("report", self.number)
        super().save(*args, **kwargs)

    def as_record(self, anchor: str = "a1") -> records.Report:
        """Return the record, as an item with this anchor."""
        (table,) = body_record(self.table) or (records.Table(columns=(), rows=()),)
        assert isinstance(table, records.Table)
        return records.Report(
            anchor=anchor, number=self.number or 0, **alike(self, records.Report, "number"), **cells(table)
        )

    @classmethod
    def from_record(cls, record: records.Report) -> Report:
        """Make a report from its record."""
        table = body_stream((records.Table(**cells(record)),), lambda _: None)
        return cls.objects.create(table=table, **alike(record, cls))


def cells(table: records.Table | records.Report) -> dict[str, Any]:
    """Return what a table and a report have in common."""
    return {name: getattr(table, name) for name in ("columns", "rows", "merged", "head_rows")}
