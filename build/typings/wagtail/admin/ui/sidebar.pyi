from typing import Any

class LinkMenuItem:
    def __init__(
        self, name: str, label: str, url: str, icon_name: str = "", classname: str = "", attrs: Any = None
    ) -> None: ...
