"""Every test run has its own place for the database, uploads and signed PDFs, and never touches var/."""

import gc
import os
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.office import Office, chromium, seed
from tests.once import Once, filled_once

# Properties explore at a desk and repeat themselves where a change must land; machines are too uneven for deadlines.
settings.register_profile("desk", deadline=None)
settings.register_profile("landing", deadline=None, derandomize=True)
settings.load_profile("landing" if os.environ.get("CI") else "desk")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "cms" / "sample"

# Before Django reads its settings.
_var = tempfile.TemporaryDirectory(prefix="press-test-")
os.environ["PRESS_VAR"] = _var.name
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
os.environ["PRESS_MAIL"] = "console:"  # mails are written; pytest-django keeps what would be sent


# The search is tried with other strings on each run, and a failure can be repeated with the seed.
os.environ.setdefault("SEARCH_SEED", str(random.SystemRandom().randrange(10**6)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"SEARCH_SEED={os.environ['SEARCH_SEED']}")
    told = [
        each
        for kind in ("passed", "failed")
        for report in terminalreporter.getreports(kind)
        for each in report.user_properties
    ]
    for name, value in told:
        if not name.startswith("zensical"):  # which prints by itself
            terminalreporter.write_line(f"{name}: {value}")


def pytest_configure() -> None:
    import django
    from django.conf import settings

    from tests.tools.without_patches import leave_out

    leave_out(os.environ.get("WITHOUT_PATCH", ""))
    django.setup()
    del os.environ["DJANGO_SETTINGS_MODULE"]  # else another process of the run reads them before its own place is named
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one is slow on purpose


# An office that is set up for a test has a database of its own, SQLite: on PostgreSQL it would show nothing new.
ITS_OWN = {"prepared", "running", "own"}
# Seconds that each file takes on two busy cores: the longest begin first, and are left out by `make test-fast`.
NOTED = Path(__file__).with_name("durations.txt")
SLOW_S = 8
durations: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--note-durations", action="store_true", help=f"write {NOTED.name} anew, after a run of all tests")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    durations[report.nodeid.partition("::")[0]] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.option.note_durations and not hasattr(session.config, "workerinput"):
        NOTED.write_text("".join(f"{seconds:.0f} {name}\n" for name, seconds in durations.most_common() if seconds > 1))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """Order the files of tests and mark the slow ones; on PostgreSQL, leave out what does not reach that database."""
    noted = {name: int(seconds) for seconds, name in map(str.split, NOTED.read_text().splitlines())}
    for item in items:
        if noted.get(_file(item), 0) > SLOW_S or "browser" in item.fixturenames:
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: -noted.get(_file(item), 0))
    if "DATABASE_URL" in os.environ:
        config.hook.pytest_deselected(items=[item for item in items if not _reaches_sql(item)])
        items[:] = filter(_reaches_sql, items)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _reaches_sql(item: pytest.Function) -> bool:
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"}.intersection(item.fixturenames)
    return bool(asks) and not ITS_OWN.intersection(item.fixturenames)


def pytest_collection_finish() -> None:
    """Have Python not look through Django and Wagtail again and again for what could be
    freed: an eighth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = os.environ.get("PRESS_SEEDS")
    if not folder:
        pytest.skip("PRESS_SEEDS names no folder of real documents")
    return Path(folder)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """See `filled_once`; who uses such a folder changes nothing there."""
    base = tmp_path_factory.getbasetemp()
    return partial(filled_once, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Not for longer than a module: while it runs, Django takes this thread for one of asyncio."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def empty(once: Once) -> Path:
    """The folder of an office that has nothing yet but its database; it is copied, not used."""
    return once("empty", lambda var: Office(url="", var=var, password="").run("cms", "migrate", "-v0"))


if "DATABASE_URL" in os.environ:

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
        """The sample and the accounts of its roles, loaded once; each test rolls back what it changes."""
        from django.core.management import call_command

        from press.load import load

        with django_db_blocker.unblock(), Path(os.devnull).open("w") as nowhere:
            load(SAMPLE, lambda *_: None)
            call_command("accounts", verbosity=0, stdout=nowhere)
else:

    @pytest.fixture(scope="session")
    def django_db_setup(once: Once, django_db_blocker: Any) -> None:
        """The same, as a copy of what was made once for all processes of the run."""
        from django.db import connection

        var = once("seeded", seed)
        shutil.copytree(var, _var.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
        with django_db_blocker.unblock(), closing(sqlite3.connect(var / "cms.sqlite3")) as made:
            connection.settings_dict["NAME"] = "file:memorydb_default?mode=memory&cache=shared"  # as Django names it
            connection.ensure_connection()
            made.backup(connection.connection)


@pytest.fixture(scope="session")
def release(once: Once) -> Path:
    """The release that the sample makes, built once."""
    from press.release import build_release

    def build(out: Path) -> None:
        build_release(SAMPLE, out)

    return (once("release", build) / "current").resolve()
