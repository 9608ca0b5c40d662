"""Answer at once what WeasyPrint 70.0 works out anew at each line, box and page, which
takes a fifth of the time of laying out.

The functions below stand before WeasyPrint's own, for documents set with a `BulletinFonts` configuration only.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.layout import inline, page, percent

from bulletins.patches import WEASYPRINT
from bulletins.typefaces import BulletinFonts

_wp_strut = inline.strut
_wp_resolve_one_percentage = percent.resolve_one_percentage
_wp_set_page_type_computed_styles = page.set_page_type_computed_styles


def install() -> None:
    """Put our functions before WeasyPrint's; harmless when repeated."""
    why, test = "a fifth of the time of laying out", "python -m tests.tools.bench pdf"
    WEASYPRINT.put(inline, "strut", _strut, why=why, test=test)
    WEASYPRINT.put(percent, "resolve_one_percentage", _resolve_one_percentage, why=why, test=test)
    WEASYPRINT.put(page, "set_page_type_computed_styles", _set_page_type_computed_styles, why=why, test=test)


def _strut(style: Any) -> tuple[float, float]:
    """Return height and baseline of an empty line, kept with the style."""
    if not isinstance(style.font_config, BulletinFonts):
        return _wp_strut(style)  # type: ignore[no-any-return]
    if "strut" not in style.__dict__:
        style.strut = _wp_strut(style)
    return style.strut  # type: ignore[no-any-return]


def _resolve_one_percentage(box: Any, name: str, refer_to: Any) -> None:
    """Set the used length of a box; one in px, as nearly all are, is what it is."""
    value = box.style[name]
    if type(value) is Dimension and value.unit == "px" and isinstance(box.style.font_config, BulletinFonts):
        setattr(box, name, value.value)
    else:
        _wp_resolve_one_percentage(box, name, refer_to)


def _set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Give a page and its margin boxes the styles of an earlier page of its kind; our style sheet has no :nth()."""
    if not isinstance(style_for.font_config, BulletinFonts):
        _wp_set_page_type_computed_styles(page_type, html, style_for)
        return
    styles = style_for.get_computed_styles()
    known = style_for.__dict__.setdefault("pages", {})
    kind = (page_type.side, page_type.blank, page_type.index == 0, page_type.name)
    if kind not in known:
        _wp_set_page_type_computed_styles(page_type, html, style_for)
        known[kind] = {pseudo: style for (element, pseudo), style in styles.items() if element == page_type}
    for pseudo, style in known[kind].items():
        styles[page_type, pseudo] = style
