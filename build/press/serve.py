"""The CMS and the site side by side on this machine, with the worker that publishes what editors change."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from records import SetupError
from records.parent import environment

LOOPBACK = "127.0.0.1"
LOOK_EVERY_S = 0.5
PATIENCE_S = 10.0


def serve(out: Path, *, cms_port: int, site_port: int) -> None:
    """Run until interrupted or terminated; both servers listen on loopback only.

    Raises:
        SetupError: a port is taken, or the CMS stopped by itself.

    """
    # An event, not an exception: that would come up anywhere, also where nobody can catch it.
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):  # started in the background by a shell, a process ignores SIGINT
        signal.signal(name, lambda *_: ended.set())
    with site_server(out, site_port):
        check_free("CMS", cms_port, "--cms-port")
        if said := left_over():
            click.echo(f"提醒：{said}", err=True)
        address = f"http://{LOOPBACK}:{site_port}/"
        cms_command = ["-m", "cms", "runserver", f"{LOOPBACK}:{cms_port}", "--noreload"]
        worker_command = ["-m", "press", "worker", "--out", str(out)]
        with child(cms_command, PRESS_SITE_URL=address) as cms, child(worker_command) as worker:
            click.echo(f"CMS：http://{LOOPBACK}:{cms_port}/    网站：{address}    按 Ctrl+C 结束")
            while not ended.wait(LOOK_EVERY_S):
                for what, process in (("CMS", cms), ("发布程序", worker)):
                    if process.poll() is not None:
                        said = f"{what} 自己停了（退出状态 {process.returncode}），网站也随之停下"
                        raise SetupError(said, remedy=f"原因见上面 {what} 的输出")


@contextmanager
def site_server(out: Path, port: int) -> Iterator[None]:
    """Serve the current release while the with-block runs."""
    # The symlink `current` is followed at each request, so a flip shows at once.
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), partial(SiteHandler, directory=str(out / "current" / "site")))
    except (OSError, OverflowError) as error:
        raise unusable("网站", port, "--site-port", error) from error
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def check_free(what: str, port: int, option: str) -> None:
    """Raise SetupError if nobody could listen on this port."""
    with socket.socket() as probe:
        # As the CMS's own server does: a connection that is still closing does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError) as error:
            raise unusable(what, port, option, error) from error


def unusable(what: str, port: int, option: str, error: OSError | OverflowError) -> SetupError:
    """Return the error that names the port and the option to change it with."""
    why = "这个系统不让使用" if isinstance(error, PermissionError | OverflowError) else "已被别的程序占用"
    return SetupError(
        f"端口 {port} {why}", place=what, remedy=f"用 {option} 另选一个端口，例如 {option} {8000 + port % 1000 + 10}"
    )


@contextmanager
def child(command: Sequence[str], **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python process of its own; it has ended when the with-block is left, however that happens."""
    # Not in our group: Ctrl+C is for us, who end it.
    running = subprocess.Popen([sys.executable, *command], env=environment() | more, start_new_session=True)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def left_over() -> str:
    """Return what is to be said of PDFs that a cut-off sign-off left."""
    from django.db import connection

    from cms.issues.leftovers import said

    found: str = said()
    connection.close()
    return found


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves a release as the intranet's server would: no listings, the site's own page for
    wrong addresses, no line per request."""

    server_version = "press"

    def end_headers(self) -> None:
        """Forbid keeping: after a flip or a rollback the browser must ask again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Answer for a folder without an index as for a wrong address."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page for wrong addresses, or with one plain sentence where that does not fit."""
        page = Path(self.directory) / "404.html"
        body = page.read_bytes() if code == HTTPStatus.NOT_FOUND and page.is_file() else plain_page(code)
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def plain_page(code: int) -> bytes:
    """Return a page for what cannot be answered: nothing built yet, or a request that a static site does not take."""
    said = f"服务器不能答复这个请求（{code}）。"
    if code == HTTPStatus.NOT_FOUND:
        said = "网站还没有生成，请看运行 press serve 的窗口里的提示。"
    html = f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{said}</title><p>{said}</p></html>'
    return html.encode()
