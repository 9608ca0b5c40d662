"""One file of a record: fields in YAML, a body below them in Markdown."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import msgspec

from records.body import Paragraph, texts
from records.body_markdown import format_body, parse_body
from records.errors import RecordError
from records.model import CASE_SECTIONS, Case, Record
from records.yaml_text import Data, dump_yaml, load_yaml

LARGEST_FILE = 5_000_000  # bytes: no record is larger, but someone may write such a file
SECTION_OF_TITLE = {title: name for name, title in CASE_SECTIONS.items()}


def encode(record: Record) -> Data:
    """Return a record as plain data, its body still blocks."""
    data: Data = msgspec.to_builtins(record, builtin_types=(dt.date,))
    if "body" in data:
        data["body"] = record.body  # type: ignore[attr-defined]
    return data


def decode(data: Data, kind: Any, path: Path) -> Any:
    """Make a record from plain data; RecordError names file and field."""
    body = data.pop("body", None)
    record = _convert(data, kind, path)
    return msgspec.structs.replace(record, body=body) if body else record


def _convert(data: Any, kind: Any, path: Path) -> Any:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise RecordError(_in_chinese(str(error)), place=str(path), remedy="按格式说明改正这一项") from error
    except RecordError as error:
        raise RecordError(error.message, place=str(path), remedy=error.remedy) from error


def to_text(data: Data, *, markdown: bool) -> str:
    """Return the content of a record's file."""
    if not markdown:
        return dump_yaml(data)
    front = {k: v for k, v in data.items() if k not in CASE_SECTIONS and k != "body"}
    chunks = ["---\n" + dump_yaml(front) + "---\n"]
    case = any(name in data for name in CASE_SECTIONS)
    for name, title in CASE_SECTIONS.items():
        if name in data:
            chunks.append(f"## {title}\n\n{format_body(_as_paragraphs(data[name]))}")
    if data.get("body"):
        chunks.append(("## 正文\n\n" if case else "") + format_body(data["body"]))
    return "\n".join(chunks)


def read_file(path: Path, kind: type[Record]) -> Data:
    """Read one file of a record into plain data, its body parsed."""
    text = read_text(path)
    if path.suffix == ".yaml":
        return _fields(text, path)
    match = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if not match:
        raise RecordError(
            "缺少 --- 之间的记录头", place=f"{path} 第 1 行", remedy="以 --- 开头，写完各项后再写一行 ---"
        )
    data = _fields(match[1], path)
    line = match[0].count("\n") + 1
    rest = text[match.end() :]
    if kind is not Case:
        if rest.strip():
            data["body"] = parse_body(rest, place=str(path), first_line=line)
        return data
    chunks = re.split(r"(?m)^## (.+)\n", rest)
    line += chunks[0].count("\n")
    for title, content in zip(chunks[1::2], chunks[2::2], strict=True):
        blocks = parse_body(content, place=str(path), first_line=line + 1)
        if title == "正文":
            data["body"] = blocks
        elif title in SECTION_OF_TITLE and all(isinstance(b, Paragraph) for b in blocks):
            data[SECTION_OF_TITLE[title]] = "\n\n".join(texts(blocks))
        else:
            known = "、".join([*SECTION_OF_TITLE, "正文"])
            raise RecordError(
                f"“## {title}”不是案例的一节，或其中有段落以外的内容",
                place=f"{path} 第 {line} 行",
                remedy=f"各节为：{known}",
            )
        line += 1 + content.count("\n")
    return data


def read_text(path: Path) -> str:
    """Return the text of a record's file; RecordError if it is none."""
    if path.stat().st_size > LARGEST_FILE:
        raise RecordError(
            f"文件超过 {LARGEST_FILE // 1_000_000} MB，不是一条记录", place=str(path), remedy="重新导出，或从备份恢复"
        )
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError("不是 UTF-8 文件", place=str(path), remedy="另存为 UTF-8") from error
    if "\0" in text:
        raise RecordError("含有空字符（NUL），文件可能损坏", place=str(path), remedy="从备份恢复，或删去空字符")
    return text


def _fields(text: str, path: Path) -> Data:
    data = load_yaml(text, path)
    for name in ("body", "items"):  # these stand below the fields, or in files of their own
        if name in data:
            raise RecordError(f"有不认识的项 {name}", place=str(path), remedy="按格式说明改正这一项")
    return data


def _as_paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(text=p) for p in text.split("\n\n")]


MESSAGES = (
    (r"Object missing required field `(\w+)`", r"缺少必填项 \1"),
    (r"Object contains unknown field `(\w+)`", r"有不认识的项 \1"),
    (r"Expected `(.+?)`, got `(.+?)`", r"应为 \1，实为 \2"),
    (r"Expected `str` matching regex .*?(?= - at|$)", "写法不合规定"),
    (r"Invalid enum value (.+?)(?= - at|$)", r"不在可选值之内：\1"),
    (r"Invalid RFC3339.*?(?= - at|$)|Invalid ISO8601.*?(?= - at|$)", "日期应写作 2024-03-05"),
    (r" - at `\$\.?(.*)`", r"（项：\1）"),
)


def _in_chinese(message: str) -> str:
    for pattern, replacement in MESSAGES:
        message = re.sub(pattern, replacement, message)
    return message
