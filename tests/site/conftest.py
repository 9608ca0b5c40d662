"""The sample's site, built once, and Debian's Chromium to read it with."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from press.web import build_site
from records import Export
from tests.kinds import Kinds, build_kinds
from tests.static_server import Site, serve

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("site")
    build_site(Export(SAMPLE, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    return work / "out"


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Kinds:
    """Every kind of page, built once."""
    return build_kinds(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def strict(whole: Kinds) -> Iterator[Site]:
    """Its server, under the strict content policy."""
    with serve(whole.site) as served:
        yield served


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session", params=["disk", "server"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    return f"{site.as_uri()}/" if request.param == "disk" else str(request.getfixturevalue("server"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
