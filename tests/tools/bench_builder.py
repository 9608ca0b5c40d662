"""How long after a pause in editing the builder shows the pages as they will be printed: a real
browser, an issue of eight pages."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.office import Office, chromium, log_in, office

BOUND_S = 3.0
EDITS = 7
PAGES = 8
NEWER = "shown => (document.querySelector('[data-pages]').dataset.key || '') !== shown"


def rows() -> list[dict[str, Any]]:
    """Return one row: the median of several edits of the editor's note."""
    with tempfile.TemporaryDirectory() as var, office(Path(var)) as running, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        open_builder(page, running)
        taken = [after_a_pause(page, f"这是第{n}次改动的按语。") for n in range(EDITS)]
    seconds = round(statistics.median(taken), 2)
    name = "admin: preview after a pause"
    return [
        {
            "name": name,
            "value": seconds,
            "unit": "s",
            "bound": BOUND_S,
            "holds": seconds <= BOUND_S,
            "versus": f"{PAGES} pages",
        }
    ]


def open_builder(page: Page, running: Office) -> None:
    """Log in, begin an issue, and put articles into it until it has eight pages."""
    waiting = "from cms.newsroom.models import ArticlePage as A; A.objects.exclude(body='[]').update(state='pool')"
    running.run("cms", "shell", "-v0", "-c", waiting)
    log_in(page, running, "zhubian")
    page.goto(f"{running.url}/admin/snippets/issues/issue/add/")
    page.click("form button:has-text('开始编排')")
    page.wait_for_url("**/builder/")
    while page.locator("[data-pages] img").count() < PAGES:
        shown = page.get_attribute("[data-pages]", "data-key")
        page.click("[data-rows] [data-put] >> nth=0")
        page.wait_for_function(NEWER, arg=shown or "")
    page.click("summary:has-text('编者按')")


def after_a_pause(page: Page, text: str) -> float:
    """Return the seconds from the last key until all pages on the screen are those of the new text."""
    shown = page.get_attribute("[data-pages]", "data-key")
    page.fill("#id_editor_note", text[:-1])
    page.locator("#id_editor_note").press("End")
    page.keyboard.type(text[-1])
    begun = time.perf_counter()
    page.wait_for_function(NEWER, arg=shown or "", polling=50)
    return time.perf_counter() - begun
