"""The blocks in which a text is written, and their way to records and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.forms.utils import ErrorList
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.core.json_in import read_json
from cms.core.typed import plain
from records import Body, ContentError, Heading, Merge, Paragraph, Picture, Point, Quotation, Table, table_fault, texts

ORDINALS = [
    ("", "不编号"),
    ("一是", "一是 二是 三是"),
    ("一、", "一、二、三、"),
    ("（一）", "（一）（二）"),
    ("1.", "1. 2. 3."),
    ("（1）", "（1）（2）"),
]

Blocks = list[tuple[str, Any]]  # what a StreamField is made from: name and value of each block

LONGEST = 100_000  # characters of a body: forty times a long article, typeset within seconds

# Help lines of the fields that hold texts; once above a text, not under each of its blocks.
NOTE_HELP = (
    "要加脚注，在被注的词句后面写 ^[脚注内容]，编号自动排。"
    "生僻字要注音，在字后面写 ^(拼音)，几个字连注时音节之间空一格。"
)
TABLE_HELP = "表格里加粗的几行是表头，在单元格上点右键可以改。"


class SubPointBlock(blocks.StructBlock):
    """A point below a point."""

    ordinal = blocks.ChoiceBlock(ORDINALS, label="序号", required=False, default="一是")
    lead_in = blocks.CharBlock(label="主题句", required=False, max_length=200, help_text="到第一个句号为止，含句号")
    text = blocks.TextBlock(label="内容", required=False, rows=3)


class PointBlock(blocks.StructBlock):
    """A point with its lead-in."""

    ordinal = blocks.ChoiceBlock(ORDINALS, label="序号", required=False, default="")
    lead_in = blocks.CharBlock(
        label="段首主题句", required=False, max_length=200, help_text="点明这一点主题的一句话，含句号。印出来是粗体"
    )
    text = blocks.TextBlock(label="内容", required=False, rows=5, help_text="空一行为另起一段")
    children = blocks.ListBlock(SubPointBlock(), label="二级要点", default=[], collapsed=True)

    class Meta:
        icon = "list-ul"
        label_format = "{lead_in}"


class HeadingBlock(blocks.StructBlock):
    """A subhead."""

    text = blocks.CharBlock(label="小标题", max_length=80)
    level = blocks.ChoiceBlock([("1", "一级"), ("2", "二级")], label="级别", default="1")

    class Meta:
        icon = "title"
        label_format = "{text}"


class QuotationBlock(blocks.StructBlock):
    """A quotation."""

    text = blocks.TextBlock(label="引语", rows=3, help_text="空一行为另起一段")
    source = blocks.CharBlock(label="出处", required=False, max_length=80, help_text="只写身份，例如：一位网格员")

    class Meta:
        icon = "openquote"


HEAD = "head"  # the class of a head's cells, as core/table-head.js sets it
ROWS = ["row_above", "row_below", "remove_row"]
COLUMNS = ["col_left", "col_right", "remove_col"]
TABLE_OPTIONS = {
    "mergeCells": True,
    "contextMenu": [*ROWS, "---------", *COLUMNS, "---------", "mergeCells", "---------", "undo", "redo"],
    "language": "zh-CN",  # core/table-zh.js
}


class DataTableBlock(TableBlock):
    """A table whose cells may be merged; core/table-head.js marks the rows of its head."""

    def value_from_form(self, value: Any) -> Any:
        """Read what the table's script sends, without merges and marks that lie in no row;
        BadRequest for what it never sends."""
        try:
            table = read_json(value)
        except ValueError as error:
            raise BadRequest("table") from error
        match table or None:
            case None:
                return None
            case {"data": [[_, *_] as head, *_] as rows} if all(_is_row(row, len(head)) for row in rows):
                if not isinstance(table.get("table_caption") or "", str):
                    raise BadRequest("table")
                merges = table.get("mergeCells")
                table["mergeCells"] = (
                    [merge for merge in merges if _lies_in(merge, rows)] if isinstance(merges, list) else []
                )
                table["cell"] = (
                    [cell for cell in cells if _is_marked(cell)] if isinstance(cells := table.get("cell"), list) else []
                )
            case _:
                raise BadRequest("table")
        return table

    def clean(self, value: Any) -> Any:
        """Refuse merges that a table cannot keep."""
        if value:
            value["data"] = [[plain(cell or "") for cell in row] for row in value["data"]]
            value["table_header_choice"] = "row"  # records know no other; admin.css hides the question
        value = super().clean(value)
        if value and (wrong := table_fault(_table(value))):
            raise ValidationError(f"表格{wrong}。请取消这处合并后重试。")
        return value


def _is_row(row: object, width: int) -> bool:
    return isinstance(row, list) and len(row) == width and all(isinstance(cell, str | None) for cell in row)


def _is_marked(cell: object) -> bool:
    match cell:
        case {"row": int(row), "col": int(), "className": str()}:
            return row >= 0
    return False


def _lies_in(merge: object, rows: list[list[object]]) -> bool:
    match merge:
        case {"row": int(row), "col": int(col), "rowspan": int(down), "colspan": int(right)}:
            return min(row, col, down - 1, right - 1) >= 0 and row + down <= len(rows) and col + right <= len(rows[0])
    return False


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows."""

    image = ImageChooserBlock(label="图片")
    alt = blocks.CharBlock(
        label="替代文字", max_length=200, help_text="用一句话说出画面里有什么，读屏软件会念给看不见的人"
    )
    caption = blocks.CharBlock(label="图注", required=False, max_length=120)

    class Meta:
        icon = "image"


class BodyBlock(blocks.StreamBlock):
    """The body of a case or an article."""

    paragraph = blocks.TextBlock(label="段落", icon="pilcrow", rows=4)
    point = PointBlock(label="要点")
    heading = HeadingBlock(label="小标题")
    quotation = QuotationBlock(label="引语")
    table = DataTableBlock(label="表格", icon="table", table_options=TABLE_OPTIONS)
    picture = PictureBlock(label="图片")

    def value_from_datadict(self, data: Mapping[str, object], files: Mapping[str, object], prefix: str) -> Any:
        """Leave out empty paragraphs, such as the one with which a form opens: nothing is to be said about them."""
        value = super().value_from_datadict(data, files, prefix)
        kept = [(c.block_type, c.value, c.id) for c in value if c.block_type != "paragraph" or (c.value or "").strip()]
        return blocks.StreamValue(self, kept)

    def clean(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse what is too long to be set and read: the words stay in the form."""
        value = super().clean(value, *args, **kwargs)
        if said := too_long(body_record(value)):
            raise blocks.StreamBlockValidationError(
                non_block_errors=ErrorList([f"{said}。请删去一部分，或者分成几篇；写好的文字还在这里。"])
            )
        return value


def too_long(body: Body) -> str:
    """Say that a body is longer than it may be; '' if it is not."""
    letters = sum(map(len, texts(body)))
    return f"正文 {letters} 字，一篇最多 {LONGEST} 字" if letters > LONGEST else ""


def body_record(stream: Any) -> Body:
    """Return the records of a body, the value of a StreamField with `BodyBlock`."""
    made: list[Any] = []
    for child in stream:
        value = child.value
        match child.block_type:
            case "paragraph":
                made += [Paragraph(text=p) for p in lines(value)]
            case "point":
                made += _points([value], [_points(value["children"])])
            case "heading" if value["text"]:
                made.append(Heading(text=value["text"].strip(), level=2 if value["level"] == "2" else 1))
            case "quotation" if lines(value["text"]):
                made.append(Quotation(text=lines(value["text"]), source=_text(value["source"])))
            case "table" if value and any(any(row) for row in value["data"]):
                made.append(_table(value))
            case "picture" if value["image"]:
                made.append(
                    Picture(media=value["image"].name, alt=_text(value["alt"]), caption=_text(value["caption"]))
                )
    return tuple(made)


def lines(text: str | None) -> tuple[str, ...]:
    """Return what someone typed as paragraphs: every line is one, blank lines do not count."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _text(value: str | None) -> str:
    return " ".join((value or "").split())


def _points(values: Any, children: Sequence[tuple[Point, ...]] = ()) -> tuple[Point, ...]:
    made: list[Point] = []
    nothing: Any = ()
    for value, below in zip_longest(values, children, fillvalue=nothing):
        point = Point(
            ordinal=value["ordinal"] or "", lead_in=_text(value["lead_in"]), text=lines(value["text"]), children=below
        )
        if point.lead_in or point.text or point.children:
            made.append(point)
    return tuple(made)


def _table(value: Any) -> Table:
    """Return the record of a table. Merges to the end of a row make a short row, others stand by themselves."""
    rows = [[_text(cell) for cell in row] for row in value["data"]]
    width, merged = len(rows[0]), list[Merge]()
    given = [
        Merge(row=m["row"], column=m["col"], down=m["rowspan"], across=m["colspan"])
        for m in value.get("mergeCells") or []
    ]
    for merge in sorted(given, key=lambda m: (m.row, m.column)):
        if merge.row and merge.down == 1 and merge.column + merge.across == width and not _meets(merge, given):
            del rows[merge.row][merge.column + 1 :]
        else:
            merged.append(merge)
    head_rows = min(len(rows), _marked_rows(value) or _head_rows(given))
    caption = _text(value.get("table_caption"))
    return Table(
        columns=tuple(rows[0]),
        rows=tuple(tuple(r) for r in rows[1:]),
        caption=caption,
        merged=tuple(merged),
        head_rows=head_rows,
    )


def _meets(merge: Merge, others: Sequence[Merge]) -> bool:
    """Whether another merge reaches down into the row of this one, whose cells must then stay."""
    return any(other is not merge and other.row <= merge.row < other.row + other.down for other in others)


def _marked_rows(value: Any) -> int:
    """Return how many rows are marked as head: down to the last one with a cell of this class; 0 where none is."""
    cells = value.get("cell") or []
    return max((cell["row"] + 1 for cell in cells if cell.get("className") == HEAD), default=0)


def _head_rows(merged: Sequence[Merge]) -> int:
    """Return how deep a head is that nothing marks: as a merge of the first row reaches, and one
    more below a cell that spans columns."""
    first = [merge for merge in merged if merge.row == 0]
    return max((merge.down + (merge.across > 1) for merge in first), default=1)


def body_stream(body: Body, image_of: Callable[[str], Any]) -> Blocks:
    """Return the value of a StreamField from records; `image_of` returns the image of a media file's name.

    Raises:
        ContentError: it is too long.

    """
    if said := too_long(body):
        raise ContentError(said, remedy="请删去一部分，或者分成几篇")
    made: Blocks = []
    for block in body:
        match block:
            case Paragraph():
                made.append(("paragraph", block.text))
            case Heading():
                made.append(("heading", {"text": block.text, "level": str(block.level)}))
            case Point():
                made.append(("point", _point_value(block) | {"children": [_point_value(c) for c in block.children]}))
            case Quotation():
                made.append(("quotation", {"text": "\n\n".join(block.text), "source": block.source}))
            case Table():
                made.append(("table", _table_value(block)))
            case Picture():
                made.append(("picture", {"image": image_of(block.media), "alt": block.alt, "caption": block.caption}))
    return made


def _point_value(point: Point) -> dict[str, object]:
    return {"ordinal": point.ordinal, "lead_in": point.lead_in, "text": "\n\n".join(point.text)}


def _table_value(table: Table) -> dict[str, object]:
    width = len(table.columns)
    merges = [
        {"row": n, "col": len(row) - 1, "rowspan": 1, "colspan": width - len(row) + 1}
        for n, row in enumerate(table.rows, 1)
        if len(row) < width
    ]
    merges += [{"row": m.row, "col": m.column, "rowspan": m.down, "colspan": m.across} for m in table.merged]
    return {
        "data": [list(table.columns), *([*row, *[""] * (width - len(row))] for row in table.rows)],
        "cell": [{"row": row, "col": col, "className": HEAD} for row in range(table.head_rows) for col in range(width)],
        "mergeCells": merges,
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": table.caption,
    }


class MechanismBlock(blocks.StreamBlock):
    """A mechanism as data: steps, scales, levels of organisation."""

    steps = blocks.ListBlock(
        blocks.StructBlock(
            [("name", blocks.CharBlock(label="环节")), ("who", blocks.CharBlock(label="由谁来做", required=False))]
        ),
        label="流程（如：点单—派单—接单—评单）",
        icon="order",
    )
    threshold = blocks.StructBlock(
        [
            ("measure", blocks.CharBlock(label="衡量什么", help_text="例如：服务时长")),
            ("unit", blocks.CharBlock(label="单位", help_text="例如：小时")),
            (
                "rows",
                blocks.ListBlock(
                    blocks.StructBlock(
                        [("at", blocks.DecimalBlock(label="达到")), ("gives", blocks.CharBlock(label="获得"))]
                    ),
                    label="各档",
                ),
            ),
        ],
        label="分档标准（如：服务时长对应星级）",
        icon="table",
    )
    levels = blocks.ListBlock(
        blocks.StructBlock(
            [("name", blocks.CharBlock(label="层级")), ("note", blocks.CharBlock(label="说明", required=False))]
        ),
        label="组织层级（自上而下）",
        icon="site",
    )

    class Meta:
        block_counts = {"steps": {"max_num": 1}, "levels": {"max_num": 1}}
