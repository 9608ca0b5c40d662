"""The staged folder built with Zensical too, the successor of Material for MkDocs;
tells what differs and gates nothing.

With Zensical 0.0.73 every page comes out, with the same words but for the title of the home page, which says its
name twice. Files that are added after MkDocs (the search index, the PDFs) are missing, as they must be; the
theme's own scripts and an index for its search come on top; anchors that templates set are reported as missing,
because only the Markdown is looked at.
"""

import difflib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from press.home import SETTINGS, SOURCES
from tests.kinds import Kinds

ZENSICAL = Path(sys.executable).parent / "zensical"
LATER = ("assets/search/", "bulletins/")  # written after the pages


@pytest.mark.skipif(not ZENSICAL.is_file(), reason="没有 Zensical：先运行 build/setup.sh --compare")
def test_zensical_builds_the_staged_folder_and_tells_what_differs(
    whole: Kinds, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    shutil.copytree(whole.stage, tmp_path / "docs")
    shutil.copytree(SOURCES / "overrides", tmp_path / "overrides")
    (tmp_path / "mkdocs.yml").write_text(settings(), "utf-8")
    done = subprocess.run([ZENSICAL, "build", "--clean"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    for name, value in differences(whole.site, tmp_path / "out", done.stdout + done.stderr).items():
        record_property(f"zensical {name}", value)
        print(f"{name}: {value}")  # noqa: T201


def settings() -> str:
    """Return mkdocs.yml with folders beside it; Zensical's strict mode would stop at what it cannot know."""
    text = SETTINGS.read_text("utf-8")
    for key, value in (("docs_dir", "docs"), ("site_dir", "out"), ("custom_dir", "overrides"), ("strict", "false")):
        text = re.sub(rf"^(\s*{key}:).*", rf"\1 {value}", text, flags=re.MULTILINE)
    return text


def differences(ours: Path, theirs: Path, said: str) -> dict[str, object]:
    """Return what one site has and the other has not, pages whose words differ, and the kinds of complaints."""
    mine, other = (
        {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} for root in (ours, theirs)
    )
    pages = sorted(name for name in mine & other if name.endswith(".html"))
    differ = [name for name in pages if words(ours / name) != words(theirs / name)]
    shown = (
        list(difflib.unified_diff(words(ours / differ[0]), words(theirs / differ[0]), lineterm="", n=0))[2:8]
        if differ
        else []
    )
    missing = sorted(name for name in mine - other if not name.startswith(LATER))
    complaints = re.findall(r"^Warning: (.*)$", re.sub(r"\x1b\[[\d;]*m", "", said), re.MULTILINE)
    return {
        "pages": len(pages),
        "missing": missing,
        "on top": sorted(other - mine),
        "pages with other words": f"{len(differ)} {differ[:5]} {shown}",
        "complaints": {one: complaints.count(one) for one in sorted(set(complaints))},
    }


def words(page: Path) -> list[str]:
    """Return the texts between the tags of a page."""
    return [text.strip() for text in re.split(r"<[^>]*>", unescape(page.read_text("utf-8"))) if text.strip()]
