"""The same documents as text files, which old bulletins are: what a body shows line by
line, in the encodings of offices."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.documents.package import NAMES, wrapped

W = f"{{{NAMES['w']}}}"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
# Features that a text file can have.
FEATURES = (
    "plain runs",
    "no width",
    "rare",
    "private use",
    "emoji",
    "wide spaces",
    "traditional",
    "headings",
    "run in titles",
    "addressee",
    "date below the title",
    "contact in the middle",
    "signature above the date",
    "enclosures",
    "editors note in an article",
    "quotation",
    "briefs in an article",
    "numbers typed by hand",
    "figures typed by hand",
    "plain table",
    "table without a head",
)
SHAPES = (
    "briefs without titles",
    "briefs with run-in titles",
    "no sections",
    "article before the first section",
    "contents",
    "contents that name the sections",
    "editor's note",
    "series line",
    "adoption statistics",
    "head with a date in chinese",
    "head with both counts",
)


def lines(body: str) -> list[str]:
    """Return the lines of a body; the cells of a row are parted by tabs."""
    found: list[str] = []
    for part in ElementTree.fromstring(wrapped("w:body", body)):
        if part.tag == f"{W}tbl":
            found += ["\t".join(_text(cell) for cell in row.iter(f"{W}tc")) for row in part.iter(f"{W}tr")]
        else:
            found.append(_text(part))
    return found


def _text(part: ElementTree.Element) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(node.text or "" if node.tag == f"{W}t" else signs.get(node.tag, "") for node in part.iter())


def encoded(body: str, encoding: str, *, blank: bool) -> bytes:
    """Return a text file of a body, with blank lines between paragraphs or without."""
    return (("\n\n" if blank else "\n").join(lines(body)) + "\n").encode(encoding)
