"""Long lines of one kind of sign, by every door: Word, text, clipboard."""

from __future__ import annotations

from tests.attacks.making import HAN, MAKERS, body, bulletin, page
from tests.cms.word_samples import para, run

LINES = {
    "brackets": "（" * 200_000,
    "closed brackets": "（一）" * 60_000,
    "digits": "1" * 200_000,
    "spaces": "甲" + " " * 200_000 + "乙",
    "wide spaces": "甲" + "\u3000" * 200_000 + "乙",
    "points": "一是" * 100_000,
    "quotes": "“" * 200_000,
    "quote pairs": "“甲" * 100_000,
    "book marks": "《" * 200_000,
    "dates": "2024年1月1日" * 25_000,
    "years": "2024年" * 40_000,
    "issue numbers": "第1期" * 60_000,
    "colons": "甲：" * 100_000,
    "dots": "." * 200_000,
    "dashes": "—" * 200_000,
    "mixed rule": "—-=*·. " * 28_000 + "甲",
    "stops": "。" * 200_000,
    "notes": "^[" * 100_000,
    "square brackets": "[" * 200_000,
    "sections": "【" * 200_000,
    "section pairs": "【甲】" * 60_000,
    "stars": "*" * 200_000,
    "underscores": "_a" * 100_000,
    "hashes": "#" * 200_000,
    "hyphens": "- " * 100_000,
    "greater": "> " * 100_000,
    "backslashes": "\\" * 200_000,
    "Latin": "a " * 100_000,
    "cut dates": "二〇二四年" * 40_000,
    "offices": "省文明办、" * 40_000,
    "places": "无锡市" * 60_000,
    "labels": "电话：" * 60_000,
    "label words": "联系人" * 60_000,
    "pages": "－1－" * 50_000,
    "numbers with spaces": "1 " * 100_000 + "甲",
    "bars": "|" * 200_000,
    "cells": "| 甲 " * 50_000,
    "recipients": "报：" * 60_000,
    "figures": "1.2.3." * 33_000,
    "Han": HAN * 8_000,
}

for _name, _line in LINES.items():
    MAKERS[f"line of {_name}.docx"] = lambda line=_line: body(para(run(line)))
    MAKERS[f"line of {_name}.html"] = lambda line=_line: page(f"<p>{line.replace('<', '')}</p>")
    MAKERS[f"line of {_name}.txt"] = lambda line=_line: bulletin(line)
    MAKERS[f"many lines of {_name}.txt"] = lambda line=_line: bulletin("\n".join([line[:40]] * 8_000))
    MAKERS[f"one line of {_name}.txt"] = lambda line=_line: (line[:180_000] + HAN * 3_000).encode()
