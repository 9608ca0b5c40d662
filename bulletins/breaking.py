"""Where a Chinese line may break and which marks are squeezed: GB/T 15834-2011 §5.1 and W3C
CLREQ, as plain functions of text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import inf

OPENING = frozenset("“‘（《〈「『【〔〖［｛")
CLOSING = frozenset("，。、；：？！”’）》〉」』】〕〗］｝")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ₀₁₂₃₄₅₆₇₈₉′″"
CALLS = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿")
# CLREQ: besides closing marks, no ellipsis, connection mark (一字线, 浪纹), middle dot,
# percent or degree sign begins a line.
NO_START = CLOSING | frozenset("…～－·・%％‰℃°,.;:?!)]}/∶" + RAISED)
NO_END = OPENING | frozenset("([{№￥¥$€£#±≥≤≈")

# A number with what it counts: 1154支, 37.6万余名, 2024年, 34.7%. Units of two or three
# characters are named, any other is one.
UNITS = (
    "平方公里|平方千米|平方米|立方米|摄氏度|人次|人天|小时|公里|千米|分钟|毫米|厘米|公斤|千克|公顷|课时|年度|兆瓦|千瓦时|千瓦|毫升|毫克|"
    "个百分点|个工作日|余[个名人支家场次项万]|多[个名人支家场次项万]|分贝|兆赫|千赫|千伏|毫安|海里|英里|英寸|微米|纳米|微克|千卡|公升"
)
_LATIN = "A-Za-zμΩ㎀-㏟"  # letters of units, also those of one character (㎡, ㎏)
_LATIN_UNIT = rf"[{_LATIN}℃°]+[{RAISED}]*(?:[/·](?:[{_LATIN}]+[{RAISED}]*|[\u4e00-\u9fff]))*"
_HAN = r"(?![至到])[\u4e00-\u9fff]"
_UNIT = rf"(?:[%％‰]|{_LATIN_UNIT}|[多余]?(?:(?!{UNITS})[十百千万亿])*(?:{UNITS}|{_HAN})?)"
_ABBREVIATED = (
    r"[kcmdnμ]?m[²³]?|km/h|m/s|[km]?g|t|[mk]?[LlWVA]|[kM]Wh?|hm²|ha|h|min|[mμn]?s|d|[KMGT]B|Hz|[kM]?Pa|dB|℃|°C"
)
_COUNTED_BY = (
    "个名人支家场次项万亿元年月日天时分秒岁号期份页条件户村届批组处座套台辆间"
    "张本册部篇字类种位只头棵亩米里克斤吨升度倍成"
)
_SPACED = (
    rf"(?: (?:(?:{_ABBREVIATED})(?![A-Za-z])|{UNITS}|[%％‰㎀-㏟{_COUNTED_BY}]))"  # 30 km and 30 名, as some write it
)
_MEASURE = rf"(?:{_SPACED}|{_UNIT})(?:/(?:{UNITS}|{_HAN}|{_LATIN_UNIT}))?"
_DIGITS = rf"(?:\d{{1,3}}(?: \d{{3}})+(?!\d)|\d+)(?:[.,:：∶/×]\d+)*[{RAISED}]*"  # 1 000 000 too
# Sign or currency, the number, its unit; a second number that a ratio, a range or an operator ties to it.
_COUNTED = rf"(?:第 ?|百分之)?[+＋\-−±≥≤≈<>＜＞~～￥¥$€£№#]*(?:(?:No\.|[￥¥$€£№]) ?)?{_DIGITS}{_MEASURE}"
NUMBER = re.compile(rf"{_COUNTED}(?: ?[—–\-~～∶:：×/+＋±至到] ?{_DIGITS}{_MEASURE})?")
DOCUMENT = re.compile(r"[〔［（\[(【]\d{4}[〕］）\])】]\s?第?\d+号?")  # 〔2023〕12号
STANDARD = re.compile(r"[A-Z]{2,}(?:/[A-Z]+)? ?\d+(?:\.\d+)*(?:[—–\-]\d{4})?")  # GB/T 9704-2012
_LETTER = "A-Za-z0-9\u00c0-\u024f\u0370-\u04ffⅠ-ⅿ"  # Latin with its accents, Greek and Cyrillic, Roman numerals
WORD = re.compile(rf"[{_LETTER}][{_LETTER}{RAISED}.,'’@_+&/=<>$€£-]*")  # also C₆H₁₂O₆, E=mc², HK$300
DOUBLE = re.compile(r"——|……")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9.-]+|(?:[A-Za-z0-9-]+\.)+(?:com|cn|org|net|gov|edu|info)(?:/[!-~]*)?"
)
_PART = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")

LONG_PART = 12  # letters of an address without a mark among them: more, and it may break anywhere
EDGE = 3  # letters of it that stay together at either side
APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z ])")

NEVER = inf
INSIDE = 0.7  # how much a break in an address costs against a free one (fitting.py), and one between its letters
TORN = 3.0


@lru_cache(maxsize=4096)
def chances(text: str) -> tuple[float, ...]:
    """Return for each index of a text what it costs to begin a line there: nothing,
    something in an address, NEVER elsewhere."""
    costs = [0.0 if i and may_break(text[i - 1], text[i]) else NEVER for i in range(len(text))]
    for match in re.finditer("——", text):
        costs[match.start()] = 0.0 if match.start() > 0 and text[match.start() - 1] not in NO_END else NEVER
    for pattern in (NUMBER, DOCUMENT, STANDARD, WORD, DOUBLE):
        for match in pattern.finditer(text):
            costs[match.start() + 1 : match.end()] = [NEVER] * (match.end() - match.start() - 1)
    for match in ADDRESS.finditer(text):
        start, end = match.span()
        costs[start + 1 : end] = _within(match[0])[1:]
    return tuple(costs)


def breaks(text: str) -> tuple[bool, ...]:
    """Return for each index of a text whether a line may begin there (the index of the character after the break)."""
    return tuple(cost < NEVER for cost in chances(text))


def _within(address: str) -> list[float]:
    """Return what breaks in an address cost: after / and @, before any other mark, between letters
    of long parts; no hyphen is added."""
    costs = [NEVER] * len(address)
    scheme = address.find("//") + 2 if "://" in address else 0
    for part in _PART.finditer(address):
        start, end = part.span()
        if end - start > LONG_PART:
            costs[start + EDGE : end - EDGE + 1] = [TORN] * (end - start - 2 * EDGE + 1)
        after_mark = start > scheme and (address[start - 1] in "/@" or address[start] in ".-_?#%=&")
        if after_mark or (start == scheme > 0):
            costs[start] = INSIDE
    return costs


def may_break(before: str, after: str) -> bool:
    """Whether a line may break between two characters, regardless of the words they belong to."""
    if after == " " or after in NO_START or after in CALLS:  # a note's call stays with its word (CLREQ §3.1.3)
        return False
    if before == " ":
        return True
    # A single — binds what it connects (点单—派单) to what precedes; —— may begin a line, see `chances`.
    return before not in NO_END and after != "—"


@lru_cache(maxsize=4096)
def squeezed(text: str) -> tuple[int, ...]:
    """Return the indices of the full-width marks set half width, because another mark meets
    their blank half (CLREQ §3.1.6.1)."""
    found = []
    for i, (first, second) in enumerate(pairwise(text)):
        if first in CLOSING and (second in CLOSING or second in OPENING):
            found.append(i)
        elif first in OPENING and second in OPENING:
            found.append(i + 1)
    return tuple(found)
