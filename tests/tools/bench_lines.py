"""How even lines are, measured in the PDF beside what other typesetters make of the same text:
`python -m tests.tools.bench_lines`."""

from __future__ import annotations

import importlib
import io
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pdfplumber

from tests.random_bulletins import PLACES, bulletin
from tests.tools.bench_pdf import font_faces, report, row

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "cms" / "sample"
SIZE_PT = 16.0
LOOSE_PT = 0.9
PT_PER_MM = 72 / 25.4
RIGHT_PT = (210 - 26) * PT_PER_MM
CLOSING = set("，。、；：？！”’）》】〕")
STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
p { margin: 0; font: 16pt/10.22727mm "Bulletin Fang", "Bulletin Song", "Bulletin Rare"; letter-spacing: -0.2085pt;
    text-align: justify; text-indent: 31.583pt; orphans: 1; widows: 1 }
"""
TYPST = """
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))
#set text(font: ("FandolFang R", "Noto Serif SC"), size: 16pt, lang: "zh", region: "cn", tracking: -0.2085pt)
#set par(justify: true, first-line-indent: (amount: 31.583pt, all: true), leading: 13pt, spacing: 13pt)
"""


@dataclass(frozen=True)
class Evenness:
    """How even the full lines of a PDF are, and how its paragraphs end; gaps in points.

    Attributes:
        deviation: of all gaps between Han characters.
        loosest: the widest gap of a line, on average over the line.
        loose: lines whose gaps are wider than 0.9 pt.
        short: last lines of one or two characters.
        ragged: full lines whose last character, or whose last mark's half, ends more than 1 mm from the right edge.
        lines: all of them.

    """

    deviation: float
    loosest: float
    loose: int
    short: int
    ragged: int
    lines: int


def rows() -> list[dict[str, Any]]:
    """Return the rows of the bench on lines: ours of the sample's paragraphs, beside plain
    WeasyPrint and, if installed, Typst."""
    paragraphs = list(sample_paragraphs())
    ours = evenness(set_by_us(paragraphs))
    others = {name: evenness(make(paragraphs)) for name, make in rivals().items()}

    def beside(figure: str) -> str:
        found = "；".join(f"{name} {getattr(each, figure):.3g}" for name, each in others.items())
        return f"样本 {len(paragraphs)} 段，{ours.lines} 行；{found}"

    return [
        row("pdf 字隙的标准差", ours.deviation, "pt", "≤ 0.25", 0.25, beside("deviation")),
        row("pdf 最松一行的平均字隙", ours.loosest, "pt", "< 1.69", 1.69, beside("loosest")),
        row(f"pdf 字隙大于 {LOOSE_PT} pt 的行", ours.loose, "行", "≤ 9", 9, beside("loose")),
        row("pdf 离版心右边 1 mm 以上的满行", ours.ragged, "行", "≤ 2", 2, beside("ragged")),
        row("pdf 只有一两个字的末行", ours.short, "行", "= 0", 0, beside("short")),
        row("pdf 行数", ours.lines, "行", "不多于直接用 WeasyPrint", others["WeasyPrint"].lines, beside("lines")),
    ]


def sample_paragraphs() -> Iterator[str]:
    """Yield the paragraphs of the sample's bulletins, lead-ins with the text they open."""
    from records import Article, Export, Issue, Paragraph, Point, without_notes

    for issue in Export(SAMPLE).all(Issue):
        for item in issue.items:
            for block in item.body if isinstance(item, Article) else ():
                if isinstance(block, Paragraph):
                    yield without_notes(block.text)
                elif isinstance(block, Point) and block.text:
                    yield without_notes(block.lead_in + block.text[0])


def rivals() -> dict[str, Callable[[list[str]], bytes]]:
    """Return who else sets the same paragraphs."""
    found: dict[str, Callable[[list[str]], bytes]] = {"WeasyPrint": set_by_weasyprint}
    try:
        importlib.import_module("typst")
    except ImportError:
        return found
    return {**found, "Typst": set_by_typst}


def set_by_us(paragraphs: list[str]) -> bytes:
    """Return a bulletin of one article."""
    from bulletins import typeset
    from records import Article, Paragraph, Section

    issue, publication = bulletin(3)
    item = Article(number=1, anchor="a1", title="量一量行", body=tuple(Paragraph(text=text) for text in paragraphs))
    made = msgspec.structs.replace(issue, items=(item,), sections=(Section(name="", items=("a1",)),), editor_note="")
    return typeset(made, publication, places=PLACES, media=Path).pdf


def set_by_weasyprint(paragraphs: list[str]) -> bytes:
    """Return the paragraphs as WeasyPrint sets them by itself, in the same face and measure."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = weasyprint.CSS(string=font_faces() + STYLE, font_config=fonts)
    source = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return bytes(weasyprint.HTML(string=source).write_pdf(stylesheets=[style], font_config=fonts))


def set_by_typst(paragraphs: list[str]) -> bytes:
    """Return the paragraphs as Typst sets them, in the same face and measure."""
    from bulletins.glyphs import FONTS

    typst = importlib.import_module("typst")
    special = {char: "\\" + char for char in "\\#$*_`<>@=~[]/\"'"}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "lines.typ"
        source.write_text(TYPST + "\n\n".join(text.translate(str.maketrans(special)) for text in paragraphs), "utf-8")
        return bytes(typst.compile(str(source), font_paths=[str(FONTS)]))


def evenness(pdf: bytes) -> Evenness:
    """Measure a PDF."""
    gaps: list[float] = []
    means: list[float] = []
    ends: list[float] = []
    short = 0
    lines = list(_lines(pdf))
    left = statistics.mode(round(line[0]["x0"]) for line in lines)
    for line, following in pairwise([*lines, None]):
        assert line is not None
        if following is not None and abs(following[0]["x0"] - left) < 2:
            found = [b["x0"] - a["x0"] - a["size"] for a, b in pairwise(line) if _han(a) and _han(b)]
            gaps += found
            means += [statistics.mean(found)] if found else []
            ends.append(_end(line[-1]))
        elif abs(line[0]["x0"] - left) < 2:
            short += sum(char["text"] not in CLOSING for char in line) < 3
    ragged = sum(abs(end - RIGHT_PT) > PT_PER_MM for end in ends)
    return Evenness(
        statistics.pstdev(gaps), max(means), sum(mean > LOOSE_PT for mean in means), short, ragged, len(lines)
    )


def _end(char: dict[str, Any]) -> float:
    """Return the right edge of a character; a full-width mark has its ink in the first half of its cell."""
    return float(char["x0"] + char["size"] / 2 if char["text"] in CLOSING else char["x1"])


def _lines(pdf: bytes) -> Iterator[list[dict[str, Any]]]:
    """Yield the lines of body text from top to bottom, each from left to right."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            found: dict[int, list[dict[str, Any]]] = {}
            for char in page.chars:
                if char["text"].strip() and abs(char["size"] - SIZE_PT) < 0.3 and char["bottom"] < 264 * PT_PER_MM:
                    found.setdefault(round(char["matrix"][5]), []).append(char)
            yield from (sorted(found[at], key=lambda char: float(char["x0"])) for at in sorted(found, reverse=True))


def _han(char: dict[str, Any]) -> bool:
    return "\u3400" <= char["text"] <= "\u9fff"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(rows())) + "\n")
