"""YAML as exports have it: written for people, read without what nobody writes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from records.errors import RecordError

# What no export needs, but someone may write: more lines, deeper brackets.
MOST_LINES, DEEPEST = 50_000, 30
# Of numbers: those beyond are written with an exponent, which YAML and JSON read differently
SMALLEST, LARGEST = 1e-4, 1e16

Data = dict[str, Any]


class _Dumper(yaml.CSafeDumper):
    """YAML as people read it: Chinese as is, keys in our order, long lines whole."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quote_digits(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # 0903 is text in YAML 1.1 and a number in YAML 1.2: quotes make a code a code for every reader.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if text.isdigit() else None)


_Dumper.add_representer(str, _quote_digits)


def dump_yaml(data: Any) -> str:
    """Return block-style YAML."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)


class _Loader(yaml.CSafeLoader):
    """YAML of which every number can be printed, drawn, and written in every other
    format, and which says nothing twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice: one of the two would be lost without a word."""
        made = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            counted = Counter(str(key.value) for key, _ in node.value)
            raise ValueError(f"{counted.most_common(1)[0][0][:40]}（这一项写了两次）")
        return made


def _number(loader: _Loader, node: yaml.ScalarNode) -> int | float:
    of = loader.construct_yaml_int if node.tag.endswith("int") else loader.construct_yaml_float
    value: int | float = of(node)
    if value and not SMALLEST <= abs(value) < LARGEST:  # nor is .nan
        raise ValueError(f"{node.value[:40]}（数太大、太小，或者不是数）")
    return value


_Loader.add_constructor("tag:yaml.org,2002:int", _number)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)


def load_yaml(text: str, path: Path) -> Data:
    """Read YAML into a mapping; RecordError names file and line."""
    try:
        if text.count("\n") > MOST_LINES:
            raise ValueError(f"超过 {MOST_LINES} 行")
        if UNUSUAL.search(text):
            _check_shape(text)
        data = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f" 第 {error.problem_mark.line + 1} 行" if error.problem_mark else ""
        raise RecordError(
            f"YAML 写法有误：{error.problem}", place=f"{path}{line}", remedy="检查缩进、冒号和引号"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A control character, a day that is not in the calendar, a number without end.
        said = str(error).strip().splitlines()[0][:120]
        raise RecordError(f"YAML 里有读不了的值：{said}", place=str(path), remedy="检查日期、数字和控制字符") from error
    if not isinstance(data, dict):
        raise RecordError("应为“项: 值”的若干行", place=str(path), remedy="检查文件内容")
    return data


# An export has neither of these outside of texts; with them a few lines can stand for more than any memory holds.
UNUSUAL = re.compile(r"[*&\[{?]|(?:- ){3}")


def _check_shape(text: str) -> None:
    """Raise ValueError for references to what stands elsewhere, and for brackets too deep or too many to be built."""
    depth = 0
    for n, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("用 * 引用别处（导出格式里没有这种写法）")
        if depth > DEEPEST or n > 4 * MOST_LINES:
            raise ValueError("括号或层次太多")
