"""From where a request comes."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address, None where it is not known.

    Behind a proxy (PRESS_PROXY=1) it is the last name in X-Forwarded-For: the proxy adds it, what stands before it
    comes from the client and may be made up.
    """
    if settings.PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def network_of(address: str | None) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that one IPv6 connection has;
    the text itself if it is neither."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return (address or "")[:45]
    if parsed.version == 6 and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))
