"""`press serve` as people use it: a real process that is stopped, refused a port, asked for a wrong address."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from press.serve import SiteHandler
from tests.smtp import mail_server

NOT_FOUND = "<h1>没有这个网页</h1>"


@pytest.fixture(scope="module")
def home(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of its own, empty but ready."""
    return Path(shutil.copytree(empty, tmp_path_factory.mktemp("home") / "var"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A place for releases that holds one already."""
    site = tmp_path / "releases/000001/site"
    (site / "cases").mkdir(parents=True)
    (site / "index.html").write_text("首页", "utf-8")
    (site / "404.html").write_text(NOT_FOUND, "utf-8")
    (tmp_path / "current").symlink_to("releases/000001")
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def start(home: Path, out: Path, cms_port: int, site_port: int, **more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "press",
        "serve",
        "--out",
        str(out),
        "--cms-port",
        str(cms_port),
        "--site-port",
        str(site_port),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=os.environ | {"PRESS_VAR": str(home)} | more, text=True, **pipes)  # type: ignore[call-overload,no-any-return]


def children(process: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def write_mail(home: Path) -> None:
    with closing(sqlite3.connect(home / "cms.sqlite3")) as database, database:
        row = ("a@office.test", "通知", "一件事", False, 0, "2026-01-01", "")
        names = '"to", subject, body, reset, at, tries, next_at, error'
        database.execute(f"INSERT INTO core_mail ({names}) VALUES (?, ?, ?, ?, datetime('now'), ?, ?, ?)", row)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("ready", [True, False])
def test_stopping_it_stops_the_cms_too_and_frees_both_ports(
    home: Path, out: Path, name: signal.Signals, ready: bool
) -> None:
    cms_port, site_port = free_port(), free_port()
    serving = start(home, out, cms_port, site_port)
    try:
        assert within(30, lambda: listens(site_port) and (not ready or listens(cms_port)))
        serving.send_signal(name)
        _, complained = serving.communicate(timeout=15)
        assert (serving.returncode, "Traceback" in complained) == (0, False)
        assert not listens(cms_port) and not listens(site_port)
    finally:
        serving.kill()


def test_killed_it_leaves_no_child(home: Path, out: Path) -> None:
    cms_port, site_port = free_port(), free_port()
    serving = start(home, out, cms_port, site_port)
    assert within(30, lambda: listens(cms_port) and listens(site_port))
    left = children(serving)
    serving.kill()
    serving.communicate(timeout=15)
    assert within(10, lambda: not listens(cms_port) and not listens(site_port))
    assert len(left) == 2 and within(10, lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


@pytest.mark.parametrize("option", ["--site-port", "--cms-port"])
def test_a_taken_port_is_one_line_that_names_the_option(home: Path, out: Path, taken: int, option: str) -> None:
    ports = {"--site-port": (free_port(), taken), "--cms-port": (taken, free_port())}[option]
    serving = start(home, out, *ports)
    said, complained = serving.communicate(timeout=30)
    assert (serving.returncode, said) == (1, "")
    assert complained.strip().count("\n") == 0
    assert f"端口 {taken} 已被别的程序占用" in complained and option in complained


@pytest.mark.parametrize(("which", "what"), [(0, "CMS"), (1, "发布程序")])
def test_mails_that_wait_leave_and_what_stops_by_itself_is_a_failure(
    home: Path, out: Path, which: int, what: str
) -> None:
    cms_port = free_port()
    write_mail(home)
    with mail_server() as server:
        serving = start(home, out, cms_port, free_port(), PRESS_MAIL=f"smtp://127.0.0.1:{server.port}")
        sent = within(60, lambda: listens(cms_port) and bool(server.taken))
    try:
        assert sent and server.taken[0][0] == "a@office.test"
        os.kill(children(serving)[which], signal.SIGKILL)
        _, complained = serving.communicate(timeout=15)
        assert serving.returncode == 1
        assert f"{what} 自己停了" in complained
    finally:
        serving.kill()


@pytest.fixture
def ask(out: Path) -> Iterator[Callable[..., HTTPResponse]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=str(out / "current/site"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def ask(address: str, method: str = "GET") -> HTTPResponse:
            connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)
            connection.request(method, address)
            return connection.getresponse()

        yield ask
        server.shutdown()


@pytest.mark.parametrize("address", ["/none.html", "/cases/000/999999.html", "/cases/", "/../../current"])
def test_a_wrong_address_shows_the_sites_own_page_for_it(ask: Callable[..., HTTPResponse], address: str) -> None:
    answer = ask(address)
    assert (answer.status, answer.read().decode()) == (404, NOT_FOUND)
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"


def test_a_right_address_is_answered_and_never_kept_by_the_browser(ask: Callable[..., HTTPResponse]) -> None:
    answer = ask("/index.html")
    assert (answer.status, answer.read().decode(), answer.getheader("Cache-Control")) == (200, "首页", "no-store")


def test_what_a_static_site_cannot_answer_is_refused_in_chinese(ask: Callable[..., HTTPResponse], out: Path) -> None:
    assert "服务器不能答复这个请求（501）" in ask("/index.html", "POST").read().decode()
    (out / "current").unlink()
    assert "网站还没有生成" in ask("/index.html").read().decode()
    assert ask("/index.html", "HEAD").read() == b""
