"""Numbers and dates in all the ways that bulletins print them."""

from __future__ import annotations

import re
from datetime import date

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○ＯO", 0) | {"两": 2}
FULL_WIDTH = str.maketrans("０１２３４５６７８９壹贰叁肆伍陆柒捌玖拾佰", "0123456789一二三四五六七八九十百")
NUMBER = r"(?:[0-9０-９]{1,5}|[〇○零一二三四五六七八九十廿卅百壹贰叁肆伍陆柒捌玖拾佰]{1,7})"
YEAR = r"(?:(?:19|20)\d\d|[二一][〇○零九ＯO][〇○零ＯO一二三四五六七八九]{2})"
DATE = re.compile(rf"({YEAR})(?:年|[.．\-/－—])({NUMBER})(?:月|[.．\-/－—])({NUMBER})日?")
STRETCH_GOES_ON = re.compile(r"[—–\-－~～至到]{1,2}\d{1,4}[年月日.]")
STRETCH_BEGAN = re.compile(r"\d[日号]?[—–\-－~～至到]{1,2}$")


def number(text: str) -> int | None:
    """Return the value of an Arabic or Chinese numeral, None where it is none.

    >>> [number(t) for t in ("４", "十二", "二十", "一百零三", "二〇二三", "甲")]
    [4, 12, 20, 103, 2023, None]
    """
    text = text.translate(FULL_WIDTH).replace("廿", "二十").replace("卅", "三十")
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or not set(text) <= DIGITS.keys() | {"十", "百"}:
        return None
    if not {"十", "百"} & set(text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, current = 0, 0
    for c in text:
        if c in DIGITS:
            current = DIGITS[c]
        else:
            total += (current or 1) * (10 if c == "十" else 100)
            current = 0
    return total + current


def find_date(text: str) -> tuple[date, str] | None:
    """Return the first date in a text without spaces, and its words; None if there is none or no such day exists.

    The ends of a stretch of days (2025年10月13日—19日) are no date of the whole.
    """
    for match in DATE.finditer(text.translate(FULL_WIDTH)):
        if STRETCH_GOES_ON.match(text, match.end()) or STRETCH_BEGAN.search(text[: match.start()]):
            continue
        year, month, day = (number(part) or 0 for part in match.groups())
        try:
            return date(year, month, day), text[match.start() : match.end()]
        except ValueError:
            continue
    return None
