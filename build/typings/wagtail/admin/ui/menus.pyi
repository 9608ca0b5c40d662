from typing import Any

class MenuItem:
    label: str
    url: str | None
    classname: str
    icon_name: str
    priority: int
    def __init__(
        self,
        label: str,
        url: str | None = None,
        classname: str = "",
        icon_name: str = "",
        attrs: Any = None,
        priority: int = 1000,
    ) -> None: ...
