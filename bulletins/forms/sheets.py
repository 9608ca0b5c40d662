"""Print lists on A4: their head on each page, rows whole, sums of each page and of all, page x of y, room to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletins.forms.canvas import Bar, Drawing, Mark, Text, height_mm, stacked
from bulletins.forms.codes import LEAST_MM, drawn
from bulletins.forms.ledger import MODULE_MM, ROW_MM, Ledger, Row, body_row, head_row, note_row, sum_row, widths_mm
from bulletins.forms.lines import MM_PER_PT, Full, Setting, Style, Type, clean, fitted, width_em
from bulletins.forms.pages import drawn_lists
from bulletins.forms.table import Table
from records import TypesetError


@dataclass(frozen=True)
class Paper:
    """A4 upright or lying, with its margins in mm; the wide one is where sheets are bound, at the top if they lie."""

    width: float
    height: float
    left: float
    top: float
    right: float = 14.0
    bottom: float = 18.0

    @property
    def room(self) -> float:
        """The width of the list."""
        return self.width - self.left - self.right


UPRIGHT, LYING = Paper(210.0, 297.0, 24.0, 15.0), Paper(297.0, 210.0, 14.0, 22.0)
TITLE = Style("标题", "biaosong", 20.0, 13.0, 2)
AGAIN = Style("标题", "hei", 10.5, 8.0, 2)
FACTS = Style("表头说明", "fang", 10.5, 8.0, 3)
CLOSING = Style("签字栏", "fang", 11.0, 8.0, 1)
FOLIO = Type("song", 9.0)
INNER_MM = 0.18
BELOW_TITLE_MM, ABOVE_LIST_MM = 2.0, 1.5
CLOSING_MM, ABOVE_CLOSING_MM = 11.0, 5.0
CODE_MM, CODE_BARS_MM = 44.0, 7.0
EMPTY_MM = 24.0
NUMBER = Style("单号", "song", 8.0, 6.5, 1)
NUMBER_MM = 4.0  # below the code of the sheet
WRITE_MM, BESIDE_MM = 22.0, 4.0  # to write on, at least; between one line and the next word
FOLIO_MM = 4.0  # below the type area


def lists(ledgers: Sequence[Ledger]) -> bytes:
    """Return lists as PDF, each on pages of its own that are counted from 1; all lie, or all stand upright.

    Raises:
        TypesetError: a row is higher than a page, a text or code has no room, or a character cannot be printed.

    """
    paper = LYING if ledgers[0].across else UPRIGHT
    pages = [page for ledger in ledgers for page in _pages(ledger, paper)]
    return drawn_lists(ledgers[0].title, (paper.width, paper.height), pages)


def _pages(ledger: Ledger, paper: Paper) -> list[tuple[list[Mark], Table]]:
    widths = widths_mm(ledger, paper.room)
    head = head_row(ledger, widths)
    rows = [body_row(ledger, n, widths) for n in range(1, len(ledger.rows) + 1)]
    tops = [_above(ledger, paper, again=again) for again in (False, True)]
    shares = _shared(ledger, rows, [paper.height - paper.bottom - top - head.height_mm for _, top in tops])
    made = []
    for n, share in enumerate(shares):
        marks, top = tops[min(n, 1)]
        last = n == len(shares) - 1
        table = Table(
            paper.left, top, widths, (head, *_with_sums(ledger, share, rows, last=last, single=len(shares) == 1))
        )
        foot = _closing(ledger, paper, top + table.height_mm) if last else []
        made.append(([*marks, *table.drawings(), *foot, _folio(paper, n + 1, len(shares))], table))
    return made


# What goes on which page -----------------------------------------------------------------------------


def _shared(ledger: Ledger, rows: Sequence[Row], rooms: Sequence[float]) -> list[list[Row]]:
    """Return the rows of each page; the last has room for what stands below, and a row at least."""
    shares: list[list[Row]] = [[]]
    room = rooms[0] - ROW_MM  # for the sum of the page
    for n, row in enumerate(rows, 1):
        if sum(each.height_mm for each in shares[-1]) + row.height_mm > room:
            shares.append([])
            room = rooms[1] - ROW_MM
        if row.height_mm > room:
            raise TypesetError("这一行比一页还高", place=f"《{ledger.title}》第 {n} 行", remedy="把其中的文字写短些")
        shares[-1].append(row)
    below = ROW_MM * (1 + ledger.closed) + _closing_mm(ledger)
    if sum(row.height_mm for row in shares[-1]) + below > room:
        shares.append([shares[-1].pop()] if len(shares[-1]) > 1 else [])
    return shares


def _with_sums(ledger: Ledger, share: Sequence[Row], rows: Sequence[Row], *, last: bool, single: bool) -> Iterator[Row]:
    yield from share
    if not rows:
        yield note_row(ledger.empty, EMPTY_MM)
        return
    if last and ledger.closed:
        yield note_row("（以下空白）")
    if not any(column.summed for column in ledger.columns):
        return
    if not single:
        yield sum_row(ledger, "小计", share)
    if last:
        yield sum_row(ledger, "合计", rows)


# Above and below -----------------------------------------------------------------------------


def _above(ledger: Ledger, paper: Paper, *, again: bool) -> tuple[list[Mark], float]:
    """Return what stands above the list, and where this begins."""
    try:
        return _again(ledger, paper) if again else _first(ledger, paper)
    except Full as error:
        raise TypesetError(f"{error}太长，一行排不下", place=f"《{ledger.title}》", remedy="写短些") from None


def _first(ledger: Ledger, paper: Paper) -> tuple[list[Mark], float]:
    beside = CODE_MM if ledger.code else 0.0
    title = _fit(ledger.title, TITLE, paper.room - 2 * beside, (1.0, 0.9, 0.8, 0.7))
    top = paper.top + max(title.height_mm, CODE_BARS_MM + NUMBER_MM if ledger.code else 0.0) + BELOW_TITLE_MM
    marks: list[Mark] = stacked([title], paper.left + beside, paper.top, paper.room - 2 * beside, "center")
    marks += _sheet_code(ledger, paper)
    facts = [_fit(line, FACTS, paper.room, (1.0, 0.9, 0.8)) for line in _fact_lines(ledger, paper)]
    marks += stacked(facts, paper.left, top, paper.room)
    top += height_mm(facts)
    return marks, top + ABOVE_LIST_MM


def _fact_lines(ledger: Ledger, paper: Paper) -> list[str]:
    """Return the facts above a list in lines, each fact whole."""
    lines: list[str] = []
    for fact in (clean(fact, f"《{ledger.title}》") for fact in ledger.facts if fact):
        longer = f"{lines[-1]}　　{fact}" if lines else fact
        fits = width_em(longer, FACTS.face) * FACTS.size_pt * MM_PER_PT < paper.room - 1.0
        lines = [*lines[:-1], longer] if fits and lines else [*lines, fact]
    return lines


def _again(ledger: Ledger, paper: Paper) -> tuple[list[Mark], float]:
    """Return the line above a list that goes on: the title once more, and the number of the sheet."""
    text = "　".join(
        clean(part, f"《{ledger.title}》") for part in (f"{ledger.title}（续）", *ledger.facts[:1]) if part
    )
    title = _fit(text, AGAIN, paper.room * 0.72, (1.0, 0.9, 0.8))
    marks = stacked([title], paper.left, paper.top, paper.room)
    if ledger.code:
        marks += stacked(
            [fitted(f"单号 {ledger.code}", NUMBER, paper.room * 0.27)], paper.left, paper.top, paper.room, "right"
        )
    return marks, paper.top + title.height_mm + ABOVE_LIST_MM


def _sheet_code(ledger: Ledger, paper: Paper) -> list[Mark]:
    """Return the code of the sheet at the upper right, its number below."""
    code = drawn(clean(ledger.code, f"《{ledger.title}》的单号"), ledger.kind)
    if not ledger.code:
        return []
    right = paper.left + paper.room
    number = fitted(f"单号 {ledger.code}", NUMBER, CODE_MM)
    if code is None:
        return stacked([number], right - CODE_MM, paper.top, CODE_MM, "right")
    if code.kind == "qr":
        side = CODE_BARS_MM + NUMBER_MM
        words = stacked([number], right - CODE_MM, paper.top + side - number.height_mm, CODE_MM - side - 2.0, "right")
        return [Drawing(right - side, paper.top, side, side, code), *words]
    if (module := min(MODULE_MM, CODE_MM / (code.modules + code.quiet))) < LEAST_MM:
        raise Full("单号")
    across = code.modules * module
    return [
        Drawing(right - across, paper.top, across, CODE_BARS_MM, code),
        *stacked([number], right - CODE_MM, paper.top + CODE_BARS_MM + 0.4, CODE_MM, "right"),
    ]


def _closing_mm(ledger: Ledger) -> float:
    return ABOVE_CLOSING_MM + CLOSING_MM * len(ledger.closing) if ledger.closing else 0.0


def _closing(ledger: Ledger, paper: Paper, top: float) -> Iterator[Mark]:
    """Yield what is filled in below the list: words, each with a line to write on up to the next."""
    for n, words in enumerate(ledger.closing):
        share = paper.room / len(words)
        for m, word in enumerate(words):
            setting = _fit(clean(word, f"《{ledger.title}》"), CLOSING, share - WRITE_MM, (1.0, 0.9, 0.8, 0.75))
            left, foot = paper.left + m * share, top + ABOVE_CLOSING_MM + n * CLOSING_MM + CLOSING_MM / 2
            wide = width_em(setting.lines[0], setting.type.face) * setting.type.em_mm
            yield Text(left, foot - setting.height_mm, share, setting)
            if word.endswith("："):
                yield Bar(left + wide, foot, share - wide - BESIDE_MM, INNER_MM)


def _folio(paper: Paper, page: int, pages: int) -> Text:
    said = Setting(FOLIO, (f"第 {page} 页　共 {pages} 页",))
    return Text(paper.left, paper.height - paper.bottom + FOLIO_MM, paper.room, said, "center")


def _fit(text: str, style: Style, width: float, sizes: Sequence[float]) -> Setting:
    """Return a text in the first of the sizes in which it fits.

    Raises:
        Full: it fits in none.

    """
    for size in sizes[:-1]:
        try:
            return fitted(text, style, width, size=size)
        except Full:
            continue
    return fitted(text, style, width, size=sizes[-1], torn=True)
