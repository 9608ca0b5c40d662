"""A web server for a folder of files that compresses, sets the strict content policy, and counts what it sends."""

from __future__ import annotations

import gzip
import mimetypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

STRICT = "default-src 'self'"
COMPRESSED = ("text/", "application/json", "application/javascript", "application/wasm", "image/svg+xml")


@dataclass(frozen=True)
class Sent:
    """One answer. Bytes: `head` of status line and headers, `body` as it went over
    the wire, `raw` before compression."""

    path: str
    status: int
    head: int
    body: int
    raw: int


@dataclass
class Site:
    """A folder being served at `url` (ends with /)."""

    folder: Path
    policy: str
    url: str = ""
    _sent: list[Sent] = field(default_factory=list)
    _bodies: dict[Path, tuple[bytes, bytes | None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def taken(self) -> list[Sent]:
        """Return what was sent since the last call, in the order in which answers began."""
        with self._lock:
            sent, self._sent = self._sent, []
        return sent

    def warm(self, pattern: str) -> None:
        """Compress the files of a pattern (`search/**/*`) before anything is timed, as a
        server with gzip_static has them."""
        for path in self.folder.glob(pattern):
            if path.is_file():
                self.body(path)

    def body(self, path: Path) -> tuple[bytes, bytes | None]:
        """Return a file's bytes and, where its type is worth it, the same compressed; both stay in memory."""
        if path not in self._bodies:
            raw = path.read_bytes()
            worth_it = (mimetypes.guess_type(path.name)[0] or "").startswith(COMPRESSED)
            self._bodies[path] = raw, gzip.compress(raw, 6, mtime=0) if worth_it else None
        return self._bodies[path]

    def count(self, sent: Sent) -> None:
        """Note an answer."""
        with self._lock:
            self._sent.append(sent)


@contextmanager
def serve(folder: Path, *, policy: str = STRICT) -> Iterator[Site]:
    """Serve a folder on a free port of this machine for as long as the block runs;
    its files must not change meanwhile."""
    site = Site(folder.resolve(), policy)
    with _Server(("127.0.0.1", 0), partial(_Handler, site)) as server:
        site.url = f"http://127.0.0.1:{server.server_port}/"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # browsers ask for many files at once

    def handle_error(self, *args: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that is closed leaves its connections
            super().handle_error(*args)


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as behind a real server
    disable_nagle_algorithm = True  # else the body waits 40 ms for an acknowledgement of the head
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".mjs": "text/javascript"}

    def __init__(self, site: Site, *args: Any) -> None:
        self.site = site
        super().__init__(*args, directory=str(site.folder))

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self._answer(404, b"", 0, "text/plain", packed=False)
            return
        raw, packed = self.site.body(path)
        use = packed is not None and "gzip" in self.headers.get("Accept-Encoding", "")
        self._answer(200, packed if use and packed else raw, len(raw), self.guess_type(str(path)), packed=use)

    def _answer(self, status: int, body: bytes, raw: int, kind: str, *, packed: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.site.policy)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        head = len(b"".join(self._headers_buffer)) + 2  # and the empty line
        self.site.count(Sent(self.path, status, head, len(body), raw))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
