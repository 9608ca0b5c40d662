"""Page and print say the same: the text of each public issue's page beside that of its PDF, both from the finished
files.

What is known to differ is left out where it is read (`screen.py`, `paper.py`) or allowed where it is compared
(`comparing.py`, `grids.py`). A PDF without the tags of a bulletin is compared as a stream of text (`stream.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
import pikepdf

from bulletins.audit import structure
from press.gate.comparing import compare
from press.gate.memory import Memory
from press.gate.paper import read_paper, tags_of
from press.gate.problem import Problem
from press.gate.runs import Run, UnreadableError, runs_of
from press.gate.saying import Said, tidy
from press.gate.screen import read_screen
from press.gate.stream import compare_stream
from press.web.issues import head
from records import Article, Export, Issue, Place, Publication, is_public

REMEDY = "以签发的印件为准就改正这一期的内容，印件有误就发更正、重新排版"
UNREADABLE = "PDF 里没有可以取出的文字（可能是扫描件），网页与印件没有比对，请人工核对"


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What was found when a page and a PDF were compared: in words where they differ, or that it could not be told."""

    differences: tuple[str, ...]
    unreadable: bool = False


@dataclass(frozen=True)
class Names:
    """The names that pages take from elsewhere, as they are today."""

    publications: Mapping[str, Publication]
    places: Mapping[str, str]


def misstated(site: Path, export: Export, memory: Memory | None = None) -> Iterator[Problem]:
    """Yield where the page of a public issue and its PDF do not say the same; a remark where the text of the PDF
    cannot be taken.

    A pair that `memory` knows is not compared again.
    """
    names = Names(
        {publication.slug: publication for publication in export.all(Publication)},
        {place.code: place.name for place in export.all(Place)},
    )
    for issue in export.all(Issue):
        page, paper = (f"bulletins/{issue.key}.{ending}" for ending in ("html", "pdf"))
        if is_public(issue) and (site / page).is_file() and (site / paper).is_file():
            found = _known(site, (page, paper), issue, names, memory)
            for difference in found.differences:
                yield Problem(page, f"网页与印刷版不一致：{difference}", remedy=REMEDY)
            if found.unreadable:
                yield Problem(page, UNREADABLE, holds=False)


def _known(site: Path, pair: tuple[str, str], issue: Issue, names: Names, memory: Memory | None) -> Found:
    """Return what is known of two files, or what comes of comparing them."""
    if memory is None:
        return compared(site / pair[0], site / pair[1], issue, names)
    sums = [memory.reuse.files[name].sum for name in pair]
    digest = hashlib.sha256("\0".join([_maker(), *sums]).encode()).digest()
    found: Found | None = memory.pages.take(digest, Found)
    if found is None:
        memory.pages.put(digest, found := compared(site / pair[0], site / pair[1], issue, names))
    return found


@cache
def _maker() -> str:
    """Return what changes with what reads PDFs; our own code is in the name of the memory."""
    code = Path(structure.__file__).read_bytes()
    return f"page and print {version('pypdfium2')} {version('pikepdf')} {hashlib.sha256(code).hexdigest()}"


def compared(page: Path, paper: Path, issue: Issue, names: Names) -> Found:
    """Compare the page of an issue with its PDF."""
    screen = read_screen(page)
    if screen is None:
        return Found(("网页不是这一期的正文",))
    try:
        runs = runs_of(paper)
    except UnreadableError:
        return Found((), unreadable=True)
    if tags := tags_of(paper):
        said = read_paper(tags, runs)
        return Found(tuple(map(str, compare(as_signed(screen, said, paper, issue, names), said))))
    if not readable(runs):
        return Found((), unreadable=True)
    return Found(tuple(map(str, compare_stream(screen, runs))))


def readable(runs: list[Run]) -> bool:
    """Whether a PDF has text of its own, not just what a machine read from a picture."""
    return sum(len(run.text.strip()) for run in runs if run.seen) > 0


# Names that changed since --------------------------------------------------------------------------------


def as_signed(screen: Said, said: Said, paper: Path, issue: Issue, names: Names) -> Said:
    """Return what a page says with the names of publication and places as they were when the PDF was made: these may
    change later, and pages go with them.

    The record attached to the PDF says what the publication was called and of which place an item is; only what follows
    from there and from today's names is replaced.
    """
    attached = _attached(paper)
    today = names.publications.get(issue.publication)
    if attached is None or today is None:
        return screen
    if screen.head == _head(issue, today):
        screen.head = _head(issue, attached.publication)
    if not issue.registration_no and attached.publication.registration_no:
        screen.run.insert(0, tidy(attached.publication.registration_no))
    places = {item.anchor: item.place for item in attached.issue.items}
    anchors = [anchor for section in issue.sections for anchor in section.items]
    for n, (anchor, title, printed) in enumerate(zip(anchors, screen.titles, said.titles, strict=False)):
        item = issue.item(anchor)
        if not isinstance(item, Article) or item.prefix or not item.place or places.get(anchor) != item.place:
            continue
        name, colon, rest = title.partition("：")
        before, _, after = printed.replace("\n", "").partition("：")
        if colon and name == tidy(names.places.get(item.place, "")) and after.replace(" ", "") == rest.replace(" ", ""):
            screen.titles[n] = f"{before}：{rest}"
            screen.contents = [screen.titles[n] if text == title else text for text in screen.contents]
    return screen


def _head(issue: Issue, publication: Publication) -> list[tuple[str, str]]:
    """Return the head of a page, as `read_screen` does."""
    made: list[tuple[str, str]] = []
    for kind, text, day in head(issue, publication):
        if kind == "dateline":
            made += [("Issuer", tidy(text)), ("Date", tidy(day))]
        elif kind != "rule":
            made.append((kind, tidy(text)))
    return made


class _Item(msgspec.Struct):
    anchor: str = ""
    place: str | None = None


class _Issue(msgspec.Struct):
    items: list[_Item] = []


class _Attached(msgspec.Struct):
    publication: Publication
    issue: _Issue


def _attached(paper: Path) -> _Attached | None:
    """Return what the record inside a PDF says; None if there is none that can be read."""
    try:
        with pikepdf.open(paper) as pdf:
            files = [file for name, file in pdf.attachments.items() if name.endswith(".json")]
            return msgspec.json.decode(files[0].get_file().read_bytes(), type=_Attached) if files else None
    except (pikepdf.PdfError, msgspec.DecodeError):
        return None
