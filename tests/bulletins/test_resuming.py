"""A bulletin that is laid out again from some page on is the same as one that is laid out again as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bulletins import draft, typeset
from tests.random_bulletins import PLACES, bulletin

SHORT = (8, 95, 153, 280)  # pages of these are short until a line is added to a blank, of some not on the first pages


def test_going_on_from_a_page_gives_the_same_bytes_as_beginning_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out = draft.Draft.lay_out
    kept_pages = []

    def from_the_start(self: Any, placement: Any, like: Any = None, kept: int = 0) -> Any:
        kept_pages.append(kept)
        return lay_out(self, placement)

    for seed in SHORT:
        resumed = typeset(*bulletin(seed, plain=True), places=PLACES, media=Path).pdf
        with monkeypatch.context() as patch:
            patch.setattr(draft.Draft, "lay_out", from_the_start)
            assert typeset(*bulletin(seed, plain=True), places=PLACES, media=Path).pdf == resumed, seed
    assert any(kept_pages)
