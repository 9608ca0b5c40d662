"""A bulletin that is laid out again from some page on is the same as one that is laid out again as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bulletins import draft, typeset
from tests.random_bulletins import PLACES, bulletin


@pytest.mark.parametrize(("seed", "plain"), [(18, False), (108, False), (153, True)])
def test_going_on_from_a_page_gives_the_same_bytes_as_beginning_anew(seed: int, plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of these are short until a line is added to a blank further down than page 1."""
    resumed = typeset(*bulletin(seed, plain=plain), places=PLACES, media=Path).pdf
    lay_out = draft.Draft.lay_out
    kept_pages = []

    def from_the_start(self: Any, placement: Any, like: Any = None, kept: int = 0) -> Any:
        kept_pages.append(kept)
        return lay_out(self, placement)

    monkeypatch.setattr(draft.Draft, "lay_out", from_the_start)
    assert typeset(*bulletin(seed, plain=plain), places=PLACES, media=Path).pdf == resumed
    assert any(kept_pages)
