"""A search page that stays open while the office publishes goes on answering."""

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from press.release import build_release
from press.search import Index
from press.serve import SiteHandler
from tests.published import swap, with_release


class Office:
    """An export that changes, and where it is published."""

    def __init__(self, sample: Path, release: Path, folder: Path) -> None:
        self.export = Path(shutil.copytree(sample, folder / "export"))
        self.out = with_release(release, folder / "out")

    def publish(self, *pairs: str, case: str = "000001") -> None:
        swap(next((self.export / "public/cases").rglob(f"{case}.md")), *pairs)
        assert build_release(self.export, self.out).held == ()

    def found(self, words: str) -> int:
        return len(Index(self.out / "current/site/assets/search").find(words))


@pytest.fixture
def office(sample: Path, release: Path, tmp_path: Path) -> Office:
    return Office(sample, release, tmp_path)


@pytest.fixture
def tab(office: Office, browser: Browser) -> Iterator[Page]:
    """A tab that has asked something and is left open."""
    handler = partial(SiteHandler, directory=str(office.out / "current" / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/search.html?q=志愿")
        expect(page.locator("[data-total]")).to_have_count(1)
        yield page
        server.shutdown()


def ask(tab: Page, words: str) -> int:
    """Type a question into the page that is open; return how many it answers with."""
    tab.locator("input[type=search]:visible").first.fill(words)
    said = tab.locator("[role=status], .search-status, [aria-live]").filter(has_text=f"“{words}”").first
    expect(said).to_contain_text(re.compile(r"共|只有|没有找到"))
    text = said.inner_text()
    assert "没有读到" not in text
    many = re.search(r"共(\d+)条", text)
    return int(many[1]) if many else int("只有1条" in text)


def test_after_an_edit_it_finds_what_it_could_find_when_it_was_opened(office: Office, tab: Page) -> None:
    before = office.found("居民")
    office.publish(r"(?m)^title: .*$", "title: 换过的题目说的是别的事情")
    assert ask(tab, "居民") == before


def test_after_a_withdrawal_it_finds_only_what_still_stands(office: Office, tab: Page) -> None:
    case = next((office.export / "public/cases").rglob("000001.md")).read_text("utf-8")
    title = re.search(r"(?m)^title: (.{6})", case)
    assert title and office.found(title[1])
    office.publish(
        r"(?m)^cleared_on: (.*)$", "cleared_on: 2026-01-01\nwithdrawn_on: 2026-11-01\nwithdrawn_reason: 数据有误"
    )
    assert office.found(title[1]) == ask(tab, title[1])
    assert "000001" not in tab.locator("main").inner_text() or "撤回" in tab.locator("main").inner_text()
