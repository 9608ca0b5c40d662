"""Answers to requests that scripts make: they get JSON where people get a page."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse


def is_script(request: HttpRequest) -> bool:
    """Whether a script waits for the answer."""
    return (
        "text/html" not in request.headers.get("Accept", "text/html")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def refusal(code: str, said: str, status: int) -> JsonResponse:
    """Return a refusal in the words of our scripts (`error`, `message`, `errors`) and of
    Wagtail's autosave (`error_message`)."""
    told = {
        "success": False,
        "error_code": code,
        "error_message": said,
        "error": said,
        "message": said,
        "errors": {"": said},
    }
    return JsonResponse(told, status=status)
