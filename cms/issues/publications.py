"""Publications: the series of bulletins, and how their head is printed."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index

import records
from cms.core.alike import alike
from cms.core.exported import Exported
from cms.core.models import SLUG
from cms.core.search import searchable

HEAD_ELEMENTS = {
    "copy_number": "份号",
    "secrecy": "密级",
    "urgency": "紧急程度",
    "handling_note": "工作资料提示",
    "masthead": "刊名",
    "number": "期号",
    "total_number": "总期号，印在期号之后",
    "series": "专刊期号",
    "editor": "责任编辑",
    "dateline": "编发单位和日期",
    "rule": "红线",
}


def default_head() -> list[str]:
    """Return the head of an ordinary bulletin, from top to bottom."""
    return list(records.Publication.__struct_defaults__[2])


class Publication(Exported, index.Indexed):
    """A series of bulletins."""

    slug = models.SlugField(
        "网址名", unique=True, validators=[SLUG], help_text="英文小写字母、数字和连字符，定了不再改"
    )
    name = models.CharField("刊名", max_length=40)
    break_hint = models.CharField(
        "刊名断行", max_length=50, blank=True, help_text="刊名长，想在哪里换行，就在那里写一条竖线 |；不填则自动断行"
    )
    issuer = models.CharField("编发单位", max_length=60)
    handling_note = models.CharField("工作资料提示", max_length=40, blank=True, default="工作资料 注意保存")
    registration_no = models.CharField("登记号", max_length=40, blank=True)
    head = models.JSONField(
        "报头各项",
        default=default_head,
        help_text="自上而下：" + "、".join(f"{k}（{v}）" for k, v in HEAD_ELEMENTS.items()),
    )
    print_run_line = models.CharField(
        "印数行的位置", max_length=10, choices=[("below", "末条线之下"), ("above", "末条线之上")], default="below"
    )
    mirror_margins = models.BooleanField("双面对称页边", default=False)
    reserve = models.PositiveIntegerField("通常余份", default=0)
    qr_url = models.URLField("网站地址", blank=True, help_text="填了，版记里就印二维码和校验码，扫码看到网站上的这一期")

    search_fields = searchable("name", "issuer")

    class Meta:
        verbose_name = verbose_name_plural = "刊物"
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"《{self.name}》"

    def clean(self) -> None:
        """Check that the head is made of known elements."""
        unknown = [e for e in self.head if e not in HEAD_ELEMENTS]
        if unknown or "masthead" not in self.head:
            raise ValidationError(
                {"head": f"不认识的项：{'、'.join(unknown)}" if unknown else "报头里要有 masthead（刊名）"}
            )
        if self.break_hint and re.sub(r"[|｜]", "", self.break_hint) != self.name:
            raise ValidationError({"break_hint": "除了竖线，要与刊名一字不差"})
        if self.pk and not self.qr_url and self.issues.filter(versions__publication__has_key="qr_url").exists():
            raise ValidationError({"qr_url": "已签发的简报上印着指向这个网址的二维码。网址可以改，不能清空。"})
        super().clean()

    @classmethod
    def from_record(cls, record: records.Publication) -> Publication:
        """Make a publication from its record."""
        return cls.objects.create(head=list(record.head), **alike(record, cls))

    def as_record(self) -> records.Publication:
        """Return the record."""
        return records.Publication(head=tuple(self.head), **alike(self, records.Publication))
