"""Records on disk: an export directory with `public/` and `private/`, one file per record, Markdown and YAML.

A record is split between the two halves: what may be seen stands in `public/`, the rest under the
same name in `private/`; a reader with both merges them. An uncleared case or issue has no public
half, a withdrawn one only a notice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
import yaml

from records import model
from records.body import Paragraph, texts
from records.body_markdown import format_body, parse_body
from records.errors import RecordError
from records.model import CASE_SECTIONS, AnyItem, Case, Clipping, Collection, DistributionList, Issue, Record

FORMAT = {"format": "press-export", "version": 1}
# What no export needs, but someone may write: larger files, more lines, deeper brackets.
LARGEST_FILE, MOST_LINES, DEEPEST = 5_000_000, 50_000, 30
SMALLEST, LARGEST = (
    1e-4,
    1e16,
)  # of numbers: those beyond are written with an exponent, which YAML and JSON read differently
UNFINISHED = ".export-new"  # stands in an export directory only while its halves are being replaced
HEADS = "audit.heads"  # stands beside the halves and is no part of the export: where the audit log was when it was made
KINDS: tuple[type[Record], ...] = (
    model.Place,
    model.Unit,
    model.Field,
    model.PracticeKind,
    model.Indicator,
    model.Synonym,
    model.Publication,
    Case,
    Collection,
    Clipping,
    Issue,
    DistributionList,
)
NOTICE = {"number", "publication", "year", "slug", "withdrawn_on", "withdrawn_reason"}
SECTION_OF_TITLE = {title: name for name, title in CASE_SECTIONS.items()}

Data = dict[str, Any]
R = TypeVar("R", bound=Record)
Shown = TypeVar("Shown", Case, Issue)


@dataclass(frozen=True)
class Notice:
    """What readers may know of a case, an issue, a showcase or an indicator that was withdrawn."""

    key: str
    on: dt.date
    reason: str


class Export:
    """An export directory, for reading.

    Args:
        path: the directory that holds `public/` and, perhaps, `private/`.
        private: whether to read the private half; without it only what may be public is seen.
        mend: whether items that no section lists stand in one without a name;
            else, as an older `press import` left them, an error.

    Raises:
        RecordError: if the directory is no export, or of a newer format.

    """

    def __init__(self, path: Path, *, private: bool = True, mend: bool = False) -> None:
        self.path, self.mend = path, mend
        self.mended: set[str] = set()  # keys of issues
        self.roots = [path / "public"] + ([path / "private"] if private and (path / "private").is_dir() else [])
        mark = path / "public" / "format.yaml"
        if not mark.is_file():
            raise RecordError(
                "不是导出目录，缺少 public/format.yaml", place=str(path), remedy="先运行 press export 目录"
            )
        if (path / UNFINISHED).exists():
            raise RecordError(
                "上次写到这里时中断了", place=str(path), remedy="再运行一次当时的 press export 或 press import"
            )
        found = load_yaml(read_text(mark), mark)
        if found != FORMAT:
            raise RecordError(
                f"导出格式为 {str(found)[:80]}，本程序只认 {FORMAT}",
                place=str(mark),
                remedy="用同一版本的 press 重新导出",
            )

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every record of a kind, in the order of its keys; withdrawn ones only where their text can be read."""
        for key in sorted(self.keys(kind), key=_natural):
            data, file = self._read(kind, key)
            if not data.keys() <= NOTICE:
                yield self._record(kind, key, data, file)

    def public(self, kind: type[Shown]) -> Iterator[Shown | Notice]:
        """Yield what readers may see of the cases or issues, in the order of their keys: cleared
        records, notices of withdrawn ones."""
        for key in sorted(self.keys(kind), key=_natural):
            data, file = self._read(kind, key)
            if "withdrawn_on" in data:
                yield _notice(key, data)
            elif "cleared_on" in data:
                yield self._record(kind, key, data, file)

    def withdrawn(self, kind: type[Record]) -> Iterator[Notice]:
        """Yield the notices of a kind's withdrawn records, in the order of their keys."""
        for key in sorted(self.keys(kind), key=_natural):
            data, _ = self._read(kind, key)
            if "withdrawn_on" in data:
                yield _notice(key, data)

    def keys(self, kind: type[Record]) -> set[str]:
        """Return the keys of all records of a kind."""
        pattern = {Case: "*/*.md", Clipping: "*.md", Issue: "*/*/*/issue.yaml"}.get(kind, "*.yaml")
        found: set[str] = set()
        for root in self.roots:
            for path in (root / kind.folder).glob(pattern):
                relative = path.relative_to(root / kind.folder)
                found.add((relative.parent if kind is Issue else relative.with_suffix("")).as_posix())
        return found

    def get(self, kind: type[R], key: str) -> R:
        """Read one record; RecordError names its file if it is missing or breaks the format."""
        return self._record(kind, key, *self._read(kind, key))

    def _read(self, kind: type[Record], key: str) -> tuple[Data, Path]:
        """Return a record's merged data and the first of its files."""
        files = [path for root in self.roots if (path := record_path(root, kind, key)).is_file()]
        if not files:
            raise RecordError("没有这条记录", place=f"{kind.folder}/{key}", remedy="检查编号")
        data: Data = {}
        for path in files:
            data |= read_file(path, kind)
        return data, files[0]

    def _record(self, kind: type[R], key: str, data: Data, file: Path) -> R:
        if kind is Issue:
            data["items"] = self._items(key)
            if self.mend and (left := _unlisted(data)):
                data["sections"] = [{"name": "", "items": left}, *data.get("sections", ())]
                self.mended.add(key)
        record: R = decode(data, kind, file)
        if record.key != key:
            raise RecordError(f"文件名与其中的编号“{record.key}”不符", place=str(file), remedy="改正编号，或给文件改名")
        return record

    def _items(self, key: str) -> list[AnyItem]:
        folder = Path(Issue.folder) / key
        anchors: set[str] = {p.stem for root in self.roots for p in (root / folder).glob("a*.md")}
        items: list[AnyItem] = []
        for anchor in sorted(anchors, key=_natural):
            item: Data = {}
            files = [path for root in self.roots if (path := root / folder / f"{anchor}.md").is_file()]
            for path in files:
                item |= read_file(path, model.Article)
            items.append(decode({**item, "anchor": anchor}, model.Article | model.Clipping | model.Report, files[0]))
        return items

    def file(self, *parts: str) -> Path | None:
        """Return the path of a stored file (`media/…`, a signed PDF) in whichever half holds it, or None."""
        return next((p for root in self.roots if (p := root.joinpath(*parts)).is_file()), None)

    def pdf(self, issue: Issue, version: int) -> Path | None:
        """Return the path of the stored PDF of a version of an issue, or None."""
        return self.file(Issue.folder, issue.key, f"v{version}.pdf")


class Writer:
    """Writes records to a directory, each split into its public and private half.

    Args:
        path: an empty or new directory.
        cases: numbers of the cases that readers may see.
        issues: keys of the issues that readers may see.
        publications: slugs of the publications that readers know, from an issue or the notice of one.

    """

    def __init__(
        self, path: Path, *, cases: Container[int], issues: Container[str], publications: Container[str]
    ) -> None:
        self.path, self.cases, self.issues, self.publications = path, cases, issues, publications
        (path / "public").mkdir(parents=True, exist_ok=True)
        (path / "private").mkdir(mode=0o700, exist_ok=True)
        (path / "public" / "format.yaml").write_text(dump_yaml(FORMAT), "utf-8")

    @classmethod
    def for_records(cls, path: Path, records: list[Record]) -> Self:
        """Return a writer that knows from the records themselves what is public."""
        cases = {r.number for r in records if isinstance(r, Case) and is_public(r)}
        issues = {r.key for r in records if isinstance(r, Issue) and is_public(r)}
        publications = {r.publication for r in records if isinstance(r, Issue) and (r.cleared_on or r.withdrawn_on)}
        return cls(path, cases=cases, issues=issues, publications=publications)

    def add(self, record: Record) -> None:
        """Write a record."""
        if isinstance(record, Issue):
            for item in record.items:
                name = f"{Issue.folder}/{record.key}/{item.anchor}.md"
                data = encode(item)
                data.pop("anchor")
                open_part = {k: v for k, v in data.items() if k not in item.private} if is_public(record) else {}
                self._write(name, open_part, {k: v for k, v in data.items() if k not in open_part}, item)
        data = encode(record)
        data.pop("items", None)
        public = self._public_part(record, data)
        private = {k: v for k, v in data.items() if k not in public or public[k] != v}
        self._write(record_path(Path(), type(record), record.key).as_posix(), public, private, record)

    def add_file(self, name: str, content: bytes, *, public: bool) -> None:
        """Write a file such as `media/…` into one of the halves."""
        path = self.path / ("public" if public else "private") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def copy_files(self, export: Export) -> None:
        """Take over the pictures and stored PDFs of another export, each in its half."""
        for root in export.roots:
            for source in [*root.glob("media/*"), *root.glob(f"{Issue.folder}/**/*.pdf")]:
                self.add_file(source.relative_to(root).as_posix(), source.read_bytes(), public=root.name == "public")

    def _write(self, name: str, public: Data, private: Data, record: Record) -> None:
        for half, data in (("public", public), ("private", private)):
            if data:
                path = self.path / half / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(to_text(data, markdown=path.suffix == ".md"), "utf-8")

    def _public_part(self, record: Record, data: Data) -> Data:
        """Return what readers may see of a record; {} if nothing."""
        match record:
            case Case() | Issue():
                if record.withdrawn_on:
                    return {k: v for k, v in data.items() if k in NOTICE}
                if not record.cleared_on:
                    return {}
                hidden = set(record.private)
                if isinstance(record, Case):
                    if record.contact and record.contact.public:
                        hidden.discard("contact")
                    s = record.source
                    if s and s.issue_key not in self.issues:
                        hidden.add("source")
                return {k: v for k, v in data.items() if k not in hidden}
            case Collection() | model.Indicator() if record.withdrawn_on:
                return {k: v for k, v in data.items() if k in NOTICE}
            case Collection():
                shown = [n for n in record.cases if n in self.cases]
                return {**data, "cases": shown} if shown else {}
            case model.Publication() if record.slug not in self.publications:
                return {}
            case Clipping() | DistributionList():
                return {}
        return data


def _notice(key: str, data: Data) -> Notice:
    return Notice(key=key, on=data["withdrawn_on"], reason=data.get("withdrawn_reason", ""))


def _unlisted(issue: Data) -> list[str]:
    """Return the anchors of items that stand in no section."""
    listed = {anchor for section in issue.get("sections", ()) for anchor in section["items"]}
    return [item.anchor for item in issue["items"] if item.anchor not in listed]


def is_public(record: Case | Issue) -> bool:
    """Whether readers may see this record's content: cleared and not withdrawn."""
    return record.cleared_on is not None and record.withdrawn_on is None


def record_path(root: Path, kind: type[Record], key: str) -> Path:
    """Return the file of a record below `public/` or `private/`."""
    if kind is Issue:
        return root / kind.folder / key / "issue.yaml"
    return root / kind.folder / f"{key}.{'md' if kind in (Case, Clipping) else 'yaml'}"


# One file -----------------------------------------------------------------------------


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


def _natural(key: str) -> list[tuple[int, str]]:
    """Sort 2 before 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)|/", key) if part]
