"""Lay out a composed bulletin, as often as its notes and its imprint need, and write its PDF."""

from __future__ import annotations

import gc
import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from weasyprint import Attachment
from weasyprint.text.ffi import harfbuzz_subset

from bulletins import wide
from bulletins.draft import Draft
from bulletins.filling import filled
from bulletins.finish import finish
from bulletins.ink import Ink
from bulletins.inked import Inked
from bulletins.placing import move_imprint_down, with_imprint_placed
from records import SetupError, TypesetError

_lock = threading.Lock()  # Pango's font map and WeasyPrint's caches are shared by all documents of the process


@dataclass(frozen=True)
class Pages:
    """A laid-out bulletin."""

    document: Any
    identifier: bytes

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    def first_pages(self, anchors: Iterable[str]) -> dict[str, int]:
        """Return the page (from 1) on which each anchor stands."""
        found = {name: n for n, page in reversed(list(enumerate(self.document.pages, 1))) for name in page.anchors}
        return {anchor: found[anchor] for anchor in anchors}

    def write(self, source: Attachment | None = None) -> bytes:
        """Return the PDF with its source, if any, attached."""
        options = {
            "pdf_variant": "pdf/a-3u",
            "pdf_tags": True,
            "pdf_identifier": self.identifier,
            "attachments": [source] if source else [],
        }
        with _lock, _Problems():
            return bytes(self.document.write_pdf(finisher=finish, **options))


def check_setup() -> None:
    """Raise SetupError where the library is missing without which subsetting fonts takes 36 times as long."""
    if harfbuzz_subset is None:
        raise SetupError(
            "缺少系统库 libharfbuzz-subset0，无法排版", remedy="运行 sudo apt-get install libharfbuzz-subset0"
        )


def lay_out(source: str, pictures: Mapping[str, Path | bytes], folder: Path, *, mirrored: bool) -> Pages:
    """Lay out the HTML of a bulletin, its imprint at the foot of the last even page.

    First the imprint follows the text, and the pages are filled. Where it ends an odd page, further passes bring
    it to an even one; then it is moved down to the foot of its page, which changes nothing else. Its fonts stay
    in `folder` until the PDF is written.
    """
    with _lock, _Problems():
        draft = Draft(source, pictures, folder)
        document = with_imprint_placed(draft, filled(draft))
        move_imprint_down(document)
        identifier = hashlib.sha256(source.encode()).hexdigest()[:32].encode()
        return Pages(draft.document(wide.turned(document.pages, mirrored=mirrored)), identifier)


def set_sheets(source: str, inks: Sequence[Sequence[Ink]], style_sheet: Path) -> bytes:
    """Return the PDF of a composition that makes up its own pages, such as a form: no imprint, nothing attached.

    Args:
        source: its HTML, well-formed XML as well.
        inks: what is drawn on each page besides: lines and codes, which are no part of the text. As pictures in the
            HTML they would take as long as all the text.
        style_sheet: which has its pages, too.

    Raises:
        TypesetError: WeasyPrint warned of something, or made other pages than were planned.

    """
    identifier = hashlib.sha256(f"{source}{inks}".encode()).hexdigest()[:32].encode()
    options = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "pdf_identifier": identifier}
    with TemporaryDirectory() as folder, _lock, _Problems(), _uncollected():
        draft = Draft(source, {}, Path(folder), style_sheet)
        pages = draft.lay_out(None).pages
        if len(pages) != len(inks):
            raise TypesetError(f"应排 {len(inks)} 页，排成了 {len(pages)} 页", remedy="请把这条信息转给系统管理员")
        document = draft.document([Inked(page, ink) for page, ink in zip(pages, inks, strict=True)])
        return bytes(document.write_pdf(finisher=finish, **options))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: of hundreds of labels nothing is garbage, and looking takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def lay_out_sheets(source: str, folder: Path) -> Pages:
    """Lay out the HTML of a circular or of letters: pages as they follow, no imprint, no pictures."""
    with _lock, _Problems():
        draft = Draft(source, {}, folder)
        identifier = hashlib.sha256(source.encode()).hexdigest()[:32].encode()
        return Pages(draft.document(wide.turned(draft.lay_out("follows").pages, mirrored=False)), identifier)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class _Problems:
    """Raise TypesetError at the end for anything WeasyPrint warned of; a warning here is a defect on paper."""

    def __enter__(self) -> None:
        self.collector = _Collector()
        logging.getLogger("weasyprint").addHandler(self.collector)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self.collector)
        if kind is None and self.collector.messages:
            raise TypesetError(
                "排版引擎报告：" + "；".join(self.collector.messages), remedy="请把这条信息转给系统管理员"
            )
