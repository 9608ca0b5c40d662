"""What must hold of a release before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import pikepdf

from press.records import Case, DistributionList, Export, Issue, Report, is_public, report_sum

LINK = re.compile(r"""<(?:a|link|img|script|source|iframe)\b[^>]*?\s(?:href|src)=["']?([^"'\s>]+)""")
ANCHOR = re.compile(r"""\s(?:id|name)=["']?([^"'\s>]+)""")
LEAST = 6  # shorter private words, such as the name of an office, may well stand in public texts


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, and where."""

    file: str
    message: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.file}：{self.message}"


def check_release(release: Path, *, export: Export | None = None) -> list[Problem]:
    """Return every problem of a release; with the export it was made from, also leaks and sums."""
    site = release / "site"
    problems = [*broken_links(site)]
    if export is not None:
        problems += [*leaks(site, export), *missing_pages(site, export), *wrong_sums(export)]
    return problems


def broken_links(site: Path) -> Iterator[Problem]:
    """Yield links inside the site that lead nowhere, and anything loaded from elsewhere."""
    anchors: dict[Path, set[str]] = {}

    def anchors_of(path: Path) -> set[str]:
        if path not in anchors:
            anchors[path] = {unescape(a) for a in ANCHOR.findall(path.read_text("utf-8"))}
        return anchors[path]

    for page in sorted(site.rglob("*.html")):
        name = page.relative_to(site).as_posix()
        for link in LINK.findall(page.read_text("utf-8")):
            parts = urlsplit(unescape(link))
            if parts.scheme in ("http", "https") or link.startswith("//"):
                yield Problem(name, f"指向站外：{link}")
            elif not parts.scheme:
                base = site if parts.path.startswith("/") else page.parent
                target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else page.resolve()
                if target.is_dir():
                    target /= "index.html"
                if not target.is_file():
                    yield Problem(name, f"链接没有目标：{link}")
                elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors_of(target):
                    yield Problem(name, f"链接的锚点不存在：{link}")


def missing_pages(site: Path, export: Export) -> Iterator[Problem]:
    """Yield cleared cases and issues that have no page."""
    for case in export.all(Case):
        if is_public(case) and not (site / f"cases/{case.key}.html").is_file():
            yield Problem(f"cases/{case.key}.html", "已公开的案例没有页面")
    for issue in export.all(Issue):
        for ending in ("html", "pdf") if is_public(issue) else ():
            if not (site / f"bulletins/{issue.key}.{ending}").is_file():
                yield Problem(f"bulletins/{issue.key}.{ending}", "已公开的简报缺少文件")


def wrong_sums(export: Export) -> Iterator[Problem]:
    """Yield report tables whose cells do not add up to the printed total."""
    for issue in export.all(Issue):
        for item in issue.items:
            if isinstance(item, Report) and item.total is not None and report_sum(item) != item.total:
                yield Problem(f"{issue.key}#{item.anchor}", f"表中各数相加是 {report_sum(item)}，印的合计是 {item.total}")


def leaks(site: Path, export: Export) -> Iterator[Problem]:
    """Yield private words that stand in a file of the site, in PDF streams, attachments and metadata too."""
    secret = private_words(export)
    if not secret:
        return
    pattern = re.compile("|".join(re.escape(word) for word in sorted(secret, key=len, reverse=True)))
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        for text in texts_of(path):
            match = pattern.search(text)
            if match:
                yield Problem(path.relative_to(site).as_posix(), f"出现不公开的内容“{match[0]}”")
                break


def private_words(export: Export) -> set[str]:
    """Return the private words of an export that are long enough to tell and stand nowhere in its public half."""
    found: set[str] = set()
    for case in export.all(Case):
        hidden = [case.cleared_by, case.withdrawn_by]
        if case.contact and not case.contact.public:
            hidden += [case.contact.office, case.contact.phone]
        if not is_public(case):
            hidden += [case.title, case.summary, case.lead_department]
        found.update(hidden)
    for issue in export.all(Issue):
        found.update([issue.cleared_by, issue.withdrawn_by, *issue.signed_by, *strings(issue.recipients)])
        for item in issue.items:
            found.update(strings(getattr(item, "submission", None)))
            if not is_public(issue):
                found.add(item.title)
    for register in export.all(DistributionList):
        found.update(strings(register.recipients))
    public = "\n".join(p.read_text("utf-8") for p in (export.path / "public").rglob("*.*") if p.suffix in (".md", ".yaml"))
    return {word for word in found if len(word) >= LEAST and word not in public}


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a record or a part of one."""
    data = msgspec.to_builtins(value)
    stack = [data]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
        elif isinstance(top, dict):
            stack.extend(top.values())
        elif isinstance(top, list | tuple):
            stack.extend(top)


def texts_of(path: Path) -> Iterator[str]:
    """Yield what can be read in a file: its text, or what a PDF says outside its glyphs (those come from public records)."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            yield "\n".join(str(value) for value in pdf.docinfo.values())
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Type") in (pikepdf.Name.Metadata, pikepdf.Name.EmbeddedFile):
                    yield thing.read_bytes().decode("utf-8", "replace")
                elif isinstance(thing, pikepdf.Dictionary):
                    yield "\n".join(str(v) for v in thing.values() if isinstance(v, pikepdf.String))
    elif path.suffix in (".html", ".json", ".js", ".css", ".xml", ".txt", ".csv", ".svg"):
        yield path.read_text("utf-8")
