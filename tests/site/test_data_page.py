"""The page that describes the data, and the page for addresses that lead nowhere, in a real browser."""

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from playwright.sync_api import Browser, Page, expect

from press.home import SETTINGS, SOURCES
from press.web import build_site, render
from press.web import site as building
from records import Export

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
FOLDER = "/kb/"


class BelowAFolder(SimpleHTTPRequestHandler):
    """Serves a site below /kb/, and its own page for what is not there, as an office's web server is set up to do."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(FOLDER)) if path.startswith(FOLDER) else "/nowhere"

    def send_head(self) -> BytesIO | BinaryIO | None:
        if Path(self.translate_path(self.path)).is_file():
            return super().send_head()
        content = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(BelowAFolder, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample's site, built for and served at an address with a folder; returns the server's address."""
    work = tmp_path_factory.mktemp("below")
    settings = work / "mkdocs.yml"
    text = (
        SETTINGS.read_text("utf-8")
        .replace("8001/", f"8001{FOLDER}")
        .replace(": site/overrides", f": {SOURCES / 'overrides'}")
    )
    settings.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "SETTINGS", settings)
        patch.setattr(render, "SETTINGS", settings)
        build_site(Export(SAMPLE, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    with served(work / "out") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_a_table_is_one_click_away_and_its_columns_are_explained(page: Page, server: str) -> None:
    page.goto(f"{server}data.html")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="figures.csv", exact=True).click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    page.locator("#figures ~ .columns summary").first.click()
    for column in first:
        expect(
            page.locator("#figures ~ .columns").first.get_by_role("rowheader", name=column, exact=True)
        ).to_be_visible()


def test_every_file_that_the_page_names_opens_from_a_disk_as_from_a_server(page: Page, base: str, site: Path) -> None:
    page.goto(f"{base}data.html")
    links = page.locator("main a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) > 25
    assert [link for link in links if not link.startswith(base) or not (site / link.removeprefix(base)).is_file()] == []


@pytest.mark.parametrize("size", ["standard", "large"])
def test_the_page_fits_a_phone_with_its_columns_open(page: Page, server: str, size: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}data.html")
    page.evaluate(f"document.documentElement.dataset.size = '{size}'")
    for summary in page.locator(".columns summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("lost", ["none.html", "cases/000/999999.html", "bulletins/none/2024/1/deep/er.html"])
def test_a_lost_reader_finds_the_way_from_any_depth_of_a_site_below_a_folder(page: Page, below: str, lost: str) -> None:
    failed: list[str] = []
    address = f"{below}{FOLDER}{lost}"
    page.on(
        "response", lambda answer: failed.append(answer.url) if answer.status >= 400 and answer.url != address else None
    )
    page.goto(address)
    expect(page.locator("h1")).to_have_text("没有这个网页")
    for name, title in (("全部案例", "全部案例"), ("按地区查案例", "地区"), ("全部简报", "简报")):
        page.goto(address)
        page.locator("main").get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_have_text(title)
    page.goto(address)
    page.locator("#find").fill("志愿")
    page.locator("#find").press("Enter")
    expect(page.locator(".search-results li").first).to_be_visible()
    page.locator(".search-results a").first.click()
    page.wait_for_load_state("load")
    assert failed == []
