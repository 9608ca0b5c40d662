"""Personal data is found however it is written, nothing else is, and in time that grows with the text alone."""

from __future__ import annotations

import datetime
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from proof import KINDS, Finding, found_in, masked, personal, public_texts
from proof.contacts import contacts
from proof.numbers import WEIGHTS, is_card
from records import Case, Export, Issue, RecordError, Table, Writer

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "cms" / "sample"
ENTRIES = yaml.safe_load((HERE / "personal.yaml").read_text("utf-8"))
MOBILE = "13800138000"


# What somebody else expects, who has not seen the finder; how an expectation is met stands at the head of the file.


def digits(text: str) -> str:
    number = "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
    return re.sub(r"^(0086|86)(?=1\d{10}$)", "", number)


def meets(finding: Finding, text: str, kind: str, passage: str) -> bool:
    start = text.index(passage)
    overlaps = finding.start < start + len(passage) and start < finding.end
    return (
        finding.kind == kind
        and overlaps
        and digits(passage) in digits(finding.passage)
        and (kind != "mail" or passage in finding.passage)
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_a_text_has_the_findings_that_an_examiner_expects(entry: dict[str, Any]) -> None:
    text, wanted = entry["text"], entry["finds"]
    found = [finding for finding in personal(text) if finding.kind != "contact"]
    missed = [want for want in wanted if not any(meets(finding, text, **want) for finding in found)]
    spots = [(text.index(want["passage"]), len(want["passage"])) for want in wanted]
    false = [
        finding
        for finding in found
        if not any(meets(finding, text, **want) for want in wanted)
        and not (
            finding.kind == "name_phone" and any(at < finding.end and finding.start < at + size for at, size in spots)
        )
    ]
    assert entry.get("soft") or (missed, false) == ([], [])
    if "contact" in entry:
        lines = [text[line.start : line.end] for line in contacts(text, [])] or [
            f.passage for f in personal(text) if f.kind == "contact"
        ]
        assert bool(lines) == bool(entry["contact"]) and all(line in entry["contact"] for line in lines)


# However it is written.


def identity(body: str) -> str:
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def card(body: str) -> str:
    return next(body + last for last in "0123456789" if is_card(body + last))


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


numerals = st.text("0123456789", min_size=8, max_size=8)
mobiles = st.builds(lambda first, rest: f"1{first}{rest}0"[:11], st.sampled_from("3456789"), numerals)
identities = st.builds(
    lambda place, day, serial: identity(f"{place}0102{day:%Y%m%d}{serial:03d}"),
    st.sampled_from(["11", "32", "44", "65"]),
    st.dates(min_value=datetime.date(1930, 1, 1), max_value=datetime.date(2020, 1, 1)),
    st.integers(0, 999),
)
banks = st.sampled_from(["622202", "621700", "95588"])
cards = st.builds(lambda first, a, b: card(first + (a + b)[: 18 - len(first)]), banks, numerals, numerals)
mail_names = st.from_regex(r"[a-z][a-z0-9._]{2,12}[a-z]", fullmatch=True)
mails = st.builds("{}@{}".format, mail_names, st.sampled_from(["qq.com", "163.com", "vip.sina.com"]))
planted = st.one_of(
    st.tuples(st.just("mobile"), mobiles),
    st.tuples(st.just("identity"), identities),
    st.tuples(st.just("bankcard"), cards),
    st.tuples(st.just("mail"), mails),
)


def grouped(mark: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"^(\d{3})(\d{4})(?=\d)", rf"\1{mark}\2{mark}", text)


WRITINGS = [
    str,
    wide,
    grouped("-"),
    grouped(" "),
    grouped("\u3000"),
    grouped("—"),
    lambda text: text[:5] + "\n" + text[5:],
]
BEFORE, AFTER = ["", "电话", "可拨打：", "（", "他说，", "共3项。"], ["", "。", "）", "，每天都在。"]


@given(planted, st.sampled_from(WRITINGS), st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_every_kind_is_found_in_every_writing_with_its_place(
    given: tuple[str, str], writing: Callable[[str], str], before: str, after: str
) -> None:
    kind, number = given
    written = number if kind == "mail" else writing(number)
    text = "志愿者每周来两次，" + before + written + after + "\n第二年又来了2300人。"
    found = [finding for finding in personal(text) if finding.kind == kind]
    assert [finding.passage for finding in found] == [written]
    assert text[found[0].start : found[0].end] == written
    assert text[: found[0].start].endswith(found[0].before) and text[found[0].end :].startswith(found[0].after)


@given(st.lists(planted, min_size=1, max_size=4))
def test_what_is_masked_tells_nothing_any_more(given: list[tuple[str, str]]) -> None:
    text = "；".join(f"联系人：赵某，{number}" for _, number in given)
    hidden = masked(text)
    assert not [f for f in personal(hidden) if f.kind in ("mobile", "identity", "bankcard")]
    assert not any(number in hidden for _, number in given)


def test_a_masked_number_shows_its_beginning_and_its_end() -> None:
    assert masked("请打13800138000。") == "请打138****8000。"


JUNK = [
    *(
        "1",
        "1 ",
        "0",
        "a",
        "@",
        "a@",
        "\n",
        "138-",
        "1380013800\n",
        "张三",
        "电话",
        "撰稿人：",
        "025-8312345 ",
        "(",
        "（",
        "13800138000 ",
        "http://",
    ),
    *("张三13800138000", "zhangsan@qq.com ", "号码", "是", "人：赵 ", "｜电话", "320102199001011234"),
]


@pytest.mark.parametrize("junk", JUNK)
def test_a_hundred_thousand_characters_take_a_moment(junk: str) -> None:
    begun = time.process_time()
    personal((junk * 100_000)[:100_000])
    assert time.process_time() - begun < 5


# What readers will see.


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Any:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list | tuple):
        for n, member in enumerate(value):
            yield from leaves(member, (*path, n))
    elif isinstance(value, str):
        yield path


def with_more(value: Any, path: tuple[Any, ...], more: str) -> Any:
    if not path:
        return value + more
    if isinstance(value, dict):
        return value | {path[0]: with_more(value[path[0]], path[1:], more)}
    return [with_more(member, path[1:], more) if n == path[0] else member for n, member in enumerate(value)]


NO_WORDS = {"fields", "where", "media"}  # codes and names of files that the schema takes for text


def full_records() -> list[Case | Issue]:
    """Return records of the sample that together have every kind of block and item, cleared."""
    export = Export(SAMPLE)
    clear = {"cleared_on": datetime.date(2026, 1, 5), "withdrawn_on": None}
    case = next(
        c
        for c in export.all(Case)
        if c.mechanism and c.contact and any(b.__class__.__name__ == "Table" for b in c.body)
    )
    contact = msgspec.structs.replace(case.contact, public=True)
    issues = [i for i in export.all(Issue) if len({type(item) for item in i.items}) > 1][:2]
    return [
        msgspec.structs.replace(case, **clear, contact=contact),
        *(msgspec.structs.replace(i, **clear) for i in issues),
    ]


@pytest.mark.parametrize("record", full_records(), ids=lambda record: record.key)
def test_a_number_that_would_reach_the_public_half_is_found_wherever_it_stands(
    record: Case | Issue, tmp_path: Path
) -> None:
    data = msgspec.to_builtins(record, builtin_types=(datetime.date,))
    assert not found_in(*public_texts(record))
    public = 0
    for n, path in enumerate(path for path in leaves(data) if not NO_WORDS & set(path)):
        try:
            planted = msgspec.convert(with_more(data, path, f"（{MOBILE}）"), type(record))
            Writer.for_records(tmp_path / str(n), [planted]).add(planted)
        except (msgspec.ValidationError, RecordError):
            continue  # a code that no record may have
        seen = any(
            MOBILE in file.read_text("utf-8") for file in (tmp_path / str(n) / "public").rglob("*") if file.is_file()
        )
        public += seen
        assert bool(found_in(*public_texts(planted))) == seen, path
    assert public > 20


def test_a_name_in_one_cell_and_its_phone_in_the_next_belong_together_and_numbers_of_two_cells_do_not() -> None:
    table = Table(columns=("姓名", "电话", "次数"), rows=(("赵明", "025-80000000", "1380013"), ("共", "8000", "3")))
    case = msgspec.structs.replace(next(Export(SAMPLE).all(Case)), body=(table,))
    (found,) = found_in(*public_texts(case))
    assert (found.kinds, found.masked, found.spots[0].place) == (("name_phone",), "赵*｜025****0000", "正文")


def test_a_passage_that_stands_in_several_places_is_one_finding() -> None:
    case = next(Export(SAMPLE).all(Case))
    case = msgspec.structs.replace(case, summary=f"可打{MOBILE}。", results="可打138-0013-8000。")
    (found,) = found_in(*public_texts(case))
    assert [spot.place for spot in found.spots] == ["摘要", "成效"] and set(found.kinds) <= set(KINDS)
