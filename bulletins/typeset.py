"""Typeset an issue: compose its HTML, lay it out, move the imprint to the foot of the last even page, write the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, UnidentifiedImageError

from bulletins import code
from bulletins.compose import compose, picture_names
from bulletins.finish import source_attachment
from bulletins.glyphs import check_glyphs
from bulletins.origin import public_record, version_address
from records import Issue, Place, Publication, RecordError, TypesetError

NAME = re.compile(r"[^\s\"'\\<>&{}]+")


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


def typeset(
    issue: Issue,
    publication: Publication,
    *,
    places: Mapping[str, Place],
    media: Callable[[str], Path],
    copy_number: int = 0,
) -> Typeset:
    """Return the printed form of an issue after GB/T 9704-2012 and the custom of bulletins.

    Args:
        issue: what to print; all dates come from it.
        publication: masthead, issuer and the layout of the head.
        places: every place an item names, by its code.
        media: finds the file of a picture by its name below `media/`.
        copy_number: 份号 of this copy, where the issue's copies are numbered; the master is number 0.

    Raises:
        TypesetError: a character no font has, a missing picture, an unknown place; the message names where.
        SetupError: the machine lacks libharfbuzz-subset0.

    """
    from bulletins import layout  # here: with it comes WeasyPrint, most of a second of every start

    layout.check_setup()
    check_glyphs(issue, publication, places)
    pictures = _find_pictures(issue, media)
    address = version_address(issue, publication)
    if address:
        pictures[code.NAME] = code.qr_svg(address)
    source = compose(issue, publication, places, pictures, copy_number=copy_number)
    with TemporaryDirectory() as folder:
        pages = layout.lay_out(source, pictures, Path(folder), mirrored=publication.mirror_margins)
        pdf = pages.write(source_attachment(issue, public_record(issue, publication)))
    return Typeset(pdf=pdf, page_count=pages.count, first_pages=pages.first_pages(item.anchor for item in issue.items))


def _find_pictures(issue: Issue, media: Callable[[str], Path]) -> dict[str, Path | bytes]:
    """Return the file of each picture by its name; TypesetError where one is missing, or is no picture."""
    found: dict[str, Path | bytes] = {}
    for anchor, name in picture_names(issue):
        place = f"{issue.key}《{issue.item(anchor).title}》"
        if not NAME.fullmatch(name):  # it stands in the style sheet
            said = f"“{name}”不是图片的文件名" if name else "有一幅图没有文件名"
            raise TypesetError(said, place=place, remedy="重新上传这张图片，再放进正文")
        try:
            found[name] = media(name)
            Image.open(found[name]).close()
        except (UnidentifiedImageError, SyntaxError, Image.DecompressionBombError) as error:
            raise TypesetError(
                f"图片 {name} 打不开", place=place, remedy="换成完好的 PNG 或 JPEG 图片，或从正文中删去这幅图"
            ) from error
        except (KeyError, OSError, RecordError) as error:
            raise TypesetError(f"缺少图片 {name}", place=place, remedy="补上图片文件，或从正文中删去这幅图") from error
    return found
