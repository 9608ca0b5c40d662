"""What must hold of a release before anyone sees it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from lxml import etree, html

import press.web
from press.search import Index
from press.web.pages import SETTINGS, SOURCES
from records import (
    Case,
    Collection,
    ContentError,
    DistributionList,
    Export,
    Indicator,
    Issue,
    Report,
    is_public,
    report_sum,
    scalars,
)
from records.folding import fold
from records.pictures import strip_metadata

# What a page leads to or loads, wherever it stands; and what can be led to.
LINKS = etree.XPath(
    "//@href | //@src | //@srcset | //@action | //@formaction | //@poster | //object/@data | //@background"
)
ANCHORS = etree.XPath("//@id | //a/@name")
ADDRESSES = etree.XPath(  # in feed and sitemap
    "//*[local-name() = 'loc' or local-name() = 'link' or local-name() = 'guid']/text()"
    " | //*[local-name() = 'link']/@href"
)
READER = html.HTMLParser(encoding="utf-8")
LEAST = 6  # shorter private words, such as the name of an office, may well stand in public texts
LEAST_TITLE = 8  # and so may a title of a few words
READABLE = (".html", ".json", ".js", ".css", ".xml", ".txt", ".csv", ".svg", ".md", ".yml", ".yaml", ".py")
# Parts of the search index that hold strings of a few characters and numbers, and no text to
# read: `findable_words` looks there.
GRAMS = re.compile(r"assets/search/\w+/[glm]/")
OWN_SOURCES = (SOURCES, SETTINGS, Path(press.web.__file__).parent)


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
    if not (site / "index.html").is_file():
        return [Problem(str(release), "这里没有发布版本")]
    problems = [*broken_links(site), *telling_pictures(site)]
    if export is not None:
        problems += [*leaks(site, export), *missing_pages(site, export), *wrong_sums(export)]
    return problems


def misprints(release: Path, progress: Callable[[str, int, int], None]) -> Iterator[Problem]:
    """Yield what the audit finds in the PDFs for the print room; the site's are copies of these."""
    from bulletins.audit import audit

    files = sorted((release / "print").rglob("*.pdf"))
    for n, path in enumerate(files, 1):
        name = path.relative_to(release).as_posix()
        for verdict in audit(path).defects:
            where = f"（{verdict.where}）" if verdict.where else ""
            yield Problem(
                name, f"{verdict.title}：应为{verdict.expected}，实为{verdict.measured}{where} [{verdict.source}]"
            )
        progress("audit", n, len(files))


def broken_links(site: Path) -> Iterator[Problem]:
    """Yield links inside the site that lead nowhere, and anything loaded from
    elsewhere; those of feed and sitemap too."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    address = own_address(site)
    own = [prefix for prefix in (address, urlsplit(address).path or "/") if prefix]

    @cache
    def anchors_of(name: str) -> set[str]:
        return set(ANCHORS(html.parse(site / name, READER)))

    @cache  # most links of a page are those of all pages of its folder
    def fault(folder: str, link: str) -> str:
        prefix = next((prefix for prefix in own if link.startswith(prefix)), "")
        parts = urlsplit(link.removeprefix(prefix))
        if parts.scheme in ("http", "https") or parts.netloc or parts.path.startswith("/"):
            return "指向站外"
        if parts.scheme:
            return ""
        target = posixpath.normpath(posixpath.join("" if prefix else folder, unquote(parts.path)))
        if target not in files:
            target = posixpath.normpath(f"{target}/index.html")
        if target not in files:
            return "链接没有目标"
        missed = parts.fragment and target.endswith(".html") and unquote(parts.fragment) not in anchors_of(target)
        return "链接的锚点不存在" if missed else ""

    for name in sorted(name for name in files if name.endswith((".html", ".xml"))):
        folder, base = posixpath.split(name)
        for link in links_of(site / name):
            # A link without a path leads to the page itself.
            if said := fault(folder, base + link if link[:1] in ("", "#", "?") else link):
                yield Problem(name, f"{said}：{link}")


def links_of(page: Path) -> Iterator[str]:
    """Yield what a page of the site, a feed or a sitemap leads to or loads."""
    if page.suffix == ".xml":
        yield from (address.strip() for address in ADDRESSES(etree.parse(page)) if address.strip())
        return
    for link in LINKS(html.parse(page, READER)):
        if link.attrname == "srcset":
            yield from (candidate.split()[0] for candidate in link.split(",") if candidate.strip())
        else:
            yield link.strip()


def own_address(site: Path) -> str:
    """Return the address that a release was made for, ending in /, as its sitemap says; '' if it has none."""
    sitemap = site / "sitemap.xml"
    first = etree.parse(sitemap).findtext(".//{*}loc") if sitemap.is_file() else None
    return str(first.partition("sitemaps/")[0]) if first else ""


def telling_pictures(site: Path) -> Iterator[Problem]:
    """Yield pictures that still say where, when or with what they were taken."""
    for path in sorted((site / "media").glob("*")):
        data, name = path.read_bytes(), path.relative_to(site).as_posix()
        try:
            if data != strip_metadata(data):
                yield Problem(name, "图片里有相机或编辑软件留下的信息")
        except ContentError as error:
            yield Problem(name, error.message)


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
    """Yield report tables whose cells do not add up to their total; what is kept as printed
    may differ, and its page says so."""
    for issue in export.all(Issue):
        for item in issue.items:
            if (
                isinstance(item, Report)
                and not item.printed
                and item.total is not None
                and report_sum(item) != item.total
            ):
                yield Problem(f"{issue.key}#{item.anchor}", f"表中各数相加是 {report_sum(item)}，合计是 {item.total}")


def leaks(site: Path, export: Export) -> Iterator[Problem]:
    """Yield private words that stand in a file of the site, in PDF streams, attachments and metadata too."""
    words = Words(private_words(export))
    # What our own pages say, or a public record, is no secret although a private record says it too.
    public = [p for p in (export.path / "public").rglob("*.*") if p.suffix in (".md", ".yaml")]
    own = [p for root in OWN_SOURCES for p in ([root] if root.is_file() else root.rglob("*.*")) if p.suffix in READABLE]
    secret = Words(words.all - {word for path in (*public, *own) for word in words.found_in(path.read_text("utf-8"))})
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        found = (
            None
            if GRAMS.match(name)
            else next((word for text in texts_of(path) for word in secret.found_in(text)), None)
        )
        if found:
            yield Problem(name, f"出现不公开的内容“{found}”")
    for word in findable_words(Index(site / "assets" / "search"), secret.all, (*public, *own)):
        yield Problem(
            "assets/search",
            f"检索索引里查得到不公开的内容“{word}”（如果是以前公开过的旧文字，运行 press build --full）",
        )


def findable_words(index: Index, words: Iterable[str], open_files: Iterable[Path]) -> list[str]:
    """Return the words that the search index can find, also in texts that are no
    longer shown but stand in its files yet.

    Words that an open file says in another spelling (spaces, case, traditional
    characters) are none, for the search folds.
    """
    found = [
        word for word in sorted(words) if any(segment.answer(fold(word), near=False) for segment in index.segments)
    ]
    if found:
        said = [fold(line) for path in open_files for line in path.read_text("utf-8").splitlines()]
        found = [word for word in found if not any(fold(word) in line for line in said)]
    return found


class Words:
    """Many words of at least LEAST characters, looked for together in one pass over a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self.all = frozenset(words)
        self.by_start: dict[str, list[str]] = {}
        for word in sorted(self.all):
            self.by_start.setdefault(word[:LEAST], []).append(word)
        first, second = (re.escape("".join(sorted({word[n] for word in self.all}))) for n in (0, 1))
        # The pattern passes over most of a page, the dictionary decides: both take the
        # same time for one word or thousands.
        self.candidates = re.compile(f"[{first}](?=[{second}])") if self.all else re.compile(r"(?!)")

    def found_in(self, text: str) -> Iterator[str]:
        """Yield the words that stand in a text, in their order."""
        for match in self.candidates.finditer(text):
            at = match.start()
            yield from (word for word in self.by_start.get(text[at : at + LEAST], ()) if text.startswith(word, at))


def private_words(export: Export) -> set[str]:
    """Return the lines of an export's private fields that are long enough to tell."""
    found: set[str] = set()
    titles: set[str] = set()
    for case in export.all(Case):
        found.update([case.cleared_by, case.withdrawn_by])
        if case.contact and not case.contact.public:
            found.update([case.contact.office, case.contact.phone])
        if not is_public(case):
            found.update([case.summary, case.lead_department])
            titles.add(case.title)
    for issue in export.all(Issue):
        found.update([issue.cleared_by, issue.withdrawn_by, *issue.signed_by, *strings(issue.recipients)])
        for item in issue.items:
            found.update(strings(getattr(item, "submission", None)))
            if not is_public(issue):
                titles.add(item.title)
    found.update(showcase.preface for showcase in export.all(Collection) if showcase.withdrawn_on)
    found.update(indicator.definition for indicator in export.all(Indicator) if indicator.withdrawn_on)
    for register in export.all(DistributionList):
        found.update(strings(register.recipients))
    lines = {line.strip() for text in found for line in text.splitlines()}
    return {line for line in lines if len(line) >= LEAST} | {title for title in titles if len(title) >= LEAST_TITLE}


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a record or a part of one."""
    return (found for found in scalars(value) if isinstance(found, str))


def texts_of(path: Path) -> Iterator[str]:
    """Yield what can be read in a file: its text, or what a PDF says outside its glyphs
    (those come from public records)."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            yield "\n".join(str(value) for value in pdf.docinfo.values())
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Type") in (
                    pikepdf.Name.Metadata,
                    pikepdf.Name.EmbeddedFile,
                ):
                    yield thing.read_bytes().decode("utf-8", "replace")
                elif isinstance(thing, pikepdf.Dictionary):
                    yield "\n".join(str(v) for v in thing.values() if isinstance(v, pikepdf.String))
    elif path.suffix in READABLE:
        yield path.read_text("utf-8")
