"""The search of a release: an exact index of every string, in small static files, and its reader."""

from press.search.document import Document
from press.search.query import parse
from press.search.reader import Index, Row
from press.search.shelf import script_json
from press.search.update import IndexCache, Spool, Spooled, spooled

__all__ = ["Document", "Index", "IndexCache", "Row", "Spool", "Spooled", "parse", "script_json", "spooled"]
