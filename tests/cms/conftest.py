"""The sample, loaded once into a test database; each test rolls back what it changes."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.office import Office, chromium, office, set_up

SAMPLE = Path(__file__).resolve().parents[2] / "cms" / "sample"

# An office that is set up for a test has a database of its own, SQLite: a second run, on
# PostgreSQL, would show nothing new.
ITS_OWN = {"prepared", "running", "own"}
if "DATABASE_URL" in os.environ:
    collect_ignore = ["test_canary.py", "test_deploy.py", "test_owner.py"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave such tests out of a second run."""
    if "DATABASE_URL" in os.environ:
        again = [item for item in items if ITS_OWN.intersection(item.fixturenames)]
        items[:] = [item for item in items if item not in again]
        config.hook.pytest_deselected(items=again)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    from django.core.management import call_command

    from press.load import load

    with django_db_blocker.unblock():
        load(SAMPLE, lambda *_: None)
        call_command("accounts", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office that is ready to run; it is copied, not used."""
    return set_up(tmp_path_factory.mktemp("prepared")).var


@pytest.fixture(scope="module")
def running(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office"), like=prepared) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The foreign things, see `planted.plant`, planted once for a module; what a test changes is rolled back."""
    from django.db import transaction

    from tests.cms.planted import plant

    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture
def as_user(client: Any, db: None) -> Any:
    """Return a client that is logged in under a role's account."""

    def login(username: str) -> Any:
        from django.contrib.auth import get_user_model

        client.force_login(get_user_model().objects.get(username=username))
        return client

    return login
