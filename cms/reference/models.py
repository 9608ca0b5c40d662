"""How cases are classified and measured: fields of service, kinds of practice, indicators;
and the words that mean the same."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index

import records
from cms.core.exported import FIELD_CODE, Exported
from cms.core.models import SLUG
from cms.core.search import searchable
from cms.reference.entries import Entry
from records.folding import fold


class WithParents(models.Manager["Field"]):
    """Fetches what a field is named with, which lists of choices would ask for one by one."""

    def get_queryset(self) -> models.QuerySet[Field]:
        """Return the fields with the classes above them."""
        return super().get_queryset().select_related("parent")


class Field(Entry, Exported, index.Indexed):
    """A node of the two-level classification of service."""

    kind = records.Field

    code = models.CharField("代码", max_length=4, unique=True, validators=[FIELD_CODE], help_text="大类两位，小类四位")
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="大类", null=True, blank=True, related_name="children"
    )

    objects = WithParents()
    search_fields = searchable("code", "name")

    class Meta:
        verbose_name = verbose_name_plural = "服务领域"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    def clean(self) -> None:
        """Refuse a class that does not stand in the code: the site files a case by the first two digits."""
        super().clean()
        if (self.parent.code if self.parent else "") != self.code[:-2]:
            raise ValidationError({"parent": "小类的代码以大类的两位代码开头；大类的代码两位，不选大类。"})

    @classmethod
    def from_record(cls, record: records.Field) -> Field:
        """Make a field from its record; its parent must be there."""
        parent = cls.objects.get(code=record.parent) if record.parent else None
        return cls.objects.create(code=record.code, name=record.name, parent=parent).taken_over()

    def as_record(self) -> records.Field:
        """Return the record."""
        return records.Field(code=self.code, name=self.name, parent=self.parent.code if self.parent else None)


class PracticeKind(Entry, Exported, index.Indexed):
    """A kind of practice."""

    kind = records.PracticeKind

    slug = models.SlugField("代码", unique=True, validators=[SLUG])
    name = models.CharField("名称", max_length=20)

    search_fields = searchable("name", "slug")

    class Meta:
        verbose_name = verbose_name_plural = "做法类型"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_record(cls, record: records.PracticeKind) -> PracticeKind:
        """Make a kind from its record."""
        return cls.objects.create(slug=record.slug, name=record.name).taken_over()

    def as_record(self) -> records.PracticeKind:
        """Return the record."""
        return records.PracticeKind(slug=self.slug, name=self.name)


class Indicator(Entry, Exported, index.Indexed):
    """The definition that figures belong to."""

    kind = records.Indicator

    slug = models.SlugField("代码", unique=True, validators=[SLUG])
    name = models.CharField("名称", max_length=40)
    unit = models.CharField("单位", max_length=20)
    definition = models.TextField("口径", help_text="统计范围、平台、时点。口径不同的数另立指标")

    search_fields = searchable("name", "unit", "definition")

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    @classmethod
    def from_record(cls, record: records.Indicator) -> Indicator:
        """Make an indicator from its record."""
        return cls.objects.create(
            slug=record.slug, name=record.name, unit=record.unit, definition=record.definition
        ).taken_over(record)

    def as_record(self) -> records.Indicator:
        """Return the record."""
        return records.Indicator(slug=self.slug, name=self.name, unit=self.unit, definition=self.definition)


class Synonym(Entry, Exported, index.Indexed):
    """Words that mean the same to someone who searches."""

    kind = records.Synonym

    slug = models.SlugField("代码", unique=True, validators=[SLUG])
    words = models.CharField(
        "同义词", max_length=300, help_text="至少两个词，用顿号分开，例如：志愿者、义工。一个词只能在一组里"
    )

    search_fields = searchable("words")

    class Meta:
        verbose_name = verbose_name_plural = "同义词"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse what the search could not follow: fewer than two words, an empty one,
        or one that has synonyms already."""
        super().clean()
        words = [fold(word) for word in self.words.split("、")]
        if not all(words):
            raise ValidationError({"words": "有一处顿号前后没有词，请删去多余的顿号。"})
        if len(set(words)) < len(words) or len(words) < 2:
            raise ValidationError({"words": "请写至少两个不同的词；繁简、大小写、全角半角不同的算同一个词。"})
        for other in type(self).objects.exclude(pk=self.pk):
            for word in other.as_record().words:
                if fold(word) in words:
                    raise ValidationError({"words": f"“{word}”已在另一组里：{other}。请把这些词并到那一组。"})

    @classmethod
    def from_record(cls, record: records.Synonym) -> Synonym:
        """Make an entry from its record."""
        return cls.objects.create(slug=record.slug, words="、".join(record.words)).taken_over()

    def as_record(self) -> records.Synonym:
        """Return the record."""
        return records.Synonym(slug=self.slug, words=tuple(w.strip() for w in self.words.split("、") if w.strip()))
