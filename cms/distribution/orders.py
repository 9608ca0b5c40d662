"""The print order of an issue, what a publication is usually printed like, and what was found when it came back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from cms.core.typed import not_to_come
from cms.issues.models import Issue
from cms.issues.publications import Publication

USUAL = ("archive", "paper", "colours", "binding", "delivery")


class Printing(models.Model):
    """How something is printed."""

    archive = models.PositiveIntegerField("存档份数", default=0, help_text="留本单位存档的，名单和余份之外另印")
    paper = models.CharField("纸张", max_length=60, default="A4，80 克双胶纸")
    colours = models.CharField("印色", max_length=60, default="双面，报头套红")
    binding = models.CharField("装订", max_length=60, default="左侧骑马订两钉")
    delivery = models.CharField("送货地点", max_length=100, blank=True)

    class Meta:
        abstract = True


class PrintDefaults(Printing):
    """How a publication is usually printed."""

    publication = models.OneToOneField(Publication, models.CASCADE, related_name="print_defaults")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.publication}的印刷要求"


class PrintOrder(Printing):
    """How many copies of an issue are printed, and how."""

    issue = models.OneToOneField(Issue, models.CASCADE, related_name="print_order")
    reason = models.CharField("对不上的原因", max_length=200, blank=True)
    printer = models.CharField("承印单位", max_length=80, blank=True)
    due = models.DateField("交货日期", null=True, blank=True)
    note = models.CharField("其他要求", max_length=200, blank=True)
    by = models.CharField("经办人", max_length=60, blank=True, editable=False)
    on = models.DateField("开单日期", default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "印刷单"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.issue}的印刷单"


QUALITY = [("good", "合格"), ("usable", "有瑕疵，可以用"), ("bad", "不合格")]
RESULTS = [("taken", "验收通过"), ("more", "补印"), ("again", "重印"), ("back", "退回")]


class Inspection(models.Model):
    """What was found when copies came back from the print shop.

    条例第二十五条 has text, form and print looked at before copies go out. `counted` is how many whole copies came this
    time; what is still short follows from all times together.
    """

    order = models.ForeignKey(PrintOrder, models.CASCADE, related_name="inspections")
    on = models.DateField("验收日期", default=timezone.localdate, validators=[not_to_come])
    who = models.CharField("验收人", max_length=60)
    counted = models.PositiveIntegerField("实收份数", validators=[MinValueValidator(0)])
    text = models.BooleanField("文字、格式与签发的一致", default=False)
    quality = models.CharField("印装质量", max_length=10, choices=QUALITY)
    result = models.CharField("处理", max_length=10, choices=RESULTS)
    remarks = models.CharField("发现的问题", max_length=300, blank=True)
    by = models.CharField("登记人", max_length=60, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "印刷验收"
        ordering = ["on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.order.issue}的验收（{self.on:%Y年%-m月%-d日}）"

    def clean(self) -> None:
        """Ask what was wrong where something was."""
        super().clean()
        wrong = self.quality != "good" or not self.text or self.result != "taken"
        if wrong and not self.remarks:
            raise ValidationError({"remarks": "有不合格、不一致或者要补印、重印、退回的，请写明是什么问题。"})
        if self.result == "taken" and (self.quality == "bad" or not self.text):
            raise ValidationError({"result": "印装不合格、文字与签发的不一致，不能验收通过，请选补印、重印或退回。"})
