"""The pages of a site as Markdown, and the settings with which plain `mkdocs build` draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from press.home import SETTINGS
from press.reuse import Reuse
from press.search import IndexCache
from press.web.bundles import bundled
from press.web.cases import Printed
from press.web.library import read_library
from press.web.markdown import AsMarkdown
from press.web.pages import Stage
from press.web.site import silent, stage_assets, stage_pages
from records import Export


def stage_markdown(
    export: Export, folder: Path, *, pdfs: Mapping[str, Path], first_pages: Mapping[str, Mapping[str, int]]
) -> Path:
    """Write the pages of an export as Markdown to `folder`/stage, and return that."""
    stage = Stage(Reuse(folder / "stage"), AsMarkdown())
    scratch = folder / "stage-scratch"
    scratch.mkdir(parents=True)
    stage_assets(stage, bundled())
    given = Printed(pdfs, first_pages)
    stage_pages(stage, export, read_library(export), given, scratch, IndexCache(scratch / "index"), silent)
    return stage.root


def settings_for(stage: Path) -> Path:
    """Write `mkdocs.yml` beside a stage: ours, with its folders and the list of scripts and styles."""
    told = {
        "INHERIT": str(SETTINGS),
        "docs_dir": str(stage),
        "site_dir": str(stage.with_name("drawn")),
        "theme": {"name": "material", "custom_dir": str(SETTINGS.parent / "site/overrides")},
        "extra": {"bundles": [bundle.told for bundle in bundled()]},
    }
    path = stage.with_name("mkdocs.yml")
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return path
