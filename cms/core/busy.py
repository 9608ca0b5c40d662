"""When the database says no: two who save the same at once, and a database that is locked.
Nobody loses a word, nobody sees an error.

Forms look whether a number, a code or a name is taken before they save; between looking and saving somebody else may be
quicker, and only the database sees it. Then the request is made again: now the form sees it, and says so at its field.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable

from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from cms.core.scripts import is_script, refusal

# PostgreSQL: serialization failure, deadlock, lock not available, cancelled after a time.
STATES = {"40001", "40P01", "55P03", "57014"}
AT_ONCE = {"40001", "40P01"}  # the other one has won by now: try again without waiting
CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
SECRET = re.compile(r".*password", re.IGNORECASE)  # typed again: a page does not hold it
SAID = "系统正忙，刚才的改动没有存上。写的内容都还在，请过几秒再存一次。"


class Busy:
    """Middleware: makes a request again where somebody was quicker; else says that
    nothing was saved, with what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a view that the database has refused; None where something else went wrong."""
        if request.method == "POST" and (isinstance(error, IntegrityError) or state_of(error) in AT_ONCE):
            return again(request)
        return busy(request) if is_busy(error) else None


def again(request: HttpRequest) -> HttpResponse:
    """Run the view a second time, on the same request; whatever the database refuses now is said."""
    match = request.resolver_match
    assert match is not None
    for files in request.FILES.lists():
        for file in files[1]:
            file.seek(0)
    try:
        found: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return found
    except (IntegrityError, OperationalError) as error:
        if isinstance(error, IntegrityError) or is_busy(error):
            return busy(request)
        raise


def is_busy(error: BaseException | None) -> bool:
    """Whether a database refused because others are at work in it, and would not a moment later."""
    code = getattr(getattr(error, "__cause__", None), "sqlite_errorcode", None)
    locked = code is not None and code & 0xFF in CODES  # the rest of the code tells how
    return isinstance(error, OperationalError) and (locked or state_of(error) in STATES)


def state_of(error: BaseException | None) -> str | None:
    """Return PostgreSQL's code of an error."""
    return getattr(getattr(error, "__cause__", None), "sqlstate", None)


def busy(request: HttpRequest) -> HttpResponse:
    """Say that nothing was saved; the page holds all that was typed, and sends it again."""
    if is_script(request):
        # Wagtail's autosave stays on after this code alone.
        answer: HttpResponse = refusal("locked", SAID, 503)
    else:
        sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        facts: dict[str, object] = {
            "said": SAID,
            "post": request.method == "POST",
            "typed": [(name, value) for name, values in sent if not SECRET.match(name) for value in values],
            "secret": [name for name, _ in sent if SECRET.match(name)],
            "files": [file.name for _, files in request.FILES.lists() for file in files],
        }
        answer = render(request, "core/busy.html", facts, status=503)
    answer["Retry-After"] = "5"
    return answer


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong outside the views, such as the saving of a session, in
    the same words where it is the same."""
    return busy(request) if is_busy(sys.exc_info()[1]) else server_error(request)
