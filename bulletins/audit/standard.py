"""The numbers a page is measured against, kept apart from the typesetter's own so that
neither inherits a mistake of the other."""

from __future__ import annotations

import re

PAPER_MM = (210.0, 297.0)  # GB/T 9704-2012 §5.1
TOP_MM, BINDING_MM = 37.0, 28.0  # 天头, 订口, §5.2.1
WIDTH_MM, HEIGHT_MM = 156.0, 225.0  # 版心, §5.2.1
BOTTOM_MM = TOP_MM + HEIGHT_MM
LINES, CHARACTERS = 22, 28  # §5.2.3
PITCH_MM = HEIGHT_MM / LINES
CELL_MM = WIDTH_MM / CHARACTERS
ERHAO, SANHAO, SIHAO = 22.0, 16.0, 14.0  # 2号, 3号, 4号 in points

# What a font is, by its PostScript name: the faces we print with and those an office's own machines have.
FACES = {
    "仿宋": re.compile(r"fang|仿宋", re.IGNORECASE),
    "楷体": re.compile(r"kai|楷", re.IGNORECASE),
    "小标宋": re.compile(r"biaosong|xiaobiao|xbs|小标宋|(?:serif|song).*(?:bold|black|heavy)", re.IGNORECASE),
    "黑体": re.compile(r"hei|sans|gothic|黑", re.IGNORECASE),
    "宋体": re.compile(r"song|simsun|serif|ming|rare|宋", re.IGNORECASE),
}

# GB/T 15834-2011 §5.1 and CLREQ §3.1.4
CLOSING = frozenset("，。、；：？！”’）》〉」』】〕〗］｝")
OPENING = frozenset("“‘（《〈「『【〔〖［｛")
UNITS = (
    "%％‰℃°个名人支家场次项万亿千百十元年月日天时分秒岁号期份页条件户村镇乡县市区省级届届批组队站点处所座栋套台辆间张本册部篇字"
    "类种位只头棵亩米里克斤吨升度倍成折多余几"
)
RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ₀₁₂₃₄₅₆₇₈₉′″")


def face(font: str) -> str:
    """Return what a font is by its name: 仿宋, 楷体, 小标宋, 黑体, 宋体, or the name itself."""
    return next((name for name, pattern in FACES.items() if pattern.search(font)), font)


def full_width(text: str) -> bool:
    """Whether a character takes a whole em: Han, and the marks of Chinese."""
    return all("\u2e80" <= char <= "\uffef" or char in "“”‘’—…" or char >= "\U00020000" for char in text)
