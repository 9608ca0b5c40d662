"""axe-core finds nothing on any kind of page, in any colour, in usual and large type, on a desk and on a phone."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kinds import Kinds
from tests.static_server import Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
MODES = [(size, mode) for size in ("standard", "large") for mode in ("light", "dark")]
CHOOSE = """([size, mode]) => {
  Object.assign(document.documentElement.dataset, {size, mode})
  for (const closed of document.querySelectorAll("details")) closed.open = true
}"""
# No rule is left out. Colour and type change what those of LOOKS see; all others see the same in every mode, and run
# once for each width. In large type contrast is held to 7:1, which includes the usual 4.5:1.
LOOKS = ["link-in-text-block", "scrollable-region-focusable", "target-size"]
RUN = """async ([size, mode, looks]) => {
  const contrast = size === "large" ? "color-contrast-enhanced" : "color-contrast"
  const options = size + mode === "standardlight" ? {rules: {"target-size": {enabled: true}}} :
    {runOnly: [contrast, ...looks]}
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...options})
  return found.violations.flatMap(({id, nodes}) =>
    nodes.map((node) => [id, node.html.slice(0, 150), node.failureSummary]))
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_kind_of_page_breaks_a_rule_of_axe(browser: Browser, strict: Site, whole: Kinds, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found: list[Any] = []
    for name in whole.pages:
        page.goto(strict.url + name)
        settle(page, name)
        page.evaluate(AXE)
        for size, mode in MODES:
            page.evaluate(CHOOSE, [size, mode])
            found += [(name, size, mode, *broken) for broken in page.evaluate(RUN, [size, mode, LOOKS])]
    page.close()
    assert found == []


def settle(page: Page, name: str) -> None:
    """Wait for what a page shows only after it has loaded."""
    if name.startswith("search.html?"):
        expect(page.locator("[data-total]")).to_be_attached()
    elif "?" in name:
        page.wait_for_load_state("networkidle")
