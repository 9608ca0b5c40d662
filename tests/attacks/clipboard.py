"""Pastes that are an attack."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

from tests.attacks.making import HAN, MAKERS, page
from tests.attacks.pictures import flat_png, photo, saved


def _uri(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


HTML: dict[str, Callable[[], str]] = {
    "nested divs": lambda: "<div>" * 100_000 + "甲" + "</div>" * 100_000,
    "nested bold": lambda: "<b>甲" * 300_000,
    "open paragraphs": lambda: "<p>甲" * 300_000,
    "line ends": lambda: "<p>甲" + "<br>" * 1_000_000 + "乙</p>",
    "line ends between words": lambda: "<p>" + "甲<br>" * 100_000 + "</p>",
    "spans": lambda: "<table>" + ("<tr>" + "<td colspan=50 rowspan=50></td>" * 20 + "</tr>") * 20 + "</table>",
    "spans with words": lambda: (
        "<table>" + ("<tr>" + "<td colspan=50 rowspan=50>甲</td>" * 20 + "</tr>") * 600 + "</table>"
    ),
    "cells": lambda: "<table>" + ("<tr>" + "<td></td>" * 100 + "</tr>") * 400 + "</table>",
    "cells with words": lambda: "<table>" + ("<tr>" + "<td>甲</td>" * 100 + "</tr>") * 400 + "</table>",
    "a million cells": lambda: "<table>" + ("<tr>" + "<td>甲</td>" * 1_000 + "</tr>") * 1_000 + "</table>",
    "columns": lambda: "<table><tr>" + "<td>甲</td>" * 20_000 + "</tr>" + "<tr><td>乙</td></tr>" * 20_000 + "</table>",
    "nested tables": lambda: "<table><tr><td>甲" * 100_000,
    "tables": lambda: "<table><tr><td>甲</td><td>乙</td></tr></table>" * 50_000,
    "picture of noise": lambda: f'<p><img src="{_uri(random.Random(1).randbytes(20_000_000))}"></p>',
    "picture of 40 million pixels": lambda: f'<p><img src="{_uri(flat_png(6_300, 6_300))}"></p>',
    "photographs": lambda: "".join(f'<p><img src="{_uri(photo(4_000, 3_000, 60, n), "jpeg")}"></p>' for n in range(8)),
    "small pictures": lambda: f'<img src="{_uri(saved("PNG", 8, 8))}">' * 20_000,
    "one address": lambda: '<p><img src="data:image/png;base64,' + "A" * 28_000_000,
    "attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">甲</p>",
    "an attribute": lambda: "<p style='" + "font-family:" * 500_000 + "'>甲</p>",
    "an attribute without quotes": lambda: "<p a=" + "=" * 2_000_000,
    "comments": lambda: "<!--" * 500_000,
    "declarations": lambda: "<!" * 500_000,
    "marked sections": lambda: "<![" * 500_000,
    "instructions": lambda: "<?" * 500_000,
    "less": lambda: "<" * 2_000_000,
    "open tags": lambda: "<a " * 500_000,
    "open ends": lambda: "</" * 500_000,
    "ends": lambda: "</p>" * 2_000_000,
    "ampersands": lambda: "&" * 3_000_000,
    "entities": lambda: "&#x4e00;" * 2_000_000,
    "style": lambda: "<style>" + "p{}" * 5_000_000,
    "script": lambda: "<script>" + "</s" * 3_000_000,
    "list items": lambda: "<ol>" + "<li>甲</li>" * 200_000 + "</ol>",
    "lists": lambda: "<ol><li>" * 100_000,
    "notes": lambda: "<p>" + '<a href="#_ftn1">1</a>' * 100_000 + f"</p><div id=ftn1>{HAN * 1_000}</div>",
    "note of paragraphs": lambda: "<div id=ftn1>" + "<p>甲</p>" * 200_000 + "</div>",
    "deleted": lambda: "<del>甲</del>" * 300_000,
    "headings": lambda: "<h2>甲</h2><p>乙。</p>" * 100_000,
    "4,900 paragraphs": lambda: f"<p>{HAN * 8}</p>" * 4_900,
    "fragments": lambda: "<!--StartFragment-->" * 500_000,
    "25 MB of text": lambda: f"<p>{HAN * 300_000}</p>",
    "soft spaces": lambda: "<p>" + "甲&nbsp;" * 500_000 + "</p>",
    "NULs": lambda: "<p>" + "\0ftn1\0" * 300_000 + "</p>",
}
for _name, _html in HTML.items():
    MAKERS[f"{_name}.html"] = lambda made=_html: page(made())
MAKERS["bad bytes.html"] = lambda: b"<p>" + b"\xff\xfe" * 10_000_000
