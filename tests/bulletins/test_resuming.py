"""A bulletin that is laid out again from some page on is the same as one that is laid out again as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bulletins import draft, typeset
from tests.random_bulletins import PLACES, bulletin


@pytest.mark.parametrize("seed", [95, 153])
def test_going_on_from_a_page_gives_the_same_bytes_as_beginning_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of these are short until a line is added to a blank further down than page 1."""
    resumed = typeset(*bulletin(seed, plain=True), places=PLACES, media=Path).pdf
    lay_out = draft.Draft.lay_out
    kept_pages = []

    def from_the_start(self: Any, placement: Any, like: Any = None, kept: int = 0) -> Any:
        kept_pages.append(kept)
        return lay_out(self, placement)

    monkeypatch.setattr(draft.Draft, "lay_out", from_the_start)
    assert typeset(*bulletin(seed, plain=True), places=PLACES, media=Path).pdf == resumed
    assert any(kept_pages)
