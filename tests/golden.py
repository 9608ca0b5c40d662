"""`make golden`: renews what tests compare with — the sample in its canonical form, and the
schemas. A person reads the diff."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "cms/sample"


def main() -> None:
    from records.schema import write_schemas

    write_schemas()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PRESS_VAR": f"{folder}/var"}
        for command in (["cms", "migrate", "-v0"], ["press", "load", SAMPLE], ["press", "export", f"{folder}/export"]):
            subprocess.run([sys.executable, "-m", *map(str, command)], cwd=ROOT, env=environment, check=True)
        for half in ("public", "private"):
            shutil.rmtree(SAMPLE / half)
            shutil.copytree(f"{folder}/export/{half}", SAMPLE / half)
        (SAMPLE / "private").chmod(0o755)


if __name__ == "__main__":
    main()
