"""Heads with long names, imprints with many recipients: whatever the office's forms allow is composed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bulletins.audit import audit
from bulletins.titles import masthead_lines
from records import Article, Paragraph, PrintedLine, Publication, Section, Table

MM = 72 / 25.4
NAMES = (
    "动态",
    "江苏省新时代文明实践志愿服务工作情况简报",
    "全省新时代文明实践中心建设与志愿服务项目化阵地化社会化信息化推进工作情况交流专报",
)
ISSUERS = (
    "省文明办",
    "江苏省新时代文明实践志愿服务总队秘书处办公室综合协调组编",
    "江苏省精神文明建设指导委员会办公室、江苏省新时代文明实践志愿服务总队秘书处、省文明实践工作办公室综合协调组联合编印",
)


def defects(result: Any) -> list[tuple[str, str, str]]:
    return [(v.rule, v.measured, v.where) for v in audit(result.typeset.pdf).defects]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("issuer", ISSUERS)
def test_names_of_every_length_are_composed(
    name: str, issuer: str, issue: Any, printed: Any, publication: Publication
) -> None:
    result = printed(
        issue(print_run=None), msgspec.structs.replace(publication, name=name, issuer=issuer, registration_no="")
    )
    assert "".join(c["text"] for c in result.chars(1) if c["size"] > 23 and c["non_stroking_color"][0] > 0.5) == name
    assert issuer in result.text(1).replace("\n", "").replace(" ", "").replace(
        "2024年3月5日", ""
    ) and "2024年3月5日" in result.text(1)
    assert issuer in result.text(2).replace("\n", "").replace(" ", "").replace("2024年3月5日印发", ""), (
        "the imprint names it too, for want of a registration"
    )
    assert defects(result) == []


def test_a_long_masthead_is_broken_between_words_or_where_the_office_says() -> None:
    assert masthead_lines(NAMES[1]) == ["江苏省新时代文明实践", "志愿服务工作情况简报"]
    assert len(masthead_lines(NAMES[2])) == 3
    assert masthead_lines(NAMES[1], "江苏省新时代|文明实践志愿服务工作情况简报") == [
        "江苏省新时代",
        "文明实践志愿服务工作情况简报",
    ]
    assert masthead_lines(NAMES[0], "动|态") == ["动", "态"]
    assert masthead_lines(NAMES[0], "别的|刊名") == ["动态"], "a hint for another name breaks nothing"


def test_a_title_in_the_contents_is_not_parted_by_the_end_of_a_page(issue: Any, printed: Any) -> None:
    for short in range(3):
        titles = [
            *(["小站点办成大事情"] * (9 + short)),
            *["把课堂搬进血液病房，为长期住院儿童续上学业的志愿者和他们的家人"] * 4,
        ]
        items = [Article(number=n, title=title, body=(Paragraph(text="正文。"),)) for n, title in enumerate(titles, 1)]
        result = printed(issue(*items))
        first = result.text(1).splitlines()
        assert sum("把课堂搬进" in line for line in first) == sum("的家人" in line for line in first), short


def test_a_long_name_of_a_section_stands_whole_on_one_page_and_inside_the_type_area(issue: Any, printed: Any) -> None:
    name = "关于深入开展城乡社区志愿服务与精神文明建设交流的若干做法选登"
    items = [Article(number=n, title="小站点办成大事情", body=(Paragraph(text="正文。"),)) for n in range(1, 31)]
    made = issue(*items)
    sections = tuple(
        Section(name=f"{name}之{n}", items=tuple(item.anchor for item in made.items[n * 3 : n * 3 + 3]))
        for n in range(10)
    )
    result = printed(msgspec.structs.replace(made, sections=sections))
    for page in (1, 2):
        lines = result.text(page).splitlines()
        assert sum("【" in line for line in lines) == sum("】" in line for line in lines), page
    assert min(c["x0"] for c in result.body_chars(1) if c["text"] != "【") / MM > 27.9


def recipients(lines: int) -> tuple[PrintedLine, ...]:
    up = tuple(f"第{n}处领导小组、委员会、办公室" for n in range(lines // 3))
    down = tuple(f"第{n}个设区市、县（市、区）有关单位" for n in range(lines - len(up)))
    return PrintedLine(kind="报", lines=up), PrintedLine(kind="发", lines=down)


@pytest.mark.parametrize("where", ["below", "above"])
@pytest.mark.parametrize(("text", "lines"), [(2, 60), (30, 60), (34, 60), (20, 90), (12, 24), (30, 35)])
def test_an_imprint_of_many_lines_takes_pages_and_closes_the_last_even_one(
    where: str, text: int, lines: int, issue: Any, printed: Any, publication: Publication, filler: Callable[[int], str]
) -> None:
    made = issue(
        Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(text)),)),
        lines=recipients(lines),
    )
    result = printed(made, msgspec.structs.replace(publication, print_run_line=where))
    last = result.typeset.page_count
    assert last % 2 == 0 and defects(result) == []
    whole = "".join(result.text(page) for page in range(1, last + 1))
    assert whole.count("有关单位") == lines - lines // 3 and whole.count("领导小组") == lines // 3
    assert all(result.text(page) for page in range(1, last + 1)), "no page is blank"


def test_no_page_is_blank_where_the_text_ends_low_on_an_even_page(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for lines in range(29, 36):
        result = printed(
            issue(Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(lines)),)))
        )
        last = result.typeset.page_count
        assert all(result.text(page) for page in range(1, last + 1)), lines
        assert last == 2 or len(result.lines(3)) >= 2, "two lines at least are driven to the odd page"
        assert defects(result) == [], lines


def test_rows_of_a_table_are_driven_on_rather_than_a_page_left_blank(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for count in range(31, 38):
        table = Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * count)
        result = printed(
            issue(Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(2)), table)))
        )
        assert all(result.text(page) for page in range(1, result.typeset.page_count + 1)), count
        assert defects(result) == [], count
