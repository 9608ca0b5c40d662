"""Imports old bulletins: files are read into issues and clippings, with a report of everything that was uncertain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from pypinyin import Style, lazy_pinyin

import records
from press.completing import completed, present
from press.target import replace_export, settle
from readers import Note, Reading
from readers.apart import read_article, read_file
from readers.places import Register
from readers.source import first_bytes
from readers.word.package import LARGEST_FILE
from records import (
    Clipping,
    ContentError,
    Export,
    Issue,
    NotABulletin,
    PressError,
    Publication,
    Record,
    Writer,
    is_public,
)
from records.store import KINDS

# Reference data for a directory that has none yet: the divisions, units and classifications of Jiangsu.
SHIPPED = Path(str(resources.files("cms"))) / "sample"
REFERENCE = (records.Place, records.Unit, records.Field, records.PracticeKind, records.Indicator, records.Synonym)


@dataclass
class Outcome:
    """What became of each file; `notes` by its path as the user wrote it."""

    done: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    notes: dict[str, tuple[Note, ...]] = field(default_factory=dict)

    def report(self) -> str:
        """Return the report for the person who checks the import."""
        lines = [*self.done, *(f"跳过：{s}" for s in self.skipped), *(f"错误：{f}" for f in self.failed)]
        for name, notes in self.notes.items():
            lines += ["", *to_check(name, notes)] if notes else []
        return "\n".join(lines)

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        notes = {name: msgspec.to_builtins(found) for name, found in self.notes.items()}
        return {"done": self.done, "skipped": self.skipped, "failed": self.failed, "notes": notes}


def to_check(name: str, notes: tuple[Note, ...]) -> list[str]:
    """Return the lines that tell what is to be checked in a file."""
    places = [f"第 {n.line} 行" if n.line else "全文" for n in notes]
    return [
        f"{name} 有 {len(notes)} 处请核对：",
        *(f"  {place} [{n.kind}] {n.text}" for place, n in zip(places, notes, strict=True)),
    ]


def write_report(folder: Path, path: Path, said: str, notes: tuple[Note, ...]) -> Path:
    """Write the report of one imported file under a name that is still free, for its owner
    only: it may hold personal names."""
    stem = f"import-{path.stem[:40]}"
    report = next(r for n in count(1) if not (r := folder / (f"{stem}.txt" if n == 1 else f"{stem}-{n}.txt")).exists())
    report.touch(mode=0o600, exist_ok=False)
    # The name of a file need not be UTF-8.
    report.write_text("\n".join([said, *to_check(str(path), notes), ""]), "utf-8", errors="backslashreplace")
    return report


Taken = tuple[str, bool, tuple[Note, ...]]
"""What to say of a file, whether anything of it was taken in, and what is to be checked."""


def import_files(files: Iterable[Path], take: Callable[[Path], Taken]) -> Outcome:
    """Hand each file to `take`.

    A file that cannot be read or kept is reported in one line; the others go on.
    """
    outcome = Outcome()
    for path in files:
        try:
            said, taken, notes = take(path)
        except PressError as error:
            outcome.failed.append(str(error))
            continue
        (outcome.done if taken else outcome.skipped).append(said)
        if taken:
            outcome.notes[str(path)] = notes
    return outcome


def issue_of(path: Path, reading: Reading, publication: str) -> Issue:
    """Return the issue that a reading holds; NotABulletin where its number or date was not found."""
    if reading.number is None or reading.date is None or reading.year is None:
        unknown = "期号" if reading.number is None else "日期"
        raise NotABulletin(f"没有读出{unknown}", place=str(path), remedy=f"在文件开头补上{unknown}，再导入")
    names = (
        "year",
        "number",
        "date",
        "total_number",
        "series",
        "series_number",
        "series_line",
        "editor_note",
        "responsible_editor",
    )
    more = ("sections", "lines", "registration_no", "print_run", "items")
    return Issue(publication=publication, **{name: getattr(reading, name) for name in names + more})


def check_article(path: Path) -> None:
    """Raise ContentError with the way to go where a file holds an article, of which an
    export keeps no drafts, or is neither."""
    try:
        read_article(first_bytes(path, LARGEST_FILE), str(path), Register((), (), None))
    except ContentError:
        if path.suffix.lower() == ".docx":
            return
        raise
    raise NotABulletin(
        "不像一期简报，像一篇稿件或一张统计表",
        place=str(path),
        remedy="导出目录只放成期的简报，不放稿件的草稿；不带 --to 再导入一次，就在 CMS 里建成草稿",
    )


def unlike(reading: Reading, known: Iterable[Publication]) -> tuple[Note, ...]:
    """Return a note where the head that was read has what the known publication's
    lacks, so that it would not be printed."""
    same = next((p for p in known if p.name == reading.publication.name), None)
    shown = {"总期号": ("total_number", reading.total_number), "专刊": ("series", reading.series)}
    lacking = [name for name, (element, told) in shown.items() if same and told and element not in same.head]
    if not same or not lacking:
        return ()
    return (
        Note(
            0,
            "刊头",
            f"这一期的报头印有{'、'.join(lacking)}，刊物设置里没有，印不出来；要印请改{same.name}的“报头各项”",
        ),
    )


def names_of(items: Iterable[Any]) -> str:
    """Return the titles of items in one line."""
    return "".join(f"《{item.title}》" for item in items)


def pictures_in(items: Iterable[Any]) -> dict[str, str]:
    """Return the pictures that items show, by the name of their file, each with the words that tell of it."""
    blocks = [block for item in items for block in getattr(item, "body", ()) if isinstance(block, records.Picture)]
    return {block.media: block.alt or block.caption for block in blocks}


def with_slug(found: Publication, known: Iterable[Publication]) -> Publication:
    """Return the known publication of this name, or the found one with a slug from the initials of its name."""
    known = list(known)
    same = next((p for p in known if p.name == found.name), None)
    if same:
        return same
    slug = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(found.name, style=Style.FIRST_LETTER)).lower()) or "kanwu"
    taken = {p.slug for p in known}
    free = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 99))) if s not in taken)
    return msgspec.structs.replace(found, slug=free)


def import_to_directory(files: Iterable[Path], target: Path, cleared_by: str) -> Outcome:
    """Write bulletins into an export directory, made if it is not there, as signed issues; no database is needed.

    Args:
        files: the texts.
        target: the directory; what stands in it stays.
        cleared_by: who cleared the issues for readers, as of their dates; '' leaves them uncleared.

    Raises:
        ContentError: the directory holds other things and no export.

    """
    settle(target)
    existing = Export(target, mend=True) if (target / "public").is_dir() else None
    everything: list[Record] = [r for kind in KINDS for r in existing.all(kind)] if existing else reference_data()
    places = [r for r in everything if isinstance(r, records.Place)]
    units = [r for r in everything if isinstance(r, records.Unit)]
    media: dict[str, bytes] = {}

    def take(path: Path) -> Taken:
        try:
            reading = read_file(path, places=places, units=units)
        except NotABulletin:
            check_article(path)
            raise
        media.update(reading.media)
        more = unlike(reading, [r for r in everything if isinstance(r, Publication)])
        return *keep(path, reading), (*reading.notes, *more)

    def keep(path: Path, reading: Reading) -> tuple[str, bool]:
        if reading.shape == "newspaper":
            return add_clippings(path, reading, everything)
        publication = with_slug(reading.publication, [r for r in everything if isinstance(r, Publication)])
        issue = issue_of(path, reading, publication.slug)
        title = f"《{publication.name}》{issue.year}年第{issue.number}期"
        if held := next((r for r in everything if isinstance(r, Issue) and r.key == issue.key), None):
            return complete(path, title, held, issue, everything)
        if publication not in everything:
            everything.append(publication)
        version = records.Version(version=1, state="signed", date=issue.date)
        cleared = {"cleared_on": issue.date, "cleared_by": cleared_by} if cleared_by else {}
        items = numbered(issue.items, everything)
        everything.append(msgspec.structs.replace(issue, items=items, versions=(version,), signed_by=("",), **cleared))
        return f"{path.name}：{title}，{len(items)} 篇", True

    def complete(path: Path, title: str, held: Issue, issue: Issue, everything: list[Record]) -> tuple[str, bool]:
        """Put into an issue what an earlier import left out of it, unless its PDF is kept."""
        known = present(issue, held)
        lacking = [item for item in issue.items if item.anchor not in known]
        if existing and held.key in existing.mended:
            return f"{path.name}：{title}已经在 {target} 里，上次没有排进栏目的稿件已排好", True
        if not lacking:
            return f"{path.name}：{title}已经在 {target} 里", False
        if any(version.pdf for version in held.versions):
            return (
                (
                    f"{path.name}：{title}已经在 {target} 里，缺{names_of(lacking)}；"
                    "它的 PDF 已经留存，没有改动，请在 CMS 里更正"
                ),
                False,
            )
        fresh = {item.anchor: new for item, new in zip(lacking, numbered(lacking, everything), strict=True)}
        everything[everything.index(held)] = completed(held, issue, fresh)
        return (
            f"{path.name}：{title}已经在 {target} 里，补上上次没有读入的 {len(lacking)} 篇：{names_of(lacking)}",
            True,
        )

    outcome = import_files(files, take)
    if outcome.done:
        write(everything, existing, target, outcome, media)
    return outcome


def reference_data() -> list[Record]:
    """Return the shipped divisions, units and classifications."""
    shipped = Export(SHIPPED, private=False)
    return [r for kind in REFERENCE for r in shipped.all(kind)]


def numbered(items: Iterable[Any], everything: list[Record]) -> tuple[Any, ...]:
    """Give items the next free numbers of their kind."""
    held = [i for r in everything if isinstance(r, Issue) for i in r.items] + [
        r for r in everything if isinstance(r, Clipping)
    ]
    last = {
        kind: max((i.number for i in held if isinstance(i, kind)), default=0)
        for kind in (records.Article, Clipping, records.Report)
    }
    made = []
    for item in items:
        last[type(item)] += 1
        made.append(msgspec.structs.replace(item, number=last[type(item)]))
    return tuple(made)


def add_clippings(path: Path, reading: Reading, everything: list[Record]) -> tuple[str, bool]:
    """Add a newspaper's stories that are not there yet."""
    held = {(r.paper, r.paper_number, r.title) for r in everything if isinstance(r, Clipping)}
    fresh = [i for i in reading.items if isinstance(i, Clipping) and (i.paper, i.paper_number, i.title) not in held]
    clippings = [msgspec.structs.replace(c, anchor="") for c in numbered(fresh, everything)]
    everything += clippings
    said = f"{path.name}：《{reading.publication.name}》的剪报 {len(fresh)} 则"
    return (said, True) if fresh else (f"{path.name}：其中的剪报都已导入", False)


def write(
    everything: list[Record], existing: Export | None, target: Path, outcome: Outcome, media: dict[str, bytes]
) -> None:
    """Write all records into the directory, with the pictures that came in, and a
    report for each file that was taken in."""
    with replace_export(target) as scratch:
        writer = Writer.for_records(scratch, everything)
        for record in everything:
            writer.add(record)
            if isinstance(record, Issue):
                for name in pictures_in(record.items).keys() & media:
                    writer.add_file(f"media/{name}", media[name], public=is_public(record))
        if existing:
            writer.copy_files(existing)
        for said, (name, notes) in zip(outcome.done, outcome.notes.items(), strict=True):
            write_report(target, Path(name), said, notes)
