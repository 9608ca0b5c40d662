"""List pages: cases and articles by place, field, kind, year, unit and collection; bulletins by publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from press.records import Field, Issue, Place, Unit
from press.web.library import Entry, Library, Piece
from press.web.pages import Stage
from press.web.wording import printed_title

ROOT = "../"
LONG = 200
UNIT_KINDS = {"office": "省级机关", "city": "设区市", "county": "县（市、区）", "system": "省级系统", "zone": "开发区", "general": "综合"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a list of links, with how many cases stand behind it."""

    name: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading."""

    name: str
    links: tuple[Link, ...]


class Lists:
    """Rows are rendered once for each case and shared by all pages of one depth, so that cost grows with the cases alone."""

    def __init__(self, stage: Stage, library: Library, entries: Iterable[Entry]) -> None:
        self.stage, self.library = stage, library
        self.entries = sorted(entries, key=lambda e: e.newest_first)
        self.pieces = tuple(library.pieces())
        self._rows: dict[tuple[str, int], Markup] = {}

    def row(self, entry: Entry, root: str = ROOT) -> Markup:
        """Return a case's row."""
        key = root, entry.number
        if key not in self._rows:
            self._rows[key] = self.stage.html("row.html", entry=entry, place=self.library.places[entry.place].name, root=root)
        return self._rows[key]

    def rows(self, entries: Iterable[Entry], root: str = ROOT) -> Markup:
        """Return the rows of cases."""
        return Markup("\n").join(self.row(entry, root) for entry in entries)

    def select(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Return the cases wanted, newest first."""
        return [entry for entry in self.entries if wanted(entry)]

    def page(
        self,
        name: str,
        title: str,
        entries: Sequence[Entry] | None,
        *,
        lead: str = "",
        links: Sequence[Group] = (),
        pieces: Sequence[Piece] = (),
        empty: str = "还没有公开的案例。",
    ) -> None:
        """Write a list page `name`.md; a long list shows the newest and leads to pages of a thousand numbers each.

        Those pages are cut by permanent number, so that one changed case alters one of them.
        """
        shown, ranges = entries, []
        if entries is not None and len(entries) > LONG:
            shown = entries[: LONG // 2]
            ranges = self._ranges(name, title, entries)
        html = self.stage.html(
            "list.html",
            title=title,
            lead=lead,
            links=links,
            rows=None if shown is None else self.rows(shown),
            total=len(entries or ()),
            ranges=ranges,
            pieces=Markup("\n").join(self.stage.html("piece-row.html", piece=piece, root=ROOT) for piece in pieces),
            pieces_total=len(pieces),
            empty=empty,
            root=ROOT,
        )
        self.stage.page(f"{name}.md", html, title=title)

    def _ranges(self, name: str, title: str, entries: Iterable[Entry]) -> list[Link]:
        thousands: dict[int, list[Entry]] = {}
        for entry in entries:
            thousands.setdefault(entry.number // 1000, []).append(entry)
        links = []
        for thousand, part in sorted(thousands.items()):
            part.sort(key=lambda e: e.number)
            span = f"{thousand * 1000:06d}—{thousand * 1000 + 999:06d}号"
            self.page_of_range(f"{name}-{thousand:03d}", f"{title}：{span}", part)
            links.append(Link(span, f"{name}-{thousand:03d}.html", len(part)))
        return links

    def page_of_range(self, name: str, title: str, entries: Sequence[Entry]) -> None:
        """Write all cases of one range of numbers."""
        html = self.stage.html(
            "list.html",
            title=title,
            lead="",
            links=(),
            rows=self.rows(entries),
            total=len(entries),
            ranges=(),
            pieces="",
            pieces_total=0,
            empty="",
            root=ROOT,
        )
        self.stage.page(f"{name}.md", html, title=title)


def stage_lists(lists: Lists, pdfs: Iterable[str]) -> None:
    """Write every list page."""
    lists.page("cases/index", "全部案例", lists.entries, lead="按年份从近到远排列。")
    _places(lists)
    _fields(lists)
    _kinds(lists)
    _years(lists)
    _units(lists)
    _collections(lists)
    _bulletins(lists, set(pdfs))


def _grouped(entries: Iterable[Entry], keys: Callable[[Entry], Iterable[Any]]) -> dict[Any, list[Entry]]:
    found: dict[Any, list[Entry]] = {}
    for entry in entries:
        for key in dict.fromkeys(keys(entry)):
            found.setdefault(key, []).append(entry)
    return found


def by_place(lists: Lists) -> dict[str, list[Entry]]:
    """Return the cases of each place; a city has those of its counties too."""
    library = lists.library
    return _grouped(lists.entries, lambda e: [place.code for place in library.place_line(e.place)])


def _places(lists: Lists) -> None:
    library, cases = lists.library, by_place(lists)
    places = sorted(library.places.values(), key=lambda p: p.code)
    link = lambda p: Link(p.name, f"places/{p.code}.html", len(cases.get(p.code, ())))  # noqa: E731
    below: dict[str, list[Place]] = {}
    for place in places:
        below.setdefault(place.parent or "", []).append(place)
    pieces: dict[str, list[Piece]] = {}
    for piece in lists.pieces:
        for place in library.place_line(piece.place) if piece.place else ():
            pieces.setdefault(place.code, []).append(piece)
    cities = [p for p in places if p.level == "city"]
    groups = tuple(Group(city.name, (link(city), *map(link, below.get(city.code, ())))) for city in cities)
    lists.page("places/index", "地区", None, links=groups, lead="先市后县，按行政区划代码排列；设区市的数目含所辖县（市、区）。")
    for place in places:
        line = library.place_line(place.code)
        inner = below.get(place.code, []) if place.level == "city" else [c for c in cities if c.parent == place.code]
        links = [Group("所辖县（市、区）" if place.level == "city" else "设区市", tuple(map(link, inner)))] if inner else []
        if len(line) > 1:
            links = [Group("所属设区市", (link(line[0]),))]
        lists.page(
            f"places/{place.code}",
            place.name,
            cases.get(place.code, ()),
            links=links,
            pieces=pieces.get(place.code, ()),
            empty=f"{place.name}还没有公开的案例。",
        )


def by_field(lists: Lists) -> dict[str, list[Entry]]:
    """Return the cases of each field; a class has those of its subclasses too."""
    return _grouped(lists.entries, lambda e: [code[:2] for code in e.fields] + list(e.fields))


def _fields(lists: Lists) -> None:
    fields, cases = lists.library.fields, by_field(lists)
    link = lambda f: Link(f.name, f"fields/{f.code}.html", len(cases.get(f.code, ())))  # noqa: E731
    below: dict[str, list[Field]] = {}
    for field in sorted(fields.values(), key=lambda f: f.code):
        below.setdefault(field.parent or "", []).append(field)
    groups = tuple(Group(top.name, (link(top), *map(link, below.get(top.code, ())))) for top in below.get("", ()))
    lists.page("fields/index", "服务领域", None, links=groups, lead="两级分类；一个案例可属于一至三个细目。")
    for field in fields.values():
        if field.parent:
            links = [Group("所属大类", (link(fields[field.parent]),))]
        else:
            links = [Group("细目", tuple(map(link, below.get(field.code, ()))))] if below.get(field.code) else []
        lists.page(f"fields/{field.code}", field.name, cases.get(field.code, ()), links=links)


def _kinds(lists: Lists) -> None:
    cases = _grouped(lists.entries, lambda e: e.kinds)
    kinds = lists.library.kinds.values()
    links = tuple(Link(k.name, f"kinds/{k.slug}.html", len(cases.get(k.slug, ()))) for k in kinds)
    lists.page("kinds/index", "做法类型", None, links=[Group("类型", links)])
    for kind in kinds:
        lists.page(f"kinds/{kind.slug}", f"做法类型：{kind.name}", cases.get(kind.slug, ()))


def by_year(lists: Lists) -> dict[int, list[Entry]]:
    """Return the cases of each year; a practice that spans years stands in each of them."""
    return _grouped(lists.entries, lambda e: range(e.year, (e.year_end or e.year) + 1))


def _years(lists: Lists) -> None:
    cases = by_year(lists)
    pieces: dict[int, list[Piece]] = {}
    for piece in lists.pieces:
        pieces.setdefault(piece.year, []).append(piece)
    years = sorted({*cases, *pieces}, reverse=True)
    links = tuple(Link(f"{year}年", f"years/{year}.html", len(cases.get(year, ()))) for year in years)
    lists.page("years/index", "年度", None, links=[Group("年度", links)], lead="跨年的做法列入所跨各年。")
    for year in years:
        lists.page(f"years/{year}", f"{year}年", cases.get(year, ()), pieces=pieces.get(year, ()))


def _units(lists: Lists) -> None:
    cases = _grouped(lists.entries, lambda e: [e.unit])
    pieces: dict[str, list[Piece]] = {}
    for piece in lists.pieces:
        pieces.setdefault(piece.unit, []).append(piece)
    units = sorted(lists.library.units.values(), key=lambda u: u.code)
    link = lambda u: Link(u.name, f"units/{u.code}.html", len(cases.get(u.code, ())))  # noqa: E731
    groups = [Group(name, tuple(link(u) for u in units if u.kind == kind)) for kind, name in UNIT_KINDS.items()]
    lists.page("units/index", "报送单位", None, links=[g for g in groups if g.links])
    for unit in units:
        lists.page(f"units/{unit.code}", unit.name, cases.get(unit.code, ()), lead=_unit_lead(unit), pieces=pieces.get(unit.code, ()))


def _unit_lead(unit: Unit) -> str:
    also = f"，又称{'、'.join(unit.aliases)}" if unit.aliases else ""
    return f"报送单位（{UNIT_KINDS[unit.kind]}）{also}。"


def _collections(lists: Lists) -> None:
    entries = {entry.number: entry for entry in lists.entries}
    links = []
    for collection in lists.library.collections:
        chosen = [entries[number] for number in collection.cases if number in entries]
        links.append(Link(collection.title, f"collections/{collection.slug}.html", len(chosen)))
        lists.page(f"collections/{collection.slug}", collection.title, chosen, lead=collection.preface)
    groups = [Group("专题", tuple(links))] if links else []
    lists.page("collections/index", "专题", None, links=groups, lead="编辑选编的案例，按编排的次序。" if links else "还没有专题。")


def _bulletins(lists: Lists, pdfs: set[str]) -> None:
    library, stage = lists.library, lists.stage
    links = []
    for publication in library.publications.values():
        issues = [issue for issue in library.issues.values() if issue.publication == publication.slug]
        withdrawn = [n for n in library.withdrawn_issues if n.key.startswith(publication.slug + "/")]
        html = stage.html(
            "archive.html",
            title=publication.name,
            lead=f"{publication.issuer}编。这里列出整期公开的期次。",
            years=_issues_by_year(issues, library.place_names, pdfs),
            withdrawn=[{"key": n.key, "name": library.issue_name(n.key), "day": n.day} for n in withdrawn],
            root="../../",
        )
        stage.page(f"bulletins/{publication.slug}/index.md", html, title=publication.name)
        links.append(Link(publication.name, f"bulletins/{publication.slug}/index.html", len(issues)))
    lists.page("bulletins/index", "简报", None, links=[Group("刊物", tuple(links))], lead="按刊物、年度查阅整期公开的简报；数目为公开期数。")


def _issues_by_year(issues: Iterable[Issue], names: dict[str, str], pdfs: set[str]) -> list[tuple[int, list[dict[str, Any]]]]:
    years: dict[int, list[dict[str, Any]]] = {}
    for issue in sorted(issues, key=lambda i: (i.year, i.number), reverse=True):
        years.setdefault(issue.year, []).append(
            {
                "key": issue.key,
                "number": issue.number,
                "series": issue.series,
                "series_number": issue.series_number,
                "date": issue.date,
                "titles": [printed_title(item, names) for item in issue.items],
                "pdf": issue.key in pdfs,
            }
        )
    return list(years.items())
