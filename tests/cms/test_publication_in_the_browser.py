"""From the chief's click to the page that readers see, with the real worker and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from press.serve import SiteHandler
from tests.office import Office, log_in, office

SOON_MS = 60_000
REASON = "数据有误，核对以后再公开"


@pytest.fixture
def site(tmp_path: Path, release: Path) -> Iterator[tuple[Path, str]]:
    """Where releases go, and where readers find them."""
    out = Path(shutil.copytree(release.parents[1], tmp_path / "out", symlinks=True))
    handler = partial(SiteHandler, directory=str(out / "current" / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield out, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def running(
    site: tuple[Path, str], prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """An office with its worker."""
    monkeypatch.setenv("PRESS_SITE_URL", site[1])
    with office(tmp_path / "var", like=prepared) as made:
        environment = {**os.environ, "PRESS_VAR": str(made.var)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "press", "worker", "--out", str(site[0])]
        worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            yield made
        finally:
            worker.terminate()
            worker.wait()


def decide(page: Page, what: str, **filled: str) -> None:
    """Make a decision in the form of a case."""
    page.locator(f"summary:has-text('{what}')").first.click()
    for name, text in filled.items():
        page.locator(f"[name={name}]:visible").fill(text)
    if (seen := page.locator("[name=seen]:visible")).count():
        seen.check()
    page.locator(f"button:has-text('确定{what}'):visible").click()


def test_what_the_chief_withdraws_and_clears_again_is_live_and_said_to_be(
    running: Office, site: tuple[Path, str], browser: Browser
) -> None:
    page, reader = browser.new_page(), browser.new_page()
    log_in(page, running, "zhubian")
    page.goto(f"{running.url}/admin/cases/?clearance=cleared")
    number = re.findall(r"/pages/(\d+)/edit/", page.content())[0]
    page.goto(f"{running.url}/admin/cases/{number}/decision/")
    said = page.locator("[data-standing]")
    expect(said).to_contain_text("已上线", timeout=SOON_MS)
    shown = said.locator("a").first.get_attribute("href") or ""
    assert shown.startswith(site[1])
    reader.goto(shown)
    title = reader.locator("h1").first.inner_text()

    decide(page, "撤回", reason=REASON)
    expect(said).to_contain_text("只有撤回说明", timeout=SOON_MS)
    reader.goto(shown)
    expect(reader.locator("main").first).to_contain_text(REASON)
    assert title not in reader.content()

    decide(page, "公开")
    expect(said).to_contain_text(re.compile(r"已上线 \d\d:\d\d:\d\d，用时 [\d.]+ 秒"), timeout=SOON_MS)
    reader.goto(shown)
    expect(reader.locator("h1").first).to_have_text(title)

    page.goto(f"{running.url}/admin/releases/")
    expect(page.locator("main")).to_contain_text("用时")
    assert page.locator("main").inner_text().count(title.replace("\n", "")) >= 2
