"""JSON as it comes in from outside."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def read_json(text: str | bytes | None) -> Any:
    """Return what a text in JSON says.

    Raises:
        ValueError: if it is no JSON, is nested too deeply, or says what no database keeps:
            NUL, half of a pair of surrogates, NaN.

    """
    try:
        value = json.loads(text or "", parse_constant=_refused)
        kept = json.dumps(value, ensure_ascii=False).encode()  # half of a pair raises ValueError
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if b"\\u0000" in kept:
        raise ValueError("NUL")
    return value


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)
