"""Opens a page in a Chromium of 2020 (QtWebEngine 5.15), the age of many office browsers, and asks it something.

The browser runs in a process of its own, so that its crash is an error message and not the end of the tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from typing import Any

REMEDY = "没有 2020 年的 Chromium：先运行 build/setup.sh --compare（安装 PyQtWebEngine 5.15）"
FLAGS = "--no-sandbox --disable-gpu"


class BrowserError(Exception):
    """The page could not be opened, the script failed or did not end, or the browser crashed."""


@dataclass(frozen=True)
class Answer:
    """What the script returned, and what the console showed as errors until then."""

    value: Any
    errors: list[str]


@cache
def missing() -> str:
    """Return '' if this browser can be used here, or what to do about it (for pytest.skip)."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", "import PyQt5.QtWebEngineWidgets"]
        tried = subprocess.run(command, env=_environment(home), capture_output=True, text=True)
    return f"{REMEDY}\n{(tried.stderr.strip().splitlines() or [''])[-1]}" if tried.returncode else ""


def run(url: str, script: str, timeout: float = 60) -> Answer:
    """Open a page in a new browser without any cache and run a script when it has loaded.

    Args:
        url: http:// or file:// address.
        script: the body of an async function; what it returns must be JSON. It must not leave the page.
        timeout: seconds for loading and script together.

    Raises:
        BrowserError: with what went wrong and the errors of the console.

    """
    order = json.dumps({"url": url, "script": script, "timeout": timeout})
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(
                [sys.executable, "-P", __file__],
                input=order,
                env=_environment(home),
                capture_output=True,
                text=True,
                timeout=timeout + 15,
            )
        except subprocess.TimeoutExpired as error:
            raise BrowserError(f"the browser hangs at {url}") from error
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise BrowserError(f"the browser crashed at {url} with status {done.returncode}\n{done.stderr}")
    answer = json.loads(lines[-1])
    if "failure" in answer:
        raise BrowserError("\n".join([f"{answer['failure']} ({url})", *answer["errors"]]))
    return Answer(answer["value"], answer["errors"])


def _environment(home: str) -> dict[str, str]:
    qt = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": FLAGS, "QT_QUICK_BACKEND": "software"}
    return {**os.environ, **qt, "HOME": home, "XDG_RUNTIME_DIR": home}


# In the browser's process -----------------------------------------------------------------------------

# runJavaScript does not wait for promises: the result goes to a global, which is polled.
WRAPPED = """(async () => { %s })().then(
  value => { window.__answer = JSON.stringify({ value: value === undefined ? null : value }) },
  error => { window.__answer = JSON.stringify({ failure: String(error && error.stack || error) }) })"""


def main() -> None:
    from PyQt5.QtCore import QTimer, QUrl
    from PyQt5.QtWebEngineWidgets import QWebEnginePage, QWebEngineProfile, QWebEngineView
    from PyQt5.QtWidgets import QApplication

    order = json.load(sys.stdin)
    errors: list[str] = []

    class Page(QWebEnginePage):
        def javaScriptConsoleMessage(self, level: int, message: str, line: int, source: str) -> None:
            if level == QWebEnginePage.ErrorMessageLevel:
                errors.append(f"{source}:{line}: {message}")

    def finish(answer: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps({**answer, "errors": errors}) + "\n")
        sys.stdout.flush()
        os._exit(0)  # Qt 5 may crash while it takes a browser apart

    def answered(found: str) -> None:
        if found:
            finish(json.loads(found))

    def loaded(well: bool) -> None:
        if not well:
            finish({"failure": "the page did not load"})
        page.runJavaScript(WRAPPED % order["script"])
        poll.start(10)

    app = QApplication(sys.argv[:1])
    profile = QWebEngineProfile()  # without a name it keeps nothing
    page = Page(profile)
    view = QWebEngineView()
    view.setPage(page)
    view.resize(1280, 800)
    view.show()
    poll = QTimer()
    poll.timeout.connect(lambda: page.runJavaScript("window.__answer || ''", answered))
    page.loadFinished.connect(loaded)
    page.renderProcessTerminated.connect(lambda *_: finish({"failure": "the page crashed"}))
    page.load(QUrl(order["url"]))
    QTimer.singleShot(
        int(order["timeout"] * 1000), lambda: finish({"failure": f"no answer after {order['timeout']} s"})
    )
    app.exec_()


if __name__ == "__main__":
    main()
