"""报送要求: which remarks on a text keep it from being handed in. The office says so; without its word none does."""

from __future__ import annotations

from collections.abc import Container

from django.contrib.auth.models import User
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.core.checklist import CHECKS, ChecklistPanel, stops
from cms.newsroom.hints.checks import Hint, Writing, hints, private


@register_setting(icon="clipboard-list", order=50)
class HandInRules(BaseGenericSetting):
    """The kinds of remarks that must be answered before a text is handed in."""

    lengths = models.BooleanField("篇幅", default=False, help_text="标题、摘要或正文太短、太长")
    missing = models.BooleanField(
        "缺项", default=False, help_text="该填的没有填。单位审签人、撰稿人和联系电话一直是必填的"
    )
    figures = models.BooleanField("数据", default=False, help_text="数据的原句在正文里找不到")
    names = models.BooleanField("名称", default=False, help_text="地名、单位名称可能写错，或已经不用")
    repeated = models.BooleanField("重复", default=False, help_text="与已有的稿件、案例有较多相同的文字")

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("lengths", "missing", "figures", "names", "repeated")],
            heading="改好才能报送的",
            help_text="写稿时的检查都会提醒。勾选的，不改好不能报送；不勾选的，不影响报送。",
            icon="clipboard-list",
        ),
        ChecklistPanel(template="core/checklist.html", heading="各项检查在哪一步提醒、在哪一步挡住"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "报送要求"

    def __str__(self) -> str:
        return "报送要求"

    @property
    def kinds(self) -> set[str]:
        """Return the kinds of remarks that keep a text back: those that the office ticked, and those that always do."""
        always = {name for name in CHECKS if stops(name, "handing_in")}
        return always | {str(field.verbose_name) for field in self._meta.fields if getattr(self, field.name) is True}


def stopping(writing: Writing, user: User) -> list[Hint]:
    """Return the remarks that keep a text from being handed in."""
    kinds = HandInRules.load().kinds
    return [hint for hint in hints(writing, user) if hint.kind in kinds]


def unconfirmed(writing: Writing, ticked: Container[str]) -> list[Hint]:
    """Return the remarks on personal data that are not ticked in a form."""
    return [hint for hint in private(writing) if hint.found and f"keep-{hint.found.key}" not in ticked]
