"""A rule table as plain data and as text, and what is wrong with one, in words."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import msgspec
from django.core.exceptions import ValidationError

from cms.adoption.matching import canonical
from records import RecordError
from records.yaml_text import load_yaml
from scoring.rules import Table, table_of

OUTSIDE = ("name", "source", "decided_by", "valid_from", "valid_to")  # of a table, kept in columns of their own


def plain(value: Any) -> Any:
    """Return a table, or a part of it, as plain data without what goes without saying."""
    if isinstance(value, msgspec.Struct):
        fields = {field.name: field.default for field in msgspec.structs.fields(value)}
        told = {name: getattr(value, name) for name in fields}
        return {name: plain(each) for name, each in told.items() if not _usual(fields[name], each, name)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _usual(default: object, value: object, name: str) -> bool:
    if default is msgspec.NODEFAULT:
        return value in ((), {}) and name == "months"
    return value == default


def with_months(rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rules of a table as YAML has them: JSON writes months of quotas as text."""
    quotas = [
        {**each, "months": {int(month): needed for month, needed in each["months"].items()}}
        if isinstance(each, dict) and isinstance(each.get("months"), dict)
        else each
        for each in rules.get("quotas", ())
    ]
    return {**rules, **({"quotas": quotas} if quotas else {})}


def rules_in(text: str, name: str = "计分办法") -> Table:
    """Return the table that YAML says, in the words of events.

    Raises:
        ValidationError: it does not hold; the message names place and remedy.

    """
    try:
        data = load_yaml(text, Path(name))
        return canonical(table_of(with_months({"name": name, **data}), Path(name)))
    except RecordError as error:
        raise ValidationError(in_words(error)) from error


def in_words(error: RecordError) -> str:
    """Return an error in Chinese: where it stands, by its path, and what to do."""
    cause = error.__cause__
    if not isinstance(cause, msgspec.ValidationError):
        return str(error)
    said, _, path = str(cause).partition(" - at ")
    place = path.strip("`").removeprefix("$").strip(".") or "最上面一层"
    place = re.sub(r"\[(\d+)\]", lambda found: f" 第 {int(found[1]) + 1} 项 ", place).replace(" .", " ").strip()
    for english, chinese in ERRORS.items():
        said = said.replace(english, chinese)
    return f"“{place}”写得不对：{said}。对照样例改正这一项。"


ERRORS = {
    "Object missing required field": "缺少",
    "Object contains unknown field": "没有这样一项：",
    "Expected `array`": "应是一列（每行前面一个短横）",
    "Expected `object`": "应是“项: 值”的若干行",
    "Expected `float`": "应是数",
    "Expected `int`": "应是整数",
    "Expected `str`": "应是文字",
    "Expected `bool`": "应是 true 或 false",
    "Invalid enum value": "没有这样一个值：",
    ", got ": "，现在是",
    "`array`": "一列",
    "`object`": "若干项",
    "`str`": "文字",
    "`int`": "整数",
    "`float`": "数",
    "`bool`": "true 或 false",
    "`null`": "空的",
}
