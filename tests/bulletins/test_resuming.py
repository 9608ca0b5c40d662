"""A bulletin that is laid out again from some page on is the same as one that is laid out again as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bulletins import draft, typeset
from tests.random_bulletins import PLACES, bulletin


@pytest.mark.parametrize("seed", [0, 8, 9, 24])
def test_going_on_from_a_page_gives_the_same_bytes_as_beginning_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    resumed = typeset(*bulletin(seed), places=PLACES, media=Path).pdf
    lay_out = draft.Draft.lay_out
    went_on = []

    def from_the_start(self: Any, placement: Any, like: Any = None, kept: int = 0) -> Any:
        went_on.append(kept)
        return lay_out(self, placement)

    monkeypatch.setattr(draft.Draft, "lay_out", from_the_start)
    assert typeset(*bulletin(seed), places=PLACES, media=Path).pdf == resumed
    assert any(went_on), "a seed whose imprint needs a second pass"
