from typing import Any

from django.http import HttpRequest

class MenuItem:
    label: str
    url: str
    name: str
    classname: str
    icon_name: str
    order: int
    attrs: dict[str, str]
    def __init__(
        self,
        label: Any,
        url: str,
        name: str | None = None,
        classname: str = "",
        icon_name: str = "",
        attrs: Any = None,
        order: int = 1000,
    ) -> None: ...
    def is_shown(self, request: HttpRequest) -> bool: ...
    def is_active(self, request: HttpRequest) -> bool: ...
    def render_component(self, request: HttpRequest) -> Any: ...

class Menu:
    def __init__(
        self,
        register_hook_name: str | None = None,
        construct_hook_name: str | None = None,
        items: list[MenuItem] | None = None,
    ) -> None: ...

class SubmenuMenuItem(MenuItem):
    menu: Menu
    def __init__(
        self,
        label: Any,
        menu: Menu,
        name: str | None = None,
        classname: str = "",
        icon_name: str = "",
        attrs: Any = None,
        order: int = 1000,
    ) -> None: ...
