from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest

class Filter:
    field_class: type[Any]
    queryset: Any  # of those in which something that is kept is chosen
    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str | None = None,
        *,
        label: str | None = None,
        method: Any = None,
        distinct: bool = False,
        exclude: bool = False,
        **kwargs: Any,
    ) -> None: ...

class CharFilter(Filter): ...
class ChoiceFilter(Filter): ...
class ModelChoiceFilter(Filter): ...
class DateFromToRangeFilter(Filter): ...

class FilterSet:
    base_filters: ClassVar[dict[str, Filter]]
    request: HttpRequest
    form: Form
    filters: dict[str, Filter]
    queryset: QuerySet[Any]
    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None
    ) -> None: ...
    @property
    def qs(self) -> QuerySet[Any]: ...
