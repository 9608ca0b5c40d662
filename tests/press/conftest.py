"""The places, units and classifications of Jiangsu, loaded once into the test database;
each test rolls back what it changes."""

from pathlib import Path
from typing import Any

import pytest

from press.importing import reference_data
from records import Writer


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    from cms.units.models import UnitPage
    from press.load import load

    folder: Path = tmp_path_factory.mktemp("reference")
    writer = Writer.for_records(folder, reference_data())
    for record in reference_data():
        writer.add(record)
    with django_db_blocker.unblock():
        if not UnitPage.objects.exists():
            load(folder, lambda *_: None)
