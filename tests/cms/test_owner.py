"""Database, uploads, signed PDFs and keys are their owner's alone, whatever opens them, and however they were left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from press.places import private_folders
from records import SetupError
from records.owner import owner_only
from tests.office import ROOT

STARTS = {
    "a management command": ("-m", "cms", "roles"),
    "a verb": ("-m", "press", "load", ROOT / "cms/sample"),
    "the server": ("-c", "import cms.wsgi"),
}


def start(var: Path, *args: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start Python with no restriction on what it makes."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "PRESS_VAR": str(var),
        **environment,
    }
    return subprocess.run(
        [sys.executable, *map(str, args)], cwd=ROOT, env=kept, capture_output=True, text=True, umask=0
    )


def open_to_others(folder: Path) -> list[str]:
    """Return what others could read, write or enter, the folder itself as well."""
    return [str(p) for p in (folder, *folder.rglob("*")) if not p.is_symlink() and p.stat().st_mode & 0o077]


@pytest.fixture
def var(prepared: Path, tmp_path: Path) -> Path:
    """The folder of an office, as someone left it who copied it without care: with a signed PDF,
    an upload elsewhere, and leftovers."""
    made = shutil.copytree(prepared, tmp_path / "var")
    for name in ("signed/wmsj/v1.pdf", "cms.sqlite3-journal", "imports/doubts.txt"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).touch()
    (made / "cms.sqlite3-journal").unlink()
    (made / "media").rename(tmp_path / "disk")
    (made / "media").symlink_to(tmp_path / "disk")
    for path in (made, *made.rglob("*"), tmp_path / "disk", *(tmp_path / "disk").rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return made


@pytest.mark.parametrize("way", STARTS)
def test_every_start_shuts_what_stands_open_and_says_so(way: str, var: Path) -> None:
    done = start(var, *STARTS[way])
    assert done.returncode == 0, done.stderr
    assert "别的账号原来能读" in done.stderr
    assert str(var) in done.stderr
    assert open_to_others(var) == open_to_others(var.parent / "disk") == []


def test_what_a_start_makes_is_shut_from_the_beginning_and_nothing_is_said(var: Path) -> None:
    start(var, "-c", "import cms.wsgi")
    make = (
        "from cms.core.models import Picture; "
        "Picture.objects.first().get_rendition('width-77'); Picture.objects.update(title='x')"
    )
    done = start(var, "-m", "cms", "shell", "-v0", "-c", make)
    assert (done.returncode, done.stderr) == (0, "")
    assert open_to_others(var) == open_to_others(var.parent / "disk") == []


def test_a_database_elsewhere_is_shut_too(tmp_path: Path) -> None:
    given = tmp_path / "elsewhere.sqlite3"
    given.touch()
    given.chmod(0o664)
    done = start(tmp_path / "var", "-c", "import cms.wsgi", DATABASE_URL=f"sqlite:///{given}")
    assert (done.returncode, given.stat().st_mode & 0o777) == (0, 0o600)
    assert str(given) in done.stderr
    other = tmp_path / "new.sqlite3"
    done = start(tmp_path / "var", "-c", "import cms.wsgi", DATABASE_URL=f"sqlite:///{other}")
    assert (done.returncode, done.stderr, other.stat().st_mode & 0o777) == (0, "", 0o600)


def test_a_folder_that_all_share_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    done = start(tmp_path / "shared", "-m", "cms", "check")
    assert done.returncode == 1
    assert "这是大家共用的目录" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "shared").stat().st_mode & 0o7777 == 0o1777


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is refused nothing")
def test_what_belongs_to_someone_else_is_refused() -> None:
    with pytest.raises(SetupError, match="chown"):
        owner_only(Path("/etc/hosts"))


def test_a_build_shuts_what_is_not_cleared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("export/private", "cache", "records", "releases/000001-x/print"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name).chmod(0o755)
    owner_only(*private_folders(tmp_path), inside=False)
    assert [folder.stat().st_mode & 0o777 for folder in private_folders(tmp_path)] == [0o700] * 4
    assert "export/private" in capsys.readouterr().err
