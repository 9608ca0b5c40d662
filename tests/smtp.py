"""A mail server on loopback that takes, refuses and hangs up as it is told."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, cast


class Server(socketserver.ThreadingTCPServer):
    """Keeps what it took: (recipient, message)."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.hangs_up = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say("220 test")
        to = ""
        for line in self.rfile:
            words = line.decode().strip()
            verb = words[:4].upper()
            if self.server.hangs_up and verb == "DATA":
                return
            if verb == "RCPT":
                to = words.partition("<")[2].partition(">")[0]
                self.say("550 no such user" if to in self.server.refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                data = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(
                    (to, cast(EmailMessage, email.message_from_bytes(data, policy=email.policy.default)))
                )
                self.say("250 ok")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def mail_server(settings: Any = None) -> Iterator[Server]:
    """Run a server, and have the CMS's settings name it."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if settings:
            settings.EMAIL_BACKEND = "cms.core.mails.Outbox"
            settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        try:
            yield server
        finally:
            server.shutdown()
