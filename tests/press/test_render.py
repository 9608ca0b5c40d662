"""A page is a function of template, data and text: what we draw is what MkDocs itself draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from markdown.treeprocessors import InlineProcessor

from press.web import build_site
from press.web.bundles import bundled, told_of
from press.web.render import renderer
from tests.kinds import kinds_export
from tests.staged import settings_for, stage_markdown


def test_plain_mkdocs_draws_the_same_bytes_of_every_page(tmp_path: Path) -> None:
    export, pdfs, first_pages = kinds_export(tmp_path)
    build_site(export, tmp_path / "site", pdfs=pdfs, first_pages=first_pages, scratch=tmp_path / "scratch")
    stage = stage_markdown(export, tmp_path, pdfs=pdfs, first_pages=first_pages)
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", settings_for(stage)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours, theirs = (pages(tmp_path / name) for name in ("site", "drawn"))
    assert len(ours) > 500 and sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_in_a_text_without_marks_next_to_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "_InlineProcessor__applyPattern"
    plain, asked = getattr(InlineProcessor, name), []

    def counted(self: InlineProcessor, pattern: Any, *args: Any) -> Any:
        asked.append(pattern)
        return plain(self, pattern, *args)

    markdown = renderer(told_of(bundled())).markdown
    monkeypatch.setattr(InlineProcessor, name, counted)
    asked_of = {}
    for text in (
        "新时代文明实践中心有站点 23 个。",
        "`代码` \\* [链接](a.html) <b>&amp;</b> *强调* ![图](b.png)  \n换行",
    ):
        markdown.reset().convert(text)
        asked_of[text[0]] = len(set(asked))
        asked.clear()
    assert asked_of["新"] < 4 and asked_of["`"] > 10


def pages(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}
