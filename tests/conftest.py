"""Every test run has its own place for the database, uploads and signed PDFs, and never touches var/."""

import gc
import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

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
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one is slow on purpose


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
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that the sample makes, built once."""
    from press.release import build_release

    out = tmp_path_factory.mktemp("release")
    built = build_release(SAMPLE, out, retypeset=False, workers=2, progress=lambda *_: None)
    return built.path
