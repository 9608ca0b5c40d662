"""Databases of earlier versions are migrated: nothing is lost, the office goes on (`tests/tools/keep_database.py`)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cms.test_round_trip import files
from tests.office import Office

DATABASES = sorted(Path(__file__).with_name("databases").glob("*.tar.xz"))


def rows(database: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    with closing(sqlite3.connect(database)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.mark.parametrize("kept", DATABASES, ids=[path.name.removesuffix(".tar.xz") for path in DATABASES])
def test_a_database_of_an_earlier_version_is_migrated(kept: Path, tmp_path: Path, sample: Path) -> None:
    made = Office(url="", var=tmp_path / "var", password="")
    shutil.unpack_archive(kept, made.var)
    shutil.copytree(sample / "public/media", made.var / "media/original_images")
    before = rows(made.var / "cms.sqlite3")
    made.run("cms", "migrate", "-v0")
    made.run("cms", "migrate", "--check")
    made.run("cms", "audit", "verify")
    made.run("press", "export", tmp_path / "export")
    golden, exported = files(sample), files(tmp_path / "export")
    assert {name for name in golden if exported.get(name) != golden[name]} == set()
    after = rows(made.var / "cms.sqlite3")
    own = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
    assert {name: count for name, count in before.items() if name not in own and after.get(name, 0) < count} == {}
