"""Offices that run, and accounts that are logged in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office import Office, give_passwords, office, seed, set_up
from tests.once import Once


@pytest.fixture(scope="session")
def prepared(once: Once) -> Path:
    """The folder of an office that is ready to run; it is copied, not used."""
    return once("prepared", lambda var: give_passwords(set_up(var, like=once("seeded", seed))))


@pytest.fixture(scope="module")
def running(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office"), like=prepared) as made:
        yield made


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
