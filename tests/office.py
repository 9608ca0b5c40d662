"""A whole office for one run: database, the sample, accounts with known passwords, and a running CMS on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium-headless-shell"  # the engine without the windows round it, which cost as much again
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass(frozen=True)
class Office:
    """Where the office's CMS answers, where it keeps its things, and the password of every account."""

    url: str
    var: Path
    password: str

    def run(self, *args: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` in this office."""
        environment = {**os.environ, "PRESS_VAR": str(self.var)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", *map(str, args)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=check)


def set_up(var: Path, sample: Path = ROOT / "cms/sample", url: str = "", like: Path | None = None) -> Office:
    """Return an office in an empty folder: database, records, accounts; the same as in the
    folder `like`, where one is given."""
    made = Office(url=url, var=var, password="a-password-for-tests")
    if like:
        shutil.copytree(like, var, dirs_exist_ok=True)
    else:
        seed(var, sample)
        give_passwords(made)
    return made


def seed(var: Path, sample: Path = ROOT / "cms/sample") -> None:
    """Fill an empty folder with what every office begins with: database, records, accounts."""
    made = Office(url="", var=var, password="")
    made.run("cms", "migrate", "-v0")
    made.run("press", "load", sample)
    made.run("cms", "accounts")


def give_passwords(made: Office) -> None:
    """Give every account the password that is known."""
    passwords = f"User.objects.update(password=make_password({made.password!r}))"
    imports = "from django.contrib.auth.hashers import make_password\nfrom django.contrib.auth.models import User"
    made.run("cms", "shell", "-v0", "-c", f"{imports}\n{passwords}")


@contextmanager
def office(var: Path, sample: Path = ROOT / "cms/sample", like: Path | None = None) -> Iterator[Office]:
    """Set up an office, see `set_up`, and run its CMS for the with-block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = set_up(var, sample, f"http://127.0.0.1:{port}", like)
    environment = {**os.environ, "PRESS_VAR": str(var)}
    environment.pop("DATABASE_URL", None)
    log = (var / "cms.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "cms", "runserver", f"127.0.0.1:{port}", "--noreload", "--skip-checks"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(f"{made.url}/admin/login/")
        yield made
    finally:
        server.terminate()
        server.wait()
        log.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium for the with-block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def log_in(page: Page, running: Office, username: str) -> None:
    """Log an account in, on a page of a browser."""
    page.goto(f"{running.url}/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", running.password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def wait_for(url: str, seconds: float = 30) -> None:
    """Return when an address answers."""
    last = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.2)
