"""What is typed into any form becomes text, a number or a day that can be kept, printed and
found again; one place for every form."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.core.numbers import LARGEST
from cms.core.patches import DJANGO

BREAKS = re.compile("\r\n|[\n\r\v\f\u2028\u2029]")
BETWEEN = re.compile("[ \u3000]*[\t\n\r\v\f\u2028\u2029]+[ \u3000]*")
# Takes no room on the page, hides a word from the search, and makes two names of one.
UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800\u3164\ufeff\uffa0]"
)
# Controls, marks that turn the direction of what follows, halves of characters: nothing that a text has.
NO_TEXT = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
FIRST = datetime.date(1949, 1, 1)
AHEAD = 2  # years for which things are planned


def plain(text: str, *, line: bool = True) -> str:
    """Return a text without what nobody sees, in one line unless it has several.

    Raises:
        ValidationError: it holds what no text has.

    """
    text = UNSEEN.sub("", text)
    text = (BETWEEN.sub(" ", text) if line else BREAKS.sub("\n", text)).strip()
    if found := NO_TEXT.search(text):
        before = text[max(0, found.start() - 6) : found.start()].strip()
        where = f"“{before}”之后" if before else "开头"
        raise ValidationError(
            f"有不能保存的字符（{where}的控制字符 U+{ord(found[0]):04X}）。请把这一处删去，重新键入。", code="no_text"
        )
    return text


def latest() -> datetime.date:
    """Return the last day for which the office plans anything."""
    today = timezone.localdate()
    return datetime.date(today.year + AHEAD, 12, 31)


def latest_year() -> int:
    """Return the last year for which the office plans anything."""
    return latest().year


def in_use(day: datetime.date) -> datetime.date:
    """Return a day on which the office may have done or planned something; ValidationError for slips such as 2099."""
    if not FIRST <= day <= latest():
        raise ValidationError(
            f"{day.year}年写错了吧？日期应在{FIRST.year}年到{latest().year}年之间，请核对年份。", code="far"
        )
    return day


def not_to_come(day: datetime.date | None) -> None:
    """Refuse a day that has not come: what is told of it has not happened."""
    if day and day > timezone.localdate():
        raise ValidationError(f"{day:%Y年%-m月%-d日}还没有到，请核对日期。", code="to_come")


def half_width(phone: str) -> None:
    """Refuse a number in full-width characters: no telephone takes it."""
    if (better := unicodedata.normalize("NFKC", phone)) != phone:
        raise ValidationError(f"电话里有全角字符，请改成半角：{better}。", code="full_width")


def _text(box: forms.CharField, value: object) -> object:
    if value in box.empty_values or not box.strip:  # a password is not stripped: it is kept as typed
        return _kept["text"](box, value)
    return _kept["text"](box, plain(str(value), line=not isinstance(box.widget, forms.Textarea)))


def _whole(box: forms.IntegerField, value: object) -> object:
    number = _kept["whole"](box, _digits(box, value))
    if number is not None and abs(number) > LARGEST:
        raise ValidationError(f"数太大了，最多 {LARGEST}，请核对。", code="large")
    return number


def _decimal(box: forms.DecimalField, value: object) -> object:
    return _kept["decimal"](box, _digits(box, value))


def _digits(box: forms.Field, value: object) -> object:
    if isinstance(value, str) and "_" in value:
        raise ValidationError(box.error_messages["invalid"], code="invalid")
    return value


def _day(box: forms.DateField, value: object) -> object:
    day = _kept["day"](box, unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)
    return in_use(day) if day else day


Reads = Callable[[Any, object], Any]  # a field of a form, and what was typed into it
_kept: dict[str, Reads] = {}


def connect() -> None:
    """Let every field of a form read so."""
    fields: tuple[tuple[str, Any, Reads], ...] = (
        ("text", forms.CharField, _text),
        ("whole", forms.IntegerField, _whole),
        ("decimal", forms.DecimalField, _decimal),
        ("day", forms.DateField, _day),
    )
    for name, field, reads in fields:
        _kept.setdefault(name, field.to_python)
        why = "full-width digits are digits, _ is none, and a day is one that the office can mean"
        DJANGO.put(field, "to_python", reads, why=why, test="tests/cms/test_accepted.py")
