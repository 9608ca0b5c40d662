"""What an audit says: one verdict for each rule, and together they say whether a PDF is fit to print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether a rule holds."""

    HOLDS = "合格"
    BROKEN = "不合格"
    UNKNOWN = "无法判定"


@dataclass(frozen=True)
class Verdict:
    """What was measured for one rule.

    Attributes:
        rule: permanent name of the rule, group and matter (`paper.size`).
        title: the rule in Chinese, for people.
        source: clause it comes from, or 惯例.
        expected: what it asks for, with unit and tolerance.
        measured: what the PDF has; for 无法判定 the reason.
        where: the places at fault, or nothing.
        state: 合格, 不合格 or 无法判定.

    """

    rule: str
    title: str
    source: str
    expected: str
    measured: str
    where: str
    state: State


@dataclass(frozen=True)
class Audit:
    """The verdicts on one PDF, in the order of the page: paper first, the file's inner structure last."""

    pages: int
    verdicts: tuple[Verdict, ...]

    @property
    def defects(self) -> tuple[Verdict, ...]:
        """The rules that are broken."""
        return tuple(v for v in self.verdicts if v.state is State.BROKEN)

    @property
    def unknown(self) -> tuple[Verdict, ...]:
        """The rules that could not be judged."""
        return tuple(v for v in self.verdicts if v.state is State.UNKNOWN)

    def __getitem__(self, rule: str) -> Verdict:
        """Return the verdict on a rule by its name; KeyError if there is no such rule."""
        for verdict in self.verdicts:
            if verdict.rule == rule:
                return verdict
        raise KeyError(rule)
