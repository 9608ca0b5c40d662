"""The JSON Schema of each kind of record, as committed in schemas/ for programs that are not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from records.model import Record
from records.store import KINDS

FOLDER = Path(__file__).parent / "schemas"


def schema_text(kind: type[Record]) -> str:
    """Return the schema of a record in JSON (2020-12): front matter, text sections and body together."""
    schema: dict[str, Any] = msgspec.json.schema(kind)
    return (
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, ensure_ascii=False, indent=1)
        + "\n"
    )


def write_schemas() -> None:
    """Write the schema of every kind."""
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind.__name__}.json").write_text(schema_text(kind), "utf-8")
