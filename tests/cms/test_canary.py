"""What is private in the CMS stays there: from the database through the export to every byte of the site."""

import hashlib
import json
from pathlib import Path

from tests.canary import CANARY, all_text, planted, searchable
from tests.office import set_up


def test_a_canary_in_each_private_field_of_the_cms_is_nowhere_in_the_site(sample: Path, tmp_path: Path) -> None:
    running = set_up(tmp_path / "var", planted(sample, tmp_path / "sample"))
    made = running.run("cms", "shell", "-v0", "-c", "from tests.cms.planted_in_house import plant; plant()").stdout
    running.run("press", "build", "--out", tmp_path / "out")
    private = "".join(
        p.read_text("utf-8") for p in (tmp_path / "out/export/private").rglob("*.*") if p.suffix in (".md", ".yaml")
    )
    public = "".join(
        p.read_text("utf-8") for p in (tmp_path / "out/export/public").rglob("*.*") if p.suffix in (".md", ".yaml")
    )
    assert private.count(CANARY) > 150
    assert CANARY not in public
    site = tmp_path / "out/current/site"
    assert CANARY not in all_text(site)
    assert searchable(site, "文明实践") and not searchable(site, CANARY)
    closed = set(json.loads(made))
    assert len(closed) == 7
    kept, shown = (sums(tmp_path / "out" / part) for part in ("export/private", "export/public"))
    assert len(closed & kept) == 4, "an uncleared case's picture, an older PDF, a withdrawn one with its picture"
    assert closed & (shown | sums(site)) == set()


def sums(folder: Path) -> set[str]:
    return {hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}
