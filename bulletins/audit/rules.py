"""How a rule is written: a function that measures a document, registered with its clause and what it expects.

A rule that compares numbers yields pairs of value and place, and `measured` compares them:

    @measured("paper.width", "纸张宽度", "GB/T 9704-2012 §5.1", 210.0, 0.5, "mm")
    def width(document: Document) -> Pairs:
        for page in document.pages:
            yield page.width_mm, page.where

Any other yields findings and decides itself whether each one holds; see `checked`. Either kind may raise `Undecided`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bulletins.audit.document import DAMAGE, Document
from bulletins.audit.verdict import State, Verdict

GB = "GB/T 9704-2012 §"
CUSTOM = "惯例"
NAMED = 4  # places named in a verdict before it only counts them

Need = Literal["nothing", "text", "tags", "bulletin"]
Pairs = Iterator[tuple[float, str]]


@dataclass(frozen=True)
class Finding:
    """One place where a rule was looked at: whether it holds there, and what was seen."""

    holds: bool
    seen: str
    where: str = ""


Findings = Iterator[Finding]


class Undecided(Exception):
    """The document does not say what a rule asks; the message is the reason, in Chinese."""


@dataclass(frozen=True)
class Rule:
    """A rule and how to measure it."""

    name: str
    title: str
    source: str
    expected: str
    find: Callable[[Document], Iterable[Finding]]
    need: Need
    absent: str
    summary: Callable[[list[Finding]], str]
    module: str


RULES: dict[str, Rule] = {}


def checked(
    name: str, title: str, source: str, expected: str, *, need: Need = "nothing", absent: str = ""
) -> Callable[[Callable[[Document], Findings]], Callable[[Document], Findings]]:
    """Register a rule that yields findings.

    Args:
        name: group and matter, permanent: others may count by it.
        title: the rule in Chinese.
        source: clause, or 惯例.
        expected: what it asks for, as people read it.
        need: what a document must have for the rule to be judged: `text`, `tags`, or a `bulletin`'s own tags.
        absent: what to report, as 合格, when a document has nothing the rule speaks of; without it that is 无法判定.

    """

    def register(find: Callable[[Document], Findings]) -> Callable[[Document], Findings]:
        _add(Rule(name, title, source, expected, find, need, absent, _first, find.__module__))
        return find

    return register


def measured(
    name: str,
    title: str,
    source: str,
    expected: float,
    tolerance: float,
    unit: str,
    *,
    need: Need = "nothing",
    absent: str = "",
) -> Callable[[Callable[[Document], Pairs]], Callable[[Document], Pairs]]:
    """Register a rule that yields (value, place) pairs, each to be `expected` within `tolerance`, all in `unit`."""

    def register(find: Callable[[Document], Pairs]) -> Callable[[Document], Pairs]:
        def findings(document: Document) -> Findings:
            for value, where in find(document):
                # Half of the last printed digit is no defect: 36.0000001 is 36.
                yield Finding(
                    abs(value - expected) <= tolerance + 0.005,
                    f"{value:.2f} {unit}" if tolerance else f"{value:g} {unit}",
                    where,
                )

        wanted = f"{expected:.4g} ± {tolerance:g} {unit}" if tolerance else f"{expected:.4g} {unit}"
        _add(Rule(name, title, source, wanted, findings, need, absent, _range, find.__module__))
        return find

    return register


def _add(rule: Rule) -> None:
    assert rule.name not in RULES, f"two rules are called {rule.name}"
    RULES[rule.name] = rule


def judge(rule: Rule, document: Document) -> Verdict:
    """Return the verdict of a rule on a document."""
    state, seen, where = _judge(rule, document)
    return Verdict(rule.name, rule.title, rule.source, rule.expected, seen, where, state)


def _judge(rule: Rule, document: Document) -> tuple[State, str, str]:
    missing = _missing(rule.need, document)
    if missing:
        return State.UNKNOWN, missing, ""
    try:
        findings = list(rule.find(document))
    except Undecided as reason:
        return State.UNKNOWN, str(reason), ""
    except DAMAGE as error:
        # A strange file must not stop the other rules; what it has in place of the expected object is beyond judging.
        return State.UNKNOWN, f"文件的这一部分读不懂（{type(error).__name__}）", ""
    broken = [finding for finding in findings if not finding.holds]
    if broken:
        return State.BROKEN, rule.summary(broken), _places(broken)
    if findings:
        return State.HOLDS, rule.summary(findings), ""
    # Without a bulletin's tags, a rule on text that finds nothing may have looked in the wrong place.
    certain = document.is_bulletin or rule.need in ("nothing", "tags")
    return (State.HOLDS, rule.absent, "") if rule.absent and certain else (State.UNKNOWN, "没有可以量的对象", "")


def _missing(need: Need, document: Document) -> str:
    """Return why a document cannot be judged, or nothing."""
    if need != "nothing" and not document.has_text and need != "tags":
        return "页面上没有文字，可能是扫描件"
    if need in ("tags", "bulletin") and not document.elements:
        return "文件没有标签"
    if need == "bulletin" and not document.is_bulletin:
        return "标签中没有简报的要素"
    return ""


def _places(findings: list[Finding]) -> str:
    places = list(dict.fromkeys(f.where for f in findings if f.where))
    rest = f" 等 {len(places)} 处" if len(places) > NAMED else ""
    return "；".join(places[:NAMED]) + rest


def _first(findings: list[Finding]) -> str:
    seen = list(dict.fromkeys(f.seen for f in findings))
    return "、".join(seen[:3]) + (" 等" if len(seen) > 3 else "")


def _range(findings: list[Finding]) -> str:
    values = sorted((float(f.seen.split()[0]), f.seen) for f in findings)
    (low, first), (high, last) = values[0], values[-1]
    return last if low == high else f"{first.split()[0]} – {last}"
