"""The places where a copy can be, what is done with copies, and the channels: one word for each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError

NOWHERE = ""  # from where copies come when they are printed
STORE, SEALED, SENT, HELD = "store", "sealed", "sent", "held"
RECALLED, DESTROYED, RETAINED, MISSING = "recalled", "destroyed", "retained", "missing"
PLACES = {
    STORE: "库存",
    SEALED: "已封待发",
    SENT: "在途",
    HELD: "收件单位",
    RECALLED: "已清退",
    RETAINED: "留用",
    MISSING: "查无下落",
    DESTROYED: "已销毁",
}
OF_A_PARCEL = (SEALED, SENT, HELD)  # copies stand there under the number of their parcel
KINDS = {
    "receive": "印件入库",
    "seal": "封装",
    "unseal": "拆封",
    "send": "发出",
    "receipt": "签收",
    "returned": "退件",
    "stocktake": "盘点",
    "retain": "留用",
    "recall": "清退",
    "lose": "报失",
    "find": "找到",
    "destroy": "销毁",
    "reprint": "补印",
    "reissue": "补发",
}
# What a parcel is said to be; the last four where none of its copies is with it any more.
STAGES = {
    "waiting": "待封",
    "sealed": "已封待发",
    "sent": "已发，未签收",
    "partly": "部分签收",
    "received": "已签收",
    "returned": "退件",
    "recalled": "已清退",
    "lost": "已报失",
    "gone": "已转出",
}
CHANNELS = ("机要", "交换", "邮寄", "自取", "邮件")
UNDECIDED = "未定"
COLLECTED = "自取"  # signed for where it is handed over
# By which channel no issue with a mark of secrecy may go (条例 art. 26); what names 机要 is not meant.
OPEN_CHANNEL = re.compile("邮|快递|挂号|平信|传真|微信|网")
LAST_NUMBER = 999_999  # GB/T 9704-2012 7.2.1: six digits
MOST_NUMBERS = 20_000


def barred(secrecy: str, channel: str) -> bool:
    """Whether an issue with this mark of secrecy may not go by a channel (条例 art. 26: 机要, exchange, couriers)."""
    return bool(secrecy.strip()) and "机要" not in channel and bool(OPEN_CHANNEL.search(channel))


def numbers_in(text: str) -> list[int]:
    """Return the numbers of copies that a text lists, such as 1-16、18.

    Raises:
        ValidationError: what it names is none, twice there, or too many.

    """
    found: list[int] = []
    for part in filter(None, re.split(r"[,，、;；\s]+", unicodedata.normalize("NFKC", text))):
        told = re.fullmatch(r"0*(\d{1,6})(?:[-—–~至]+0*(\d{1,6}))?", part)
        first, last = (int(told[1]), int(told[2] or told[1])) if told else (0, 0)
        if not 1 <= first <= last:
            raise ValidationError(f"“{part[:20]}”不是份号。请写成 1-16、18 这样，最多六位。")
        found += range(first, last + 1)
        if len(found) > MOST_NUMBERS:
            raise ValidationError(f"一次最多 {MOST_NUMBERS} 个份号，请分几次。")
    if double := [number for number, times in Counter(found).items() if times > 1]:
        raise ValidationError(f"份号 {double[0]:06d} 写了两次，请删去一处。")
    return found


def say_numbers(numbers: Iterable[int]) -> str:
    """Return numbers of copies as they are printed, those that follow each other as one span."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "、".join(f"{first:06d}" if first == last else f"{first:06d}—{last:06d}" for first, last in spans)


def say_some(names: Sequence[str], most: int = 3) -> str:
    """Return a few names in a row, and how many there are where some are left out."""
    more = f"等 {len(names)} 家" if len(names) > most else ""
    return "、".join(names[:most]) + more
