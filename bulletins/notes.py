"""Keep a footnote on the page of its call.

Where the first line of a paragraph does not fit above the notes, WeasyPrint 70.0 moves the last note to the next
page to make room for it, whatever `footnote-policy` says. The context below answers that there is no note to move;
the paragraph goes to the next page.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import LayoutContext


class NotesStay(LayoutContext):  # type: ignore[misc]
    """A layout context that lets only a note be reported that was just tried and found too high,
    together with the line of its call."""

    def __init__(self, *arguments: Any) -> None:
        self._notes: list[Any] = []
        self._hidden = False
        self._checks = (
            0  # of the page's end since a note was last tried: a note found too high is reported after one at most
        )
        super().__init__(*arguments)

    @property
    def current_page_footnotes(self) -> list[Any]:
        """The notes of this page; none, once, after a refusal: that ends the loop in which
        WeasyPrint looks for notes to move."""
        if self._hidden:
            self._hidden = False
            return []
        return self._notes

    @current_page_footnotes.setter
    def current_page_footnotes(self, notes: list[Any]) -> None:
        self._notes = notes

    def layout_footnote(self, footnote: Any) -> Any:
        """Try a note on this page."""
        overflows = super().layout_footnote(footnote)
        self._checks = 0  # after it, since it lays out the note, which checks as well
        return overflows

    def _update_footnote_area(self) -> Any:
        """Take from the page what its notes need; where none is left, nothing:
        WeasyPrint keeps the blank above them."""
        overflows = super()._update_footnote_area()
        area = self.current_footnote_area
        if not area.children:
            self.page_bottom += area.margin_height()
            area.height = "auto"
        return overflows

    def overflows_page(self, bottom_space: float, position_y: float) -> Any:
        """Whether something ends below the page's text."""
        self._checks += 1
        return super().overflows_page(bottom_space, position_y)

    def report_footnote(self, footnote: Any) -> None:
        """Move a note to the next page if it was just tried; otherwise refuse."""
        if self._checks > 1:
            self._hidden = True
        else:
            super().report_footnote(footnote)
