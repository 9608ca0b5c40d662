"""The lines of an imprint in one form, label, colon, words, however they are printed: without
colons, in columns, as one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from readers.roles import NAMES
from readers.source import Line
from readers.traditional import either, simplified
from readers.words import squeeze

Kind = Literal["报", "送", "发", "抄送"]
KINDS: dict[Kind, tuple[str, ...]] = {
    "报": ("报", "抄报", "呈报", "报送", "主报", "上报", "呈送", "报至", "呈"),
    "送": ("送", "主送", "送至"),
    "抄送": ("抄送",),
    "发": (
        "发",
        "印发",
        "下发",
        "下送",
        "发送",
        "分发",
        "抄发",
        "发至",
        "分送",
        "发送范围",
        "分发范围",
        "发放范围",
        "印发范围",
    ),
}
"""What the groups of recipients are called, by what the model calls them."""
BESIDE: dict[str, Kind] = {"报送": "报", "分送": "发"}
"""Names that mean 送 where another group is what they mean elsewhere."""
KEPT = ("存", "存档")
"""Who keeps a copy: printed like a group of recipients, and none."""
LONGEST = 160
LONGEST_PARAGRAPH = 400
GROUP = "|".join(
    r"\s*".join(name)
    for names in (*KINDS.values(), KEPT)
    for name in sorted(names, key=len, reverse=True)
    if len(name) > 1
)
GROUP = f"{GROUP}|[报送发呈存]"
KEY = either(rf"(?:本[^：:，。]{{1,4}}?)?({GROUP})\s*[：:]\s*|([报送发呈]|抄\s*送)(?:[ ]{{2,}}|[\u3000\t]+)")
NEXT_KEY = either(rf"(?<=\S\S)\s+(?=(?:{GROUP})\s*[：:])")
NEXT_IN_PARAGRAPH = either(rf"(?<=[；;。，,])\s*(?=(?:{GROUP})[：:])")
BARE_KEY = either(rf"({GROUP})(\s*)(?=[\u4e00-\u9fff])")
SCOPE = either(r"[（(](?:此件|本期|本刊)?(发至|印发)([^（）()：:。]{2,})[）)]")
"""Down to whom an issue goes, in brackets."""
RECIPIENT = either(
    r"[^：:。]*(?:办|委|局|厅|部|处|室|组|会|中心|单位|部门|领导|政府|党委|成员|委员|同志|书记|部长|主任|院|校|社|队|所|站|省|市|县|区|镇|乡|街道)[）)]?[，、；;]?"
)
LABEL = either(
    rf"({NAMES}|(?:主\s*办|承\s*办|协\s*办|编\s*印)(?:单位)?|公\s*众\s*号|网\s*址|日\s*期|[印份]\s*数|{GROUP})"
    r"[ \u3000\t]+(?=\S)"
)
OWN = either(
    r"由.*(?:办|编|印发|出版)|每.{1,3}(?:出版|出刊|一期)|.*(?:印数|印刷|共印|准印|审批|刊号|电话|邮箱|地址|编辑|责编|赠阅|内部)"
)
"""What the last group of recipients in a paragraph is followed by."""


def kind_of(name: str, others: Iterable[str] = ()) -> Kind | None:
    """Return what the model calls a group of recipients with `others` beside it; None for who keeps a copy."""
    kind = next((kind for kind, names in KINDS.items() if name in names), None)
    return "送" if name in BESIDE and any(kind_of(other) == kind for other in others if other != name) else kind


def group_of(text: str) -> tuple[str, str]:
    """Split a line into the name of the group that it is for and the recipients; ('', text) for other lines."""
    match = KEY.match(text)
    return (simplified(squeeze(match[1] or match[2])), text[match.end() :]) if match else ("", text)


def labelled(lines: Sequence[Line]) -> list[Line]:
    """Return lines at the end of a bulletin with a colon behind each label that has none;
    these stand in rows, or in columns."""
    keys = [
        BARE_KEY.match(line.text) if RECIPIENT.fullmatch(line.text) and len(line.text) <= LONGEST else None
        for line in lines
    ]
    labels = [LABEL.match(line.text) if len(line.text) <= LONGEST else None for line in lines]
    made = list(lines)
    for n, line in enumerate(lines):
        key, label = keys[n], labels[n]
        beside = range(max(0, n - 1), min(n + 2, len(lines)))
        if scope := SCOPE.fullmatch(line.text):
            made[n] = replace(line, raw=f"{scope[1]}：{scope[2]}")
        elif key and (
            key[2] or any(other and squeeze(other[1]) != squeeze(key[1]) for m in beside if (other := keys[m]))
        ):
            made[n] = replace(line, raw=f"{squeeze(key[1])}：{line.text[key.end() :]}")
        elif label and ("\t" in label[0] or any(labels[m] for m in beside if m != n)):
            made[n] = replace(line, raw=f"{squeeze(label[1])}：{line.text[label.end() :]}")
    return made


def is_paragraph(text: str) -> bool:
    """Whether a paragraph names several groups of recipients."""
    return bool(KEY.match(text)) and len(text) <= LONGEST_PARAGRAPH and NEXT_IN_PARAGRAPH.search(text) is not None


def parts(text: str) -> Iterator[str]:
    """Yield what one line of an imprint says: each group of recipients, and what a
    paragraph says behind the last of them."""
    text = re.sub(r"签\s+发", "签发", text)
    if not is_paragraph(text):
        yield from NEXT_KEY.split(text)
        return
    *groups, last = NEXT_IN_PARAGRAPH.split(text)
    yield from (group.rstrip("；;。，,") for group in groups)
    clauses = re.split(r"[，,；;。]", last)
    own = next((n for n, clause in enumerate(clauses) if n and OWN.match(clause)), len(clauses))
    yield "，".join(clauses[:own]).rstrip("，")
    yield from filter(None, clauses[own:])
