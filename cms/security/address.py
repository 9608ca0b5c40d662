"""From where a request comes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address, None where it is not known.

    Behind a proxy (PRESS_PROXY=1) it is the last name in X-Forwarded-For: the proxy adds it, what stands before it comes from the
    client and may be made up.
    """
    if settings.PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or None
    return request.META.get("REMOTE_ADDR") or None
