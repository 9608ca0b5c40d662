"""The wheel alone: installed in an empty environment, far from the checkout, it builds the site of an export."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_an_installed_wheel_builds_the_sample(tmp_path: Path, release: Path) -> None:
    def run(*command: str | Path) -> str:
        quiet = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [*map(str, command)], cwd=tmp_path, env=quiet, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    run(sys.executable, "-m", "venv", "--without-pip", "env")
    python = tmp_path / "env/bin/python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        *tmp_path.glob("*.whl"),
    )
    # What it depends on is taken from here; the link to this checkout, which stands in a file of its own there, is not.
    (own,) = tmp_path.glob("env/lib/python*/site-packages")
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run(python, "-c", "import press, cms, records; print(press.__file__, cms.__file__, records.__file__)")
    assert where.count(str(own)) == 3
    run(tmp_path / "env/bin/press", "build", "--export", ROOT / "cms/sample", "--out", "out")
    built, known = (
        {str(page.relative_to(site)): page.read_bytes() for page in site.rglob("*.html")}
        for site in (tmp_path / "out/current/site", release / "site")
    )
    assert built == known and len(built) > 100
