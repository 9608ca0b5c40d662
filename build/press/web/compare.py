"""对标: what of a case the comparison page shows beside others, as a script that a
page opened from a disk can load too."""

from __future__ import annotations

import json
from collections.abc import Iterable

from press.web.catalogue import figure_anchor
from press.web.library import Entry, Library
from press.web.pages import Stage
from press.web.text import lead_ins
from press.web.wording import qualified, when
from records import Case, paragraphs, without_notes

Link = dict[str, str]


class Comparisons:
    """Writes for each case what the comparison page needs of it."""

    def __init__(self, stage: Stage, library: Library) -> None:
        self.stage, self.library = stage, library

    def add_case(self, case: Case, entry: Entry) -> None:
        """Write `cases/000/000001.js`, a call of `press.case` with what is public of the case;
        addresses are below the site's root."""
        library = self.library
        data = {
            "number": f"{case.number:06d}",
            "title": case.title,
            "address": entry.address,
            "place": "".join(place.name for place in library.place_line(case.place)),
            "years": entry.years,
            "fields": [_link(library.fields[code].name, f"fields/{code}") for code in case.fields],
            "kinds": [_link(library.kinds[slug].name, f"kinds/{slug}") for slug in case.kinds],
            "served": "、".join(case.people_served),
            "lead": case.lead_department,
            "summary": _texts(case.summary),
            "points": [{"name": words, "address": f"{entry.address}#{anchor}"} for anchor, words in lead_ins(case)],
            "figures": list(self._figures(case, entry.address)),
            # HTML from the same template as on the case's own page, so that a diagram is drawn in one way only.
            "mechanism": self.stage.block("mechanism.html", mechanism=case.mechanism) if case.mechanism else "",
            "conditions": _texts(case.conditions),
            "source": self._source(case),
            "contact": " ".join(filter(None, (case.contact.office, case.contact.phone)))
            if case.contact and case.contact.public
            else "",
        }
        filled = {name: value for name, value in data.items() if value}
        self.stage.file(
            f"cases/{case.key}.js", f"press.case({json.dumps(filled, ensure_ascii=False, separators=(',', ':'))});\n"
        )

    def _figures(self, case: Case, address: str) -> Iterable[dict[str, str]]:
        """Yield figures; `indicator` only where the unit is the indicator's own,
        because only such figures are compared."""
        for n, figure in enumerate(case.figures, 1):
            before, value, after = qualified(figure)
            words = {"label": figure.label, "before": before, "value": value, "after": after, "when": when(figure)}
            indicator = self.library.indicators.get(figure.indicator or "")
            of = (
                {"indicator": indicator.slug, "name": indicator.name}
                if indicator and indicator.unit == figure.unit
                else {}
            )
            yield {**words, **of, "address": f"{address}#{figure_anchor(case, n)}"}

    def _source(self, case: Case) -> Link | None:
        """Return the public issue that a case was made from."""
        source = case.source
        key = source.issue_key if source else ""
        if not source or key not in self.library.issues:
            return None
        return {"name": self.library.issue_name(key), "address": f"bulletins/{key}.html#{source.item}"}


def _link(name: str, page: str) -> Link:
    return {"name": name, "address": f"{page}.html"}


def _texts(text: str) -> list[str]:
    return [without_notes(paragraph) for paragraph in paragraphs(text)]
