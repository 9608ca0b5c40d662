"""The account of points as it was published: kept whole, so that what is counted again can be compared with it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from cms.adoption.ruling import SHORT, Ruling

Data = dict[str, Any]


class Published(models.Model):
    """An account of points as it went out: every number with its clause and its events, whatever they become later."""

    ruling = models.ForeignKey(Ruling, models.PROTECT, verbose_name="办法", related_name="published")
    first = models.DateField("从")
    last = models.DateField("到")
    period = models.CharField("时段", max_length=60)
    number = models.PositiveSmallIntegerField("第几次公布")
    made_at = models.DateTimeField("公布时间", auto_now_add=True)
    made_by = models.CharField("谁公布的", max_length=150)
    note = models.CharField("重新公布的原因", max_length=200, blank=True)
    data = models.JSONField("各单位的得分")
    told = models.JSONField("通知了谁", default=list)  # name of a unit, how many people, the news
    # What happened since to what was counted, a line each, until it is published again.
    touched = models.JSONField("以后的变动", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "公布的采用计分"
        ordering = ["-last", "-first", "ruling", "-number"]
        default_permissions = ("view",)
        permissions = [("publish_account", "可以公布采用计分")]
        constraints = [
            models.UniqueConstraint(fields=["ruling", "first", "last", "number"], name="one_account_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.period}采用计分（{SHORT[self.ruling.group]}）"

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("published_scores", args=[self.pk])

    @property
    def units(self) -> dict[str, Data]:
        """Return what each unit got, by code, in the order of places."""
        found: dict[str, Data] = self.data["units"]
        return dict(sorted(found.items(), key=lambda one: (one[1]["group"], one[1]["place"], one[1]["order"])))
