"""Texts on the site: every character as in the record, every figure at its sentence."""

import re
from html import unescape
from itertools import product

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from press.web.markdown import front_matter
from press.web.text import Anchors, body_markdown, markdown
from press.web.wording import printed_title, qualified
from records import Article, Case, Figure, Heading, Merge, Paragraph, Picture, Point, Quotation, Table

LETTERS = "点单12.)(-+*_`#>|:~^!&<\\[]{}=\"'/@$ 、。“”—"
# `^[` begins a note, which has tests of its own.
AWKWARD = (
    st.text(st.sampled_from(LETTERS), min_size=1, max_size=24)
    .map(str.strip)
    .filter(lambda text: text and "^[" not in text)
)


def rendered(source: str) -> str:
    return Markdown(extensions=["toc", "tables", "fenced_code", "attr_list"]).convert(source)


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()


def case(body=(), figures=(), **fields) -> Case:
    return Case(
        number=1,
        title="题",
        place="320100",
        unit="320100",
        year=2024,
        body=tuple(body),
        figures=tuple(figures),
        **fields,
    )


def figure(quote: str) -> Figure:
    return Figure(label="人数", value=1, unit="人", quote=quote)


def page_of(record: Case) -> str:
    return rendered(body_markdown(record.body, Anchors(record), lambda picture: picture.media))


@given(AWKWARD)
@example("1. 点单")
@example("12. 点单")
@example("- 点单")
@example("+ 点单")
@example("> 点单")
@example("点*单*派_单_")
@example("点单：<b>&amp;")
def test_a_paragraph_shows_just_the_words_of_the_record(text: str) -> None:
    assert words(rendered(markdown(text))) == text


@given(AWKWARD, AWKWARD)
def test_a_point_shows_its_lead_in_in_bold_and_then_its_words(lead: str, rest: str) -> None:
    html = page_of(case([Point(lead_in=lead + "。", text=(rest,))]))
    assert words(html) == f"{lead}。{rest}"
    assert unescape(re.search(r"<strong>(.*?)</strong>", html)[1]) == f"{lead}。"


@given(AWKWARD)
def test_a_subhead_shows_just_its_words(text: str) -> None:
    assert words(page_of(case([Heading(text=text)]))) == text


@given(AWKWARD)
def test_a_quotation_shows_just_its_words_and_who_said_them(text: str) -> None:
    assert re.sub(r"\s", "", words(page_of(case([Quotation(text=(text,), source=text)])))) == re.sub(
        r"\s", "", f"{text}——{text}"
    )


@given(st.text(max_size=40))
def test_front_matter_brings_any_text_through_yaml(text: str) -> None:
    assert yaml.load(front_matter({"title": "题" + text, "rows": [["甲" + text, 1]]}), yaml.CSafeLoader) == {
        "title": "题" + text,
        "rows": [["甲" + text, 1]],
    }


def test_a_quote_is_marked_where_it_stands_and_leads_back_to_its_figure() -> None:
    html = page_of(case([Paragraph(text="全年服务三百人次。")], [figure("三百人次")]))
    assert '<span class="said" id="s1">三百人次</span><a class="ref" href="#f1"' in html


def test_a_quote_that_crosses_from_the_lead_in_into_the_text_is_marked_whole() -> None:
    html = page_of(case([Point(lead_in="服务三百人。", text=("用了两年。",))], [figure("三百人。用了两年")]))
    assert words(html) == "服务三百人。用了两年①。"
    assert words(re.search(r'<span class="said".*?</span>', html)[0]) == "三百人。用了两年"


@pytest.mark.parametrize("quotes", [("甲乙丙", "乙丙丁"), ("甲乙丙丁", "乙"), ("甲乙", "甲乙")])
def test_quotes_that_overlap_share_one_mark_and_keep_both_anchors(quotes: tuple[str, str]) -> None:
    html = page_of(case([Paragraph(text="前甲乙丙丁后")], map(figure, quotes)))
    assert 'id="s1"' in html and 'id="s2"' in html
    assert html.count('class="said"') == 1
    assert words(html) == "前甲乙丙丁①②后" or words(html) == "前甲乙丙①②丁后" or words(html) == "前甲乙①②丙丁后"


def test_a_figure_whose_words_stand_nowhere_is_known_as_lost() -> None:
    record = case([Paragraph(text="别的话")], [figure("三百人次")])
    anchors = Anchors(record)
    body_markdown(record.body, anchors, lambda picture: picture.media)
    assert [lost.quote for lost in anchors.lost] == ["三百人次"]


def test_a_figure_in_a_table_cell_is_marked_in_the_cell() -> None:
    html = page_of(case([Table(columns=("项", "数"), rows=(("甲", "12"),))], [figure("12")]))
    assert '<td><span class="said" id="s1">12</span>' in html


def test_a_short_row_lets_its_last_cell_span_the_rest() -> None:
    assert '<td colspan="2">乙</td>' in page_of(case([Table(columns=("一", "二", "三"), rows=(("甲", "乙"),))]))


def test_merged_cells_and_a_head_of_two_rows_are_kept() -> None:
    merged = (Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2), Merge(row=2, column=0, down=2))
    rows = (("", "报送", "采用"), ("南京", "3", "2"), ("", "5", "1"))
    html = page_of(case([Table(columns=("地区", "篇数", ""), rows=rows, merged=merged, head_rows=2)]))
    head = '<tr><th scope="col" rowspan="2">地区</th><th scope="colgroup" colspan="2">篇数</th></tr>'
    assert f'<thead>{head}<tr><th scope="col">报送</th><th scope="col">采用</th></tr></thead>' in html
    assert '<tr><td rowspan="2">南京</td><td>3</td><td>2</td></tr><tr><td>5</td><td>1</td></tr>' in html


def test_a_reading_stands_above_its_character_and_a_figure_is_found_across_it() -> None:
    html = page_of(case([Paragraph(text="张喆^(zhé)带队12人。")], [figure("张喆带队12人")]))
    assert "<ruby>喆<rp>（</rp><rt>zhé</rt><rp>）</rp></ruby>" in html and 'class="said"' in html


def test_a_picture_carries_what_it_shows_and_its_caption() -> None:
    html = page_of(case([Picture(media="a.png", alt="一辆“车”", caption="宣讲<车>")]))
    assert 'alt="一辆“车”"' in html and "<figcaption>宣讲&lt;车&gt;</figcaption>" in html


def test_points_of_a_run_are_numbered_in_their_style_on_both_levels() -> None:
    inner = (Point(ordinal="一是", text=("甲",)), Point(ordinal="一是", text=("乙",)))
    html = page_of(
        case([Point(ordinal="一、", lead_in="总。", text=("分",), children=inner), Point(ordinal="一、", text=("次",))])
    )
    assert [words(o) for o in re.findall(r'<span class="ordinal">.*?</span>', html)] == ["一、", "一是", "二是", "二、"]
    assert html.index("<ul>", html.index("<ul>") + 1) < html.index("一是")


@pytest.mark.parametrize(
    ("value", "qualifier", "shown"),
    [
        (376000, "余", ("", "37.6万", "余名")),
        (600, "近", ("近", "600", "名")),
        (34.7, "", ("", "34.7", "名")),
        (12345, "超", ("超", "12345", "名")),
    ],
)
def test_a_qualifier_stands_where_chinese_puts_it(value: float, qualifier: str, shown: tuple[str, str, str]) -> None:
    assert qualified(Figure(label="人", value=value, unit="名", qualifier=qualifier, quote="")) == shown


def test_a_title_is_printed_after_its_place_or_its_own_prefix() -> None:
    names = {"320281": "江阴市"}
    articles = [
        Article(number=1, title="题", place=place, prefix=prefix)
        for place, prefix in product(("320281", None), ("", "园区"))
    ]
    assert [printed_title(a, names) for a in articles] == ["江阴市：题", "园区：题", "题", "园区：题"]
