from typing import Any

from django.db.models import QuerySet

MATCH_ALL: str
MATCH_NONE: str

class DatabaseSearchQueryCompiler:
    queryset: QuerySet[Any]
    query: Any
    order_by_relevance: bool
    def check(self) -> None: ...
    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any: ...

class DatabaseSearchResults:
    query_compiler: DatabaseSearchQueryCompiler
    start: int
    stop: int | None
    def get_queryset(self) -> QuerySet[Any]: ...
    def _do_search(self) -> Any: ...

class DatabaseSearchBackend:
    query_compiler_class: type[Any]
    autocomplete_query_compiler_class: type[Any]
    results_class: type[Any]
    index_class: type[Any] | None
    rebuilder_class: type[Any]
