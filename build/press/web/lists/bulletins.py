"""The archive: each publication with its newest issues and its years, each year with the contents of its issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from press.web.catalogue import grouped
from press.web.library import Library
from press.web.lists.pages import Lists, twin
from press.web.lists.rows import Link, group, link
from press.web.wording import day_text, printed_title
from records import Issue, Notice, Publication

BULLETINS = link("简报", "bulletins/index")
NEWEST = 6  # issues on the index, and on the page of a publication
TITLES = 400  # about so many titles on the page of a year, shared by its issues


def stage_bulletins(lists: Lists, pdfs: frozenset[str]) -> None:
    """Write the index of publications, and for each its page and one for each year; `pdfs` are
    the keys of issues that have one."""
    library = lists.library
    issues = grouped(
        sorted(library.issues.values(), key=lambda i: (i.year, i.number), reverse=True), lambda i: [i.publication]
    )
    withdrawn = grouped(library.withdrawn_issues, lambda notice: [notice.key.split("/")[0]])
    publications = library.publications.values()
    links = [link(p.name, f"bulletins/{p.slug}/index", len(issues.get(p.slug, ()))) for p in publications]
    newest = sorted(library.issues.values(), key=lambda i: (i.date, i.key), reverse=True)[:NEWEST]
    data = {
        "lead": "按刊物、年度查阅整期公开的简报；数目为公开期数。",
        "groups": [group("刊物", links)] if links else [],
        "heading": "最近各期",
        "issues": [
            _row(issue, library, pdfs) | {"publication": library.publications[issue.publication].name}
            for issue in newest
        ],
    }
    lists.write("bulletins/index", "archive.html", "简报", data, {"publications": [twin(one) for one in links]})
    for publication in publications:
        archive = _Archive(lists, publication, issues.get(publication.slug, []), pdfs)
        archive.index(withdrawn.get(publication.slug, []))
        archive.years()


class _Archive:
    """The pages of one publication; `issues` are its public ones, newest first."""

    def __init__(self, lists: Lists, publication: Publication, issues: Sequence[Issue], pdfs: frozenset[str]) -> None:
        self.lists, self.publication, self.issues, self.pdfs = lists, publication, issues, pdfs
        self.page = f"bulletins/{publication.slug}"
        self.by_year = grouped(issues, lambda issue: [issue.year])

    def index(self, withdrawn: Sequence[Notice]) -> None:
        """Write the page of the publication."""
        years = [self._year_link(year, len(issues)) for year, issues in self.by_year.items()]
        notices = [
            link(self.lists.library.issue_name(n.key), f"bulletins/{n.key}") | {"day": day_text(n.on)}
            for n in withdrawn
        ]
        data = {
            "lead": f"{self.publication.issuer}编。这里列出整期公开的期次。",
            "trail": [BULLETINS],
            "groups": [group("年度", years)] if years else [],
            "heading": "最近各期",
            "issues": [_row(issue, self.lists.library, self.pdfs) for issue in self.issues[:NEWEST]],
            "withdrawn": notices,
        }
        record = {"publication": self.publication.slug, "total": len(self.issues), "years": years, "withdrawn": notices}
        self.lists.write(f"{self.page}/index", "archive.html", self.publication.name, data, record)

    def years(self) -> None:
        """Write the page of each year."""
        years = list(self.by_year)
        for at, (year, issues) in enumerate(self.by_year.items()):
            share = max(TITLES // len(issues), 1)
            data = {
                "trail": [BULLETINS, link(self.publication.name, f"{self.page}/index")],
                "heading": f"共{len(issues)}期",
                "issues": [_row(issue, self.lists.library, self.pdfs, share) for issue in issues],
                "before": self._year_link(years[at + 1]) if at + 1 < len(years) else None,
                "after": self._year_link(years[at - 1]) if at else None,
            }
            record = {
                "publication": self.publication.slug,
                "year": year,
                "issues": [self._record(issue) for issue in issues],
            }
            self.lists.write(
                f"{self.page}/{year}/index", "archive.html", f"《{self.publication.name}》{year}年各期", data, record
            )

    def _year_link(self, year: int, count: int | None = None) -> Link:
        return link(f"{year}年", f"{self.page}/{year}/index", count)

    def _record(self, issue: Issue) -> dict[str, Any]:
        where = {"number": issue.number, "date": str(issue.date), "address": f"bulletins/{issue.key}.html"}
        pdf = {"pdf": f"bulletins/{issue.key}.pdf"} if issue.key in self.pdfs else {}
        return {**where, **pdf, "series": issue.series, "titles": _titles(issue, self.lists.library)}


def _row(issue: Issue, library: Library, pdfs: frozenset[str], most: int = TITLES) -> dict[str, Any]:
    titles = _titles(issue, library)
    return {
        "key": issue.key,
        "year": issue.year,
        "number": issue.number,
        "series": f"{issue.series} {issue.series_number or ''}".strip(),
        "titles": titles[:most],
        "more": len(titles) if len(titles) > most else 0,
        "day": day_text(issue.date),
        "pdf": issue.key in pdfs,
    }


def _titles(issue: Issue, library: Library) -> list[str]:
    return [printed_title(item, library.place_names) for item in issue.items]
