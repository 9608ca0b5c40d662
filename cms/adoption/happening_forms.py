"""The short form of 计分事项: the same fields, rules and messages for what is typed and for the rows of a workbook."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from cms.adoption.happenings import DESCRIBED, OFFERED, Happening
from cms.adoption.words import GENRE, KIND, LEVEL, VIA, key_in
from cms.core.numbers import number_in
from cms.core.typed import not_to_come
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage, unit_of
from cms.units.naming import with_city

BUT = ("office", "general")  # kinds of units that nobody counts
NEEDS_LEVEL = ("adopted", "passed_on", "commented")
NEEDS_TEXT = ("adopted", "passed_on", "reported", "withdrawn")


class Known:
    """The units and articles that may be named, looked up once for a whole workbook."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self.articles = {
            page.number: page for page in ArticlePage.objects.filter(number__in=set(numbers)).defer("body")
        }

    @cached_property
    def units(self) -> list[UnitPage]:
        """Return all units that are counted, in the order of lists, each with the city above where names are alike."""
        return list(with_city(UnitPage.objects.exclude(kind__in=BUT).in_order()))

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """Return them as a select has them."""
        return [(unit.code, _full(unit)) for unit in self.units]

    @cached_property
    def by_name(self) -> dict[str, list[UnitPage]]:
        """Return the units by each of their names, and by code."""
        found: dict[str, list[UnitPage]] = defaultdict(list)
        titles = {unit.path: unit.title for unit in self.units}
        for unit in self.units:
            above = titles.get(unit.path[: -UnitPage.steplen], "")
            aliases = filter(None, unit.other_names.split("、"))
            for name in dict.fromkeys([unit.code, unit.title, f"{above}{unit.title}", *aliases]):
                found[name].append(unit)
        return found

    @cached_property
    def publications(self) -> frozenset[str]:
        """Return the names of this office's own publications, whose adoptions are counted as they are signed."""
        return frozenset(Publication.objects.values_list("name", flat=True))

    def unit(self, name: str) -> UnitPage:
        """Return the unit of a name or code; ValidationError says what to write instead."""
        found = self.by_name.get(name.strip(), [])
        if not found:
            raise ValidationError(f"没有叫“{name}”的单位。请写全称（和“报送单位”里的一样）或代码。")
        if len(found) > 1:
            among = "、".join(map(_full, found))
            raise ValidationError(f"“{name}”不止一个：{among}。请连同上级的名称一起写，或者写代码。")
        return found[0]

    def article(self, number: int) -> ArticlePage | None:
        """Return the article of a number."""
        if number not in self.articles:
            for page in ArticlePage.objects.filter(number=number).defer("body"):
                self.articles[number] = page
        return self.articles.get(number)

    def named(self, text: str) -> ArticlePage:
        """Return the article of a number or title; ValidationError says which ones there are."""
        if (number := number_in(text)) and (found := self.article(number)):
            return found
        titled = list(
            ArticlePage.objects.filter(title=text.removeprefix("《").removesuffix("》"))
            .order_by("number")
            .defer("body")[:6]
        )
        if not titled:
            raise ValidationError(f"没有标题或编号是“{text}”的稿件。请核对；系统里没有的，填在“系统外的稿件”里。")
        if len(titled) > 1:
            among = "、".join(f"{unit_of(page)}的编号 {page.number}" for page in titled)
            raise ValidationError(f"标题是“{text}”的不止一篇，请填编号：{among}。")
        return titled[0]


def _full(unit: Any) -> str:
    """Return the name of a unit that `with_city` knows."""
    return f"{unit.above}{unit.title}"


class WordField(forms.CharField):
    """A word that events have another name for."""

    def __init__(self, words: Any, **options: Any) -> None:
        self.words = words
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> str:
        """Return the name that events have."""
        return key_in(self.words, super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show the word."""
        return self.words.get(value, value)


class ChosenField(forms.ChoiceField):
    """A choice by its key or by its word, as a workbook has it."""

    def to_python(self, value: Any) -> str:
        """Return the key."""
        text = super().to_python(value).strip()
        return next((str(key) for key, word in self.choices if key and word == text), text)  # type: ignore[union-attr,misc]

    def validate(self, value: Any) -> None:
        """Say what could stand there."""
        if value and not self.valid_value(value):
            words = "、".join(str(word) for key, word in self.choices if key)  # type: ignore[union-attr,misc]
            raise ValidationError(f"“{value}”不在可选的里面。可以写：{words}。")
        super().validate(value)


class DayField(forms.DateField):
    """A day as boxes of browsers, tables and people write it: 2026-03-04, 2026/3/4, 2026年3月4日."""

    def to_python(self, value: Any) -> Any:
        """Return the day."""
        found = re.fullmatch(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*", str(value or ""))
        return super().to_python(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}" if found else value)


class HappeningForm(forms.Form):
    """What happened, when, to whom."""

    what = ChosenField(label="事项", choices=[("", "请选择"), *OFFERED.items()])
    day = DayField(
        label="日期",
        validators=[not_to_come],
        error_messages={"invalid": "看不懂这个日期。写成 2026-03-04 或 2026年3月4日。"},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    unit = forms.CharField(
        label="单位", required=False, widget=forms.Select, help_text="填了稿件的可以不选，按稿件的单位计"
    )
    others = forms.CharField(
        label="联合报送的其他单位", required=False, max_length=400, help_text="几个用顿号分开，写全称"
    )
    article = forms.CharField(
        label="稿件", required=False, max_length=160, help_text="系统里报送的稿件，填它的标题或编号"
    )
    title = forms.CharField(
        label="系统外的稿件", required=False, max_length=120, help_text="系统里没有的稿件，标题填在这里"
    )
    level = ChosenField(
        label="级别",
        required=False,
        choices=[("", "不分级别"), *LEVEL.items()],
        help_text="采用、转报按刊物的级别，批示按领导的级别；“本级”是本办公室",
    )
    publication = forms.CharField(label="刊物", required=False, max_length=40)
    kind = WordField(
        KIND, label="采用方式", max_length=20, help_text="例如 单篇、综合、头条；批示写 主要领导 或 其他领导"
    )
    genre = WordField(GENRE, label="体裁", max_length=20, help_text="例如 新闻、调研、动态、简讯")
    via = ChosenField(label="怎样上报", required=False, choices=list(VIA.items()))
    points = forms.DecimalField(
        label="分", required=False, max_digits=7, decimal_places=2, help_text="只填酌情给的分，或者上级给的分"
    )
    note = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or Known()
        unit: Any = self.fields["unit"].widget
        unit.choices = [("", "请选择"), *self.known.choices]

    def clean_unit(self) -> UnitPage | None:
        """Return the unit of a code or name."""
        return self.known.unit(self.cleaned_data["unit"]) if self.cleaned_data["unit"] else None

    def clean_others(self) -> list[UnitPage]:
        """Return the units of names."""
        names = [name for name in re.split(r"[、，,;；\n]", self.cleaned_data["others"]) if name.strip()]
        return list(dict.fromkeys(self.known.unit(name) for name in names))

    def clean_article(self) -> ArticlePage | None:
        """Return the article of a number or title."""
        text = self.cleaned_data["article"]
        return self.known.named(text) if text else None

    def clean(self) -> dict[str, Any]:
        """Ask for what an event of a kind needs."""
        given = super().clean() or self.cleaned_data
        if given.get("article"):
            given["title"] = ""
            if given.get("unit") is None and "unit" not in self.errors:
                given["unit"] = unit_of(given["article"])
        if given.get("unit") is None and "unit" not in self.errors:
            self.add_error("unit", "请选择单位，或者填系统里的稿件。")
        what = given.get("what") or ""
        for name, said_so in self._missing(what, given):
            if name not in self.errors:
                self.add_error(name, said_so)
        if given.get("unit") and given.get("day"):
            for unit in [given["unit"], *given.get("others", ())]:
                if not _valid(unit, given["day"]):
                    self.add_error("day", f"{unit}在这一天还没有启用或者已经停用，请核对日期和单位。")
        given["others"] = [unit for unit in given.get("others", ()) if unit != given.get("unit")]
        return given

    def _missing(self, what: str, given: dict[str, Any]) -> Iterable[tuple[str, str]]:
        about = given.get("article") or given.get("title")
        if what in NEEDS_LEVEL and not given.get("level"):
            yield "level", f"{OFFERED[what]}要填级别。"
        if what in NEEDS_TEXT and not about:
            yield "article", f"{OFFERED[what]}要填稿件；系统里没有的，填“系统外的稿件”。"
        if what == "adopted" and not given.get("publication"):
            yield "publication", "采用要填刊物。"
        if what == "adopted" and given.get("publication") in self.known.publications:
            yield "publication", f"《{given['publication']}》的采用从签发的简报计，不用登记。"
        if what == "reported" and given.get("article"):
            yield "article", "系统里报送的稿件已经计了，不用登记；系统以外报送的，填“系统外的稿件”。"
        if what == DESCRIBED and not given.get("article"):
            yield "article", "补充说明是对系统里的稿件说的，要填稿件。"
        if what == DESCRIBED and not (given.get("others") or given.get("genre")):
            yield "genre", "请填体裁，或者填联合报送的其他单位。"

    @staticmethod
    def filled(held: Happening) -> dict[str, Any]:
        """Return what fills the form for a happening."""
        told = {name: getattr(held, name) for name in HappeningForm.base_fields if name not in ("others", "article")}
        told |= {"unit": held.unit.code, "article": held.article.number if held.article else ""}
        units = with_city(UnitPage.objects.filter(pk__in=held.others.values("pk")))
        return told | {"others": "、".join(f"{unit.above}{unit.title}" for unit in units)}


def _valid(unit: UnitPage, day: Any) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or day < unit.valid_to)


def told_in(form: HappeningForm) -> dict[str, Any]:
    """Return what a form that holds tells of a happening."""
    return {name: form.cleaned_data[name] for name in HappeningForm.base_fields}
