"""The database search, in which a quotation mark is a character like any other."""

from __future__ import annotations

from typing import Any

from wagtail.search.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the backend of this database; quotation marks are dropped, because SQLite takes them for syntax and fails."""
    backend = database.SearchBackend(params)
    for name in ("search", "autocomplete"):
        setattr(backend, name, _without_quotes(getattr(backend, name)))
    return backend


def _without_quotes(method: Any) -> Any:
    def call(query: Any, *args: Any, **kwargs: Any) -> Any:
        return method(query.replace('"', " ") if isinstance(query, str) else query, *args, **kwargs)

    return call
