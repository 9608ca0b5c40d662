"""The CMS and the site side by side on this machine, rebuilt as editors publish."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

LOOPBACK = "127.0.0.1"
LOOK_EVERY_S = 2.0
PUBLISHING = ["wagtail.publish", "wagtail.unpublish", "wagtail.delete", "wagtail.move", "press.sign", "press.clear", "press.withdraw"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line per request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(out: Path, *, cms_port: int, site_port: int) -> None:
    """Run until interrupted; both servers listen on loopback only."""
    build = partial(subprocess.run, [sys.executable, "-m", "press", "build", "--out", str(out)], check=False)
    if not (out / "current").exists():
        build()
    # The symlink is followed at each request, so a flip shows at once.
    site = ThreadingHTTPServer((LOOPBACK, site_port), partial(Quiet, directory=str(out / "current" / "site")))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    cms = subprocess.Popen([sys.executable, "-m", "cms", "runserver", f"{LOOPBACK}:{cms_port}", "--noreload"])
    click.echo(f"CMS：http://{LOOPBACK}:{cms_port}/    网站：http://{LOOPBACK}:{site_port}/    按 Ctrl+C 结束")
    try:
        rebuild_on_change(build, stopped=lambda: cms.poll() is not None)
    except KeyboardInterrupt:
        pass
    finally:
        cms.terminate()
        cms.wait()
        site.shutdown()


def rebuild_on_change(build: Callable[[], object], stopped: Callable[[], bool]) -> None:
    """Build whenever something was published, signed, cleared or withdrawn since the last build."""
    seen = last_change()
    while not stopped():
        time.sleep(LOOK_EVERY_S)
        now = last_change()
        if now != seen:
            seen = now
            build()


def last_change() -> tuple[int, int]:
    """Return what the CMS's log says was last: the ids of the last entries that can change a release."""
    from django.db import connection
    from django.db.models import Max
    from wagtail.models import ModelLogEntry, PageLogEntry

    pages = PageLogEntry.objects.filter(action__in=PUBLISHING).aggregate(last=Max("pk"))["last"] or 0
    others = ModelLogEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    connection.close()
    return pages, others
