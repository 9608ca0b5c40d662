"""Whatever the disk does to a publication, readers see the old or the new release whole; the next build comes right.

Every call, and 200 power failures: `python -m tests.tools.disk_calls`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest


# At a desk without a compiler there is nothing to count with; `.ci/run` installs one and has to have it.
@pytest.mark.skipif(
    not shutil.which("gcc") and "CI" not in os.environ, reason="what counts the calls has to be compiled"
)
def test_the_old_or_the_new_release_stands_whatever_the_disk_does(
    record_property: Callable[[str, object], None],
) -> None:
    every, losses = 2600, 2
    command = [sys.executable, "-m", "tests.tools.disk_calls", str(every), str(losses)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    record_property(f"disk calls, one of {every}", "; ".join(done.stdout.splitlines()))
    assert done.returncode == 0, done.stdout + done.stderr
