"""What a clerk fills in for one act: each form says what it is called, asks for little, and posts once."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from cms.core.numbers import LARGEST
from cms.core.reasons import checked_reason
from cms.dispatch.ledger import Posted, Told
from cms.dispatch.models import Dispatch
from cms.dispatch.words import numbers_in

MOST_COPIES = 100_000
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # which browsers take in this form alone
DAY_ERRORS = {"invalid": "日期请写成 2026-03-05 这样。", "required": "请填写日期。"}


class Line(forms.CharField):
    """A line of somebody's own words: a name, a reason."""

    def __init__(self, label: str, longest: int = 60, **more: Any) -> None:
        super().__init__(label=label, error_messages={"required": f"请填写{label}。"}, **more)
        self.longest = longest
        self.widget.attrs["maxlength"] = str(longest)

    def clean(self, value: Any) -> str:
        """Return it in one line; ValidationError if it is too long or no text."""
        return checked_reason(super().clean(value), self.longest)


class Copies(forms.IntegerField):
    """How many copies."""

    def __init__(self, label: str = "份数", least: int = 1, **more: Any) -> None:
        said = {
            "invalid": f"{label}请填数字。",
            "required": f"请填写{label}。",
            "min_value": f"{label}至少是 {least}。",
            "max_value": f"{label}太大了，请核对。",
        }
        super().__init__(label=label, min_value=least, max_value=MOST_COPIES, error_messages=said, **more)


class Numbers(forms.CharField):
    """Which numbered copies, as they are written: 1-16、18."""

    def __init__(self, label: str = "份号", **more: Any) -> None:
        said = {"required": f"请填写{label}。"}
        super().__init__(label=label, help_text="写成 1-16、18 这样", error_messages=said, **more)

    def clean(self, value: Any) -> list[int]:
        """Return the numbers; ValidationError names what is none."""
        return numbers_in(super().clean(value))


class Day(forms.DateField):
    """A day, today unless another is said; not one that is still to come."""

    def __init__(self, label: str = "日期", **more: Any) -> None:
        super().__init__(label=label, widget=DATE, initial=timezone.localdate, error_messages=DAY_ERRORS, **more)

    def clean(self, value: Any) -> Any:
        """Return the day; ValidationError for one in the future, or before there were bulletins."""
        day = super().clean(value)
        if day and not datetime.date(1949, 10, 1) <= day <= timezone.localdate():
            raise ValidationError("日期在今天以后，或者早得不合情理，请核对。")
        return day


class ActForm(forms.Form):
    """One act with a thing (`target`).

    Every form that is shown has a key of its own, so that it counts once however often it is sent; numbered copies are
    asked for by their numbers, others by how many.
    """

    act: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str] = ""
    button: ClassVar[str] = "登记"
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, data: QueryDict | None = None, *, target: Any) -> None:
        self.target = target
        super().__init__(data, prefix=self.act, initial={"key": fresh_key(), **self.proposed()})
        for name in self.unasked():
            self.fields.pop(name, None)

    @classmethod
    def open_to(cls, target: Any) -> bool:
        """Whether there is anything to do by this form now."""
        return True

    @property
    def dispatch(self) -> Dispatch:
        """Return the dispatch whose copies this moves."""
        found: Dispatch = self.target
        return found

    def proposed(self) -> dict[str, Any]:
        """Return what stands in the boxes at first."""
        return {}

    def unasked(self) -> set[str]:
        """Return the fields that do not concern these copies."""
        return {"count"} if self.dispatch.numbered else {"numbers"}

    @property
    def how_many(self) -> int:
        """Return how many copies: those that are numbered are counted by their numbers."""
        given: int = self.cleaned_data.get("count") or 0
        return given or len(self.which)

    @property
    def which(self) -> list[int]:
        """Return the numbers that were written."""
        found: list[int] = self.cleaned_data.get("numbers") or []
        return found

    def told(self, by: str, **more: Any) -> Told:
        """Return what the form says of the act."""
        names = ("reason", "approved_by", "approved_on", "way", "site", "witness_1", "witness_2", "day", "key")
        said = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return Told(**{"key": "", **said, "by": by, **more})

    def post(self, by: str) -> Posted:
        """Post the act; ValidationError says why not."""
        raise NotImplementedError

    def said(self) -> str:
        """Return what is said once it is posted."""
        return f"已登记{self.title}。"


def fresh_key() -> str:
    """Return the key of a form that is shown."""
    return uuid.uuid4().hex


def key_in(data: QueryDict, name: str = "key") -> str:
    """Return the key of a form that is no Django form."""
    return data.get(name, "")[:40]


def whole(text: str) -> int:
    """Return a count that stands in a box of a list; ValidationError for what is none."""
    if not (text.isascii() and text.isdecimal()) or int(text[:11]) > LARGEST:
        raise ValidationError(f"“{text[:20]}”不是份数，请填数字。")
    return int(text)
