"""The file that a draft was made from, and what could not be kept of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class WordFile(models.Model):
    """The original of an article that came in as a file, with the notes of its reading."""

    article = models.OneToOneField("newsroom.ArticlePage", models.CASCADE, related_name="word_file")
    document = models.ForeignKey(
        "wagtaildocs.Document", models.SET_NULL, verbose_name="原件", null=True, related_name="+"
    )
    name = models.CharField("文件名", max_length=255)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # [{"line": paragraph or line, "kind": …, "text": …}], as `readers.Note`
    notes = models.JSONField("读入说明", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "Word 原件"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def counted_in(self) -> str:
        """Return what the notes count: the paragraphs of a Word file, the lines of a text."""
        return "段" if self.name.lower().endswith(".docx") else "行"
