"""The sample's site, and one with every kind of page, built once."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from press.web import build_site
from records import Export
from tests.kinds import Kinds, build_kinds, kinds_in
from tests.once import Once
from tests.static_server import Site, serve

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    def build(work: Path) -> None:
        build_site(Export(SAMPLE, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")

    return once("site", build) / "out"


@pytest.fixture(scope="session")
def whole(once: Once) -> Kinds:
    """Every kind of page, built once."""
    return kinds_in(once("whole", build_kinds))


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
