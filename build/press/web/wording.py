"""How numbers, years, dates and places are worded on the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from records import Article, Case, Clipping, Figure, Publication, Report, without_notes

AFTER = {"余", "多"}


def number_text(value: int | float) -> str:
    """Return a number as a bulletin prints it: round numbers in 万 and 亿, never with separators.

    >>> [number_text(v) for v in (218, 66500, 376000, 12345, 34.7, 250000000, 12345.67, 0.00001)]
    ['218', '6.65万', '37.6万', '12345', '34.7', '2.5亿', '12345.67', '0.00001']
    """
    for size, word in ((10**8, "亿"), (10**4, "万")):
        if value >= size and value % (size // 100) == 0:
            return f"{value / size:.2f}".rstrip("0").rstrip(".") + word
    return f"{Decimal(str(value)):f}".removesuffix(".0")


def qualified(figure: Figure) -> tuple[str, str, str]:
    """Return (before, number, after) of a figure: 近 / 37.6万 / 名, or '' / 600 / 余名."""
    if figure.qualifier in AFTER:
        return "", number_text(figure.value), figure.qualifier + figure.unit
    return figure.qualifier, number_text(figure.value), figure.unit


def when(figure: Figure) -> str:
    """Return the time a figure holds for, as printed; a date in numbers where nothing is printed."""
    if figure.as_of:
        return figure.as_of
    if figure.period:
        return "—".join(day_text(d) for d in figure.period)
    return day_text(figure.date) if figure.date else ""


def day_text(day: date) -> str:
    """Return 2025年4月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def years_text(year: int, year_end: int | None) -> str:
    """Return 2024年 or 2023—2024年."""
    return f"{year}—{year_end}年" if year_end and year_end != year else f"{year}年"


def issue_text(publication: Publication, year: int, number: int) -> str:
    """Return 《江苏文明实践简报》2024年第9期."""
    return f"《{publication.name}》{year}年第{number}期"


def printed_title(item: Article | Clipping | Report, places: Mapping[str, str]) -> str:
    """Return an item's title as it reads: the place's name (or the item's own prefix) before it, no notes or readings.

    Args:
        item: what stands in the issue.
        places: names by division code.

    """
    return without_notes(full_title(item, places))


def full_title(item: Article | Clipping | Report, places: Mapping[str, str]) -> str:
    """Return an item's title as printed, with its notes and readings."""
    if isinstance(item, Article):
        prefix = item.prefix or places.get(item.place or "", "")
        return f"{prefix}：{item.title}" if prefix else item.title
    return item.title


def phrases(title: str) -> list[str]:
    """Cut a title after its punctuation, so that a line breaks there and not inside a word.

    Browsers break and balance Chinese lines by characters, not by words.

    >>> phrases("撤回“十桌令”之后，灶房搬进了村")
    ['撤回“十桌令”之后，', '灶房搬进了村']
    """
    return [part for part in re.split(r"(?<=[，：；、！？])(?![”’」』》）])", title) if part]


def case_citation(case: Case, place: str, site: str) -> str:
    """Return how to cite a case that has no public source: place, title, library, number, day of clearance."""
    day = f"，{day_text(case.cleared_on)}公开" if case.cleared_on else ""
    return f"{place}：《{case.title}》，{site}第{case.number:06d}号{day}。"


def circled(n: int) -> str:
    """Return ① … ⑳, and plain digits in brackets beyond.

    >>> circled(3), circled(21)
    ('③', '(21)')
    """
    return chr(0x2460 + n - 1) if n <= 20 else f"({n})"
