"""The table of adoptions as it is printed: 市本级 and 所辖县（市、区） of each city, 综合稿件, 文明行业; zeros too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import records
from cms.adoption.counting import Account
from cms.adoption.periods import Period

PLACE, OWN, BELOW = "地区", "市本级用稿篇数", "所辖县（市、区）用稿篇数"
GENERAL, SYSTEMS = "综合稿件", "文明行业"
COUNT = "用稿篇数"
# What may be asked for beside a single unit, and how the title names it.
GROUPS = {"": "", "place": "设区市", "system": SYSTEMS, "general": GENERAL}


@dataclass(frozen=True)
class Number:
    """A count: what stands before it in its cell, and which adoptions it counts."""

    count: int
    cell: str
    label: str = ""

    def __str__(self) -> str:
        apart = " " if self.label[-1:].isdigit() else ""  # 系统12 3: else the name's number would run into its count
        return f"{self.label}{apart}{self.count}"


@dataclass(frozen=True)
class Line:
    """A row: its name, and the numbers in each of its cells."""

    name: str
    cells: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table whose numbers know what they count.

    Attributes:
        title: with the period.
        columns: of the head.
        lines: in the order of GB/T 2260, then 综合稿件 and 文明行业.

    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def numbers(self) -> list[Number]:
        """Return all numbers, in the order of reading."""
        return [number for line in self.lines for cell in line.cells for number in cell]

    @property
    def total(self) -> int:
        """Return the sum of all cells."""
        return sum(number.count for number in self.numbers)

    @property
    def note(self) -> str:
        """Return the total as it is printed below the title."""
        return f"（共{self.total}篇）"

    def name_of(self, cell: str) -> str:
        """Return how a cell is named: its row and column; '' if the table has no such cell."""
        for line in self.lines:
            for column, numbers in enumerate(line.cells, 1):
                for number in numbers:
                    if number.cell == cell:
                        tail = f"·{self.columns[column]}" if len(line.cells) > 1 else ""
                        return f"{line.name}{f'·{number.label}' if number.label else tail}"
        return ""

    def report(self, number: int = 1) -> records.Report:
        """Return the table as an item of an issue; a row whose last cell reaches over the rest ends with it."""
        return records.Report(
            number=number,
            title=self.title,
            note=self.note,
            total=self.total,
            columns=self.columns,
            rows=tuple((line.name, *map(_text, line.cells)) for line in self.lines),
        )


def _text(numbers: Iterable[Number]) -> str:
    return "、".join(map(str, numbers))


def table(account: Account, period: Period, group: str = "") -> Table:
    """Return the table of a period: of all, of a part (see `GROUPS`), or of one unit with those in its row.

    What it counts is `account`, which is that of the unit where there is one.
    """
    if group not in GROUPS:
        lines = tuple(_of_unit(account, group))
        return Table(_title(account.units[group].name, period), ("单位", COUNT), lines)
    title = _title(GROUPS[group], period)
    if group == "system":
        return Table(title, ("行业", COUNT), tuple(_of_systems(account)))
    if group == "general":
        return Table(title, ("稿件", COUNT), (Line(GENERAL, ((_number(account, "general"),),)),))
    rest = () if group else tuple(_rest(account))
    return Table(title, (PLACE, OWN, BELOW), (*_of_places(account), *rest))


def _title(name: str, period: Period) -> str:
    return f"{name}{period.name}稿件采用情况统计"


def _number(account: Account, cell: str, label: str = "") -> Number:
    return Number(len(account.within(cell)), cell, label)


def rows(account: Account, part: str) -> list[str]:
    """Return the units that had rows of their own at any time, in the order of GB/T 2260."""
    own = [code for code, among in account.rows.items() if f"{part}.{code}" in among]
    return sorted(own, key=lambda code: _order(account, code))


def _order(account: Account, code: str) -> tuple[str, str]:
    return account.units[code].place or code, code


def _of_places(account: Account) -> Iterator[Line]:
    for code in rows(account, "place"):
        own, below = (_number(account, f"place.{code}.{column}") for column in ("own", "below"))
        yield Line(account.units[code].name, ((own,), (below,)))


def _of_systems(account: Account) -> Iterator[Line]:
    for code in rows(account, "system"):
        yield Line(account.units[code].name, ((_number(account, f"system.{code}"),),))


def _rest(account: Account) -> Iterator[Line]:
    """Yield the rows of one cell across both columns; of the systems those that were adopted, the most first."""
    yield Line(GENERAL, ((_number(account, "general"),),))
    found = [_number(account, f"system.{code}", account.units[code].name) for code in rows(account, "system")]
    shown = sorted((one for one in found if one.count), key=lambda one: -one.count)
    yield Line(SYSTEMS, (tuple(shown or [Number(0, "system")]),))


def _of_unit(account: Account, unit: str) -> Iterator[Line]:
    """Yield a unit's own count, and those of the units in its row."""
    row = {f"place.{unit}", f"system.{unit}"}
    beneath = [code for code, among in account.rows.items() if among & row and code != unit]
    beneath.sort(key=lambda code: _order(account, code))
    name = account.units[unit].name
    yield Line(f"{name}本级" if beneath else name, ((_number(account, f"unit.{unit}"),),))
    for code in beneath:
        yield Line(account.units[code].name, ((_number(account, f"unit.{code}"),),))
