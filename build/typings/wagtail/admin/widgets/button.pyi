from typing import Any

from wagtail.admin.ui.components import Component

class BaseButton(Component):
    label: str
    url: str | None
    priority: int
    show: bool
    def __init__(
        self,
        label: str = "",
        url: str | None = None,
        classname: str = "",
        icon_name: str | None = None,
        attrs: Any = None,
        priority: int = 1000,
        **kwargs: Any,
    ) -> None: ...

class Button(BaseButton): ...
class HeaderButton(BaseButton): ...
