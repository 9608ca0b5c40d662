"""The timeline: how many cases and issues each year has, the newest of both, and a page for each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from press.web.catalogue import grouped
from press.web.library import Entry
from press.web.lists.pages import Lists
from press.web.lists.rows import INSTEAD, group, link
from records import Issue

YEARS = link("年度", "years/index")
CASES, ISSUES = 3, 4  # named beside a year
LEAD = "各年的案例数和公开的期次，旁边是其中最近公开的几个。跨年的做法列入所跨各年。"


def stage_years(lists: Lists) -> None:
    """Write the timeline, and a page for each year that has a case or an issue."""
    pieces = grouped(lists.pieces, lambda piece: [piece.year])
    issues = grouped(
        sorted(lists.library.issues.values(), key=lambda i: (i.date, i.key), reverse=True), lambda i: [i.year]
    )
    years = sorted({*lists.by_year, *issues}, reverse=True)
    lines = [_line(lists, year, lists.by_year.get(year, ()), issues.get(year, ())) for year in years]
    most = max((line["cases"] for line in lines), default=0) or 1
    data = {"lead": LEAD, "lines": [{**line, "share": round(100 * line["cases"] / most, 1)} for line in lines]}
    told = [{key: line[key] for key in ("year", "address", "cases", "issues")} for line in lines]
    lists.write("years/index", "years.html", "年度", data, {"years": told})
    for year in years:
        lists.page(
            f"years/{year}",
            f"{year}年",
            lists.by_year.get(year, ()),
            pieces=pieces.get(year, ()),
            trail=[YEARS],
            lead="跨年的做法列入所跨各年。",
            empty=f"还没有{year}年的公开案例。",
            onward=[group(INSTEAD, [link("其他年度", "years/index")])],
        )


def _line(lists: Lists, year: int, cases: Sequence[Entry], issues: Sequence[Issue]) -> dict[str, Any]:
    names = lists.library.place_labels
    return {
        **link(f"{year}年", f"years/{year}"),
        "year": year,
        "cases": len(cases),
        "issues": len(issues),
        "newest": [
            {"address": entry.address, "title": entry.title, "place": names[entry.place]} for entry in cases[:CASES]
        ],
        "volumes": [
            {
                **link(lists.library.publications[slug].name, f"bulletins/{slug}/{year}/index", len(volume)),
                "issues": [link(f"第{issue.number}期", f"bulletins/{issue.key}") for issue in volume[:ISSUES]],
            }
            for slug, volume in sorted(grouped(issues, lambda issue: [issue.publication]).items())
        ],
    }
