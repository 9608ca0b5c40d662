"""A run of numbered copies (份号): the signed PDF once for each number, with nothing
changed but the six digits on page 1.

The signed file is never typeset again (design rule 3). Its page 1 holds the master's number as text that its tags name;
that piece of the page's content is replaced, and everything else is shared between the copies as it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from bulletins.glyphs import FAMILIES, FONTS
from records import ContentError

DIGITS = 6  # GB/T 9704-2012 §7.2.1
FONT = "/CopyNumber"
FAMILY = "Bulletin Song"  # as bulletin.css sets the number


def numbered(signed: bytes, numbers: Sequence[int]) -> bytes:
    """Return one PDF with a copy of a signed PDF for each number, in order.

    A single copy keeps the tags, links and bookmarks of the signed file. In a run these would speak of its first copy
    only, so a run has instead a bookmark for each copy, and page numbers that begin anew with each.

    Raises:
        ContentError: the file has no copy number in its head.

    """
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        before, spaces, after = _around_number(pdf)
        font, codes = _digits()
        (face,) = font.pages[0].Resources.Font.values()
        master = list(pdf.pages)
        _give_font(pdf, master[0], pdf.copy_foreign(face))
        head, tail = pdf.make_stream(before), pdf.make_stream(after)
        if len(numbers) > 1:
            _untag(pdf)
            for _ in numbers[1:]:
                pdf.pages.extend(master)
        for n, number in enumerate(numbers):
            digits = pdf.make_stream(_show(f"{number:0{DIGITS}d}", codes, spaces))
            pdf.pages[n * len(master)].Contents = Array([head, digits, tail])
        if len(numbers) > 1:
            _name_copies(pdf, numbers, len(master))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _around_number(pdf: pikepdf.Pdf) -> tuple[bytes, list[Any], bytes]:
    """Return page 1's content before the number's digits, what stands between these (in thousandths
    of an em), and the content after."""
    marks = set(_marks(pdf))
    content = list(pikepdf.parse_content_stream(pdf.pages[0]))
    inside = False
    font: Any = None
    for at, instruction in enumerate(content):
        operands: Any = instruction.operands
        operator = str(instruction.operator)
        if operator == "BDC":
            inside = int(operands[1].get("/MCID", -1)) in marks if isinstance(operands[1], Dictionary) else False
        elif inside and operator == "Tf":
            font = content[at]
        elif inside and font and operator == "TJ":
            shown = list(operands[0])
            if sum(len(bytes(part)) // 2 for part in shown if isinstance(part, pikepdf.String)) == DIGITS:
                size = pikepdf.ContentStreamInstruction([Name(FONT), font.operands[1]], pikepdf.Operator("Tf"))
                return _bytes([*content[:at], size]), _between(shown), _bytes([font, *content[at + 1 :]])
    raise ContentError(
        "这份 PDF 的报头上没有六位份号",
        remedy="刊物的“报头各项”里要有 copy_number（份号），简报要选“印份号”，签发前定好",
    )


def _marks(pdf: pikepdf.Pdf) -> Iterator[int]:
    """Yield the marks of page 1's content that belong to the copy number, as the structure tree says."""
    waiting: list[tuple[Any, bool]] = [(pdf.Root.get("/StructTreeRoot", Dictionary()).get("/K"), False)]
    while waiting:
        node, named = waiting.pop()
        if isinstance(node, Array):
            waiting += [(kid, named) for kid in node]
        elif isinstance(node, Dictionary):
            waiting.append((node.get("/K"), named or node.get("/S") == "/BulletinCopyNumber"))
        elif isinstance(node, int) and named:
            yield node


def _between(shown: list[Any]) -> list[Any]:
    """Return the adjustment after each glyph of a TJ array; 0 where two glyphs stand in one string."""
    found: list[Any] = []
    for part in shown:
        if isinstance(part, pikepdf.String):
            found += [0] * (len(bytes(part)) // 2)
        elif found:
            found[-1] = part
    return found


def _bytes(content: list[Any]) -> bytes:
    return pikepdf.unparse_content_stream(content) + b"\n"


def _show(number: str, codes: Sequence[bytes], spaces: Sequence[Any]) -> bytes:
    shown = [
        part for digit, space in zip(number, spaces, strict=True) for part in (pikepdf.String(codes[int(digit)]), space)
    ]
    return _bytes([pikepdf.ContentStreamInstruction([Array(shown)], pikepdf.Operator("TJ"))])


@cache
def _digits() -> tuple[pikepdf.Pdf, tuple[bytes, ...]]:
    """Return a PDF whose one font holds the ten digits, cut from the font that bulletins are set
    with, and the code of each digit."""
    from weasyprint import CSS, HTML  # here, as in `typeset`
    from weasyprint.text.fonts import FontConfiguration

    face = (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{(FONTS / FAMILIES[FAMILY]).as_uri()}") }} '
        f'p {{ font-family: "{FAMILY}" }}'
    )
    config = FontConfiguration()
    made = HTML(string="<p>0123456789</p>").write_pdf(
        stylesheets=[CSS(string=face, font_config=config)], font_config=config, pdf_variant="pdf/a-3u"
    )
    pdf = pikepdf.open(io.BytesIO(made))
    content = pikepdf.parse_content_stream(pdf.pages[0])
    shown: Any = next(instruction.operands[0] for instruction in content if str(instruction.operator) == "TJ")
    text = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
    return pdf, tuple(text[n : n + 2] for n in range(0, len(text), 2))


def _give_font(pdf: pikepdf.Pdf, page: Any, font: Any) -> None:
    """Add the font to this page's resources, which it may share with other pages."""
    page.Resources = Dictionary(page.Resources)
    page.Resources.Font = Dictionary(page.Resources.Font)
    page.Resources.Font[FONT] = font


def _untag(pdf: pikepdf.Pdf) -> None:
    for name in ("/StructTreeRoot", "/MarkInfo", "/Outlines"):
        if name in pdf.Root:
            del pdf.Root[name]
    for page in pdf.pages:
        for name in ("/StructParents", "/Tabs", "/Annots"):
            if name in page:
                del page[name]


def _name_copies(pdf: pikepdf.Pdf, numbers: Sequence[int], pages: int) -> None:
    """Give each copy a bookmark and page numbers of its own."""
    starts = range(0, len(numbers) * pages, pages)
    pdf.Root.PageLabels = Dictionary(Nums=Array([part for start in starts for part in (start, Dictionary(S=Name.D))]))
    with pdf.open_outline() as outline:
        outline.root.extend(
            pikepdf.OutlineItem(f"份号 {number:0{DIGITS}d}", start)
            for number, start in zip(numbers, starts, strict=True)
        )
