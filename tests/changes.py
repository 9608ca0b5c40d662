"""A library that changes at random, as an office changes it: what increments are tried with.

A step is one thing that people do, or a few at once. It changes records, not files: what is exported is written anew
each time, as the CMS does it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from msgspec.structs import replace

from records import (
    CASE_SECTIONS,
    KINDS,
    Article,
    Case,
    Collection,
    Export,
    Figure,
    Indicator,
    Issue,
    Paragraph,
    Picture,
    Place,
    Publication,
    Record,
    Source,
    Synonym,
    Unit,
    Writer,
    is_public,
)
from records import Field as FieldOfService

R = TypeVar("R", bound=Record)
_WORDS = (
    "志愿 服务 网格 积分 老人 助餐 夜校 宣讲 邻里 修伞 旧书 河长 驿站 骑手 儿童 家风 乡贤 剪纸 急救 义诊"
    " 点单 接单 晒场 渡口 灯会 茶席 集市 渔船 果园 公约"
)
WORDS = _WORDS.split()
DAY = dt.date(2026, 1, 1)


@dataclass
class Library:
    """Records by kind and key, and what may happen to them."""

    random: Random
    records: dict[type[Record], dict[str, Record]]
    files: Export
    day: dt.date = DAY
    told: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, export: Export, seed: int, cases: Iterable[Case] = ()) -> Library:
        """Return the library of an export, with more cases."""
        records: dict[type[Record], dict[str, Record]] = {kind: {r.key: r for r in export.all(kind)} for kind in KINDS}
        records[Case] |= {case.key: case for case in cases if case.key not in records[Case]}
        return cls(Random(seed), records, export)

    def write(self, folder: Path) -> Path:
        """Export everything into a folder, which is emptied first."""
        shutil.rmtree(folder, ignore_errors=True)
        every = [record for kind in KINDS for record in self.records[kind].values()]
        writer = Writer.for_records(folder, every)
        for record in every:
            writer.add(record)
        writer.copy_files(self.files)
        return folder

    def step(self) -> str:
        """Do one thing, seldom a few; return what was done."""
        self.day += dt.timedelta(days=1)
        done = [
            self.random.choices(list(STEPS), list(STEPS.values()))[0] for _ in range(self.random.choice([1, 1, 1, 3]))
        ]
        for one in done:
            one(self)
        self.told.append("+".join(one.__name__ for one in done))
        return self.told[-1]

    # What is there

    def some(self, kind: type[R], of: Callable[[R], bool] = lambda _: True) -> R | None:
        """Return a record of a kind, None if there is none."""
        found: list[Any] = [r for r in self.records[kind].values() if of(r)]  # type: ignore[arg-type]
        return self.random.choice(found) if found else None

    def put(self, record: Record) -> None:
        """Set a record, new or changed."""
        self.records[type(record)][record.key] = record

    def words(self, most: int = 4) -> str:
        """Return some words that mean nothing."""
        return "".join(self.random.choices(WORDS, k=self.random.randint(2, most)))

    def text(self) -> str:
        """Return paragraphs with notes, numbers and marks that mean something to Markdown."""
        odd = ("^[注释一条]", "*号", "<b>", "12.5%", "[方括号](x)", "`反引号`", "&amp;", "")
        return "\n\n".join(
            f"{self.words(8)}，{self.words(6)}{self.random.choice(odd)}。" for _ in range(self.random.randint(1, 3))
        )


def public_case(case: Case) -> bool:
    return is_public(case)


def edit_text(at: Library) -> None:
    if case := at.some(Case):
        section = at.random.choice(list(CASE_SECTIONS))
        at.put(replace(case, **{section: at.text() if at.random.random() < 0.8 or section == "summary" else ""}))


def edit_title(at: Library) -> None:
    if case := at.some(Case):
        at.put(replace(case, title=at.words()))


def edit_body(at: Library) -> None:
    if case := at.some(Case):
        blocks = [Paragraph(text=text) for text in at.text().split("\n\n")]
        keep = [block for block in case.body if at.random.random() < 0.7]
        at.put(replace(case, body=(*keep, *blocks)))


def edit_facts(at: Library) -> None:
    case, place, unit = at.some(Case), at.some(Place), at.some(Unit)
    if case and place and unit:
        what = at.random.choice(["place", "unit", "fields", "kinds", "year", "people_served", "lead_department"])
        kinds = [r for kind in ("fields", "kinds") for r in at.records[KINDS_BY_FOLDER[kind]].values()]
        chosen = at.random.sample(kinds, min(3, len(kinds)))
        value: Any = {
            "place": place.code,
            "unit": unit.code,
            "fields": tuple(r.key for r in chosen if isinstance(r, FieldOfService)),
            "kinds": tuple(r.key for r in chosen if not isinstance(r, FieldOfService)),
            "year": at.random.randint(2018, 2025),
            "people_served": tuple(at.random.sample(["老年人", "骑手", "儿童", "残疾人"], 2)),
            "lead_department": at.words(),
        }[what]
        at.put(replace(case, **{what: value, **({"year_end": None} if what == "year" else {})}))


def figure(at: Library) -> None:
    if case := at.some(Case, public_case):
        indicator = at.some(Indicator)
        quote = f"{at.words()}{at.random.randint(3, 900)}个"
        number = Figure(
            label=at.words(),
            value=at.random.randint(1, 10**5),
            unit=indicator.unit if indicator and at.random.random() < 0.7 else "个",
            quote=quote,
            indicator=indicator.slug if indicator and not indicator.withdrawn_on else None,
        )
        figures = case.figures[:5] if at.random.random() < 0.7 else case.figures[1:3]
        at.put(replace(case, figures=(*figures, number), results=f"{case.results}\n\n{quote}。".strip()))


def clear(at: Library) -> None:
    if case := at.some(Case, lambda c: not c.cleared_on):
        at.put(replace(case, cleared_on=at.day, cleared_by="主编"))


def new_case(at: Library) -> None:
    if case := at.some(Case, public_case):
        number = max(c.number for c in at.records[Case].values() if isinstance(c, Case)) + at.random.choice([1, 1, 40])
        at.put(replace(case, number=number, title=at.words(), summary=at.text(), source=None, cleared_on=at.day))


def draft_case(at: Library) -> None:
    new_case(at)
    newest = max((c for c in at.records[Case].values() if isinstance(c, Case)), key=lambda c: c.number)
    at.put(replace(newest, cleared_on=None, cleared_by="", summary=f"只在草稿里的{at.words(6)}这一句"))


def withdraw(at: Library) -> None:
    if (case := at.some(Case, public_case)) and len(at.records[Case]) > 12:
        at.put(replace(case, withdrawn_on=at.day, withdrawn_reason=at.words(), withdrawn_by="主编"))


def clear_again(at: Library) -> None:
    if case := at.some(Case, lambda c: c.withdrawn_on is not None):
        at.put(replace(case, withdrawn_on=None, withdrawn_reason="", withdrawn_by="", cleared_on=at.day))


def delete(at: Library) -> None:
    if (case := at.some(Case)) and len(at.records[Case]) > 12:
        del at.records[Case][case.key]


def redact(at: Library) -> None:
    if case := at.some(Case, public_case):
        at.put(replace(case, redacted_on=at.day, problem=at.text(), approach=""))


def source(at: Library) -> None:
    case, issue = at.some(Case, public_case), at.some(Issue)
    articles = [item for item in issue.items if isinstance(item, Article)] if issue else []
    if case and issue and articles:
        item = at.random.choice(articles)
        where = Source(publication=issue.publication, year=issue.year, number=issue.number, item=item.anchor)
        at.put(replace(case, source=where if at.random.random() < 0.7 else None))


def picture(at: Library) -> None:
    names = [p.name for root in at.files.roots for p in root.glob("media/*")]
    if (case := at.some(Case, public_case)) and names:
        without = tuple(block for block in case.body if not isinstance(block, Picture))
        shown = Picture(media=at.random.choice(names), alt=at.words(), caption=at.words())
        at.put(replace(case, body=(*without, shown) if at.random.random() < 0.8 else without))


def rename_place(at: Library) -> None:
    if place := at.some(Place):
        at.put(replace(place, name=at.words(2) + {"province": "省", "city": "市", "county": "区"}[place.level]))


def move_place(at: Library) -> None:
    place, city = at.some(Place, lambda p: p.level == "county"), at.some(Place, lambda p: p.level == "city")
    if place and city:
        at.put(replace(place, parent=city.code))


def unit(at: Library) -> None:
    one, place = at.some(Unit), at.some(Place)
    if one and place:
        changes: list[dict[str, Any]] = [
            {"name": at.words()},
            {"place": place.code},
            {"parent": None},
            {"aliases": (at.words(),)},
        ]
        at.put(replace(one, **at.random.choice(changes)))


def reference(at: Library) -> None:
    kind = KINDS_BY_FOLDER[at.random.choice(["fields", "kinds", "indicators"])]
    if one := at.some(kind):
        at.put(replace(one, name=at.words()))  # type: ignore[call-arg]


def new_field(at: Library) -> None:
    parent = at.some(FieldOfService, lambda f: f.parent is None)
    code = next(n for n in range(10, 100) if f"{parent.code if parent else 99}{n}" not in at.records[FieldOfService])
    if parent:
        at.put(FieldOfService(code=f"{parent.code}{code}", name=at.words(), parent=parent.code))


def synonym(at: Library) -> None:
    at.put(Synonym(slug=f"s{at.random.randint(1, 5)}", words=tuple(at.random.sample(WORDS, 3))))


def collection(at: Library) -> None:
    if one := at.some(Collection):
        numbers = [c.number for c in at.records[Case].values() if isinstance(c, Case)]
        chosen = tuple(at.random.sample(numbers, min(len(numbers), at.random.randint(0, 6))))
        at.put(replace(one, cases=chosen, title=at.words(), preface=at.text()))


def issue_text(at: Library) -> None:
    if issue := at.some(Issue):
        n = at.random.randrange(len(issue.items))
        item = issue.items[n]
        changed = replace(item, title=at.words())
        at.put(replace(issue, items=(*issue.items[:n], changed, *issue.items[n + 1 :]), editor_note=at.text()))


def issue_state(at: Library) -> None:
    if issue := at.some(Issue):
        states: list[dict[str, Any]] = [
            {
                "cleared_on": at.day,
                "cleared_by": "主编",
                "withdrawn_on": None,
                "withdrawn_reason": "",
                "withdrawn_by": "",
            },
            {"redacted_on": at.day},
        ]
        if issue.cleared_on:
            states.append({"withdrawn_on": at.day, "withdrawn_reason": at.words(), "withdrawn_by": "主编"})
        at.put(replace(issue, **at.random.choice(states)))


def new_issue(at: Library) -> None:
    if issue := at.some(Issue, is_public):
        number = max(i.number for i in at.records[Issue].values() if isinstance(i, Issue)) + 1
        items = tuple(replace(item, title=at.words()) for item in issue.items)
        at.put(replace(issue, number=number, items=items, cleared_on=at.day, versions=(), signed_by=()))


def publication(at: Library) -> None:
    if one := at.some(Publication):
        at.put(replace(one, **at.random.choice([{"name": at.words()}, {"issuer": at.words()}])))


def nothing(at: Library) -> None:
    """Somebody published without a change."""


KINDS_BY_FOLDER: dict[str, Any] = {kind.folder: kind for kind in KINDS}
STEPS: dict[Callable[[Library], None], int] = {
    **dict.fromkeys((edit_text, edit_title, edit_body, edit_facts, figure), 6),
    **dict.fromkeys((clear, new_case, draft_case, withdraw, clear_again, redact, source, picture), 4),
    **dict.fromkeys((issue_text, issue_state, new_issue, collection, delete), 3),
    **dict.fromkeys((rename_place, move_place, unit, reference, new_field, synonym, publication, nothing), 2),
}


def texts(site: Path) -> dict[str, bytes]:
    """Return every file of a site but the search index, whose parts depend on its history."""
    every = {p.relative_to(site).as_posix(): p for p in site.rglob("*") if p.is_file()}
    return {name: path.read_bytes() for name, path in every.items() if not name.startswith("assets/search/")}


def questions(library: Library, most: int = 12) -> list[str]:
    """Return strings to search for, most of which stand in a record."""
    cases = [c for c in library.records[Case].values() if isinstance(c, Case)]
    chosen = library.random.sample(cases, min(len(cases), most))
    return list(chain.from_iterable((case.title[:4], case.summary[:5].strip()) for case in chosen)) + WORDS[:5]
