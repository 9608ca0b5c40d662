"""The law of the ledger, a small share of what `python -m tests.tools.ledger` does: clerks are killed in the middle,
lines are cut, older databases come back, and every copy is at one place; without lock, transaction or key it breaks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.office import ROOT

pytestmark = pytest.mark.django_db
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Run]:
    """Runs the tool with a database of its own, for what is done there is committed."""
    environment = {**os.environ, "PRESS_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "cms.settings"}
    with django_db_blocker.unblock():
        vendor = connection.vendor
        if vendor == "postgresql":
            connection.close()
            connection.creation.clone_test_db("ledger", verbosity=0, autoclobber=True)
            copy = connection.creation.get_test_db_clone_settings("ledger")["NAME"]
            given = settings.DATABASES["default"]
            place = f"{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
            environment["DATABASE_URL"] = f"postgres://{place}/{copy}"
            (tmp_path / "var").mkdir()
        else:
            shutil.copytree(request.getfixturevalue("empty"), tmp_path / "var")

        def told(*asked: object) -> dict[str, Any]:
            command = [sys.executable, "-m", "tests.tools.ledger", *map(str, asked)]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
            assert done.returncode == bool(found["wrong"]), done.stderr
            return found

        yield told
        if vendor == "postgresql":
            connection.close()
            connection.creation.destroy_test_db(suffix="ledger", verbosity=0)


def test_whatever_befalls_clerks_at_work_every_copy_is_at_one_place(run: Run, record_property: Any) -> None:
    found = run(3, 20, 7, "--most", 20, "--kills", 5)
    record_property("ledger", {name: found[name] for name in ("interruptions", "kill", "restore", "posted", "refused")})
    assert found["wrong"] == ""
    assert found["interruptions"] >= 20 and found["kill"] >= 5 and found["restore"] >= 1
    assert found["sent again"] > 5


@pytest.mark.parametrize("fault", ["lock", "transaction", "key"])
def test_the_law_is_seen_to_break_without(run: Run, fault: str) -> None:
    if fault == "lock" and connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    assert run(2, 60, 11, "--most", 12, "--fault", fault)["wrong"]
