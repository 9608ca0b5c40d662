"""Small copies of pictures, as lists show them: made after the answer has gone out, so that nobody waits for them."""

from __future__ import annotations

import logging
import threading
import time

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from wagtail.images.models import AbstractImage

SMALL = "max-165x165"  # as Wagtail's lists and choosers ask for it
TIME_S = 10.0
"""Within which a copy may still be begun; what is left over is made when it is first shown."""
LOG = logging.getLogger(__name__)


class _Waiting(threading.local):
    """The pictures that came in with the request of this thread; None where there is no request, as in a command."""

    pictures: list[AbstractImage] | None = None


WAITING = _Waiting()


def make_later(picture: AbstractImage) -> None:
    """Make a picture's small copy when the answer has gone out; at once where nobody waits for one."""
    if WAITING.pictures is None:
        picture.get_rendition(SMALL)
    else:
        WAITING.pictures.append(picture)


def connect() -> None:
    """Watch where requests begin and end."""
    request_started.connect(_begin)
    request_finished.connect(_end)


def _begin(**_: object) -> None:
    WAITING.pictures = []


def _end(**_: object) -> None:
    pictures, WAITING.pictures = WAITING.pictures, None
    if not pictures:
        return
    began = time.monotonic()
    for picture in pictures:
        if time.monotonic() - began > TIME_S:
            break
        try:
            picture.get_rendition(SMALL)
        except Exception:
            LOG.exception("no small copy of picture %s", picture.pk)
    close_old_connections()
