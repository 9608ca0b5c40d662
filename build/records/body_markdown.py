"""The blocks of a text in Markdown, which loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from records.body import AnyBlock, Body, Heading, Ordinal, Paragraph, Picture, Point, Quotation, Table, marker, numbers
from records.errors import RecordError
from records.tables import Merge, fault

BLOCK_START = re.compile(r"#|>|-|\||!\[|: |:: |—— ")
CELL = re.compile(r"((?:\\.|[^|\\])*)\|")
MARKERS: dict[Ordinal, re.Pattern[str]] = {
    "一是": re.compile(r"([一二三四五六七八九十]+)是"),
    "一、": re.compile(r"([一二三四五六七八九十]+)、"),
    "（一）": re.compile(r"（([一二三四五六七八九十]+)）"),
    "1.": re.compile(r"(\d+)\."),
    "（1）": re.compile(r"（(\d+)）"),
}
INDENT = "    "


def escape(text: str) -> str:
    r"""Return text as it stands in Markdown: `\` and `*` escaped."""
    return text.replace("\\", "\\\\").replace("*", "\\*")


def escape_line(text: str, *, point: bool = False) -> str:
    """Escape a paragraph so that it cannot be taken for another block (or, in a point, for its number)."""
    escaped = escape(text)
    starts = BLOCK_START.match(text) or (point and any(p.match(text) for p in MARKERS.values()))
    return "\\" + escaped if starts else escaped


def unescape(text: str) -> str:
    """Undo `escape` and `escape_line`."""
    return re.sub(r"\\(.)", r"\1", text)


def format_body(body: Iterable[AnyBlock]) -> str:
    """Return the Markdown of a body; ends with a newline unless empty."""
    blocks = tuple(body)
    chunks: list[str] = []
    for block, n in zip(blocks, numbers(blocks), strict=True):
        match block:
            case Paragraph():
                chunks.append(escape_line(block.text))
            case Heading():
                chunks.append("#" * (block.level + 2) + " " + escape(block.text))
            case Point():
                chunks.append(_format_point(block, n, ""))
            case Quotation():
                lines = [f"> {escape_line(t)}" for t in block.text]
                lines += [f"> —— {escape(block.source)}"] if block.source else []
                chunks.append("\n>\n".join(lines))
            case Table():
                rows = [block.columns, ("---",) * len(block.columns), *block.rows]
                chunks.append(
                    "\n".join(["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows] + _reach(block))
                )
                if block.caption:
                    chunks.append(": " + escape(block.caption))
            case Picture():
                caption = f' "{escape(block.caption)}"' if block.caption else ""
                chunks.append(f"![{escape(block.alt).replace(']', chr(92) + ']')}](media/{block.media}{caption})")
    return "\n\n".join(chunks) + "\n" if chunks else ""


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|") if text != "---" else text


def _reach(table: Table) -> list[str]:
    """Return the line below a table that says how many rows its head has and which cells
    are merged: row.column down×across."""
    said = [f"head {table.head_rows}"] if table.head_rows != 1 else []
    said += [f"{m.row + 1}.{m.column + 1} {m.down}x{m.across}" for m in table.merged]
    return [":: " + "; ".join(said)] if said else []


def _format_point(point: Point, n: int, indent: str) -> str:
    first, *rest = point.text or ("",)
    head = marker(point.ordinal, n)
    if point.lead_in:
        head += f"**{escape(point.lead_in)}**" + escape(first)
    else:
        head += escape_line(first, point=True)
    lines = [f"{indent}-   {head}".rstrip()]
    lines += [f"{indent}{INDENT}{escape_line(t)}" for t in rest]
    lines += [
        _format_point(c, m, indent + INDENT) for c, m in zip(point.children, numbers(point.children), strict=True)
    ]
    return "\n\n".join(lines)


def parse_body(markdown: str, *, place: str = "", first_line: int = 1) -> Body:
    """Read a body from Markdown as `format_body` writes it.

    Args:
        markdown: the text; blocks are separated by blank lines (points of a run need none).
        place: file name for messages.
        first_line: line number of the text's first line in its file.

    Raises:
        RecordError: with file and line where the text is no valid body.

    """
    return _Parser(markdown, place, first_line).body()


class _Parser:
    def __init__(self, markdown: str, place: str, first_line: int) -> None:
        self.place = place
        self.lines = [(first_line + i, line.rstrip()) for i, line in enumerate(markdown.split("\n"))]
        self.at = 0
        self.printed: list[tuple[int, str]] = []  # line and number of each point at the top level

    def error(self, line: int, message: str, remedy: str = "") -> RecordError:
        return RecordError(message, place=f"{self.place} 第 {line} 行", remedy=remedy)

    def body(self) -> Body:
        blocks: list[AnyBlock] = []
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line:
                self.at += 1
            elif line.startswith("###"):
                blocks.append(self.heading(number, line))
            elif line.startswith("-   "):
                points, printed = self.points("")
                blocks.extend(points)
                self.printed += printed
            elif line.startswith(">"):
                blocks.append(self.quotation())
            elif line.startswith("|"):
                blocks.append(self.table(number))
            elif line.startswith("!["):
                blocks.append(self.picture(number, line))
            elif BLOCK_START.match(line):
                raise self.error(number, f"看不懂这一行：{line[:20]}", "见格式说明；普通段落请在行首加反斜线")
            else:
                blocks.append(Paragraph(text=unescape(line)))
                self.at += 1
        self.check_numbers(blocks, self.printed)
        return tuple(blocks)

    def check_numbers(self, blocks: Sequence[AnyBlock], printed: Sequence[tuple[int, str]]) -> None:
        """Raise RecordError where the number of a point is not the one that its place gives it."""
        counted = [(block, n) for block, n in zip(blocks, numbers(blocks), strict=True) if isinstance(block, Point)]
        for (point, n), (line, found) in zip(counted, printed, strict=True):
            if point.ordinal and marker(point.ordinal, n) != found:
                raise self.error(line, f"序号“{found}”应为“{marker(point.ordinal, n)}”", "序号按次序连续编排")

    def heading(self, number: int, line: str) -> Heading:
        match = re.fullmatch(r"(####?) (.+)", line)
        if not match:
            raise self.error(number, "小标题应写作“### 标题”或“#### 标题”")
        self.at += 1
        return Heading(text=unescape(match[2]), level=1 if len(match[1]) == 3 else 2)

    def points(self, indent: str) -> tuple[list[Point], list[tuple[int, str]]]:
        """Read points at one indentation; returns them with line and printed number of each."""
        points: list[Point] = []
        found: list[tuple[int, str]] = []
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line:
                ahead = next((text for _, text in self.lines[self.at :] if text), "")
                if not ahead.startswith(indent + "-   "):
                    break
                self.at += 1
                continue
            if not line.startswith(indent + "-   "):
                break
            point, printed = self.point(number, line[len(indent) + 4 :], indent + INDENT)
            points.append(point)
            found.append((number, printed))
        return points, found

    def point(self, number: int, head: str, indent: str) -> tuple[Point, str]:
        self.at += 1
        ordinal, printed = self.ordinal(head)
        head = head[len(printed) :]
        lead_in = ""
        if head.startswith("**"):
            match = re.match(r"\*\*((?:[^*\\]|\\.)+)\*\*", head)
            if not match:
                raise self.error(number, "段首主题句的粗体没有收尾", "在主题句末尾补上 **")
            lead_in, head = unescape(match[1]), head[match.end() :]
        paragraphs = [unescape(head)] if head else []
        children: list[Point] = []
        while self.at < len(self.lines):
            below, line = self.lines[self.at]
            ahead = line or next((text for _, text in self.lines[self.at :] if text), "")
            if not ahead.startswith(indent):
                break
            if not line:
                self.at += 1
            elif line.startswith(indent + "-   "):
                if len(indent) > len(INDENT):
                    raise self.error(below, "要点最多两级")
                found, numbered = self.points(indent)
                self.check_numbers(found, numbered)
                children.extend(found)
            elif children:
                raise self.error(below, "二级要点之后不能再接本级段落", "把这一段移到二级要点之前")
            else:
                paragraphs = paragraphs or [""]
                paragraphs.append(unescape(line[len(indent) :]))
                self.at += 1
        return Point(ordinal=ordinal, lead_in=lead_in, text=tuple(paragraphs), children=tuple(children)), printed

    @staticmethod
    def ordinal(head: str) -> tuple[Ordinal, str]:
        for ordinal, pattern in MARKERS.items():
            match = pattern.match(head)
            if match:
                return ordinal, match[0]
        return "", ""

    def quotation(self) -> Quotation:
        paragraphs: list[str] = []
        source = ""
        while self.at < len(self.lines) and self.lines[self.at][1].startswith(">"):
            text = self.lines[self.at][1][1:].strip()
            if text.startswith("—— "):
                source = unescape(text[3:])
            elif text:
                paragraphs.append(unescape(text))
            self.at += 1
        return Quotation(text=tuple(paragraphs), source=source)

    def table(self, number: int) -> Table:
        rows: list[tuple[str, ...]] = []
        while self.at < len(self.lines) and self.lines[self.at][1].startswith("|"):
            rows.append(tuple(unescape(c.strip()) for c in CELL.findall(self.lines[self.at][1][1:])))
            self.at += 1
        if len(rows) < 2 or set(rows[1]) != {"---"}:
            raise self.error(number, "表格第二行应为 | --- | --- |")
        long = next((i for i, row in enumerate(rows) if len(row) > len(rows[0])), None)
        if long is not None:
            raise self.error(number + long, "这一行的单元格比表头多")
        head_rows, merged = self.reach()
        caption = ""
        ahead = next(((i, t) for i, (_, t) in enumerate(self.lines[self.at :]) if t), (0, ""))
        if ahead[1].startswith(": "):
            caption = unescape(ahead[1][2:])
            self.at += ahead[0] + 1
        table = Table(columns=rows[0], rows=tuple(rows[2:]), caption=caption, merged=merged, head_rows=head_rows)
        if wrong := fault(table):
            raise self.error(number, wrong, "改正表格下面“:: ”那一行")
        return table

    def reach(self) -> tuple[int, tuple[Merge, ...]]:
        """Read the line below a table that `_reach` writes."""
        number, line = self.lines[self.at] if self.at < len(self.lines) else (0, "")
        if not line.startswith(":: "):
            return 1, ()
        self.at += 1
        head_rows, merged = 1, list[Merge]()
        for part in line[3:].split("; "):
            if match := re.fullmatch(r"head (\d{1,3})", part):
                head_rows = int(match[1])
            elif match := re.fullmatch(r"(\d{1,4})\.(\d{1,3}) (\d{1,4})x(\d{1,3})", part):
                row, column, down, across = map(int, match.groups())
                merged.append(Merge(row=row - 1, column=column - 1, down=down, across=across))
            else:
                raise self.error(
                    number, f"看不懂表格的合并：{part[:20]}", "写作“:: head 2; 1.1 2x1”：表头行数；行.列 占几行x占几列"
                )
        return head_rows, tuple(merged)

    def picture(self, number: int, line: str) -> Picture:
        match = re.fullmatch(r'!\[((?:[^\]\\]|\\.)*)\]\(media/([\w.-]+)(?: "(.*)")?\)', line)
        if not match:
            raise self.error(number, '图片应写作 ![替代文字](media/文件名 "图注")')
        self.at += 1
        return Picture(media=match[2], alt=unescape(match[1]), caption=unescape(match[3] or ""))
