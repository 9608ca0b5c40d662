"""Adoption rates: adopted ÷ reported, for each unit and group; a table that adds up, and rates that are not bent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import records
from cms.adoption.counting import Account
from cms.adoption.periods import Period
from cms.adoption.reported import Handed, who
from cms.adoption.rolls import Units, Who
from cms.adoption.table import GENERAL, GROUPS, SYSTEMS

NONE = "—"
STATED = "采用率＝采用篇数÷报送篇数，四舍五入到一位小数，各项照算得的写，不凑整；没有报送的记作“—”。"
COUNTED = "报送按首次报送的日期算，采用按刊登的那一期的日期算，跨期刊登的稿件会使采用率超过 100%。"
PLACES = "设区市和县（市、区）"


@dataclass(frozen=True)
class Share:
    """A line: how many articles were reported and adopted; `cell` says whose, '' for all; a sum adds other lines."""

    name: str
    cell: str
    reported: int
    adopted: int
    sum: bool = False

    @property
    def rate(self) -> str:
        """Return the rate as it is printed."""
        return percent(self.adopted, self.reported)


def percent(part: int, whole: int) -> str:
    """Return a share in percent to one decimal, half rounded up; — where there is nothing of which it would be one.

    >>> percent(36, 57), percent(0, 0), percent(3, 0), percent(1, 16)
    ('63.2%', '—', '—', '6.3%')
    """
    if not whole:
        return NONE
    exact = Decimal(part) * 100 / Decimal(whole)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def rates(account: Account, handed: Sequence[Handed], units: Units, group: str = "") -> list[Share]:
    """Return the lines of a group: of all, of a part (see `GROUPS`), or of one unit with those in its row.

    Each article stands in exactly one line that is no sum, so the lines add up to the last one.
    """
    if group not in GROUPS:
        lines = list(_of_unit(account, handed, units, group))
        return lines if len(lines) == 1 else [*lines, _sum("合计", group_cell(units, group), lines)]
    if group:
        lines = [line for line in _of_part(account, handed, units, group) if not line.sum]
        return lines if len(lines) == 1 else [*lines, _sum("合计", group, lines)]
    parts = [list(_of_part(account, handed, units, part)) for part in GROUPS if part]
    made = [line for lines in parts for line in lines]
    return [*made, _sum("合计", "", [line for line in made if not line.sum])]


def group_cell(units: Units, group: str) -> str:
    """Return the cell of all that counts for a unit: its row where it has one, else itself."""
    known = who(units, group)
    return f"{known.part}.{group}" if known.row == group else f"unit.{group}"


def _of_part(account: Account, handed: Iterable[Handed], units: Units, part: str) -> Iterator[Share]:
    """Yield a line for each row of a part, and their sum."""
    adopted = Counter(one.who.row for one in account.adoptions if one.who.part == part)
    told = (who(units, one.unit) for one in handed)
    reported = Counter(unit.row for unit in told if unit.part == part)
    if part == "general":
        yield Share(GENERAL, "general", reported.total(), adopted.total())
        return
    rows = {unit.row for unit in units.values() if unit.part == part} | reported.keys() | adopted.keys()
    lines = [
        Share(who(units, row).name, f"{part}.{row}", reported[row], adopted[row])
        for row in sorted(rows, key=lambda row: _order(units, row))
    ]
    yield from lines
    if lines:
        yield _sum(f"{PLACES if part == 'place' else SYSTEMS}小计", part, lines)


def _of_unit(account: Account, handed: Iterable[Handed], units: Units, group: str) -> Iterator[Share]:
    """Yield a unit's own line, and one for each unit in its row."""
    adopted = Counter(one.unit for one in account.adoptions)
    reported = Counter(one.unit for one in handed if group in (one.unit, who(units, one.unit).row))
    beneath = {code for code, unit in units.items() if unit.row == group} | adopted.keys() | reported.keys()
    own = who(units, group).name
    beneath -= {group}
    yield Share(f"{own}本级" if beneath else own, f"unit.{group}", reported[group], adopted[group])
    for code in sorted(beneath, key=lambda code: _order(units, code)):
        yield Share(who(units, code).name, f"unit.{code}", reported[code], adopted[code])


def _sum(name: str, cell: str, lines: Sequence[Share]) -> Share:
    return Share(name, cell, sum(line.reported for line in lines), sum(line.adopted for line in lines), sum=True)


def _order(units: Units, code: str) -> tuple[str, str]:
    return who(units, code).place or code, code


def inside(unit: Who, code: str, cell: str) -> bool:
    """Whether what a unit handed in counts in a cell, as `Adoption.inside` says it of what was adopted."""
    own = f"unit.{code}" if cell.startswith("unit.") else f"{unit.part}.{unit.row}" if unit.row else unit.part
    return not cell or f"{own}.".startswith(f"{cell}.")


def report(lines: Sequence[Share], period: Period, number: int = 2) -> records.Report:
    """Return the lines as a table for print, the sums among them left out but for the last."""
    shown = [line for line in lines[:-1] if not line.sum] + list(lines[-1:])
    return records.Report(
        number=number,
        title=f"{period.name}稿件报送和采用情况",
        note=STATED,
        total=shown[-1].adopted if shown else 0,
        columns=("单位", "报送篇数", "采用篇数", "采用率"),
        rows=tuple((line.name, str(line.reported), str(line.adopted), line.rate) for line in shown),
    )
