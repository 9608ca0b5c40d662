"""From what stands where to the PDF: the pages of forms as HTML, set by the typesetter with the fonts of the press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bulletins.forms.canvas import Mark, Sheet, Text, inks_of, texts_of
from bulletins.forms.table import Table
from bulletins.ink import Ink

HERE = Path(__file__).parent.parent
TEMPLATES = HERE / "templates" / "forms"
STYLES = HERE / "styles" / "forms.css"


def drawn(title: str, size_mm: tuple[float, float], sheets: Sequence[Sheet]) -> bytes:
    """Return sheets of one size, width and height in mm, as PDF; a title for the file.

    Raises:
        TypesetError: the typesetter warned of something.
        SetupError: the machine lacks libharfbuzz-subset0.

    """
    return _printed(title, size_mm, [(texts_of(sheet), None, inks_of(sheet)) for sheet in sheets])


def drawn_lists(title: str, size_mm: tuple[float, float], pages: Sequence[tuple[Sequence[Mark], Table]]) -> bytes:
    """Return pages with a table each as PDF, as `drawn` does."""
    return _printed(title, size_mm, [(texts_of([marks]), table, inks_of([marks])) for marks, table in pages])


def _printed(
    title: str, size_mm: tuple[float, float], pages: Sequence[tuple[Sequence[Text], Table | None, Sequence[Ink]]]
) -> bytes:
    from bulletins import layout  # here, as in `typeset`: WeasyPrint takes most of a second of every start

    layout.check_setup()
    settings = [text.setting for texts, _, _ in pages for text in texts]
    tables = [table for _, table, _ in pages if table]
    settings += [cell.setting for table in tables for row in table.rows for cell in row.cells if cell.setting]
    types = {type: n for n, type in enumerate(dict.fromkeys(setting.type for setting in settings))}
    source = _environment().get_template("sheets.html").render(title=title, size=size_mm, pages=pages, types=types)
    return layout.set_sheets(source, [inks for _, _, inks in pages], STYLES)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mm"] = lambda length: f"{length:.3f}".rstrip("0").rstrip(".")
    return environment
