"""Rules of the head of a bulletin: masthead, number, dateline, red rule."""

from __future__ import annotations

import re
from itertools import pairwise

from bulletins.audit.document import Document, Stroke
from bulletins.audit.faces import is_red
from bulletins.audit.lines import left_edge, lines_of, of_role
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, Pairs, Undecided, checked, measured
from bulletins.audit.standard import CELL_MM, PITCH_MM, WIDTH_MM

NUMBER = re.compile(r"第\d+期(（总第\d+期）)?|（?总第\d+期）?")
DATE = re.compile(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")


@checked("head.parts", "报头要素齐全", CUSTOM, "有刊头、期号、编印单位、日期", need="bulletin")
def parts(document: Document) -> Findings:
    """Look for the elements that every bulletin's head has."""
    for role, name in (("Masthead", "刊头"), ("Number", "期号"), ("Issuer", "编印单位"), ("Date", "日期")):
        found = any(of_role(document, role))
        yield Finding(found, name if found else f"缺{name}", "第 1 页")


@measured("head.masthead.centre", "刊头居中", GB + "7.2.4", 0, 1.0, "mm", need="bulletin")
def masthead_centre(document: Document) -> Pairs:
    """Yield how far the masthead's lines are from the middle of the type area."""
    return _off_centre(document, "Masthead")


@measured("head.number.centre", "期号居中", CUSTOM, 0, 1.0, "mm", need="bulletin")
def number_centre(document: Document) -> Pairs:
    """Yield how far the number of the issue is from the middle of the type area."""
    return _off_centre(document, "Number")


@checked("head.number.form", "期号写法", CUSTOM, "第 N 期，可带总第 N 期，阿拉伯数字", need="bulletin")
def number_form(document: Document) -> Findings:
    """Compare the number of the issue with its form."""
    for line in of_role(document, "Number"):
        yield Finding(bool(NUMBER.fullmatch(line.text)), line.text, line.where)


@checked(
    "head.order",
    "报头各行次序",
    CUSTOM,
    "份号、密级、注意事项等，刊头，期号、专刊、责任编辑，单位和日期",
    need="bulletin",
)
def order(document: Document) -> Findings:
    """Compare the order from top to bottom of the head's elements, as far as they are there."""
    ranks = {
        **dict.fromkeys(("CopyNumber", "Secrecy", "Urgency", "HandlingNote"), 0),
        "Masthead": 1,
        **dict.fromkeys(("Number", "Series", "Editor"), 2),
        **dict.fromkeys(("Issuer", "Date"), 3),
    }
    lines = sorted(
        (line for line in lines_of(document) if line.page == 1 and line.role in ranks), key=lambda line: line.baseline
    )
    for upper, lower in pairwise(lines):
        holds = ranks[upper.role] <= ranks[lower.role]
        yield Finding(holds, "次序正确" if holds else f"“{lower.text[:8]}”应在“{upper.text[:8]}”之上", lower.where)


@checked("head.copy", "份号", GB + "7.2.1", "6 位阿拉伯数字，版心左上角第一行", need="bulletin", absent="本件不编份号")
def copy_number(document: Document) -> Findings:
    """Look at the form and place of the copy number; its line may be left open for the numbering machine."""
    for line in of_role(document, "CopyNumber"):
        form = re.fullmatch(r"(№|No\.?)?\d{6}", line.text) is not None
        at_corner = abs(line.left - left_edge(document, 1)) < 1 and line.baseline < 48
        yield Finding(form and at_corner, line.text if at_corner else "不在左上角", line.where)


@checked(
    "head.secrecy",
    "密级和保密期限位置",
    GB + "7.2.2",
    "顶格排在版心左上角第二行",
    need="bulletin",
    absent="本件没有密级",
)
def secrecy(document: Document) -> Findings:
    """Look at the place of the level of secrecy."""
    for line in of_role(document, "Secrecy"):
        at_left = abs(line.left - left_edge(document, 1)) < 1
        second = 48 <= line.baseline < 58
        yield Finding(
            at_left and second, "左起第二行" if at_left and second else f"基线在 {line.baseline:.1f} mm", line.where
        )


@checked("head.handling", "注意事项位置", CUSTOM, "顶格，在刊头之上", need="bulletin", absent="本件没有注意事项")
def handling(document: Document) -> Findings:
    """Look at the place of the handling note."""
    masthead = min((line.baseline for line in of_role(document, "Masthead")), default=0.0)
    for line in of_role(document, "HandlingNote"):
        holds = abs(line.left - left_edge(document, 1)) < 1 and line.baseline < masthead
        yield Finding(holds, f"左起 {line.left:.1f} mm", line.where)


@checked(
    "head.dateline",
    "编印单位与日期同行",
    CUSTOM,
    "同在红线上一行，单位居左、日期居右，各空一字；单位有几行的，日期与末行同行",
    need="bulletin",
)
def dateline(document: Document) -> Findings:
    """Look at issuer and date: one line, directly above the red rule, one character in from each side."""
    issuer, date = (
        max(of_role(document, "Issuer"), key=lambda line: line.baseline, default=None),
        next(of_role(document, "Date"), None),
    )
    if issuer is None or date is None:
        raise Undecided("缺编印单位或日期")
    edge = left_edge(document, 1)
    same = abs(issuer.baseline - date.baseline) < 0.5
    sides = (issuer.left - edge, edge + WIDTH_MM - date.right)
    inset = all(abs(side - CELL_MM) < 1 for side in sides)
    below = min((s.top - issuer.baseline for s in _red_rules(document) if s.top > issuer.baseline), default=99.0)
    yield Finding(same, "同行" if same else "不在一行", issuer.where)
    yield Finding(inset, f"左空 {sides[0]:.1f}、右空 {sides[1]:.1f} mm", issuer.where)
    yield Finding(below < 11, "紧靠红线" if below < 11 else "不在红线上一行", issuer.where)


@checked("head.date", "日期写法", CUSTOM, "阿拉伯数字，月、日不编虚位", need="bulletin")
def date_form(document: Document) -> Findings:
    """Compare the date with its form."""
    for line in of_role(document, "Date"):
        yield Finding(bool(DATE.fullmatch(line.text)), line.text, line.where)


@measured("head.height", "报头占首页约三分之一", CUSTOM, 297 / 3, 30, "mm", need="bulletin")
def height(document: Document) -> Pairs:
    """Yield the distance of the red rule from the top of the page, less the lines of
    elements that most bulletins do without."""
    optional = sum(any(of_role(document, role)) for role in ("CopyNumber", "Secrecy", "Urgency", "Series", "Editor"))
    optional += max(sum(1 for _ in of_role(document, "Issuer")) - 1, 0)
    for stroke in _red_rules(document):
        yield stroke.top - optional * PITCH_MM, "第 1 页"


@measured("rule.red.width", "红线长", GB + "7.2.7", WIDTH_MM, 0.5, "mm", need="bulletin")
def rule_width(document: Document) -> Pairs:
    """Yield the length of the red rule."""
    for stroke in _red_rules(document):
        yield stroke.right - stroke.left, "第 1 页"


@measured("rule.red.left", "红线与版心左边对齐", GB + "7.2.7", 0, 0.5, "mm", need="bulletin")
def rule_left(document: Document) -> Pairs:
    """Yield how far the red rule begins from the left edge of the type area."""
    for stroke in _red_rules(document):
        yield stroke.left - left_edge(document, 1), "第 1 页"


@measured("rule.red.thickness", "红线粗", CUSTOM, 0.525, 0.175, "mm", need="bulletin")
def rule_thickness(document: Document) -> Pairs:
    """Yield the thickness of the red rule, between 0.35 and 0.7 mm."""
    for stroke in _red_rules(document):
        yield stroke.thickness, "第 1 页"


@checked("rule.red.colour", "报头分隔线红色", f"{GB}7.2.7；{GB}6.2", "首页恰有一条红线（Y80 M80）", need="bulletin")
def rule_colour(document: Document) -> Findings:
    """Count the long red lines of page 1."""
    found = [s for s in _long(document) if is_red(s.colour)]
    yield Finding(len(found) == 1, f"{len(found)} 条红线", "第 1 页")


def _red_rules(document: Document) -> list[Stroke]:
    found = [s for s in _long(document) if is_red(s.colour)]
    if not found:
        raise Undecided("首页没有红线")
    return found


def _long(document: Document) -> list[Stroke]:
    return [s for s in document.pages[0].strokes if s.horizontal and s.right - s.left > WIDTH_MM / 2]


def _off_centre(document: Document, role: str) -> Pairs:
    for line in of_role(document, role):
        yield (line.left + line.right) / 2 - left_edge(document, line.page) - WIDTH_MM / 2, line.where
