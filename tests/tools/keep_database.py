"""`python -m tests.tools.keep_database`: keeps the database that this version makes, for every later one to migrate.

It holds the sample, the accounts (nobody can log in) and a week half done; pictures are those of the sample. Run it
when a version is about to be released, and never for one that is.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from tests.office import ROOT, set_up

KEPT = ROOT / "tests/cms/databases"
SHUT = """
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
User.objects.update(password="!")
Session.objects.all().delete()
connection.cursor().execute("VACUUM")
"""


def main() -> None:
    """Make the office and keep its database with the heads of its log."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as folder:
        made = set_up(Path(folder))
        made.run("cms", "midweek")
        made.run("cms", "shell", "-v0", "-c", SHUT)
        with tarfile.open(KEPT / f"{version}.tar.xz", "w:xz", preset=9) as kept:
            for name in ("cms.sqlite3", "audit.heads"):
                kept.add(made.var / name, name, filter=_nobodys)
    sys.stdout.write(f"{KEPT / version}.tar.xz\n")


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    main()
