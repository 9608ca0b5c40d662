"""Figures: the numbers in a text, as it says them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.core.alike import alike
from cms.core.typed import not_to_come
from cms.reference.models import Indicator
from records import Article, Case, Clipping, Figure, locate

OfText = TypeVar("OfText", bound="FigureBase")
Located = TypeVar("Located", Case, Article, Clipping)
QUALIFIERS = [(q, q) for q in ("余", "多", "近", "超", "超过", "突破", "约", "逾", "达")]


class FigureBase(Orderable):
    """A number as the text says it."""

    label = models.CharField("统计什么", max_length=60, help_text="例如：注册志愿者")
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        verbose_name="指标",
        null=True,
        blank=True,
        related_name="+",
        help_text="口径相同才选，可以不选",
    )
    value = models.DecimalField(
        "数值", max_digits=20, decimal_places=4, help_text="写成普通数字：6.65万写 66500，34.7% 写 34.7"
    )
    unit = models.CharField("单位", max_length=20)
    qualifier = models.CharField(
        "限定词", max_length=4, blank=True, choices=QUALIFIERS, help_text="文中写“1000余场”选“余”"
    )
    as_of = models.CharField("截至（原文）", max_length=60, blank=True, help_text="照抄文中的话，例如：截至2024年底")
    date = models.DateField("截至日期", null=True, blank=True, validators=[not_to_come])
    period_start = models.DateField("时段起", null=True, blank=True)
    period_end = models.DateField("时段止", null=True, blank=True)
    quote = models.CharField("原句", max_length=300, help_text="照抄文中含有这个数的那几个字")

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("value")]),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("qualifier")]),
        FieldPanel("quote"),
        MultiFieldPanel(
            [
                FieldPanel("indicator"),
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("date")]),
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
            ],
            heading="口径与日期",
            classname="collapsed",
        ),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuse a period that ends before it begins or is told by half."""
        super().clean()
        if bool(self.period_start) != bool(self.period_end):
            missing = "period_end" if self.period_start else "period_start"
            raise ValidationError({missing: "时段的起止两个日期都要写，或者都不写。"})
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": "时段止早于时段起，请核对。"})

    def as_record(self) -> Figure:
        """Return the record, without `where`."""
        return Figure(
            label=self.label,
            indicator=self.indicator.slug if self.indicator else None,
            value=plain_number(self.value),
            unit=self.unit,
            qualifier=self.qualifier,  # type: ignore[arg-type]
            as_of=self.as_of,
            date=self.date,
            period=(self.period_start, self.period_end) if self.period_start and self.period_end else None,
            quote=self.quote,
        )

    @staticmethod
    def fields_of(figure: Figure, kind: type[models.Model]) -> dict[str, object]:
        """Return the model's plain fields from a record (all but the indicator)."""
        start, end = figure.period or (None, None)
        plain = alike(figure, kind, "value")
        return plain | {"value": Decimal(str(figure.value)), "period_start": start, "period_end": end}


def figures_from(figures: tuple[Figure, ...], kind: type[OfText]) -> list[OfText]:
    """Return unsaved figures of a model from records."""
    indicators = {i.slug: i for i in Indicator.objects.filter(slug__in={f.indicator for f in figures if f.indicator})}
    return [
        kind(sort_order=n, indicator=indicators[f.indicator] if f.indicator else None, **FigureBase.fields_of(f, kind))
        for n, f in enumerate(figures)
    ]


def plain_number(number: Decimal | float) -> int | float:
    """Return 376000 for 376000.0000 and 34.7 for 34.7000."""
    value = Decimal(str(number))
    return int(value) if value == value.to_integral_value() else float(value)


def with_places(record: Located, figures: tuple[Figure, ...]) -> Located:
    """Return a case, article or clipping with these figures, each knowing the paragraph it stands in."""
    located = tuple(msgspec.structs.replace(f, where=locate(record, f)) for f in figures)
    return msgspec.structs.replace(record, figures=located)
