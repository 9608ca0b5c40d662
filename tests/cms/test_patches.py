"""What is replaced of WeasyPrint, Wagtail, Django and Python-Markdown: one list each, with a reason and a test;
see `tests.tools.without_patches`."""

import inspect
import pkgutil
from importlib.metadata import version
from pathlib import Path

import pytest

from bulletins.patches import WEASYPRINT, Patches
from cms.core.patches import DJANGO, WAGTAIL
from press.web.inline import MARKDOWN
from tests.tools.without_patches import everything

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("patches", "least"), [(WEASYPRINT, 4), (WAGTAIL, 4), (DJANGO, 4), (MARKDOWN, 1)])
def test_each_patch_is_in_place_for_the_version_that_is_installed(patches: Patches, least: int) -> None:
    everything()
    assert version(patches.package).startswith(patches.version) and len(patches.made) >= least
    last = {patch.place: patch for patch in patches.made.values()}  # two of ours may stand one before the other
    for place, patch in last.items():
        owner, _, name = place.rpartition(".")
        assert inspect.getattr_static(pkgutil.resolve_name(owner), name) is patch.ours, place


def test_each_patch_says_why_and_which_test_needs_it() -> None:
    for patch in everything():
        file, _, name = patch.test.partition("::")
        there = patch.test.startswith("python -m tests.tools.bench") or f"def {name or 'test_'}" in (
            ROOT / file
        ).read_text("utf-8")
        assert patch.why and there, patch
