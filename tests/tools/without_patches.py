"""Does a library still need what we replace of it? `python -m tests.tools.without_patches [part of a place]`.

Each patch is left out in turn and its test run: one that passes can go, or is not tested by what it names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bulletins.patches import WEASYPRINT, Patch, Patches, place_of

ROOT = Path(__file__).resolve().parents[2]


def leave_out(place: str) -> None:
    """Have a patch not be made in this process."""
    put = Patches.put

    def others(self: Patches, owner: object, name: str, ours: object, *, why: str, test: str) -> None:
        if place_of(owner, name) != place:
            put(self, owner, name, ours, why=why, test=test)

    if place:
        Patches.put = others  # type: ignore[method-assign]


def everything() -> list[Patch]:
    """Return all patches, in place."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from bulletins import draft
    from cms.core.patches import DJANGO, WAGTAIL
    from press.web.inline import MARKDOWN
    from press.web.render import renderer

    draft.install()
    renderer("[]")
    return [patch for patches in (WEASYPRINT, WAGTAIL, DJANGO, MARKDOWN) for patch in patches.made.values()]


if __name__ == "__main__":
    wanted = [
        patch for patch in everything() if "".join(sys.argv[1:2]) in patch.place and patch.test.startswith("tests/")
    ]
    for patch in wanted:
        command = [sys.executable, "-m", "pytest", "-q", "-x", patch.test]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "WITHOUT_PATCH": patch.place}, capture_output=True, check=False
        )
        sys.stdout.write(
            f"{'needed' if done.returncode == 1 else 'NOT NEEDED' if not done.returncode else 'broken'}"
            f": {patch.place}\n"
        )
        sys.stdout.flush()
