"""Finds personal data in a text: mobile and identity numbers, bank cards, private mail addresses, a
name beside a phone, a contact line.

Each search goes through the text once and looks a bounded way around what it finds, so
that time grows with the length alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from proof.contacts import FIELD, contacts
from proof.mails import mails
from proof.names import beside
from proof.numbers import BETWEEN, Span, landlines, numbers, plain

KINDS = {
    "mobile": "手机号码",
    "identity": "身份证号码",
    "bankcard": "银行卡号",
    "mail": "个人邮箱",
    "name_phone": "姓名和电话",
    "contact": "联系人一行",
}
CONTEXT = 16  # characters shown on either side
HAN = re.compile(r"[\u3400-\u9fff]{2,}")
NUMBER = re.compile(rf"\d(?:{BETWEEN}{{0,4}}\d){{5,}}[xXｘＸ]?")
MAIL = re.compile(r"(\S)[^\s@＠]*(\s{0,2}[@＠])")


@dataclass(frozen=True)
class Finding:
    """A passage with personal data: what kind, where it stands in the text, and the words around it."""

    kind: str
    passage: str
    start: int
    end: int
    before: str
    after: str


def personal(text: str) -> list[Finding]:
    """Return what of a text is personal, in its order; what overlaps is told by each of its kinds."""
    folded = plain(text)
    addresses = list(mails(folded))
    spans = [span for span in numbers(folded) if not _within(span, addresses)]
    phones = [*(span for span in spans if span.kind == "mobile"), *landlines(folded, spans)]
    named = list(beside(folded, phones))
    found = [*spans, *addresses, *named, *(Span("contact", line.start, line.end) for line in contacts(text, named))]
    return [_finding(text, span) for span in sorted(set(found), key=lambda span: (span.start, span.end, span.kind))]


def _within(span: Span, others: Sequence[Span]) -> bool:
    """Whether a passage lies in one of others that are in order and do not overlap."""
    at = bisect_right(others, span.start, key=lambda other: other.start) - 1
    return at >= 0 and span.end <= others[at].end


def masked(text: str) -> str:
    """Return a text with all that is personal in it masked."""
    made, at = "", 0
    for finding in personal(text):
        if finding.start >= at:
            made, at = made + text[at : finding.start] + mask(finding.passage, (finding.kind,)), finding.end
    return made + text[at:]


def _finding(text: str, span: Span) -> Finding:
    before = text[max(0, span.start - CONTEXT) : span.start]
    return Finding(
        span.kind, text[span.start : span.end], span.start, span.end, before, text[span.end : span.end + CONTEXT]
    )


def mask(passage: str, kinds: Collection[str]) -> str:
    """Return a passage so that nobody can use it: 138****8000, 张*。"""
    if {"name_phone", "contact"} & set(kinds):
        labels = [label.span() for label in FIELD.finditer(passage)]
        hidden = HAN.sub(
            lambda word: word[0] if _is_label(word, labels) else word[0][0] + "*" * (len(word[0]) - 1), passage
        )
        return NUMBER.sub(lambda digits: _hide(digits[0]), MAIL.sub(r"\1***\2", hidden))
    return MAIL.sub(r"\1***\2", passage) if "mail" in kinds else _hide(passage)


def _hide(number: str) -> str:
    digits = "".join(char for char in plain(number) if char.isalnum())
    return digits[:3] + "****" + digits[-4:]


def _is_label(word: re.Match[str], labels: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start() and word.end() <= end for start, end in labels)
