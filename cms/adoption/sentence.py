"""The running sentence of a circular: counts descending, equal ones joined by 各, zeros said or left out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cms.adoption.table import GENERAL, SYSTEMS, Line, Table

Named = tuple[str, int]  # a name with its count


def sentence(table: Table, *, zeros: bool = True) -> str:
    """Return what a table says in words."""
    lines = [line for line in table.lines if line.name not in (GENERAL, SYSTEMS)]
    places = [(line.name, _sum(line)) for line in lines]
    systems = [
        (one.label, one.count) for line in table.lines if line.name == SYSTEMS for cell in line.cells for one in cell
    ]
    general = [(line.name, _sum(line)) for line in table.lines if line.name == GENERAL]
    head = table.title.removesuffix("稿件采用情况统计")
    if not table.total:
        return f"{head}没有采用稿件。"
    counted = list(filter(None, (ranked(places), ranked(systems), ranked(general))))
    said = f"{head}共采用稿件{table.total}篇：{'；'.join(counted)}。"
    none = [name for name, count in places if not count]
    return f"{said}{'、'.join(none)}没有采用稿件。" if zeros and none else said


def ranked(counts: Iterable[Named]) -> str:
    """Return names with their counts, the most first.

    >>> ranked([("甲市", 1), ("乙市", 3), ("丙市", 1), ("丁市", 0)])
    '乙市3篇，甲市、丙市各1篇'
    """
    descending = sorted((one for one in counts if one[1]), key=lambda one: -one[1])
    return "，".join(
        _together([name for name, _ in ones], n) for n, ones in groupby(descending, key=lambda one: one[1])
    )


def _together(names: list[str], count: int) -> str:
    behind = "各" if len(names) > 1 else " " if names[-1][-1:].isdigit() else ""
    return f"{'、'.join(names)}{behind}{count}篇"


def _sum(line: Line) -> int:
    return sum(number.count for cell in line.cells for number in cell)
