"""List pages: cases and articles by place, field, kind, year, unit and collection; the archive of each publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from press.records import Issue, Unit
from press.web.catalogue import Catalogue, grouped
from press.web.library import Entry, Library, Piece, Row
from press.web.pages import Stage
from press.web.wording import day_text, printed_title

LONG = 200
UNIT_KINDS = {"office": "省级机关", "city": "设区市", "county": "县（市、区）", "system": "省级系统", "zone": "开发区", "general": "综合"}
Link = dict[str, Any]
Group = dict[str, Any]


class Lists:
    """All cases, newest first, in the groups that pages show."""

    def __init__(self, stage: Stage, library: Library, catalogue: Catalogue) -> None:
        self.stage, self.library, self.catalogue = stage, library, catalogue
        self.entries = sorted(catalogue.entries.values(), key=lambda e: e.newest_first)
        self.pieces = tuple(library.pieces())
        self.by_place = grouped(self.entries, lambda e: [place.code for place in library.place_line(e.place)])
        self.by_field = grouped(self.entries, lambda e: [*(code[:2] for code in e.fields), *e.fields])
        self.by_kind = grouped(self.entries, lambda e: e.kinds)
        self.by_unit = grouped(self.entries, lambda e: [e.unit])
        self.by_year = grouped(self.entries, lambda e: range(e.year, (e.year_end or e.year) + 1))

    def rows(self, entries: Iterable[Entry]) -> list[Row]:
        """Return cases as the templates show them."""
        return [entry.row(self.library.places[entry.place].name) for entry in entries]

    def page(self, name: str, title: str, entries: Sequence[Entry], *, pieces: Sequence[Piece] = (), **data: Any) -> None:
        """Write a list of cases; a long one shows the newest and leads to pages of a thousand numbers each.

        Those pages are cut by permanent number, so that one changed case alters one of them.
        """
        shown, ranges = (entries, []) if len(entries) <= LONG else (entries[: LONG // 2], self._ranges(name, title, entries))
        self.stage.page(
            f"{name}.md",
            template="list.html",
            title=title,
            total=len(entries),
            rows=self.rows(shown),
            ranges=ranges,
            pieces=[(piece.address, piece.title, piece.source) for piece in pieces],
            **{"empty": "还没有公开的案例。", **data},
        )

    def index(self, name: str, title: str, groups: Iterable[Group], *, lead: str = "") -> None:
        """Write a page that leads to lists."""
        self.stage.page(f"{name}/index.md", template="list.html", title=title, lead=lead, groups=list(groups))

    def _ranges(self, name: str, title: str, entries: Iterable[Entry]) -> list[Link]:
        links = []
        for thousand, part in sorted(grouped(entries, lambda e: [e.number // 1000]).items()):
            span = f"{thousand * 1000:06d}—{thousand * 1000 + 999:06d}号"
            rows = self.rows(sorted(part, key=lambda e: e.number))
            page = f"{name}-{thousand:03d}"
            self.stage.page(f"{page}.md", template="list.html", title=f"{title}：{span}", total=len(part), rows=rows)
            links.append(_link(span, page, part))
        return links


def stage_lists(lists: Lists, pdfs: frozenset[str]) -> None:
    """Write every list page."""
    lists.page("cases/index", "全部案例", lists.entries, lead="按年份从近到远排列。")
    _places(lists)
    _fields(lists)
    _kinds(lists)
    _years(lists)
    _units(lists)
    _collections(lists)
    _bulletins(lists, pdfs)


def _link(name: str, page: str, behind: Sequence[Any] = ()) -> Link:
    return {"name": name, "address": f"{page}.html", "count": len(behind)}


def _group(name: str, links: Iterable[Link], head: Link | None = None) -> Group:
    return {"name": name, "links": list(links), "head": head}


def _places(lists: Lists) -> None:
    library = lists.library
    places = sorted(library.places.values(), key=lambda p: p.code)
    below = grouped(places, lambda p: [p.parent])
    pieces = grouped(lists.pieces, lambda piece: [p.code for p in library.place_line(piece.place)] if piece.place else [])
    links = {p.code: _link(p.name, f"places/{p.code}", lists.by_place.get(p.code, ())) for p in places}
    cities = [p for p in places if p.level == "city"]
    groups = [_group(city.name, (links[p.code] for p in below.get(city.code, ())), links[city.code]) for city in cities]
    lists.index("places", "地区", groups, lead="按行政区划代码排列；设区市的数目含所辖县（市、区）。")
    for place in places:
        line, inner = library.place_line(place.code), below.get(place.code, ())
        around = [_group("所属设区市", [links[line[0].code]])] if len(line) > 1 else []
        around += [_group("设区市" if place.level == "province" else "所辖县市区", (links[p.code] for p in inner))] if inner else []
        cases, empty = lists.by_place.get(place.code, ()), f"{place.name}还没有公开的案例。"
        lists.page(f"places/{place.code}", place.name, cases, groups=around, pieces=pieces.get(place.code, ()), empty=empty)


def _fields(lists: Lists) -> None:
    fields = sorted(lists.library.fields.values(), key=lambda f: f.code)
    below = grouped(fields, lambda f: [f.parent])
    links = {f.code: _link(f.name, f"fields/{f.code}", lists.by_field.get(f.code, ())) for f in fields}
    groups = [_group(top.name, (links[f.code] for f in below.get(top.code, ())), links[top.code]) for top in below.get(None, ())]
    lists.index("fields", "服务领域", groups, lead="两级分类；一个案例可属于几个细目。")
    for field in fields:
        inner = below.get(field.code, ())
        around = [_group("所属大类", [links[field.parent]])] if field.parent else []
        around += [_group("细目", (links[f.code] for f in inner))] if inner else []
        lists.page(f"fields/{field.code}", field.name, lists.by_field.get(field.code, ()), groups=around)


def _kinds(lists: Lists) -> None:
    links = []
    for kind in lists.library.kinds.values():
        cases = lists.by_kind.get(kind.slug, ())
        links.append(_link(kind.name, f"kinds/{kind.slug}", cases))
        lists.page(f"kinds/{kind.slug}", f"做法类型：{kind.name}", cases)
    lists.index("kinds", "做法类型", [_group("类型", links)])


def _years(lists: Lists) -> None:
    pieces = grouped(lists.pieces, lambda piece: [piece.year])
    links = []
    for year in sorted({*lists.by_year, *pieces}, reverse=True):
        cases = lists.by_year.get(year, ())
        links.append(_link(f"{year}年", f"years/{year}", cases))
        lists.page(f"years/{year}", f"{year}年", cases, pieces=pieces.get(year, ()))
    lists.index("years", "年度", [_group("年度", links)] if links else [], lead="跨年的做法列入所跨各年。")


def _units(lists: Lists) -> None:
    units = sorted(lists.library.units.values(), key=lambda u: u.code)
    pieces = grouped(lists.pieces, lambda piece: [piece.unit])
    links = {u.code: _link(u.name, f"units/{u.code}", lists.by_unit.get(u.code, ())) for u in units}
    groups = [_group(name, [links[u.code] for u in units if u.kind == kind]) for kind, name in UNIT_KINDS.items()]
    lists.index("units", "报送单位", [group for group in groups if group["links"]], lead="数目为公开的案例数，不含只刊发在简报上的稿件。")
    for unit in units:
        cases = lists.by_unit.get(unit.code, ())
        lists.page(f"units/{unit.code}", unit.name, cases, lead=_unit_lead(unit), pieces=pieces.get(unit.code, ()))


def _unit_lead(unit: Unit) -> str:
    also = f"，又称{'、'.join(unit.aliases)}" if unit.aliases else ""
    return f"报送单位（{UNIT_KINDS[unit.kind]}）{also}。"


def _collections(lists: Lists) -> None:
    entries = {entry.number: entry for entry in lists.entries}
    links = []
    for collection in lists.library.collections:
        chosen = [entries[number] for number in collection.cases if number in entries]
        links.append(_link(collection.title, f"collections/{collection.slug}", chosen))
        lists.page(f"collections/{collection.slug}", collection.title, chosen, lead=collection.preface)
    lead = "编辑选编的案例，按编排的次序。" if links else "还没有专题。"
    lists.index("collections", "专题", [_group("专题", links)] if links else [], lead=lead)


def _bulletins(lists: Lists, pdfs: frozenset[str]) -> None:
    library = lists.library
    links = []
    for publication in library.publications.values():
        issues = [issue for issue in library.issues.values() if issue.publication == publication.slug]
        withdrawn = [n for n in library.withdrawn_issues if n.key.startswith(f"{publication.slug}/")]
        page = f"bulletins/{publication.slug}/index"
        links.append(_link(publication.name, page, issues))
        lists.stage.page(
            f"{page}.md",
            template="archive.html",
            title=publication.name,
            lead=f"{publication.issuer}编。这里列出整期公开的期次。",
            years=_issues_by_year(issues, library.place_names, pdfs),
            withdrawn=[{"key": n.key, "name": library.issue_name(n.key), "day": day_text(n.on)} for n in withdrawn],
        )
    lead = "按刊物、年度查阅整期公开的简报；数目为公开期数。" if links else "还没有公开的简报。"
    lists.index("bulletins", "简报", [_group("刊物", links)] if links else [], lead=lead)


def _issues_by_year(issues: Iterable[Issue], names: Mapping[str, str], pdfs: frozenset[str]) -> list[dict[str, Any]]:
    newest_first = sorted(issues, key=lambda i: (i.year, i.number), reverse=True)
    years = grouped(newest_first, lambda i: [i.year])
    return [{"year": year, "issues": [_issue_row(i, names, i.key in pdfs) for i in found]} for year, found in years.items()]


def _issue_row(issue: Issue, names: Mapping[str, str], pdf: bool) -> dict[str, Any]:
    series = f"{issue.series} {issue.series_number or ''}".strip()
    titles = [printed_title(item, names) for item in issue.items]
    return {"key": issue.key, "number": issue.number, "series": series, "titles": titles, "day": day_text(issue.date), "pdf": pdf}
