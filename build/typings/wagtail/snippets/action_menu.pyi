from typing import Any, ClassVar

from wagtail.admin.ui.components import Component

class ActionMenuItem(Component):
    order: int
    template_name: ClassVar[str]
    label: str
    name: str | None
    classname: str
    icon_name: str
    def __init__(self, order: int | None = None) -> None: ...
    def is_shown(self, context: dict[str, Any]) -> bool: ...
    def get_url(self, parent_context: dict[str, Any]) -> str | None: ...
