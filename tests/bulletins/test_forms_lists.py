"""Lists of dispatch in the finished PDF: heads on every page, rows whole, nothing lost, right sums, room to sign."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from bulletins.audit import State, audit
from bulletins.breaking import CLOSING, OPENING
from bulletins.forms import (
    Delivery,
    Destroyed,
    Occasion,
    Recalled,
    Registered,
    Share,
    destruction_register,
    detail_pages,
    document_register,
    handover_list,
    post_register,
    recall_list,
    receipt_sheets,
    serial_ranges,
)
from records import TypesetError
from tests.bulletins.forms import Box, Opened, delivery, overlapping, read_all

OCCASION = Occasion(
    office="省文明办秘书处", issue="文明实践简报", number="2026年第3期", date=date(2026, 3, 12), code="QS20260312"
)
TITLES = (
    "简报",
    "关于印发《新时代文明实践中心建设工作要点》的通知",
    "转发关于做好A类志愿服务项目（2026）申报工作的通知",
)


def registered(rng: random.Random, n: int) -> Registered:
    return Registered(
        number=f"苏文明办〔2026〕{n}号",
        title=rng.choice(TITLES),
        annexes=rng.choice(("", "2件")),
        secrecy=rng.choice(("", "秘密")),
        copies=rng.randint(1, 400),
        to="各设区市文明办，省文明委各成员单位",
        copies_to="各设区市文明办13，省文明委成员单位52",
        registered_on=date(2026, 1, 5),
        sent_on=date(2026, 1, 6),
        approved_by="分管领导",
        drafted_by="秘书处",
        seals=f"2026{n:06d}",
        account_page=str(n),
        archived=rng.randint(0, 3),
        left=rng.randint(0, 9),
        signed_by="收发员",
        file_no="26-3",
    )


def recalled(rng: random.Random, n: int) -> Recalled:
    due = rng.randint(1, 5)
    serials = tuple(rng.sample(range(1, 99), due))
    return Recalled(
        title=rng.choice(TITLES), number=f"〔2025〕{n:03d}号", secrecy="秘密", term="3年", serials=serials, due=due,
        returned=due - 1, kept=1, reason="督查留用",
    )  # fmt: skip


def destroyed(rng: random.Random, n: int) -> Destroyed:
    serials = tuple(rng.sample(range(1, 99), 3))
    return Destroyed(
        title=rng.choice(TITLES), number=f"〔2024〕{n:03d}号", secrecy="秘密", copies=3, serials=serials,
        made_on=date(2024, 5, 1), department="秘书处",
    )  # fmt: skip


def deliveries(rng: random.Random, n: int) -> Delivery:
    return replace(delivery(rng, n, longest=4), date=date(2026, 3, 12), kind="急件")


def share(rng: random.Random, n: int) -> Share:
    return Share(recipient=f"{delivery(rng, n).recipient}{n}", copies=2, serials=(2 * n, 2 * n + 1))


# Each list: how it is printed, how a row of it is made, and which fields of a row it shows.
LISTS: dict[str, tuple[Callable[[Sequence[Any]], bytes], Callable[[random.Random, int], Any], tuple[str, ...]]] = {
    "签收单": (
        lambda rows: receipt_sheets({"机要": rows}, OCCASION, {"机要": "QS20260312A"}),
        deliveries,
        ("seal_no", "recipient", "department", "copies", "serials", "note"),
    ),
    "签收单（二维码）": (
        lambda rows: receipt_sheets({"机要": rows}, OCCASION, {"机要": "QS20260312A"}, code="qr"),
        deliveries,
        ("seal_no", "recipient", "department", "copies", "serials", "note"),
    ),
    "交接清单": (
        lambda rows: handover_list(rows, OCCASION),
        deliveries,
        ("seal_no", "recipient", "department", "secrecy", "copies", "serials", "note"),
    ),
    "交接清单（竖）": (
        lambda rows: handover_list(rows, OCCASION, across=False),
        deliveries,
        ("seal_no", "recipient", "department", "secrecy", "copies", "serials", "note"),
    ),
    "送文登记簿": (
        lambda rows: post_register(rows, OCCASION),
        deliveries,
        ("seal_no", "recipient", "department", "secrecy", "urgency", "kind", "note"),
    ),
    "送文登记簿（竖）": (
        lambda rows: post_register(rows, OCCASION, across=False),
        deliveries,
        ("seal_no", "recipient", "department", "secrecy", "urgency", "kind", "note"),
    ),
    "发文登记簿": (
        lambda rows: document_register(rows, OCCASION.office, "2026年"),
        registered,
        ("number", "title", "annexes", "secrecy", "copies", "to", "signed_by", "file_no"),
    ),
    "发文登记簿（小）": (
        lambda rows: document_register(rows, OCCASION.office, "2026年", "small"),
        registered,
        ("number", "title", "copies", "copies_to", "archived", "left"),
    ),
    "发文登记簿（大）": (
        lambda rows: document_register(rows, OCCASION.office, "2026年", "large"),
        registered,
        ("number", "title", "approved_by", "drafted_by", "secrecy", "to", "copies", "seals", "account_page"),
    ),
    "明细账": (
        lambda rows: detail_pages({("苏文明办〔2026〕1号", "简报"): rows}, OCCASION.office),
        share,
        ("recipient", "copies", "serials"),
    ),
    "清退清单": (
        lambda rows: recall_list(rows, OCCASION, "南京市文明办"),
        recalled,
        ("title", "number", "secrecy", "term", "serials", "due", "returned", "kept", "reason"),
    ),
    "清退清单（竖）": (
        lambda rows: recall_list(rows, OCCASION, "南京市文明办", across=False),
        recalled,
        ("title", "number", "secrecy", "term", "serials", "due", "returned", "kept", "reason"),
    ),
    "销毁登记": (
        lambda rows: destruction_register(rows, OCCASION, way="送指定厂化浆"),
        destroyed,
        ("title", "number", "secrecy", "copies", "serials", "department"),
    ),
    "销毁登记（竖）": (
        lambda rows: destruction_register(rows, OCCASION, across=False),
        destroyed,
        ("title", "number", "secrecy", "copies", "serials", "department"),
    ),
}


def shown(row: Any, field: str) -> str:
    value = serial_ranges(row.serials) if field == "serials" else getattr(row, field)
    return "".join(str(value).split())


def cells(opened: Opened, page: int) -> list[list[Box]]:
    """Return the cells of the table on a page by rows, found between its rules."""
    rules = opened.rects(page)
    right = max(rule.right for rule in rules)
    level = sorted(
        {round((r.top + r.bottom) / 2, 2) for r in rules if r.right - r.left > 160 and right - r.right < 0.5}
    )
    rows = []
    for top, bottom in pairwise(level):
        upright = [r for r in rules if r.right - r.left < 0.4 and r.top < top + 1 and r.bottom > bottom - 1]
        lefts = sorted({round((rule.left + rule.right) / 2, 2) for rule in upright})
        rows.append([Box(a, top, b, bottom) for a, b in pairwise(lefts)])
    return rows


def read(opened: Opened, page: int) -> list[list[str]]:
    """Return the texts in the cells of a page; each glyph is within one cell, and not on a rule."""
    glyphs = opened.glyphs(page)
    texts = []
    for row in cells(opened, page):
        inside = [g for g in glyphs if row[0].top < (g.top + g.bottom) / 2 < row[0].bottom]
        assert all(any(g.within(cell, 0.1) for cell in row) for g in inside), [g.text for g in inside]
        texts.append(["".join(g.text for g in inside if g.meets(cell)) for cell in row])
    return texts


@pytest.mark.parametrize("name", LISTS)
def test_a_list_keeps_every_row_whole_under_its_heads_with_sums_and_page_numbers(name: str) -> None:
    make, row_of, fields = LISTS[name]
    rng = random.Random(name)
    rows = [row_of(rng, n) for n in range(1, 41)]
    opened = Opened(make(rows))
    total = len(opened.pages)
    assert total > 1
    found: list[list[str]] = []
    pages = [read(opened, page) for page in range(total)]
    for number, (head, *body) in enumerate(pages, 1):
        assert head == pages[0][0]
        assert f"第{number}页共{total}页" in opened.text(number - 1)
        assert ("续" in opened.text(number - 1)) == (number > 1)
        page = opened.pages[number - 1]
        edge = Box(13, 14, page.width / (72 / 25.4) - 13, page.height / (72 / 25.4) - 8)
        assert all(each.within(edge) for each in (*opened.glyphs(number - 1), *opened.rects(number - 1)))
        assert not list(overlapping(opened.glyphs(number - 1)))
        part = [row for row in body if len(row) > 1]
        ours = [row for row in part if row[0] not in ("小计", "合计")]
        (small,) = [row for row in part if row[0] == "小计"]
        summed = [n for n, text in enumerate(small) if text.isdigit()]
        assert summed and all(int(small[n]) == sum(int(row[n] or 0) for row in ours) for n in summed)
        assert small[1] in (f"{len(ours)}件", f"{len(ours)}家") and len(ours) > 0
        found += ours
    assert len(found) == len(rows)
    for row, texts in zip(rows, found, strict=True):
        for field in fields:
            assert shown(row, field) in "".join(texts), (field, texts)
    (whole,) = [row for row in pages[-1] if row[0] == "合计"]
    assert all(int(whole[n]) == sum(int(row[n] or 0) for row in found) for n in summed)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so_on_one_page_and_can_be_signed(name: str) -> None:
    make, row_of, _ = LISTS[name]
    opened = Opened(make([]))
    assert len(opened.pages) == 1 and "第1页共1页" in opened.text(0)
    assert re.search(
        "没有(经机要发出|要交接|送文|发文|发放|要清退|要销毁)", "".join("".join(r) for r in read(opened, 0))
    )
    one = Opened(make([row_of(random.Random(1), 1)])).text(0)
    for word in re.findall(r"[\u4e00-\u9fff]+（签字）：", opened.text(0)):
        assert word in one


@pytest.mark.parametrize("count", range(1, 16))
def test_a_list_is_never_signed_on_a_page_without_a_row(count: int) -> None:
    rng = random.Random(count)
    opened = Opened(handover_list([deliveries(rng, n) for n in range(1, count + 1)], OCCASION))
    last = opened.text(len(opened.pages) - 1)
    assert "交件人（签字）：" in last and "收件人（签字）：" in last and "（以下空白）" in last
    assert f"2026{count:06d}" in last


def test_a_receipt_of_400_is_read_by_its_codes_and_each_channel_has_its_own_sheet() -> None:
    rng = random.Random(400)
    rows = [deliveries(rng, n) for n in range(1, 401)]
    channels = {name: [row for row in rows if row.channel == name] for name in ("机要", "交换", "邮寄", "自取", "邮件")}
    codes = {name: f"QS2026-{n}" for n, name in enumerate(channels, 1)}
    opened = Opened(receipt_sheets(channels, OCCASION, codes))
    first = [n for n in range(len(opened.pages)) if opened.text(n).count("第1页共")]
    assert [next(name for name in channels if f"（{name}）" in opened.text(n)) for n in first] == list(channels)
    found = [opened.text(n) for n in range(len(opened.pages))]
    assert all(any(row.seal_no in text for text in found) for row in rows)
    pages = (first[0], first[1] - 1, first[4])  # a first page, a last one, an empty one
    for n in pages:
        printed = set(re.findall(r"2026\d{6}", "".join("".join(row) for row in read(opened, n))))
        sheet = {codes[name] for name, at in zip(channels, first, strict=True) if at == n}
        assert read_all(opened.raster(n, 400)) == printed | sheet


def test_a_list_that_goes_on_names_its_sheet_on_every_page() -> None:
    rng = random.Random(3)
    opened = Opened(handover_list([deliveries(rng, n) for n in range(1, 41)], OCCASION))
    assert all(f"单号{OCCASION.code}" in opened.text(n) for n in range(len(opened.pages)))


def test_a_row_higher_than_a_page_is_refused_with_its_number() -> None:
    row = replace(registered(random.Random(1), 1), title="很长的标题" * 400)
    with pytest.raises(TypesetError) as refused:
        document_register([registered(random.Random(2), 1), row], "办公室", "2026年")
    assert "第 2 行" in refused.value.place and refused.value.remedy == "写短些"


def test_copies_are_not_kept_without_a_reason_nor_destroyed_before_one_witness() -> None:
    row = replace(recalled(random.Random(1), 7), reason="")
    with pytest.raises(TypesetError, match="没有写理由") as refused:
        recall_list([row], OCCASION, "南京市文明办")
    assert row.number in refused.value.place
    thing = destroyed(random.Random(1), 1)
    for witnesses in (("保密办",), ("保密办", "保密办")):
        with pytest.raises(TypesetError, match="只有一名监销人"):
            destruction_register([thing], OCCASION, witnesses=witnesses)
    text = Opened(destruction_register([thing], OCCASION, witnesses=("保密办", "机关纪委", "档案室"))).text(0)
    assert all(f"监销人{name}（签字）：" in text for name in ("保密办", "机关纪委", "档案室"))
    assert Opened(destruction_register([thing], OCCASION)).text(0).count("监销人（签字）：") == 2


def test_what_is_recalled_is_sorted_by_its_number() -> None:
    rows = [recalled(random.Random(n), n) for n in (9, 2, 30, 4)]
    text = Opened(recall_list(rows, OCCASION, "南京市文明办")).text(0)
    at = [text.index(row.number) for row in sorted(rows, key=lambda row: row.number)]
    assert at == sorted(at)


def test_serial_numbers_are_printed_as_runs() -> None:
    assert serial_ranges((5, 3, 4, 4, 9, 11, 12)) == "000003—000005、000009、000011、000012"
    assert serial_ranges(()) == ""


@pytest.mark.parametrize("name", ["签收单", "发文登记簿（小）", "清退清单"])
def test_the_files_of_lists_hold_what_the_audit_asks_of_any_print(name: str) -> None:
    make, row_of, _ = LISTS[name]
    rows = [row_of(random.Random(5), n) for n in range(1, 5)]
    pdf = make(rows)
    found = audit(pdf)
    rules = ("font.embedded", "font.unicode", "font.notdef", "archive.identified", "archive.open", "meta.title")
    assert [
        found[rule] for rule in (*rules, "paper.width", "paper.height") if found[rule].state is not State.HOLDS
    ] == []
    assert make(rows) == pdf


def test_no_line_of_a_narrow_cell_begins_or_ends_against_the_rules() -> None:
    rng = random.Random(11)
    rows = [replace(deliveries(rng, n), recipient="（机要）、（保密），（甲）乙《丙》" * 2) for n in range(1, 9)]
    opened = Opened(handover_list(rows, OCCASION, across=False))
    for page in range(len(opened.pages)):
        for row in cells(opened, page)[1:]:
            inside = [g for g in opened.glyphs(page) if len(row) > 2 and g.within(row[2], 0.1)]
            for before, after in pairwise(inside):
                if after.top - before.top > 1:
                    assert after.text not in CLOSING and before.text not in OPENING, before.text + after.text
