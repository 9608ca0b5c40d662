"""What a page says of itself to search engines: schema.org as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from press.web.citation import Printing, Site
from press.web.library import Entry, Library
from records import Case, Issue, Place

Linked = Mapping[str, Any]


def script(data: Linked) -> str:
    """Return data as the content of `<script type="application/ld+json">`; no `<`, so
    that no text can end the element."""
    full = {"@context": "https://schema.org", **_filled(data), "inLanguage": "zh-Hans"}
    return json.dumps(full, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def case_data(case: Case, entry: Entry, library: Library, site: Site, printing: Printing | None) -> Linked:
    """Return a case as an Article (https://schema.org/Article), based on the printed one where there is one.

    `@id` is the page's full address and stays; `url` is relative and so right wherever the page is read.
    """
    return {
        "@type": "Article",
        "@id": site.address + entry.address,
        "url": entry.address.rpartition("/")[2],
        "identifier": f"{case.number:06d}",
        "headline": case.title,
        "abstract": entry.summary,
        "datePublished": str(case.cleared_on or ""),
        "temporalCoverage": "/".join(str(year) for year in dict.fromkeys((case.year, case.year_end or case.year))),
        "spatialCoverage": place_data(library.place_line(case.place)),
        "about": [
            {"@type": "DefinedTerm", "termCode": code, "name": library.fields[code].name} for code in case.fields
        ],
        "keywords": [*(library.kinds[slug].name for slug in case.kinds), *case.people_served],
        "sourceOrganization": {"@type": "Organization", "name": case.lead_department or library.units[case.unit].name},
        "isBasedOn": printing and {"@type": "Article", "headline": printing.title, "isPartOf": _issue_of(printing)},
        "isPartOf": _website(site),
    }


def issue_data(issue: Issue, library: Library, site: Site, titles: Sequence[str]) -> Linked:
    """Return an issue as a PublicationIssue (https://schema.org/PublicationIssue) with the titles of its items."""
    publication, address = library.publications[issue.publication], f"bulletins/{issue.key}.html"
    return {
        "@type": "PublicationIssue",
        "@id": site.address + address,
        "url": address.rpartition("/")[2],
        "name": library.issue_name(issue.key),
        "issueNumber": issue.number,
        "datePublished": str(issue.date),
        "publisher": {"@type": "Organization", "name": publication.issuer},
        "hasPart": [{"@type": "Article", "headline": title} for title in titles],
        "isPartOf": {"@type": "Periodical", "name": publication.name},
    }


def place_data(line: Sequence[Place]) -> Linked:
    """Return a place within its city; `identifier` is its code of GB/T 2260."""
    *above, place = line
    return {
        "@type": "AdministrativeArea",
        "name": place.name,
        "identifier": place.code,
        "containedInPlace": place_data(above) if above else None,
    }


def _website(site: Site) -> Linked:
    return {"@type": "WebSite", "@id": site.address, "name": site.name}


def _issue_of(printing: Printing) -> Linked:
    series = {"@type": "Periodical", "name": printing.publication}
    return {"@type": "PublicationIssue", "name": printing.issue, "issueNumber": printing.number, "isPartOf": series}


def _filled(value: Any) -> Any:
    """Return data without what is empty."""
    if isinstance(value, Mapping):
        return {key: _filled(inner) for key, inner in value.items() if inner not in (None, "", [], ())}
    return [_filled(inner) for inner in value] if isinstance(value, list | tuple) else value
