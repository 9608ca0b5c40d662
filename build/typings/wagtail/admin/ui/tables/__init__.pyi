from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

class BaseColumn:
    name: str
    label: str
    header_template_name: str
    cell_template_name: str
    def __init__(
        self,
        name: str,
        label: str | None = None,
        accessor: str | Callable[[Any], Any] | None = None,
        classname: str | None = None,
        sort_key: str | None = None,
        width: str | None = None,
        **kwargs: Any,
    ) -> None: ...
    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]: ...
    def render_cell_html(self, instance: Any, parent_context: dict[str, Any]) -> SafeString: ...

class Column(BaseColumn):
    def get_value(self, instance: Any) -> Any: ...

class TitleColumn(Column): ...
class DateColumn(Column): ...
class BooleanColumn(Column): ...
