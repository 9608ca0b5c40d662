"""How a case is quoted: in the form that officials write, and after GB/T 7714-2025."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from press.web.wording import case_citation
from records import Case

STANDARD = "（GB/T 7714）"
AUTHORS = 3  # as many are named, GB/T 7714-2025 §7.1.2


@dataclass(frozen=True)
class Site:
    """The site as a work: its name and its address, which ends in /; '' if that is not known."""

    name: str
    address: str


@dataclass(frozen=True)
class Printing:
    """Where the article stands that a case was made from.

    Attributes:
        key: of the issue.
        item: its anchor there.
        place: before its title, as printed; may be empty.
        title: its own, which often differs from that of the case.
        publication: the name of the series.
        year: of the issue.
        number: of the issue in its year.
        page: where it begins, if known.

    """

    key: str
    item: str
    place: str
    title: str
    publication: str
    year: int
    number: int
    page: int | None

    @property
    def issue(self) -> str:
        """Return 《刊名》2024年第9期."""
        return f"《{self.publication}》{self.year}年第{self.number}期"


@dataclass(frozen=True)
class Citation:
    """A reference under its name; where `after` is given, the day of reading stands before it and
    only the reader's clock knows it."""

    name: str
    text: str
    after: str = ""


def citations(case: Case, unit: str, place: str, site: Site, printing: Printing | None) -> Iterator[Citation]:
    """Yield how to quote a case: the printed article first, where there is one, because its
    words are the ones that were signed.

    Args:
        case: the case.
        unit: the name of the unit that reported it.
        place: the name of its place.
        site: the library.
        printing: of the public article that it was made from.

    """
    creator = responsible(case, unit)
    if printing:
        yield Citation(
            "引用简报文章", f"{printing.place}：".lstrip("：") + f"《{printing.title}》，载{printing.issue}。"
        )
        yield Citation(f"引用简报文章{STANDARD}", article_reference(creator, printing))
    else:
        yield Citation("引用本案例", case_citation(case, place, site.name))
    yield page_reference(creator, case, site)


def responsible(case: Case, unit: str) -> str:
    """Return who answers for a case: its lead department, else the unit; up to three bodies, then
    等 (GB/T 7714-2025 §7.1.2, §7.1.4)."""
    bodies = (case.lead_department or unit).split("、")
    return "，".join([*bodies[:AUTHORS], *(["等"] if len(bodies) > AUTHORS else [])])


def article_reference(creator: str, printing: Printing) -> str:
    """Return an article of a serial after GB/T 7714-2025 §8.5.3.

    Signs as in §6.2: `.` and `[ ]` narrow, the others wide; what is not on line has no day of reading.
    """
    page = f"：{printing.page}" if printing.page else ""
    return f"{creator}. {printing.title}[J]. {printing.publication}，{printing.year}（{printing.number}）{page}."


def page_reference(creator: str, case: Case, site: Site) -> Citation:
    """Return a page on line after GB/T 7714-2025 §8.11.3.2, dates as in §7.6: published on the day of clearance.

    EB is the sign of a web page (Table A.1); DB is that of a whole database, not of an entry in it.
    """
    day = f"（{case.cleared_on}）" if case.cleared_on else ""
    return Citation(
        f"引用本案例{STANDARD}", f"{creator}. {case.title}[EB/OL]. {day}[", f"]. {site.address}cases/{case.key}.html."
    )
