"""The nouns of the office as frozen values; what crosses a border in this project is one of these.

Each kind of record says under which key it is filed (`key`), and which of its fields are private. Dates are ISO days,
place codes are GB/T 2260 (six digits), lengths and counts are plain integers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from records.body import Body
from records.errors import RecordError
from records.tables import Merge

END = r"$(?!\n)"  # of a pattern: Python's $ alone lets a line break follow
Code = Annotated[str, Meta(pattern=rf"^[0-9]{{6}}{END}", description="GB/T 2260 division code")]
Slug = Annotated[str, Meta(pattern=rf"^[a-z0-9][a-z0-9-]*{END}", description="short ASCII name, used in addresses")]
Number = Annotated[int, Meta(ge=1, description="permanent number from a counter, never reused")]
Year = Annotated[int, Meta(ge=1949, le=2100)]
Qualifier = Literal["", "余", "多", "近", "超", "超过", "突破", "约", "逾", "达"]


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a record."""


class Record(Value, frozen=True):
    """A record of the export: one file in `public/`, `private/`, or split between both."""

    folder: ClassVar[str]
    filed_under: ClassVar[tuple[str, ...]] = ("code",)
    private: ClassVar[frozenset[str]] = frozenset()

    @property
    def key(self) -> str:
        """What the record is filed under, unique among its kind; may hold slashes."""
        return "/".join(str(getattr(self, name)) for name in self.filed_under)


# Reference data -----------------------------------------------------------------------------


class Place(Record, frozen=True):
    """A division (地区): what a title prints and a facet filters."""

    folder = "places"
    code: Code
    name: str
    level: Literal["province", "city", "county"]
    parent: Code | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Unit(Record, frozen=True):
    """Who contributes and is counted (报送单位); units form the page tree of the CMS."""

    folder = "units"
    code: Slug
    name: str
    kind: Literal["office", "city", "county", "system", "zone", "general"]
    parent: Slug | None = None
    place: Code | None = None
    aliases: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Field(Record, frozen=True):
    """A node of the two-level classification of service (服务领域)."""

    folder = "fields"
    code: Annotated[str, Meta(pattern=rf"^[0-9]{{2}}([0-9]{{2}})?{END}")]
    name: str
    parent: Annotated[str, Meta(pattern=rf"^[0-9]{{2}}{END}")] | None = None


class PracticeKind(Record, frozen=True):
    """A kind of practice (做法类型): 阵地, 队伍, 机制 …"""

    folder = "kinds"
    filed_under = ("slug",)
    slug: Slug
    name: str


class Indicator(Record, frozen=True):
    """The definition a figure belongs to (指标); figures are compared only within one."""

    folder = "indicators"
    filed_under = ("slug",)
    slug: Slug
    name: str
    unit: str
    definition: str
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str = ""


class Synonym(Record, frozen=True):
    """Words that mean the same to someone who searches."""

    folder = "synonyms"
    filed_under = ("slug",)
    slug: Slug
    words: tuple[str, ...]


# Cases -----------------------------------------------------------------------------


class Figure(Value, frozen=True):
    """A number as the text says it (数据).

    `value` is in whole units (6.65万 is 66500); percentages stay as printed (34.7). `quote` is the words it stands in;
    `where` names the paragraph (`summary`, `results`, `body/3`, `body/3/2`), computed from the quote.
    """

    label: str
    value: int | float
    unit: str
    quote: str
    indicator: Slug | None = None
    qualifier: Qualifier = ""
    as_of: str = ""
    date: dt.date | None = None
    period: tuple[dt.date, dt.date] | None = None
    where: str = ""


class Step(Value, frozen=True):
    """One step of a procedure (点单—派单—接单—评单)."""

    name: str
    who: str = ""


class ThresholdRow(Value, frozen=True):
    """From `at` on, `gives` is granted."""

    at: int | float
    gives: str


class Threshold(Value, frozen=True):
    """A scale such as service hours → stars."""

    measure: str
    unit: str
    rows: tuple[ThresholdRow, ...]


class Level(Value, frozen=True):
    """One level of an organisation, from the top."""

    name: str
    note: str = ""


class Mechanism(Value, frozen=True):
    """A mechanism as data."""

    steps: tuple[Step, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    levels: tuple[Level, ...] = ()


class Contact(Value, frozen=True):
    """Whom to ask: an office. Shown to readers only where `public`."""

    office: str
    phone: str = ""
    public: bool = False


class Source(Value, frozen=True):
    """The item of an issue that a case was made from."""

    publication: Slug
    year: Year
    number: Number
    item: str

    @property
    def issue_key(self) -> str:
        """What the issue is filed under."""
        return f"{self.publication}/{self.year}/{self.number}"


class Case(Record, frozen=True):
    """A practice case (实践案例): an entry of the knowledge base. Texts are paragraphs separated by blank lines.

    `redacted_on` is the day of the last edit that took out what must not be read
    (敏感): index files keep no older text.
    """

    folder = "cases"
    private = frozenset({"contact", "cleared_by", "withdrawn_by"})
    number: Number
    title: str
    place: Code
    unit: Slug
    year: Year
    year_end: Year | None = None
    fields: tuple[str, ...] = ()
    kinds: tuple[Slug, ...] = ()
    people_served: tuple[str, ...] = ()
    lead_department: str = ""
    contact: Contact | None = None
    source: Source | None = None
    mechanism: Mechanism | None = None
    figures: tuple[Figure, ...] = ()
    cleared_on: dt.date | None = None
    cleared_by: str = ""
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str = ""
    withdrawn_by: str = ""
    redacted_on: dt.date | None = None
    summary: str = ""
    problem: str = ""
    approach: str = ""
    workings: str = ""
    results: str = ""
    conditions: str = ""
    body: Body = ()

    @property
    def key(self) -> str:
        """Return the number in six digits, in folders of a thousand."""
        return case_key(self.number)


def case_key(number: int) -> str:
    """Return what a case is filed under.

    >>> case_key(12)
    '000/000012'
    """
    return f"{number // 1000:03d}/{number:06d}"


CASE_SECTIONS: dict[str, str] = {
    "summary": "摘要",
    "problem": "问题",
    "approach": "做法",
    "workings": "机制",
    "results": "成效",
    "conditions": "可借鉴条件",
}


class Collection(Record, frozen=True):
    """A curated, ordered choice of cases."""

    folder = "collections"
    filed_under = ("slug",)
    slug: Slug
    title: str
    date: dt.date
    preface: str = ""
    cases: tuple[Number, ...] = ()
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str = ""


# Publications and issues -----------------------------------------------------------------------------

HeadElement = Literal[
    "copy_number",
    "secrecy",
    "urgency",
    "handling_note",
    "masthead",
    "number",
    "total_number",
    "series",
    "editor",
    "dateline",
    "rule",
]


class PrintedLine(Value, frozen=True):
    """A line of the imprint as printed: 报 (upwards), 送 (level) or 发 (downwards), each of one or more lines."""

    kind: Literal["报", "送", "发", "抄送"]
    lines: tuple[str, ...]


class Publication(Record, frozen=True):
    """A series of bulletins (刊物). `head` lists the elements of page 1's head from top to bottom.

    `break_hint` is the name with a stroke | wherever it is to be broken; without it, a long one is
    broken between words. `qr_url` is the address of the site; where it is given, the imprint shows a QR
    code of the issue's page and a short hash.
    """

    folder = "publications"
    filed_under = ("slug",)
    slug: Slug
    name: str
    issuer: str
    handling_note: str = "工作资料 注意保存"
    registration_no: str = ""
    head: tuple[HeadElement, ...] = ("handling_note", "masthead", "number", "series", "dateline", "rule")
    print_run_line: Literal["below", "above"] = "below"
    mirror_margins: bool = False
    qr_url: str = ""
    reserve: int = 0
    break_hint: str = ""


class Submission(Value, frozen=True):
    """Who stands behind an article: private."""

    leader: str = ""
    writer: str = ""
    phone: str = ""


class Item(Record, frozen=True, tag_field="kind", kw_only=True):
    """What stands in an issue: an article, a clipping or a report table. Its anchor (#a1) is fixed at sign-off."""

    anchor: Annotated[str, Meta(pattern=rf"^a[0-9]+{END}")] = ""
    number: Number
    title: str

    @property
    def key(self) -> str:
        """Return the anchor in its issue, or the number in six digits where it stands alone."""
        return self.anchor or f"{self.number:06d}"


class Article(Item, frozen=True, kw_only=True, tag="article"):
    """What a unit submitted for a bulletin (稿件). `prefix` is printed before the title
    where it is not the place's name."""

    private = frozenset({"submission"})
    place: Code | None = None
    unit: Slug | None = None
    prefix: str = ""
    break_hint: str = ""
    figures: tuple[Figure, ...] = ()
    submission: Submission | None = None
    body: Body = ()


class Clipping(Item, frozen=True, kw_only=True, tag="clipping"):
    """A story from a newspaper (剪报)."""

    folder = "clippings"
    paper: str
    paper_number: str = ""
    page: str = ""
    date: dt.date | None = None
    place: Code | None = None
    incomplete: bool = False
    continued_on: str = ""
    figures: tuple[Figure, ...] = ()
    body: Body = ()


class Report(Item, frozen=True, kw_only=True, tag="report"):
    """A table of statistics; `printed` ones are kept as printed (历史统计), others are generated from signed issues.

    Cells are strings as printed; merges and rows of the head as in a `Table`.
    """

    note: str = ""
    total: int | None = None
    printed: bool = False
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Merge, ...] = ()
    head_rows: int = 1


AnyItem = Article | Clipping | Report


class Section(Value, frozen=True):
    """A section (栏目) of an issue and the anchors of its items; one without a name holds
    what stands in none, and comes first."""

    name: str
    items: tuple[str, ...]


class Version(Value, frozen=True):
    """One signed state of an issue: its PDF by SHA-256, and on which page each item begins."""

    version: int
    state: Literal["signed", "corrected"]
    date: dt.date
    note: str = ""
    pdf: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}")] | None = None
    first_pages: dict[str, int] = {}


class Recipient(Value, frozen=True):
    """An entry of the private register: who gets how many copies, and how."""

    name: str
    copies: int
    address: str = ""
    phone: str = ""
    route: str = ""
    contact: str = ""


class Issue(Record, frozen=True):
    """One number of a publication (期), signed. The key is (publication, year, number); the year is not printed.

    Every item stands in one section. `series_line` is the line of the series as printed,
    where it is not its name and number.
    """

    folder = "issues"
    filed_under = ("publication", "year", "number")
    private = frozenset({"signed_by", "cleared_by", "withdrawn_by", "recipients"})
    publication: Slug
    year: Year
    number: Number
    date: dt.date
    total_number: int | None = None
    series: str = ""
    series_number: int | None = None
    series_line: str = ""
    secrecy: str = ""
    urgency: str = ""
    numbered_copies: bool = False
    responsible_editor: str = ""
    editor_note: str = ""
    sections: tuple[Section, ...] = ()
    lines: tuple[PrintedLine, ...] = ()
    registration_no: str = ""
    print_run: int | None = None
    reserve: int = 0
    versions: tuple[Version, ...] = ()
    signed_by: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    cleared_on: dt.date | None = None
    cleared_by: str = ""
    withdrawn_on: dt.date | None = None
    withdrawn_reason: str = ""
    withdrawn_by: str = ""
    redacted_on: dt.date | None = None
    items: tuple[AnyItem, ...] = ()

    def __post_init__(self) -> None:
        """Check that every item stands in one section and no other; RecordError names those that do not."""
        listed = Counter(anchor for section in self.sections for anchor in section.items)
        held = Counter(item.anchor for item in self.items)
        if listed == held:
            return
        missing, unknown = (list((a - b).elements()) for a, b in ((held, listed), (listed, held)))
        said = [f"条目没有排进栏目：{'、'.join(missing)}"] if missing else []
        said += [f"栏目里列有没有的或重复的条目：{'、'.join(unknown)}"] if unknown else []
        raise RecordError("；".join(said), remedy="使每个条目恰好列在一个栏目里，不分栏目的列在没有名字的栏目里")

    @property
    def current(self) -> Version | None:
        """The version whose PDF holds: the last one, unless something was taken out of the text since."""
        last = max(self.versions, key=lambda version: version.version, default=None)
        return None if last and self.redacted_on and last.date < self.redacted_on else last

    def item(self, anchor: str) -> AnyItem:
        """Return the item with this anchor; KeyError if there is none."""
        for item in self.items:
            if item.anchor == anchor:
                return item
        raise KeyError(anchor)


class DistributionList(Record, frozen=True):
    """The lines as printed and the private register of recipients behind them."""

    folder = "distribution"
    filed_under = ("slug",)
    slug: Slug
    name: str
    publication: Slug
    lines: tuple[PrintedLine, ...] = ()
    recipients: tuple[Recipient, ...] = ()
