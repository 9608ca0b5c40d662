"""Publishing with the command, and reading what came of it."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from press.cli import main


def with_shelf(release: Path, out: Path) -> Path:
    """Give a place of releases what the sample's release has typeset already."""
    shutil.copytree(release.parents[1] / "cache/pdf", out / "cache/pdf")
    return out


def with_release(release: Path, out: Path) -> Path:
    """Give a place of releases the sample's release with all that was kept for the next build."""
    return Path(shutil.copytree(release.parents[1], out, symlinks=True))


def press(verb: str, out: Path, *options: str) -> Result:
    return CliRunner().invoke(main, [verb, "--out", str(out), *options])


def build(export: Path, out: Path, *options: str) -> Result:
    return press("build", out, "--export", str(export), *options)


def swap(path: Path, *pairs: str) -> None:
    """Replace the first match of a pattern by the text after it, for each pair."""
    text = path.read_text("utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        text, hits = re.subn(old, lambda _, new=new: new, text, count=1)
        assert hits, f"the sample has changed: no {old!r} in {path}"
    path.write_text(text, "utf-8")


def plain(page: str) -> str:
    """Return what a reader reads on a page, without spaces."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", page)))


def listed(said: Result, key: str) -> list[str]:
    """Return the lines that name a record; the key is a pattern."""
    return [line for line in said.output.splitlines() if re.search(rf"(?<![A-Za-z\d-])({key})(?![A-Za-z\d-])", line)]
