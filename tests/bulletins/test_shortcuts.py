"""What is answered at once is what WeasyPrint would have worked out: the PDF is the same
without the shortcuts, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from weasyprint.layout import inline, page, percent

from bulletins import finish, shortcuts, typeset
from tests.random_bulletins import PLACES, bulletin


@pytest.mark.parametrize("seed", [2, 21])
def test_the_shortcuts_change_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made = typeset(*bulletin(seed), places=PLACES, media=Path).pdf
    monkeypatch.setattr(inline, "strut", shortcuts._wp_strut)
    monkeypatch.setattr(percent, "resolve_one_percentage", shortcuts._wp_resolve_one_percentage)
    monkeypatch.setattr(page, "set_page_type_computed_styles", shortcuts._wp_set_page_type_computed_styles)
    monkeypatch.setattr(finish, "_Written", lambda each: each)
    assert typeset(*bulletin(seed), places=PLACES, media=Path).pdf == made


def test_a_bulletin_that_is_laid_out_several_times_gives_the_same_bytes_again() -> None:
    made = [typeset(*bulletin(309), places=PLACES, media=Path).pdf for _ in range(2)]
    assert made[0] == made[1]
