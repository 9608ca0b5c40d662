"""All cases and all figures as CSV for spreadsheets: whole, and in fixed ranges of
which one changed record alters one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import msgspec

from press.reuse import stamp_of
from press.web.cases import Taken
from press.web.catalogue import figure_anchor
from press.web.library import Entry, Library, Piece
from press.web.pages import Stage
from records import Article, Case, Clipping, without_notes
from records.kept import Kept

BOM = "\ufeff"  # tells spreadsheets that this is UTF-8
# A spreadsheet takes a cell that begins like this for a formula and runs it; the site's search does the same (csv.js).
FORMULA = tuple("=+-@＝＋－＠\t\r")
SIZE = 1000  # numbers in a range, as in the folders of cases
Row = Mapping[str, Any]


class MadeOf(msgspec.Struct, frozen=True, array_like=True):
    """What a file of rows was made of: its SHA-256 in hex, how many rows, the stamps of what by the number in them."""

    sum: str
    count: int
    stamps: dict[str, bytes]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its key (the name of the same thing in a record,
    where it is in one), and what it says."""

    head: str
    key: str
    meaning: str


CASE_COLUMNS = (
    Column("编号", "number", "六位，固定不变"),
    Column("标题", "title", "案例的标题"),
    Column("地区代码", "place", "行政区划代码，六位"),
    Column("地区", "place_name", "地区名称"),
    Column("报送单位代码", "unit", "与报送单位记录中的代码一致"),
    Column("报送单位", "unit_name", "单位名称"),
    Column("起始年度", "year", "所记做法的第一个年度"),
    Column("截止年度", "year_end", "最后一个年度；不跨年的与起始年度相同"),
    Column("服务领域代码", "fields", "几个之间用分号隔开，下同"),
    Column("服务领域", "field_names", "领域名称，次序与代码相同"),
    Column("做法类型代码", "kinds", "与做法类型记录中的代码一致"),
    Column("做法类型", "kind_names", "类型名称，次序与代码相同"),
    Column("服务对象", "people_served", "做法服务哪些人"),
    Column("牵头单位", "lead_department", "由哪个部门牵头"),
    Column("来源简报", "source", "由公开的简报文章编成的，写明期次"),
    Column("数据项数", "figures", "本案例在数据表里有几行"),
    Column("公开日期", "cleared_on", "例如2025-03-01"),
    Column("摘要", "summary", "不含注释"),
    Column("网址", "address", "案例的网页"),
)
FIGURE_COLUMNS = (
    Column("类别", "kind", "案例、简报文章或剪报"),
    Column("编号", "number", "案例的六位编号；简报为刊物、年、期和条目"),
    Column("序号", "n", "在本案例或本条中是第几项"),
    Column("标题", "title", "案例或文章的标题"),
    Column("出处", "source", "案例编号或简报期次"),
    Column("地区代码", "place", "行政区划代码；不限于一地的为空"),
    Column("地区", "place_name", "地区名称"),
    Column("年度", "year", "案例的截止年度，或简报的年度"),
    Column("名称", "label", "这个数说的是什么"),
    Column("限定词", "qualifier", "原文在数前后所加的余、多、近、超过等字样；没有的为空"),
    Column(
        "数值", "value", "以“单位”一列为准的整数或小数，万、亿已经换算：6.65万写作66500；百分数照原文，34.7%写作34.7"
    ),
    Column("单位", "unit", "数的单位"),
    Column("指标代码", "indicator", "与指标记录中的代码一致"),
    Column("指标", "indicator_name", "指标相同的数，定义才相同；没有归入指标的为空"),
    Column("时间", "as_of", "原文所写的时间"),
    Column("日期", "date", "截至哪一天"),
    Column("起", "period[0]", "一段时间的第一天"),
    Column("止", "period[1]", "一段时间的最后一天"),
    Column("原句", "quote", "这个数所在的原文，不含注释"),
    Column("网址", "address", "打开就到原句"),
)


@dataclass(frozen=True)
class Made:
    """A finished file: its path below the site, rows without the head, bytes, and SHA-256 in hex."""

    name: str
    rows: int
    size: int
    digest: str


class Tables:
    """The two tables.

    Args:
        stage: where to write.
        library: reference data and public issues.
        address: of the site; where it is known, the tables hold full addresses.
        taken: the cases, in the order of their numbers.
        read: returns a case.
        kept: of what the rows of the release before were made.

    """

    def __init__(
        self,
        stage: Stage,
        library: Library,
        address: str,
        taken: Mapping[int, Taken],
        read: Callable[[int], Case],
        kept: Kept | None,
    ) -> None:
        self.library, self.address, self.taken, self.read = library, address, taken, read
        self.cases = Table(stage, "data/cases", CASE_COLUMNS, kept)
        self.figures = Table(stage, "data/figures", FIGURE_COLUMNS, kept)

    def write(self) -> None:
        """Write both: the cases by their numbers, then the figures of the issues by year."""
        for thousand, numbers in groupby(self.taken, lambda number: number // SIZE):
            part, here = f"{thousand:03d}", [self.taken[number] for number in numbers]
            stamps = {f"{case.entry.number:06d}": case.stamp for case in here}
            self.cases.add(part, stamps, len(here), partial(self._case_rows, here))
            if many := sum(case.entry.figures for case in here):
                self.figures.add(part, stamps, many, partial(self._figure_rows, here))
        for year, of_year in groupby(sorted(self.library.pieces, key=lambda piece: piece.year), lambda p: p.year):
            pieces = [piece for piece in of_year if piece.item.figures]
            many = sum(len(piece.item.figures) for piece in pieces)
            stamps = {p.address: stamp_of(p, self.library.places, self.library.indicators) for p in pieces}
            if many:
                self.figures.add(f"bulletins-{year}", stamps, many, partial(self._piece_rows, pieces))
        for table in (self.cases, self.figures):
            table.finish()

    def _case_rows(self, cases: Iterable[Taken], known: Container[str]) -> Iterator[Row]:
        for entry in (case.entry for case in cases):
            number = f"{entry.number:06d}"
            yield {"number": number} if number in known else self._row(self.read(entry.number), entry)

    def _figure_rows(self, cases: Iterable[Taken], known: Container[str]) -> Iterator[Row]:
        for entry in (case.entry for case in cases if case.entry.figures):
            if (number := f"{entry.number:06d}") in known:
                yield {"number": number}
                continue
            about = {
                "kind": "案例",
                "number": f"{entry.number:06d}",
                "title": entry.title,
                "source": f"第{entry.number:06d}号案例",
                "year": entry.year_end or entry.year,
            }
            yield from self._figures(self.read(entry.number), entry.place, entry.address, "", about)

    def _piece_rows(self, pieces: Iterable[Piece], known: Container[str]) -> Iterator[Row]:
        for piece in pieces:
            page, _, anchor = piece.address.partition("#")
            about = {
                "kind": "剪报" if isinstance(piece.item, Clipping) else "简报文章",
                "number": piece.address.removeprefix("bulletins/").replace(".html", ""),
                "title": piece.title,
                "source": piece.source,
                "year": piece.year,
            }
            yield from self._figures(piece.item, piece.place, page, anchor, about)

    def _row(self, case: Case, entry: Entry) -> Row:
        source = case.source.issue_key if case.source else ""
        also = {
            "people_served": case.people_served,
            "lead_department": case.lead_department,
            "source": self.library.issue_name(source) if source in self.library.issues else "",
            "address": self.address + entry.address,
        }
        return {**entry.data(self.library), **also}

    def _figures(
        self, record: Case | Article | Clipping, place: str, page: str, anchor: str, about: Row
    ) -> Iterator[Row]:
        library = self.library
        for n, figure in enumerate(record.figures, 1):
            indicator = library.indicators.get(figure.indicator or "")
            start, end = figure.period or ("", "")
            yield {
                **about,
                "n": n,
                "place": place,
                "place_name": library.places[place].name if place else "",
                "label": figure.label,
                "qualifier": figure.qualifier,
                "value": figure.value,
                "unit": figure.unit,
                "indicator": figure.indicator,
                "indicator_name": indicator.name if indicator else "",
                "as_of": figure.as_of,
                "date": figure.date,
                "period[0]": start,
                "period[1]": end,
                "quote": without_notes(figure.quote),
                "address": f"{self.address}{page}#{figure_anchor(record, n, anchor)}",
            }


class Table:
    """A table in two shapes: `NAME.csv` holds all rows, `NAME-PART.csv` those of one part."""

    def __init__(self, stage: Stage, name: str, columns: Sequence[Column], kept: Kept | None) -> None:
        self.stage, self.name, self.columns, self.kept = stage, name, columns, kept
        self.head = BOM + csv_text([[column.head for column in columns]])
        self.parts: list[Made] = []
        self.stamps: list[bytes] = []

    def add(
        self, part: str, stamps: Mapping[str, bytes], count: int, rows: Callable[[Container[str]], Iterable[Row]]
    ) -> None:
        """Write a part of so many rows, unless it is taken over.

        Args:
            part: its name.
            stamps: of what the rows are made of, by the number in them.
            count: of the rows.
            rows: makes them; of numbers that are given to it, a row with the number alone stands for all rows of it.

        """
        name, files, stamp = f"{self.name}-{part}.csv", self.stage.files, stamp_of(self.head, stamps)
        if not files.take(name, stamp):
            known = self._known(name, stamps)
            lines = "".join(
                known[row["number"]] if row.keys() == {"number"} else csv_text([[row[c.key] for c in self.columns]])
                for row in rows(known)
            )
            files.write(name, stamp, (self.head + lines).encode())
            if self.kept:
                self.kept.put(_key(name), MadeOf(files.files[name].sum, count, dict(stamps)))
        if self.kept:
            self.kept.asked.add(_key(name))
        self.parts.append(Made(name, count, (files.target / name).stat().st_size, files.files[name].sum))
        self.stamps.append(stamp)

    def _known(self, name: str, stamps: Mapping[str, bytes]) -> dict[str, str]:
        """Return the rows of the release before that are made of the same, as they stand there, by the number in
        them."""
        file, files = self.stage.files.source / name, self.stage.files.old
        before: MadeOf | None = self.kept.take(_key(name), MadeOf) if self.kept else None
        # What a build that was not published has kept is of another file.
        if not before or name not in files or before.sum != files[name].sum or not file.is_file():
            return {}
        lines = file.read_bytes().decode().removeprefix(self.head).split("\r\n")[:-1]
        if len(lines) != before.count:  # a text with an end of line in it: no line can be told to be a row
            return {}
        at = [column.key for column in self.columns].index("number")
        found: dict[str, str] = {}
        for line in lines:
            number = line.split(",", at + 1)[at]
            if number in before.stamps and stamps.get(number) == before.stamps[number]:
                found[number] = f"{found.get(number, '')}{line}\r\n"
        return found

    def finish(self) -> None:
        """Write the file of all rows."""
        name, files, stamp = f"{self.name}.csv", self.stage.files, stamp_of(self.head, self.stamps)
        if not files.take(name, stamp):
            head = self.head.encode()
            parts = ((files.target / part.name).read_bytes()[len(head) :] for part in self.parts)
            files.write(name, stamp, head + b"".join(parts))
        files.composed.add(name)

    @property
    def whole(self) -> Made:
        """The file of all rows."""
        name, files = f"{self.name}.csv", self.stage.files
        size = (files.target / name).stat().st_size
        return Made(name, sum(part.rows for part in self.parts), size, files.files[name].sum)


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    r"""Return rows as CSV with CRLF; texts that a spreadsheet would run are kept from it by an apostrophe.

    >>> csv_text([["=1+1", -3, None, ("甲", "乙"), 'a"b']])
    "'=1+1,-3,,甲；乙,\"a\"\"b\"\r\n"
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, int | float):
        return value
    text = "；".join(value) if isinstance(value, list | tuple) else str(value or "")
    return f"'{text}" if text.startswith(FORMULA) else text


def _key(name: str) -> bytes:
    return f"rows of {name}".encode()
