"""Set the lines of a bulletin: paragraphs broken all at once, marks and gaps set to the hair, and bold by stroke.

WeasyPrint breaks line by line, stretches only spaces and leaves breaks to Pango, which knows neither numbers with units
nor mainland rules. The functions below take the place of seven private ones of WeasyPrint 70.0, for documents set with
a `BulletinFonts` configuration only; any other document in the process is laid out as before. When the lines of a
paragraph are asked for, they are planned together (galley.py, fitting.py), and each text box is then cut where the plan
says. What no plan was made for, because it holds pictures or stands beside a float, WeasyPrint sets its own way.
tests/bulletins/test_justify.py holds what all this must achieve.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from math import inf
from typing import Any

import weasyprint
from weasyprint.css.properties import Dimension
from weasyprint.draw import text as draw_text_module
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred

from bulletins import measuring
from bulletins.breaking import may_break
from bulletins.fitting import Fitted
from bulletins.galley import Galley, Move, Piece
from bulletins.patches import WEASYPRINT
from bulletins.setting import Setting
from bulletins.typefaces import BulletinFonts
from records import SetupError

PINNED = "70.0"
STROKE_EM = (
    0.028  # of the outline drawn around each letter of a lead-in, about what word processors do to a face without bold
)


def install() -> None:
    """Put our functions in the place of WeasyPrint's; harmless when repeated."""
    if weasyprint.__version__ != PINNED:
        raise SetupError(
            f"排版只能用 WeasyPrint {PINNED}，现为 {weasyprint.__version__}", remedy="按 requirements.lock 重新安装依赖"
        )
    why, test = "the lines of a paragraph are broken all at once and set to the hair", "tests/bulletins/test_justify.py"
    for owner, name, ours in (
        (block, "iter_line_boxes", _iter_line_boxes),
        (inline, "split_text_box", _split_text_box),
        (inline, "split_first_line", _split_first_line),
        (preferred, "split_first_line", _split_first_line),
        (inline, "justify_line", _justify_line),
        (inline, "can_break_text", _can_break_text),
        (weasyprint.draw, "draw_text", _draw_text),
    ):
        WEASYPRINT.put(owner, name, ours, why=why, test=test)


# Planning -----------------------------------------------------------------------------

_wp_iter_line_boxes = inline.iter_line_boxes


@dataclass(frozen=True)
class Plan:
    """The lines of a paragraph, or of what stands between two of its line breaks."""

    galley: Galley
    lines: tuple[Fitted, ...]
    starts: tuple[int, ...]
    flush: bool
    moves: dict[int, Move] = field(default_factory=dict)

    def line(self, at: int) -> Fitted:
        """Return the line that holds a character."""
        return self.lines[max(0, bisect_right(self.starts, at) - 1)]

    def move(self, line: Fitted) -> Move:
        """Return what is done to the characters of a line."""
        if line.start not in self.moves:
            self.moves[line.start] = self.galley.moved(line, flush=self.flush and line is not self.lines[-1])
        return self.moves[line.start]


def _iter_line_boxes(
    context: Any, box: Any, position_y: float, bottom_space: float, skip_stack: Any, container: Any, *rest: Any
) -> Any:
    """Return an iterator of lines as WeasyPrint's own function does (same arguments), the lines planned."""
    if isinstance(box.style.font_config, BulletinFonts):
        _plan(box, container.width, planned=not context.excluded_shapes)
    return _wp_iter_line_boxes(context, box, position_y, bottom_space, skip_stack, container, *rest)


def _plan(line_box: Any, width: float, *, planned: bool) -> None:
    """Note in each text box of a paragraph the plan it belongs to and where in it it
    begins; None where there is no plan."""
    asked = width if planned else None
    if line_box.__dict__.get("planned_for", 0) == asked:
        return
    line_box.planned_for = asked
    runs = _runs(line_box) if planned else None
    for box in line_box.descendants():
        if isinstance(box, boxes.TextBox):
            box.plan = None
    line_box.is_planned = runs is not None
    indent = line_box.style["text_indent"]
    indent_px = indent.value if indent.unit == "px" else 0.0
    flush = line_box.style["text_align_all"] == "justify"
    for run in runs or ():
        galley = Galley([Piece(box.text, box.style, offset) for box, offset in run])
        lines = _lines(
            galley, width, indent_px, flush, wraps=all(box.style["white_space"] != "nowrap" for box, _ in run)
        )
        plan = Plan(galley, lines, tuple(line.start for line in lines), flush)
        at = 0
        for box, _ in run:
            box.plan = plan, at
            at += len(box.text)
        indent_px = 0.0


def _lines(galley: Galley, width: float, indent: float, flush: bool, *, wraps: bool) -> tuple[Fitted, ...]:
    length = len(galley.text)
    if not wraps or galley.width <= width - indent:
        return (Fitted(0, length, length, 0.0, 0.0),)
    return galley.lines(width, indent, flush=flush)


Run = list[tuple[Any, float]]


def _runs(line_box: Any) -> list[Run] | None:
    """Return the text boxes of a paragraph between its line breaks, each with the margin before
    it; None if it holds anything else."""
    runs: list[Run] = [[]]
    margin = 0.0

    def collect(box: Any) -> bool:
        nonlocal margin
        for child in box.children:
            if child.is_absolutely_positioned():
                continue  # a reading, which takes no room in the line
            if not child.is_in_normal_flow():
                return False
            if isinstance(child, boxes.TextBox):
                if child.text == "\n":
                    runs.append([])
                elif "\n" in child.text:
                    return False
                elif child.text:
                    runs[-1].append((child, margin))
                    margin = 0.0
            elif isinstance(child, boxes.InlineBox):
                margin += _px(child, "left")
                if not collect(child):
                    return False
                margin += _px(child, "right")
            else:
                return False
        return True

    return [run for run in runs if run] if collect(line_box) else None


def _px(box: Any, side: str) -> float:
    values = (box.style[f"{name}_{side}"] for name in ("margin", "padding"))
    return sum(float(value.value) for value in values if isinstance(value, Dimension) and value.unit == "px")


# Cutting -----------------------------------------------------------------------------

_wp_split_text_box = inline.split_text_box
_wp_split_first_line = inline.split_first_line
_wp_can_break_text = inline.can_break_text


def _split_text_box(
    context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True
) -> tuple[Any, Any, bool]:
    """Cut a text box as WeasyPrint's own function does (same arguments and answer), where the plan says."""
    if available_width is None or not (noted := box.__dict__.get("plan")):
        return _wp_split_text_box(context, box, available_width, skip, is_line_start)  # type: ignore[no-any-return]
    plan, first = noted
    skipped = len(box.text.encode()[:skip].decode()) if skip else 0
    start = first + skipped
    text = box.text[skipped:]
    if not text:
        return None, None, False
    line = plan.line(start)
    last = line is plan.lines[-1]
    end = min(line.end, first + len(box.text))
    following = min(line.following, first + len(box.text))
    piece = _set(box, plan, line, (start, end, following), available_width)
    return piece, None if last or line.following > following else skip + len(text[: following - start].encode()), False


def _set(box: Any, plan: Plan, line: Fitted, span: tuple[int, int, int], room: float) -> Any:
    """Return the text box of a part of a line, its characters in their places; None if
    it is but a space that ends the line.

    Such a space is drawn with the text before it, though it takes no room: what is
    copied from the PDF keeps its words apart.
    """
    start, end, following = span
    if end <= start:
        return None
    move = plan.move(line)
    skipped = start - line.start
    added = move.added[skipped : end - line.start]
    shifts = {at - skipped: shift for at, shift in move.shifts.items()} if skipped else move.shifts
    piece = box.copy_with_text(plan.galley.text[start:end])
    piece.pango_layout = Setting(plan.galley.text[start:following], [*added, *[0.0] * (following - end)], shifts)
    piece.width = min(sum(plan.galley.advances[start:end]) + sum(added), room)
    _set_height(piece)
    return piece


def _set_height(piece: Any) -> None:
    """Give a text box the height of its line, as WeasyPrint does."""
    height, baseline = measuring.height_and_baseline(piece.style)
    half_leading = (inline.strut(piece.style)[0] - height) / 2
    piece.height, piece.margin_top, piece.margin_bottom = height, half_leading, half_leading
    piece.baseline = baseline + half_leading


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, int, int | None, float, float, float]:
    """Measure a text as WeasyPrint's own function does (same arguments and answer); one
    that must be broken is left to that."""
    if max_width not in (None, inf) or "\n" in text or not text or not isinstance(style.font_config, BulletinFonts):
        return _wp_split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)  # type: ignore[no-any-return]
    galley = Galley([Piece(text, style)])
    move = galley.moved(Fitted(0, len(text), len(text), 0.0, 0.0), flush=False)
    height, baseline = measuring.height_and_baseline(style)
    width = sum(galley.advances) + sum(move.added)
    return Setting(text, move.added, move.shifts), len(text.encode()), None, width, height, baseline


def _can_break_text(text: str, lang: str) -> bool:
    """Whether a line may break between the end of one inline box and the start of the next."""
    if len(text) == 2 and (ord(text[0]) > 0x2000 or ord(text[1]) > 0x2000):
        return may_break(text[0], text[1])
    return _wp_can_break_text(text, lang)  # type: ignore[no-any-return]


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Leave a planned line as it is: it is flush, or too loose to be."""
    if not line.__dict__.get("is_planned"):
        _wp_justify_line(context, line, extra_width)


_wp_justify_line = inline.justify_line

# Drawing -----------------------------------------------------------------------------


def _draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str) -> None:
    """Draw a text; that of a <strong> in a face without bold gets a thin outline, as word processors do."""
    if textbox.element_tag != "strong" or not isinstance(textbox.style.font_config, BulletinFonts):
        draw_text_module.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    with stream.stacked():
        stream.set_color(textbox.style["color"], stroke=True)
        stream.set_line_width(textbox.style["font_size"] * STROKE_EM)
        stream.set_text_rendering(2)
        draw_text_module.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
