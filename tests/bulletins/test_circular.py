"""Circulars and letters: whatever is said in them is printed whole, once and where it belongs, and the sums hold."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import msgspec
import pytest

from bulletins.audit import Audit
from bulletins.audit.circulars import audit_circular, audit_letters
from bulletins.circular import Circular, Letter, typeset_circular, typeset_letters
from records import Report, TypesetError

WORDS = (
    "雨棚",
    "渡口",
    "志愿服务",
    "12345热线",
    "第3小学",
    "“积分”超市",
    "文明实践",
    "网格员",
    "A座",
    "（试行）",
    "旧伞",
)
COLUMNS = ("地区", "市本级用稿篇数", "所辖县（市、区）用稿篇数")


def words(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(WORDS) for _ in range(count))


def table(chance: random.Random, rows: int) -> Report:
    """Return a table of the printed layout with names and counts of any length, digits in names included."""
    counts = [(chance.randrange(200), chance.randrange(3000)) for _ in range(rows)]
    made = [(f"{words(chance, chance.choice((1, 1, 1, 6)))}市", str(a), str(b)) for a, b in counts]
    general = chance.randrange(90)
    systems = [chance.randrange(1, 30) for _ in range(chance.randrange(1, 12))]
    named = "、".join(f"{words(chance, 2)}系统{n}" for n in systems)
    total = sum(map(sum, counts)) + general + sum(systems)
    return Report(
        number=1,
        title=f"{chance.choice(('2024年', '2025年第四季度', '2026年1月'))}稿件采用情况统计",
        note=f"（共{total}篇）",
        total=total,
        columns=COLUMNS,
        rows=(*made, ("综合稿件", str(general)), ("文明行业", named)),
    )


def circular(seed: int) -> Circular:
    """Return a circular of chance: from three lines to pages of text and a table that goes on overleaf."""
    chance = random.Random(seed)
    texts = tuple(f"{words(chance, chance.choice((2, 9, 60, 260)))}。" for _ in range(chance.randrange(1, 5)))
    return Circular(
        masthead="用稿情况通报",
        title=f"关于{words(chance, chance.choice((1, 4, 9)))}稿件采用情况的通报",
        paragraphs=texts,
        office=f"某省{words(chance, chance.choice((1, 3, 10)))}办公室",
        date=dt.date(2026, chance.randrange(1, 13), chance.randrange(1, 29)),
        to=chance.choice(("", "各设区市文明办")),
        reports=tuple(table(chance, chance.choice((1, 13, 70))) for _ in range(chance.randrange(3))),
    )


def plain() -> Circular:
    chance = random.Random(1)
    return replace(circular(1), to="各设区市文明办", reports=(table(chance, 13), table(chance, 3)))


def letters(*names: str) -> list[Letter]:
    texts = ("感谢支持。2025年第四季度，我办没有收到你单位报送的稿件。", "请结合近期工作及时总结报送。")
    told = {"masthead": "某省文明办", "title": "关于2025年第四季度稿件报送情况的函", "office": "某省文明办"}
    return [Letter(to=name, paragraphs=texts, date=dt.date(2026, 1, 5), **told) for name in names]


def broken(audit: Audit) -> set[str]:
    return {verdict.rule for verdict in audit.defects}


@pytest.mark.parametrize("seed", range(10))
def test_whatever_a_circular_says_is_printed_whole_and_its_sums_hold(seed: int) -> None:
    given = circular(seed)
    made = typeset_circular(given)
    found = audit_circular(made.pdf, given)
    assert not found.defects, [(v.rule, v.measured, v.where) for v in found.defects]
    assert found["circular.text"].measured == "逐字相同" and found.pages == made.page_count >= 1 + len(given.reports)


def test_what_is_not_as_it_was_given_is_found() -> None:
    given = plain()
    pdf = typeset_circular(given).pdf
    first, second = given.reports
    assert not broken(audit_circular(pdf, given))
    other = msgspec.structs.replace(first, rows=(*first.rows[:4], first.rows[5], first.rows[4], *first.rows[6:]))
    more = msgspec.structs.replace(first, total=(first.total or 0) + 1)
    for wrong, rule in (
        (replace(given, paragraphs=(*given.paragraphs[:-1], given.paragraphs[-1][:-1])), "circular.text"),
        (replace(given, paragraphs=(*given.paragraphs, "多一段。")), "circular.text"),
        (replace(given, to=""), "circular.text"),
        (replace(given, office="别的办公室"), "circular.text"),
        (replace(given, date=dt.date(1999, 1, 1)), "circular.text"),
        (replace(given, reports=(first,)), "circular.cells"),
        (replace(given, reports=(other, second)), "circular.cells"),
        (replace(given, reports=(more, second)), "circular.sums"),
    ):
        assert rule in broken(audit_circular(pdf, wrong)), rule


def test_a_character_that_cannot_be_printed_is_named_with_its_place() -> None:
    with pytest.raises(TypesetError, match="字库中没有") as told:
        typeset_circular(replace(plain(), paragraphs=("这里有一个\U0001f600。",)))
    assert "正文" in str(told.value)


def test_the_same_circular_is_the_same_file() -> None:
    assert typeset_circular(plain()).pdf == typeset_circular(plain()).pdf


def test_each_unit_gets_a_sheet_of_its_own() -> None:
    given = letters("无锡市", "徐州市鼓楼区", "第3管理区", "省交通运输系统")
    made = typeset_letters(given)
    found = audit_letters(made.pdf, given)
    assert made.page_count == 4 and not found.defects, [(v.rule, v.measured) for v in found.defects]
    for wrong in (given[:-1], [given[1], given[0], *given[2:]], [*given, given[0]]):
        assert "circular.text" in broken(audit_letters(made.pdf, wrong))
    assert "circular.sheet" in broken(audit_letters(made.pdf, given[:-1]))


def test_a_letter_that_does_not_fit_its_sheet_is_refused() -> None:
    with pytest.raises(TypesetError, match="每封函只有一页"):
        typeset_letters([replace(letters("无锡市")[0], paragraphs=("请及时总结报送。" * 90,))])
