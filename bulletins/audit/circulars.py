"""Measure circulars and letters: what holds for every sheet of ours, and that what was given is printed whole and once.

Their own checks compare the finished PDF with what it was made of: text in is text out, nothing is cut, and what a
table prints adds up to what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bulletins.audit.articles import texts_of
from bulletins.audit.document import Document, Glyph, read_document
from bulletins.audit.lines import lines_of
from bulletins.audit.rules import CUSTOM, RULES, Finding, Findings, Rule, judge
from bulletins.audit.standard import BINDING_MM, BOTTOM_MM, CLOSING, OPENING, TOP_MM, WIDTH_MM
from bulletins.audit.structure import CELLS
from bulletins.audit.verdict import Audit
from bulletins.circular import Circular, Letter
from records import Report, report_sum

# What only a bulletin has: number, dateline, contents, imprint and its even page, its record as an attachment.
# A page may end early where its last paragraph goes overleaf with the signature, which never stands there alone.
# The bookmarks of letters name units, and their sheets have no number.
NOT_THEIRS = re.compile(
    r"head\.(parts|number|order|dateline|date$)|contents\.|imprint\.|pages\.even|attach\.record|order\.parts|grid\.bottom"
)
NOT_OF_LETTERS = re.compile(r"folio\.|meta\.outline")
OFF_MM = 0.5
ROLES = {
    "Masthead": "红头",
    "Title": "标题",
    "Addressee": "抬头",
    "Paragraph": "正文",
    "UnderTitle": "表题下的说明",
    "Enclosed": "附件说明",
    "Signer": "落款",
    "Signed": "日期",
}
Written = Sequence[Circular] | Sequence[Letter]
_Find = Callable[[Document, Written], Findings]


@dataclass(frozen=True)
class PrintedTable:
    """The cells of a table as printed, row by row; what is repeated overleaf stands in `heads` again."""

    heads: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def audit_circular(pdf: bytes, circular: Circular) -> Audit:
    """Return the verdicts on a circular, given what it was made of.

    Raises:
        ContentError: the PDF cannot be read.

    """
    return _audit(pdf, [circular], NOT_THEIRS)


def audit_letters(pdf: bytes, letters: Sequence[Letter]) -> Audit:
    """Return the verdicts on letters, one a page in their order; raises as `audit_circular`."""
    return _audit(pdf, letters, re.compile(f"{NOT_THEIRS.pattern}|{NOT_OF_LETTERS.pattern}"))


def _audit(pdf: bytes, written: Written, left_out: re.Pattern[str]) -> Audit:
    document = read_document(pdf)
    usual = [rule for rule in RULES.values() if not left_out.match(rule.name)]
    return Audit(len(document.pages), tuple(judge(rule, document) for rule in (*usual, *_own(written))))


def _own(written: Written) -> Iterator[Rule]:
    asked: list[tuple[str, str, str, _Find]] = [
        ("circular.text", "文字一字不少、一字不多", "各部分与稿子逐字相同", _texts),
        ("circular.cells", "表格一格不少", "各格与统计逐格相同，转页重复表头", _cells),
        ("circular.sums", "表中各数相加等于统计总数", "表中相加、表题下的总数、统计总数三者相同", _sums),
        ("circular.whole", "没有排到版心外的字", "每个字都在版心以内", _inside),
        ("circular.sheet", "每封函单独一页", "第 n 封在第 n 页", _sheets),
    ]
    for name, title, expected, find in asked:

        def found(document: Document, find: _Find = find) -> Findings:
            return find(document, written)

        yield Rule(name, title, CUSTOM, expected, found, "bulletin", "没有这一项", _seen, __name__)


def _seen(findings: list[Finding]) -> str:
    return "、".join(dict.fromkeys(finding.seen for finding in findings[:3]))


def _texts(document: Document, written: Written) -> Findings:
    """Compare the texts of each role, in order."""
    wanted: dict[str, list[str]] = {}
    for each in written:
        for role, text in _expected(each):
            wanted.setdefault(role, []).append(_bare(text))
    for role, name in ROLES.items():
        found = texts_of(document, role)
        holds = found == wanted.get(role, [])
        yield Finding(holds, "逐字相同" if holds else f"{name}：{_difference(wanted.get(role, []), found)}")
    stray = (line for line in lines_of(document) if line.role not in (*ROLES, "AnnexNumber"))
    others = "".join(line.text for line in stray if document.inside(line.glyphs[0].element, "Table") is None)
    yield Finding(not others, f"多出“{others[:12]}”" if others else "逐字相同")


def _expected(written: Circular | Letter) -> Iterator[tuple[str, str]]:
    """Yield what each role prints, in order."""
    yield "Masthead", written.masthead
    yield "Title", written.title
    if written.to:
        yield "Addressee", f"{written.to}："
    yield from (("Paragraph", text) for text in written.paragraphs)
    yield "Signer", written.office
    yield "Signed", f"{written.date.year}年{written.date.month}月{written.date.day}日"
    reports = written.reports if isinstance(written, Circular) else ()
    for n, report in enumerate(reports, 1):
        number = f"{n}. " if len(reports) > 1 else ""
        yield "Enclosed", f"{'附件：' if n == 1 else ''}{number}{report.title}"
        yield "Title", report.title
        for text in filter(None, report.note.split("\n\n")):
            yield ("UnderTitle" if len(text) <= 28 else "Paragraph"), text


def _difference(wanted: list[str], found: list[str]) -> str:
    if len(wanted) != len(found):
        return f"应有 {len(wanted)} 处，印了 {len(found)} 处"
    for there, here in zip(wanted, found, strict=True):
        if there != here:
            at = next(
                (n for n, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), min(len(there), len(here))
            )
            return f"“{there[at : at + 8]}”印作“{here[at : at + 8]}”"
    return ""


def _cells(document: Document, written: Written) -> Findings:
    """Compare the cells of each table, and its head on every page."""
    reports = _reports(written)
    tables = list(printed_tables(document))
    if len(tables) != len(reports):
        yield Finding(False, f"应有 {len(reports)} 张表，印了 {len(tables)} 张")
        return
    for report, table in zip(reports, tables, strict=True):
        wanted = [tuple(map(_bare, row)) for row in report.rows]
        holds = table.rows == wanted
        yield Finding(
            holds, "逐格相同" if holds else f"应有 {len(wanted)} 行，印了 {len(table.rows)} 行或有格不同", report.title
        )
        head = tuple(map(_bare, report.columns))
        repeated = all(each == head for each in table.heads) and bool(table.heads)
        yield Finding(repeated, "表头相同" if repeated else "表头不同", report.title)


def _sums(document: Document, written: Written) -> Findings:
    """Add up what a table prints, and compare it with the number below its title and with what was counted."""
    for report, table in zip(_reports(written), printed_tables(document), strict=False):
        if report.total is None:
            continue
        # What is printed, read anew: not the report that was given.
        heads = table.heads[0] if table.heads else report.columns
        added = report_sum(Report(number=1, title=report.title, columns=heads, rows=tuple(table.rows)))
        yield Finding(added == report.total, f"表中相加 {added}，统计 {report.total}", report.title)
        told = [int(n) for text in texts_of(document, "UnderTitle") for n in re.findall(r"共(\d+)篇", text)]
        if "共" in report.note:
            yield Finding(report.total in told, f"印作 {told}，统计 {report.total}", report.title)


def _inside(document: Document, written: Written) -> Findings:
    """Look for characters beyond the type area; page numbers stand below it and are none of the text."""
    for page in document.pages:
        out = "".join(g.text for g in page.glyphs if not g.artifact and not _within(g))
        yield Finding(not out, f"“{out[:12]}”在版心外" if out else "都在版心内", page.where)


def _within(glyph: Glyph) -> bool:
    """Whether a character stands in the type area; a mark with what shows of it, the half of its em box."""
    left = glyph.left + (glyph.em / 2 if glyph.text in OPENING else 0)
    right = glyph.left + glyph.em / 2 if glyph.text in CLOSING else glyph.right
    across = left >= BINDING_MM - OFF_MM and right <= BINDING_MM + WIDTH_MM + OFF_MM
    return across and TOP_MM - OFF_MM <= glyph.baseline <= BOTTOM_MM + OFF_MM


def _sheets(document: Document, written: Written) -> Findings:
    """Look on which page each letter begins and ends."""
    if not all(isinstance(each, Letter) for each in written):
        return
    for role in ("Addressee", "Signed"):
        pages = [line.page for line in lines_of(document) if line.role == role]
        yield Finding(pages == list(range(1, len(written) + 1)), f"{len(pages)} 封在 {len(document.pages)} 页")


def printed_tables(document: Document) -> Iterator[PrintedTable]:
    """Yield the tables of a PDF with the text of each cell as printed; the parts of one that goes on are one table."""
    texts: dict[int, str] = {}
    for page in document.pages:
        for glyph in page.glyphs:
            cell = document.inside(glyph.element, *CELLS)
            if cell is not None:
                texts[cell] = texts.get(cell, "") + glyph.text
    made: dict[int | None, PrintedTable] = {}
    rows: dict[int, list[int]] = {}
    for element in document.elements:
        row = document.inside(element.parent, "TR")
        if element.standard in CELLS and row is not None and element.kind != "BulletinContinued":
            rows.setdefault(row, []).append(element.index)
    for row, cells in rows.items():
        table = document.inside(row, "Table")
        assert table is not None
        held = made.setdefault(document.elements[table].parent, PrintedTable())
        kept = held.heads if document.elements[cells[0]].standard == "TH" else held.rows
        kept.append(tuple(texts.get(cell, "") for cell in cells))
    yield from made.values()


def _reports(written: Written) -> list[Report]:
    return [report for each in written if isinstance(each, Circular) for report in each.reports]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
