"""Typeset an issue: compose its HTML, lay it out, move the imprint to the foot of the last even page, write the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bulletins import layout
from bulletins.compose import compose, picture_names
from bulletins.glyphs import check_glyphs
from press.records import Issue, Place, Publication, TypesetError


@dataclass(frozen=True)
class Typeset:
    """A finished bulletin.

    Attributes:
        pdf: the file's bytes; the same for the same issue, on every machine with the same locked versions.
        page_count: always even, as the bulletin is printed on both sides.
        first_pages: anchor of an item (`a1`) to the page its title stands on, counted from 1.

    """

    pdf: bytes
    page_count: int
    first_pages: dict[str, int]


def typeset(issue: Issue, publication: Publication, *, places: Mapping[str, Place], media: Callable[[str], Path]) -> Typeset:
    """Return the printed form of an issue after GB/T 9704-2012 and the custom of bulletins.

    Args:
        issue: what to print; all dates come from it.
        publication: masthead, issuer and the layout of the head.
        places: every place an item names, by its code.
        media: finds the file of a picture by its name below `media/`.

    Raises:
        TypesetError: a character no font has, a missing picture, an unknown place; the message names where.
        SetupError: the machine lacks libharfbuzz-subset0.

    """
    layout.check_setup()
    pictures = _find_pictures(issue, media)
    check_glyphs(issue, publication)
    pages = layout.lay_out(lambda placement: compose(issue, publication, places, pictures, placement), pictures)
    anchors = [item.anchor for item in issue.items]
    return Typeset(pdf=pages.write(), page_count=pages.count, first_pages=pages.first_pages(anchors))


def _find_pictures(issue: Issue, media: Callable[[str], Path]) -> dict[str, Path]:
    """Return the file of each picture by its name; TypesetError where one is missing."""
    found = {}
    for anchor, name in picture_names(issue):
        try:
            path = media(name)
            missing = not path.is_file()
        except (KeyError, OSError):
            missing = True
        if missing:
            title = issue.item(anchor).title
            raise TypesetError(f"缺少图片 {name}", place=f"{issue.key}《{title}》", remedy="补上图片文件，或从正文中删去这幅图")
        found[name] = path
    return found
