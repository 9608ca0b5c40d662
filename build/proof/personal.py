"""Finds personal data in a text: mobile and identity numbers, bank cards, private mail addresses, a name beside a phone, a contact line.

Each search goes through the text once and looks a bounded way around what it finds, so that time grows with the length alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

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
END_LINES = 10  # lines at the end of a text among which a contact line may stand
LABEL = (
    r"(?:单位)?(?:撰稿|供稿|执笔|拟稿|审签|审核|核稿|签发|联系)人员?|撰稿|供稿|执笔|审签|审核|审定|核稿|作者|通讯员|负责人"
    r"|联系电话|联系方式|办公电话|电\s?话|手\s?机"
)
# At the start of a line or a bracket, behind a mark or another field; 咨询电话 and 供稿单位 are no such labels.
CONTACT = re.compile(
    rf"(?:^|(?<=[\s（(；;，,、。/｜]))(?:{LABEL})(?:\s?[：:]\s{{0,3}}|[ \u3000]{{1,3}}(?=\S{{2,12}}))[^\s（）()；;，,、。：:｜]{{2,30}}",
    re.MULTILINE,
)
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
    found = [*spans, *addresses, *beside(folded, phones), *_contacts(folded)]
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
    return Finding(span.kind, text[span.start : span.end], span.start, span.end, before, text[span.end : span.end + CONTEXT])


def _contacts(text: str) -> Iterator[Span]:
    """Yield the contact lines that stand near the end, each as a whole from its first label to its last value."""
    lines: list[tuple[int, int]] = []
    end = len(text)
    while end > 0 and len(lines) < END_LINES:
        start = text.rfind("\n", 0, end) + 1
        if text[start:end].strip():
            lines.append((start, end))
        end = start - 1
    for start, end in lines:
        marks = list(CONTACT.finditer(text, max(start, end - 300), end))
        if marks:
            yield Span("contact", marks[0].start(), marks[-1].end())


def mask(passage: str, kinds: Collection[str]) -> str:
    """Return a passage so that nobody can use it: 138****8000, 张*。"""
    if {"name_phone", "contact"} & set(kinds):
        hidden = HAN.sub(lambda word: _hide_name(word[0]), passage)
        return NUMBER.sub(lambda digits: _hide(digits[0]), MAIL.sub(r"\1***\2", hidden))
    return MAIL.sub(r"\1***\2", passage) if "mail" in kinds else _hide(passage)


def _hide(number: str) -> str:
    digits = "".join(char for char in plain(number) if char.isalnum())
    return digits[:3] + "****" + digits[-4:]


def _hide_name(word: str) -> str:
    return word if re.fullmatch(rf"(?:{LABEL})+", word) else word[0] + "*" * (len(word) - 1)
