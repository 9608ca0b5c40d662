"""The denial walk: nobody sees or touches what is another city's, whatever the address."""

from __future__ import annotations

import pytest

from tests.cms import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted() -> walk.Planted:
    return walk.plant()


def test_no_address_shows_or_changes_what_is_another_citys(planted: walk.Planted, record_property: object) -> None:
    found = walk.Walk(planted).go()
    print(walk.summary(found, len(walk.ACCOUNTS)))
    assert not found.problems, f"{len(found.problems)} holes:\n" + "\n".join(found.problems)
