"""The CMS and the site side by side on this machine, rebuilt as editors publish."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from records import SetupError
from records.parent import environment

LOOPBACK = "127.0.0.1"
LOOK_EVERY_S = 2.0
MAILS_EVERY_S = 5.0
PATIENCE_S = 10.0
PUBLISHING = [
    "wagtail.publish",
    "wagtail.unpublish",
    "wagtail.delete",
    "wagtail.move",
    "press.sign",
    "press.clear",
    "press.withdraw",
]
KEPT = "没有重新生成，网站仍是上一个版本；改正后再次发布，就会重新生成。"
Change = tuple[int, int]


def serve(out: Path, *, cms_port: int, site_port: int) -> None:
    """Run until interrupted or terminated; both servers listen on loopback only.

    Raises:
        SetupError: a port is taken, or the CMS stopped by itself.

    """
    build = [sys.executable, "-m", "press", "build", "--wait", "--out", str(out)]
    with ended_by_signal(), site_server(out, site_port):
        check_free("CMS", cms_port, "--cms-port")
        seen: Change | None = None  # what was not published when the last one of these ended, is now
        if said := left_over():
            click.echo(f"提醒：{said}", err=True)
        if not (out / "current").exists():
            seen = last_change()
            run_whole_group(build)
        with cms_server(cms_port) as cms, mails_leaving():
            click.echo(f"CMS：http://{LOOPBACK}:{cms_port}/    网站：http://{LOOPBACK}:{site_port}/    按 Ctrl+C 结束")
            rebuild_on_change(Rebuild(build), last_change, seen, stopped=lambda: cms.poll() is not None)
            raise SetupError(
                f"CMS 自己停了（退出状态 {cms.returncode}），网站也随之停下", remedy="原因见上面 CMS 的输出"
            )


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the with-block quietly; what it opened is closed on the way out."""
    # Started in the background by a shell, a process ignores SIGINT: both are set.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


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
def cms_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the CMS as a process of its own; it has ended when the with-block is left, however that happens."""
    command = [sys.executable, "-m", "cms", "runserver", f"{LOOPBACK}:{port}", "--noreload"]
    cms = subprocess.Popen(command, env=environment())
    try:
        yield cms
    finally:
        # A second Ctrl+C must not leave the CMS behind.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)
        cms.terminate()
        try:
            cms.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            cms.kill()
            cms.wait()


@contextmanager
def mails_leaving() -> Iterator[None]:
    """Send the mails that the CMS writes while the with-block runs."""
    from django.db import connection

    from cms.core.sending import send_waiting

    def send() -> None:
        while not left.is_set():
            try:
                send_waiting()
            except Exception as error:  # a locked database: the next round is soon
                click.echo(f"邮件这一次没有发出：{error}", err=True)
            connection.close()
            left.wait(MAILS_EVERY_S)

    left = threading.Event()
    threading.Thread(target=send, daemon=True).start()
    try:
        yield
    finally:
        left.set()


def run_whole_group(command: Sequence[str], *, capture: bool = False) -> tuple[int, str, str]:
    """Run a command and return (exit status, output, complaints); interrupted, it
    takes its worker processes with it."""
    pipe = subprocess.PIPE if capture else None
    how: dict[str, Any] = {"stdout": pipe, "stderr": pipe, "text": True, "env": environment()}
    with subprocess.Popen(command, start_new_session=True, **how) as running:
        try:
            said, complained = running.communicate()
        except BaseException:
            os.killpg(running.pid, signal.SIGTERM)
            raise
    return running.returncode, said or "", complained or ""


class Rebuild:
    """Builds a release; a problem is said when it first appears, and not again for as long as it stays the same."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.problem = ""

    def __call__(self) -> None:
        """Run the build and say what came of it."""
        status, said, complained = run_whole_group(self.command, capture=True)
        problem = complained.strip()  # of a release that stands: what is held back
        if status == 0:
            click.echo(said.strip())
        if problem and problem != self.problem:
            click.echo(f"{problem}\n{KEPT}" if status else problem, err=True)
        self.problem = problem


def rebuild_on_change(
    build: Callable[[], None],
    look: Callable[[], Change],
    seen: Change | None,
    *,
    stopped: Callable[[], bool],
    every_s: float = LOOK_EVERY_S,
) -> None:
    """Build once for whatever was published, signed, cleared or withdrawn since the last look, failed or not; at once
    if nobody has looked before."""
    while not stopped():
        now = look()
        if now != seen:
            seen = now
            build()
        time.sleep(every_s)


def last_change() -> Change:
    """Return what the CMS's log says was last: the ids of the last entries that can change a release."""
    from django.db import connection
    from django.db.models import Max
    from wagtail.models import ModelLogEntry, PageLogEntry

    pages = PageLogEntry.objects.filter(action__in=PUBLISHING).aggregate(last=Max("pk"))["last"] or 0
    others = ModelLogEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    connection.close()
    return pages, others


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
