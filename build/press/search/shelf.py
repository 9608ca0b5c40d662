"""Index files: plain scripts that each call `press.part` with their data, because fetch does not work from file://."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec


@dataclass
class Shelf:
    """The segment's folder; keeps the hash of every file."""

    folder: Path
    sums: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, data: Any) -> None:
        """Write one script."""
        script = f"press.part({script_json(data)});\n".encode()
        path = self.folder / f"{name}.js"
        try:
            path.write_bytes(script)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(script)
        self.sums[name] = hashlib.sha256(script).hexdigest()

    @property
    def sum(self) -> str:
        """The hash of the whole segment."""
        return hashlib.sha256(json.dumps(self.sums, sort_keys=True).encode()).hexdigest()[:12]


def script_json(data: Any) -> str:
    """Return data as JSON that any script engine takes: U+2028 and U+2029 end a line before ES2019."""
    return msgspec.json.encode(data).decode().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
