"""Numbers that belong to a person: mobiles, identity numbers, bank cards; and the
landlines that a name may stand beside.

Digits may be full-width and of any script, with spaces, hyphens or a line break between them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

WIDE = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
# What may stand between the digits of one number: spaces and what cannot be seen,
# hyphens and dashes, a dot, a line break.
BETWEEN = r"[ \t\r\n\u00a0\u00ad\u2000-\u200f\u2028\u2029\u202f\u2060\ufeff\-\u2010-\u2015\u2212.·•]"
CHAIN = re.compile(rf"\d+(?:{BETWEEN}{{1,4}}\d+)*(?:{BETWEEN}{{0,3}}[xX×Ⅹ](?![A-Za-z0-9]))?")
DIGITS = re.compile(r"\d+")
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")  # numbers in it are a page's
HAN_DIGIT = "〇零○一二三四五六七八九幺"
HAN_MOBILE = re.compile(rf"(?<![{HAN_DIGIT}])[一幺][三四五六七八九][{HAN_DIGIT}]{{9}}(?![{HAN_DIGIT}])")
MOST_DIGITS = 19
MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9]\d{9})")
LANDLINE = re.compile(
    rf"(?<![\d.])(?:\(?0\d{{2,3}}\)?{BETWEEN}{{0,3}}|(?=[2-8]))[2-8]\d{{2,3}}{BETWEEN}?\d{{4}}(?![\d.]|{BETWEEN}\d)"
)
# An amount, not a number of somebody.
COUNTED = re.compile(r"\s?(?:[万亿元人次个件吨户份%％‰度米吋克场名册平千百兆]|公里|小时|美元|年|月|日|,\d{3})")
# What is named by the words before it and is nobody's.
OTHER = re.compile(
    r"(?:单号|流水号|信用代码|机构代码|登记证?号|文号|编号|条形?码|批号|档案?号|案号|ISBN|ISSN)[：:\s]{0,3}$",
    re.IGNORECASE,
)
CARD = re.compile("(?:银行卡|卡号|账号|开户)[^，。；]{0,6}$")
IDENTITY = re.compile(r"(?:身份证|证件)(?:号码|号)?[\s为是：:]{0,4}$")
PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# How people write a mobile number in groups; broken at a line's end it may be anyhow.
GROUPS = {
    (11,),
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 3, 4),
    (4, 4, 3),
    (5, 6),
    (6, 5),
    (3, 3, 5),
    (3, 5, 3),
    (3, 2, 2, 2, 2),
    (1,) * 11,
}
# First digits of cards and how many digits these have; 62 and 9558 are what banks here give out.
CARDS = [
    (re.compile("62|60[0-9]|68|69"), range(16, 20)),
    (re.compile("9558|955[0-9]"), range(16, 20)),
    (re.compile("4|5[1-5]|35|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), range(16, 17)),
    (re.compile("4[0-9]|5[1-5]"), range(18, 20)),
    (re.compile("3[47]"), range(15, 16)),
]


@dataclass(frozen=True)
class Span:
    """Where something stands in a text, and of which kind it is."""

    kind: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text of the same length with full-width letters, digits and marks as ASCII has them."""
    return text.translate(WIDE)


def numbers(text: str) -> Iterator[Span]:
    """Yield the mobile numbers, identity numbers and bank cards of a text that `plain` has
    folded, in order, none within another."""
    addresses = [address.span() for address in ADDRESS.finditer(text)]
    for chain in CHAIN.finditer(text):
        if len(chain[0]) >= 11 and not _stands_in(chain.start(), addresses):
            yield from _in_chain(text, chain.start(), chain.end())
    yield from (Span("mobile", *match.span()) for match in HAN_MOBILE.finditer(text))


def _stands_in(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return before >= 0 and at < spans[before][1]


def _in_chain(text: str, start: int, end: int) -> Iterator[Span]:
    groups = [match.span() for match in DIGITS.finditer(text, start, end)]
    n = 0
    while n < len(groups):
        for m in reversed(range(n, _last(groups, n) + 1)):
            if found := _number(text, groups[n : m + 1], end if m == len(groups) - 1 else groups[m][1]):
                yield found
                n = m
                break
        n += 1


def _last(groups: Sequence[tuple[int, int]], first: int) -> int:
    """Return the last group that may belong to a number which begins with the first one."""
    digits, n = 0, first
    while n < len(groups) and (digits := digits + groups[n][1] - groups[n][0]) <= MOST_DIGITS:
        n += 1
    return n - 1


def _number(text: str, groups: Sequence[tuple[int, int]], limit: int) -> Span | None:
    """Return what these groups of digits are together; up to `limit` an X may follow."""
    start, end = groups[0][0], groups[-1][1]
    digits = "".join(str(unicodedata.decimal(char)) for a, b in groups for char in text[a:b])
    if len(digits) < 11:
        return None
    before, after = text[max(0, start - 16) : start], text[end : end + 4]
    if limit > end and len(digits) == 17 and is_identity(digits + "X", bool(IDENTITY.search(before))):
        return Span("identity", start, limit)
    if is_identity(digits, bool(IDENTITY.search(before))):
        return Span("identity", start, end)
    if (
        COUNTED.match(after)
        or OTHER.search(before)
        or (before[-2:-1].isdigit() and before[-1:] == "-" and re.match(r"-\d", after))
    ):
        return None  # also a part of a serial number
    if is_card(digits) or (CARD.search(before) and digits.startswith("62") and len(digits) >= 16):
        return Span("bankcard", start, end)
    if is_old_identity(digits):
        return Span("identity", start, end)
    return _mobile(text, groups, digits)


def _mobile(text: str, groups: Sequence[tuple[int, int]], digits: str) -> Span | None:
    """Return a mobile number with the number of the country before it, if it is one and is written as one."""
    whole = MOBILE.fullmatch(digits)
    if not whole:
        return None
    ahead, sizes = whole.start(1), list[int]()
    for n, (a, b) in enumerate(groups):
        taken = min(ahead, b - a)
        ahead -= taken
        if b - a == taken:
            continue
        broken = n and sizes and "\n" in text[groups[n - 1][1] : a]
        if broken:
            sizes[-1] += b - a
        else:
            sizes.append(b - a - taken)
    if tuple(sizes) not in GROUPS:
        return None
    start = groups[0][0]
    return Span("mobile", start - (text[start - 1 : start] == "+"), groups[-1][1])


def is_identity(digits: str, named: bool = False) -> bool:
    """Whether 18 characters are an identity number; one that is `named` as such counts with a wrong last digit too."""
    if len(digits) != 18 or int(digits[:2]) not in PROVINCES or not _is_day(digits[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return named or "10X98765432"[total % 11] == digits[17]


def is_old_identity(digits: str) -> bool:
    """Whether 15 digits are an identity number as given out until 1999."""
    return len(digits) == 15 and int(digits[:2]) in PROVINCES and _is_day("19" + digits[6:12])


def _is_day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def is_card(digits: str) -> bool:
    """Whether digits are a bank card's: a known beginning and length, and the last digit as Luhn's rule has it."""
    if not any(len(digits) in lengths and first.match(digits) for first, lengths in CARDS):
        return False
    doubled = (int(d) * (2 - (len(digits) - n) % 2) for n, d in enumerate(digits))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def landlines(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield what may be landlines: with the number of a city, or seven or eight digits
    that are neither a day nor an amount."""
    ends = sorted((span.start, span.end) for span in taken)
    at = 0
    for match in LANDLINE.finditer(text):
        while at < len(ends) and ends[at][1] <= match.start():
            at += 1
        overlaps = at < len(ends) and ends[at][0] < match.end()
        digits = "".join(char for char in match[0] if char.isdigit())
        if not overlaps and not COUNTED.match(text, match.end()) and not (len(digits) == 8 and _is_day(digits)):
            yield Span("landline", *match.span())
