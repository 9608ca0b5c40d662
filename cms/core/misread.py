"""What no form of ours sends: a field left out or a number that is none gets an answer that says
so, and never an error of the server.

Wagtail and Django read some fields without looking: how many blocks and rows there are, what a chooser chose, where to
go next. An error that names what was sent is the sender's; any other stays an error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from cms.core.scripts import is_script, refusal

SAID = "送来的内容不完整，或者看不懂，没有存上。请返回上一页，刷新以后再试。"
LEFT_OUT = (MultiValueDictKeyError, DataError)
NAMING = (ValueError, OverflowError, ValidationError, NoReverseMatch)
LONG = ("Exceeds the limit", "too large to convert")  # Python's words of a number that is too long to be repeated
NAMED = 60  # characters of what was sent: messages cut it somewhere
log = logging.getLogger(__name__)


class Misread:
    """Middleware: answers 400 to a request that a view could not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a view that fell over what was sent; None where something else went wrong."""
        if not is_misread(request, error):
            return None
        if isinstance(error, NoReverseMatch):  # of where to go next, when all is done
            return redirect("wagtailadmin_home")
        log.warning("%s %s: cannot be read", request.method, request.path, exc_info=error)
        return refusal("misread", SAID, 400) if is_script(request) else render(request, "400.html", status=400)


def is_misread(request: HttpRequest, error: Exception) -> bool:
    """Whether an error comes from what was sent: a field is missing, or the message names the value that is wrong."""
    if isinstance(error, LEFT_OUT):
        return True
    message = str(error)
    return isinstance(error, NAMING) and (
        any(said in message for said in LONG) or any(map(message.__contains__, quoted(request)))
    )


def quoted(request: HttpRequest) -> Iterator[str]:
    """Yield what was sent as the messages of errors quote it."""
    sent = [value for values in (request.POST, request.GET) for _, each in values.lists() for value in each if value]
    for value in map(str, sent):
        yield repr(value)[: NAMED + 1] if len(value) > NAMED else repr(value)
        yield f"“{value[:NAMED]}" if len(value) > NAMED else f"“{value}”"
