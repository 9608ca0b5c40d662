"""What nobody should write, and somebody will: the site shows it as words, or says which file to mend."""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from press.web import build_site
from records import (
    Article,
    Case,
    Collection,
    Contact,
    Export,
    Field,
    Figure,
    Indicator,
    Issue,
    Paragraph,
    PracticeKind,
    PressError,
    Publication,
    Recipient,
    Record,
    RecordError,
    Submission,
    Unit,
)
from tests.hostile import DAY, LINES, PLAIN, TEXTS, build_library, library

SECRET = "金丝雀"
# What no format can hold or no reader sees: left out on the way.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def one(kind: type[Record], records: list[Record]) -> Any:
    return next(record for record in records if isinstance(record, kind))


def case(**changes: Any) -> Case:
    found: Case = one(Case, library(PLAIN, PLAIN))
    return replace(found, source=None, **changes)


def without(*kinds: type[Record]) -> list[Record]:
    return [record for record in library(PLAIN, PLAIN) if not isinstance(record, kinds)]


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


# Words -----------------------------------------------------------------------------


@dataclass
class Seen(HTMLParser):
    """The elements of a page with the names of their attributes, and every word in it."""

    shape: list[Any] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("class", "phrase") not in attrs:  # as many as the title has pauses
            self.shape.append((tag, sorted(name for name, _ in attrs)))
        self.words += "".join(value for _, value in attrs if value)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.shape.append("comment")


def seen(path: Path) -> tuple[Any, str]:
    """Return how a file is built, and its words."""
    text = path.read_bytes().decode()
    match path.suffix:
        case ".html":
            page, linked = Seen(), re.compile(r'(<script type="application/ld\+json">)(.*?)</script>')
            page.feed(linked.sub(r"\1</script>", text))
            page.close()
            return page.shape, page.words + "".join(spread(json.loads(found[2]))[1] for found in linked.finditer(text))
        case ".json":
            return spread(json.loads(text))
        case ".js":
            data = json.loads(text.removeprefix("press.case(").removesuffix(");\n"))
            diagram = Seen()
            diagram.feed(data.pop("mechanism"))
            shape, words = spread(data)
            return [shape, diagram.shape], words + diagram.words
        case ".csv":
            rows = list(csv.reader(io.StringIO(text, newline="")))
            return [len(row) for row in rows], "\0".join(cell for row in rows for cell in row)
        case _:
            elements = list(ElementTree.fromstring(text).iter())
            # HTML within XML
            told = (html.unescape(e.text or "") if e.tag == "description" else e.text or "" for e in elements)
            return [element.tag for element in elements], "\0".join(told)


def spread(data: Any) -> tuple[Any, str]:
    """Return JSON without its texts, and these."""
    if isinstance(data, dict | list):
        members = [spread(member) for member in (data.values() if isinstance(data, dict) else data)]
        return [list(data) if isinstance(data, dict) else [], *(shape for shape, _ in members)], "\0".join(
            w for _, w in members
        )
    return ("", data) if isinstance(data, str) else (data, "")


def made_of_texts(site: Path) -> Iterator[str]:
    for pattern in ("**/*.html", "[!a]*/**/*.json", "cases/**/*.js", "data/*.csv", "*.xml", "sitemaps/*.xml"):
        for path in sorted(site.glob(pattern)):
            if "schema" not in path.parts:
                yield path.relative_to(site).as_posix()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_library(tmp_path_factory.mktemp("plain"), library(PLAIN, PLAIN))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", UNSEEN.sub("", text))


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_a_text_says_every_file_is_built_alike_and_shows_it_as_often(
    text: str, plain: Path, tmp_path: Path
) -> None:
    site = build_library(tmp_path, library(text, text))
    for name in made_of_texts(plain):
        (shape, words), (own_shape, own_words) = seen(plain / name), seen(site / name)
        assert own_shape == shape, name
        assert squeezed(own_words).count(squeezed(text)) == words.count(PLAIN), name


def test_line_breaks_in_a_title_or_name_break_no_page(plain: Path, tmp_path: Path) -> None:
    site = build_library(tmp_path, library(PLAIN, LINES))
    for name in made_of_texts(plain):
        assert seen(site / name)[0] == seen(plain / name)[0], name


# Numbers -----------------------------------------------------------------------------


def with_figures(values: tuple[float, ...]) -> list[Record]:
    """Return a library in which each case of a city has a figure of the one indicator."""
    figure = Figure(label="数", value=0, unit=PLAIN, quote=PLAIN, indicator="zhi")
    cases = [
        case(number=n, place=("320300", "320381")[n % 2], figures=(replace(figure, value=v),))
        for n, v in enumerate(values, 1)
    ]
    return [*without(Case, Collection, Issue), *cases]


@pytest.mark.parametrize("values", [(0,), (0, 0), (-5, -3), (-5, 7), (5, 5), (10**15, 3), (0.0001, 0.1), (150, 34.7)])
def test_bars_are_drawn_within_their_column_whatever_the_numbers(values: tuple[float, ...], tmp_path: Path) -> None:
    text = (build_library(tmp_path, with_figures(values)) / "indicators/zhi.html").read_text("utf-8")
    lengths = re.findall(r'<rect width="([^"]*)"', text)
    assert len(lengths) == len(values)
    assert all(re.fullmatch(r"\d+\.\d\d%", length) and float(length[:-1]) <= 100 for length in lengths), lengths


def test_a_number_is_shown_to_its_last_digit(tmp_path: Path) -> None:
    text = (build_library(tmp_path, with_figures((12345.67, 65000.55))) / "indicators/zhi.html").read_text("utf-8")
    assert "<b>12345.67</b>" in text and "<b>65000.55</b>" in text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-7, 1e16, 10**20])
def test_what_is_no_number_for_print_is_refused_with_its_file(value: float, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"数太大、太小，或者不是数") as told:
        build_library(tmp_path, with_figures((value,)))
    assert "000001.md" in str(told.value)


# Structure -----------------------------------------------------------------------------

BROKEN: dict[str, Callable[[], list[Record]]] = {
    "没有标题": lambda: [*without(Case), case(title="\n")],
    "没有标题（补上标题）": lambda: [*without(Issue), untitled_issue()],
    "截止年度早于起始年度": lambda: [*without(Case), case(year_end=2020)],
    "大类与代码不符": lambda: [*without(Field), Field(code="0301", name="细")],
    "服务领域代码“03”不存在": lambda: [*without(Field), Field(code="0301", name="细", parent="03")],
    "单位的上级循环": lambda: [*without(), *(Unit(code=a, name=a, kind="system", parent=b) for a, b in ("xy", "yx"))],
}


def untitled_issue() -> Issue:
    issue: Issue = one(Issue, library(PLAIN, PLAIN))
    return replace(issue, items=(replace(issue.items[0], title=""), *issue.items[1:]))


@pytest.mark.parametrize("said", BROKEN)
def test_a_record_that_no_page_can_show_is_named_with_what_is_wrong(said: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=said):
        build_library(tmp_path, BROKEN[said]())


@pytest.mark.parametrize(
    "record", [PracticeKind(slug="index", name="类"), Indicator(slug="index", name="数", unit="个", definition="")]
)
def test_no_page_takes_the_address_of_another(record: Record, tmp_path: Path) -> None:
    with pytest.raises(PressError, match=r"index\.html：两个网页同一个网址"):
        build_library(tmp_path, [*without(), record])


def test_a_file_copied_without_a_new_number_is_no_second_case(tmp_path: Path) -> None:
    build_library(tmp_path, without())
    folder = tmp_path / "export/public/cases/000"
    shutil.copy(folder / "000001.md", folder / "000009.md")
    with pytest.raises(RecordError, match=r"000009\.md：文件名与其中的编号“000/000001”不符"):
        build_site(
            Export(tmp_path / "export", private=False),
            tmp_path / "2",
            pdfs={},
            first_pages={},
            scratch=tmp_path / "scratch",
        )


@pytest.mark.parametrize("change", [{"quote": "没有这句", "where": "results"}, {"quote": ""}, {"where": "body/99"}])
def test_a_figure_whose_words_stand_elsewhere_or_nowhere_is_still_found(change: dict[str, str], tmp_path: Path) -> None:
    figure = replace(case().figures[0], **change)
    site = build_library(tmp_path, [*without(Case, Collection, Issue), case(figures=(figure,))])
    link = re.search(r'href="\.\./(cases/[^"]*#[^"]*)"', (site / "indicators/zhi.html").read_text("utf-8"))
    assert link
    page, anchor = urldefrag(link[1])
    text = (site / page).read_text("utf-8")
    assert f'id="{anchor}"' in text
    assert text.count("<span") == text.count("</span>")


def test_a_collection_names_each_case_once_and_none_that_is_not_public(tmp_path: Path) -> None:
    chosen = Collection(slug="c", title="选编", date=DAY, cases=(2, 99, 2))
    site = build_library(tmp_path, [*without(Collection), chosen])
    assert re.findall(r'<li id="(\w+)"', (site / "collections/c.html").read_text("utf-8")) == ["c000002"]


# Rules 1 and 5 -----------------------------------------------------------------------------


def test_what_is_not_cleared_changes_no_byte_of_the_site(tmp_path: Path) -> None:
    public = [replace(record, contact=None) if isinstance(record, Case) else record for record in without()]
    open_site = build_library(tmp_path / "open", public)
    whole = tmp_path / "whole"
    assert files(build_library(whole, [*map(with_secrets, public), *secrets()])) == files(open_site)
    # A hand that copies into the public half what has no place there changes nothing either.
    private, public_half = whole / "export/private", whole / "export/public"
    for path in sorted(private.rglob("*.*")):
        target = public_half / path.relative_to(private)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    build_site(Export(whole / "export", private=False), whole / "2", pdfs={}, first_pages={}, scratch=whole / "scratch")
    assert files(whole / "2") == files(open_site)


def with_secrets(record: Record) -> Record:
    match record:
        case Case():
            return replace(record, cleared_by=SECRET, contact=Contact(office=SECRET, phone=SECRET))
        case Issue():
            sender = Submission(leader=SECRET)
            items = tuple(
                replace(item, submission=sender) if isinstance(item, Article) else item for item in record.items
            )
            return replace(
                record,
                cleared_by=SECRET,
                signed_by=(SECRET,),
                recipients=(Recipient(name=SECRET, copies=1),),
                items=items,
            )
        case Collection():
            return replace(record, cases=(11, *record.cases))
    return record


def secrets() -> list[Record]:
    """Return uncleared records, some beside public ones and some where nothing is public."""
    hidden = library(SECRET, SECRET)
    closed = replace(one(Case, hidden), number=11, source=None, cleared_on=None)
    issue = replace(one(Issue, hidden), cleared_on=None)
    return [
        closed,
        replace(closed, number=12, year=2019, fields=("03",), body=(Paragraph(SECRET),)),
        replace(issue, number=7),
        replace(issue, number=8, year=2019),
        replace(issue, publication="q"),
        Publication(slug="q", name=SECRET, issuer=SECRET),
        Collection(slug="d", title=SECRET, date=date(2026, 1, 1), cases=(11, 12)),
    ]


BUILD = """
import sys
from pathlib import Path
from tests.hostile import build_library, library
build_library(Path(sys.argv[1]), library("甲", "乙"))
"""


def test_another_process_place_and_order_of_hashes_give_the_same_bytes(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    found = []
    for seed, zone in (("1", "UTC"), ("77", "Asia/Kathmandu")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": f"{root}:{root / 'build'}"}
        subprocess.run([sys.executable, "-c", BUILD, str(tmp_path / seed)], env=environment, cwd=root, check=True)
        found.append(files(tmp_path / seed / "out"))
    assert found[0] == found[1]
