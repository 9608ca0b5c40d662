"""Bulletins whose pages are hard to make up have no defect: a sample of what the bench does five hundred times."""

from __future__ import annotations

import pytest

from bulletins import typeset
from bulletins.audit import audit
from tests.random_pages import PLACES, nasty, picture


# Each of these was once made up badly: a title alone, a blank that text could fill, notes below the imprint.
@pytest.mark.parametrize(
    "seed",
    [5, 7, 8, 36, 43, 44, 48, 49, 64, 120, 151, 155, 229, 272, 275, 278, 302, 305, 316, 359, 374, 396, 417, 441, 447],
)
def test_random_bulletins_of_hard_kinds_have_no_defect(seed: int) -> None:
    made = typeset(*nasty(seed), places=PLACES, media=picture)
    found = audit(made.pdf)
    assert [(v.rule, v.measured, v.where) for v in found.defects] == []
    assert not [v.rule for v in found.unknown if "读不懂" in v.measured]
