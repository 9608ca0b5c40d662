"""Runs MkDocs over the staged folder; any warning is an error."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from press.web.pages import SETTINGS, Progress
from records import PressError


def render(stage: Path, out: Path, pages: int, bundles: Sequence[Any], progress: Progress) -> None:
    """Build `out` from `stage` with the repository's mkdocs.yml; `bundles` is what `stage_bundles` returned.

    Raises:
        PressError: with MkDocs' own warnings, if there were any.

    """
    listener = _Listener(pages, progress)
    logger, builder = logging.getLogger("mkdocs"), logging.getLogger("mkdocs.commands.build")
    before = logger.propagate, builder.level
    logger.propagate = False
    logger.addHandler(listener)
    builder.setLevel(logging.DEBUG)
    failure: MkDocsException | SystemExit | None = None
    try:
        config = load_config(str(SETTINGS), docs_dir=str(stage), site_dir=str(out), strict=True)
        config.extra["bundles"] = bundles
        build(config)
    except (MkDocsException, SystemExit) as error:
        failure = error
    finally:
        logger.removeHandler(listener)
        logger.propagate, _ = before
        builder.setLevel(before[1])
    if failure or listener.warnings:
        problems = "；".join(listener.warnings[:5]) or str(failure)
        raise PressError(
            f"网站没有生成：{problems}", place="mkdocs.yml", remedy="改正上面所列的页面或设置"
        ) from failure


class _Listener(logging.Handler):
    """Hears MkDocs' log: warnings are kept, and each page that it builds moves the progress on."""

    def __init__(self, pages: int, progress: Progress) -> None:
        super().__init__(logging.DEBUG)
        self.pages, self.progress = pages, progress
        self.warnings: list[str] = []
        self.done = {"读网页": 0, "写网页": 0}

    def emit(self, record: logging.LogRecord) -> None:
        message = str(record.msg)
        if record.levelno >= logging.WARNING:
            self.warnings.append(record.getMessage())
        elif message.startswith("Reading: "):
            self._count("读网页")
        elif message.startswith("Building page "):
            self._count("写网页")

    def _count(self, step: str) -> None:
        self.done[step] += 1
        self.progress(step, self.done[step], self.pages)
