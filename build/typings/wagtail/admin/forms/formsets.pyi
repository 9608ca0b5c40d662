from typing import Any

class BaseFormSetMixin:
    empty_form: Any
    def add_fields(self, form: Any, *args: Any, **kwargs: Any) -> None: ...
