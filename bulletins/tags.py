"""Name the elements of a tagged PDF by what they are in a bulletin, with a role map to the
standard types (ISO 32000-1 §14.8.4).

WeasyPrint 70.0 tags by the names of HTML elements and knows no others. The two functions below stand before its own,
for documents set with a `BulletinFonts` configuration only; an element says by `data-tag` what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import stream as stream_module
from weasyprint.pdf import tags as tags_module

from bulletins.patches import WEASYPRINT
from bulletins.typefaces import BulletinFonts

ROLES = {
    "BulletinHead": "Sect",
    "BulletinCopyNumber": "P",
    "BulletinSecrecy": "P",
    "BulletinUrgency": "P",
    "BulletinHandlingNote": "P",
    "BulletinMasthead": "H1",
    "BulletinNumber": "P",
    "BulletinSeries": "P",
    "BulletinEditor": "P",
    "BulletinDateline": "Div",
    "BulletinIssuer": "P",
    "BulletinDate": "P",
    "BulletinContents": "TOC",
    "BulletinSection": "Caption",
    "BulletinEntry": "TOCI",
    "BulletinNote": "Sect",
    "BulletinNoteLabel": "Span",
    "BulletinArticle": "Art",
    "BulletinTitle": "H2",
    "BulletinUnderTitle": "P",
    "BulletinParagraph": "P",
    "BulletinLeadIn": "Span",
    "BulletinHeading1": "H3",
    "BulletinHeading2": "H4",
    "BulletinHeading3": "H5",
    "BulletinHeading4": "H6",
    **{f"BulletinHeading{level}AsH{depth + 2}": f"H{depth + 2}" for level in (2, 3, 4) for depth in range(1, level)},
    "BulletinRunIn1": "Span",
    "BulletinRunIn2": "Span",
    "BulletinRunIn3": "Span",
    "BulletinRunIn4": "Span",
    "BulletinQuotation": "BlockQuote",
    "BulletinSource": "P",
    "BulletinFigure": "Figure",
    "BulletinCaption": "Caption",
    "BulletinTable": "Table",
    "BulletinContinued": "TH",
    "BulletinReading": "Span",
    "BulletinFootnote": "Note",
    "BulletinFootnoteCall": "Reference",
    "BulletinAddressee": "P",
    "BulletinEnclosed": "P",
    "BulletinSignature": "Div",
    "BulletinSigner": "P",
    "BulletinSigned": "P",
    "BulletinAnnex": "Sect",
    "BulletinAnnexNumber": "P",
    "BulletinImprint": "Sect",
    "BulletinImprintLine": "P",
    "BulletinRunLine": "P",
    "BulletinQR": "Figure",
    "BulletinHash": "P",
}
WHOLE_ON_EACH_PAGE = (
    "/BulletinTable",
    "/BulletinContinued",
    "/THead",
    "/TBody",
    "/TR",
    "/TH",
    "/TD",
    "/Link",
    "/BulletinFigure",
    "/BulletinQR",
)
PT_PER_PX = 0.75
PAGE_PT = 297 / 25.4 * 72
_wp_build = tags_module._build_box_tree
_wp_marked = stream_module.Stream.marked
_open: list[Any] = []  # the HTML elements inside which the tree is being built


def install() -> None:
    """Put our functions before WeasyPrint's; harmless when repeated."""
    why = "elements of a tagged PDF are named by what they are in a bulletin"
    test = "tests/bulletins/test_elements.py::test_the_file_has_page_labels_and_a_role_for_each_of_its_own_types"
    WEASYPRINT.put(tags_module, "_build_box_tree", _build_box_tree, why=why, test=test)
    WEASYPRINT.put(stream_module.Stream, "marked", _marked, why=why, test=test)


def role_map() -> pydyf.Dictionary:
    """Return the role map for the structure tree's root."""
    return pydyf.Dictionary({name: f"/{standard}" for name, standard in ROLES.items()})


def _build_box_tree(
    box: Any, parent: Any, pdf: Any, page_number: int, nums: Any, annotations: Any, tags: Any
) -> Iterator[Any]:
    """Yield the structure elements of a box as WeasyPrint does (same arguments), ours renamed."""
    if not isinstance(box.style.font_config, BulletinFonts):
        yield from _wp_build(box, parent, pdf, page_number, nums, annotations, tags)
        return
    if isinstance(box, boxes.MarginBox):
        return  # page numbers are artifacts, see `_marked`
    element = box.element
    anonymous = element is None or any(element is each for each in _open)
    if not anonymous:
        _open.append(element)
    transparent = isinstance(box, boxes.PageBox) or box.element_tag in ("html", "body")
    for found in _wp_build(box, parent, pdf, page_number, nums, annotations, tags):
        if not transparent:
            _rename(found, box, anonymous)
        if transparent or anonymous or not _continues(found, element, pdf):
            yield found
    if not anonymous:
        _open.pop()


def _rename(found: Any, box: Any, anonymous: bool) -> None:
    """Give a structure element the role that its HTML element claims; boxes that layout
    put in between stay what they are."""
    if box.element_tag and box.element_tag.endswith("::footnote-call"):
        found["S"] = "/BulletinFootnoteCall"
    elif box.element_tag and box.element_tag.endswith("::footnote-marker"):
        found["S"] = "/Lbl"
    elif anonymous:
        if found["S"] not in ("/Link", "/TR", "/THead", "/TBody"):
            found["S"] = "/NonStruct"
    elif name := box.element.get("data-tag"):
        found["S"] = f"/{name}"
    if found["S"] == "/TH":
        found["A"]["Scope"] = "/Column"
    if found["S"] in ("/BulletinFigure", "/BulletinQR"):
        # WeasyPrint writes px from the top; the standard wants points from the bottom (ISO 32000-1 §14.8.5.4.3).
        left, top, right, bottom = (value * PT_PER_PX for value in found["A"]["BBox"])
        found["A"]["BBox"] = pydyf.Array(round(value, 2) for value in (left, PAGE_PT - bottom, right, PAGE_PT - top))


def _continues(found: Any, element: Any, pdf: Any) -> bool:
    """Put what an element has on this page to what it has on earlier ones, so that a paragraph
    stays one; False if there is nothing yet.

    Tables stay one for each page, since each repeats the head; so do links and pictures,
    whose content is bound to their page.
    """
    if found["S"] in WHOLE_ON_EACH_PAGE:
        return False
    made = pdf.__dict__.setdefault("bulletin_elements", {})
    earlier = made.setdefault((element, found["S"]), found)  # a note's call and its text are one HTML element
    if earlier is found:
        return False
    for reference in found["K"]:
        pdf.objects[int(reference.split()[0])]["P"] = earlier.reference
        earlier["K"].append(reference)
    found.clear()
    return True


def _marked(stream: Any, box: Any, tag: str) -> AbstractContextManager[None]:
    """Mark content on a page; what belongs to no element of the text, such as a page number, as an artifact."""
    if box.element is None and isinstance(box.style.font_config, BulletinFonts):
        return _Artifact(stream)
    return _wp_marked(stream, box, tag)  # type: ignore[no-any-return]


class _Artifact(AbstractContextManager[None]):
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        footer = pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Footer"})
        pydyf.Stream.begin_marked_content(self.stream, "Artifact", footer)

    def __exit__(self, *_: object) -> None:
        pydyf.Stream.end_marked_content(self.stream)
