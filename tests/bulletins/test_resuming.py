"""A bulletin that is laid out again from some page on is the same as one that is laid out again as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bulletins import draft
from press.records import Article, Paragraph

TEXT_1 = 12  # lines of text that page 1 of a plain issue holds
NOTED = Paragraph(text="此处有注^[注文。]。")


def article(*blocks: Any, **changes: Any) -> Article:
    return Article(**{"number": 1, "place": "320200", "title": "小站点办成大事情", "body": blocks, **changes})


def test_going_on_from_a_page_gives_the_same_bytes_as_beginning_anew(
    issue: Any, printed: Any, filler: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note's call comes down a page line by line; where it would end the page, a line is added to a blank on that page."""
    lay_out = draft.Draft.lay_out
    kept_pages = []

    def from_the_start(self: Any, placement: Any, like: Any = None, kept: int = 0) -> Any:
        kept_pages.append(kept)
        return lay_out(self, placement)

    first = article(Paragraph(text=filler(TEXT_1 + 28)))
    for lines in range(6, 16):
        second = article(Paragraph(text=filler(lines)), NOTED, Paragraph(text=filler(30)), number=2, title="钥匙交给十一个人")
        made = issue(first, second)
        resumed = printed(made).typeset.pdf
        with monkeypatch.context() as patch:
            patch.setattr(draft.Draft, "lay_out", from_the_start)
            assert printed(made).typeset.pdf == resumed
    assert any(kept_pages), "a line added on page 3 alters nothing of page 1"
