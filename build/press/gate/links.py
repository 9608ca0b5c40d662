"""Links inside a site: each leads somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
from lxml import etree, html

from press.crew import Crew
from press.gate.memory import Memory, names_in
from press.gate.problem import Problem
from press.shift import gathered

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
MANY_PAGES, BATCH = 500, 50  # pages that are read by one process
MANY = 50  # things that went since: all pages are looked at again rather than asked for each


class Read(msgspec.Struct, frozen=True, array_like=True):
    """What a page, a feed or a sitemap leads to or loads, and the anchors to which one can lead."""

    links: tuple[str, ...]
    anchors: frozenset[str]


def read(page: Path) -> Read:
    """Read a page of the site, a feed or a sitemap."""
    if page.suffix == ".xml":
        found = (address.strip() for address in ADDRESSES(etree.parse(page)))
        return Read(tuple(address for address in found if address), frozenset())
    tree, links = html.parse(page, READER), dict[str, None]()
    for link in LINKS(tree):
        if link.attrname == "srcset":
            links.update(dict.fromkeys(candidate.split()[0] for candidate in link.split(",") if candidate.strip()))
        else:
            links[link.strip()] = None
    return Read(tuple(map(str, links)), frozenset(map(str, ANCHORS(tree))))


def read_all(site: Path, names: Sequence[str]) -> list[Read]:
    """Read some pages of a site."""
    return [read(site / name) for name in names]


class Pages:
    """The pages of a site, each read once; `memory` knows those of the release before."""

    def __init__(self, site: Path, memory: Memory | None) -> None:
        self.site, self.memory = site, memory
        self.names = names_in(site, memory)
        self.read = cache(self._read)
        self.fresh: dict[str, Read] = {}  # read by others

    def prepare(self, names: Sequence[str], crew: Crew) -> None:
        """Have others read pages that are not known, where there are many."""
        files = self.memory.reuse.files if self.memory else {}
        seen = self.memory.pages.known() if self.memory else set()
        unknown = [name for name in names if name not in files or bytes.fromhex(files[name].sum) not in seen]
        if len(unknown) < MANY_PAGES:
            return
        with crew.at_work(len(unknown), beside=True, disk=True) as shift:
            batches = (unknown[at : at + BATCH] for at in range(0, len(unknown), BATCH))
            given = deque((batch, shift.give(read_all, self.site, batch)) for batch in batches)
            for batch, found in gathered(given):
                self.fresh.update(zip(batch, found, strict=True))

    def _read(self, name: str) -> Read:
        known = self.memory.reuse.files.get(name) if self.memory else None
        if not self.memory or not known:
            return self._look(name)
        found: Read | None = self.memory.pages.take(digest := bytes.fromhex(known.sum), Read)
        if found is None:
            self.memory.pages.put(digest, found := self._look(name))
        return found

    def _look(self, name: str) -> Read:
        return self.fresh.pop(name, None) or read(self.site / name)

    def doubtful(self) -> Iterable[str]:
        """Return the pages whose links may lead nowhere: those that are new or changed, and those that lead to
        something that went."""
        if not self.memory or not self.memory.reuse.old:
            return self._every()
        reuse, pages = self.memory.reuse, self.memory.pages
        if not self.memory.alive:
            digests = {bytes.fromhex(reuse.files[name].sum) for name in self._every() if reuse.taken(name)}
            pages.asked |= digests
            if not digests <= pages.known():  # it was lost what some lead to
                return self._every()
        changed = [name for name in reuse.made() if name.endswith((".html", ".xml"))]
        gone = {posixpath.basename(name) for name in reuse.old.keys() - self.names}
        for name in changed:
            if name in reuse.old and name.endswith(".html"):
                base = posixpath.basename(name).replace("index.html", "")  # which a link may leave out
                before = pages.take(bytes.fromhex(reuse.old[name].sum), Read)
                gone |= (
                    {f"{base}#{anchor}" for anchor in before.anchors - self.read(name).anchors} if before else {base}
                )
        if len(gone) > MANY or not gone.isdisjoint(("", "index.html")):
            return self._every()
        if not gone:
            return changed
        holding = pages.holding(gone)
        return [
            name for name in self._every() if not reuse.taken(name) or bytes.fromhex(reuse.files[name].sum) in holding
        ]

    def _every(self) -> list[str]:
        return sorted(name for name in self.names if name.endswith((".html", ".xml")))


def broken_links(site: Path, memory: Memory | None = None, crew: Crew | None = None) -> Iterator[Problem]:
    """Yield links inside the site that lead nowhere, and anything loaded from elsewhere; those of feed and sitemap
    too. `crew` reads pages too, where there are many."""
    pages = Pages(site, memory)
    address = own_address(site)
    own = [prefix for prefix in (address, urlsplit(address).path or "/") if prefix]

    @cache  # most links of a page are those of all pages of its folder
    def fault(folder: str, link: str) -> str:
        prefix = next((prefix for prefix in own if link.startswith(prefix)), "")
        parts = urlsplit(link.removeprefix(prefix))
        if parts.scheme in ("http", "https") or parts.netloc or parts.path.startswith("/"):
            return "指向站外"
        if parts.scheme:
            return ""
        target = posixpath.normpath(posixpath.join("" if prefix else folder, unquote(parts.path)))
        if target not in pages.names:
            target = posixpath.normpath(f"{target}/index.html")
        if target not in pages.names:
            return "链接没有目标"
        anchors: Set[str] = pages.read(target).anchors if parts.fragment and target.endswith(".html") else set()
        missed = parts.fragment and target.endswith(".html") and unquote(parts.fragment) not in anchors
        return "链接的锚点不存在" if missed else ""

    doubtful = list(pages.doubtful())
    if crew:
        pages.prepare(doubtful, crew)
    for name in doubtful:
        folder, base = posixpath.split(name)
        for link in pages.read(name).links:
            # A link without a path leads to the page itself.
            if said := fault(folder, base + link if link[:1] in ("", "#", "?") else link):
                yield Problem(name, f"{said}：{link}")


def own_address(site: Path) -> str:
    """Return the address that a release was made for, ending in /, as its sitemap says; '' if it has none."""
    sitemap = site / "sitemap.xml"
    first = etree.parse(sitemap).findtext(".//{*}loc") if sitemap.is_file() else None
    return str(first.partition("sitemaps/")[0]) if first else ""
