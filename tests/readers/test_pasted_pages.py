"""What is pasted goes by the rules of Word: nothing that a person saw is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from readers.word import read_html
from readers.word.markup import read_page
from readers.word.pages import Grid, Piece, Text
from records import Merge, Paragraph, Point, Table
from records.body import Body
from tests.office import chromium


def read(html: str) -> tuple[Body, str]:
    body, _, notes = read_html(f"<html><body><!--StartFragment-->{html}<!--EndFragment--></body></html>")
    return body, "\n".join(note.text for note in notes)


def lines(body: Body) -> list[str]:
    """Return the paragraphs of a body of paragraphs and points."""
    found = []
    for block in body:
        if isinstance(block, Point):
            first, *rest = block.text or ("",)
            found += [block.lead_in + first, *rest]
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def test_the_address_of_a_link_is_named_unless_its_words_say_it() -> None:
    body, said = read(
        '<p>见<a href="https://example.gov.cn/a?b=1">公示页</a>，'
        '寄<a href="mailto:a@example.gov.cn">a@example.gov.cn</a>。</p>'
    )
    assert lines(body) == ["见公示页，寄a@example.gov.cn。"]
    assert "“公示页”的链接地址没有放进正文" in said and "https://example.gov.cn/a?b=1" in said and "mailto:" not in said


def test_struck_hidden_and_deleted_words_are_named_and_are_no_text() -> None:
    body, said = read(
        "<p><s>原定三班</s><strike>四班</strike><del>五班</del><span style='text-decoration: line-through'>六班</span>"
        "<span style='display:none'>不给看</span>改为两班。</p>"
    )
    assert lines(body) == ["改为两班。"]
    assert all(words in said for words in ("原定三班", "四班", "五班", "六班", "不给看"))


def test_a_ruby_keeps_characters_and_reading() -> None:
    body, said = read(
        "<p><ruby>甪<rp>(</rp><rt>lù</rt><rp>)</rp>直<rt>zhí</rt></ruby>巷，<ruby>古<rt>ㄍㄨˇ</rt></ruby>时就有。</p>"
    )
    assert lines(body) == ["甪直^(lù zhí)巷，古时就有。"]
    assert "古（ㄍㄨˇ）" in said


def test_two_line_ends_in_a_row_part_paragraphs_and_one_joins() -> None:
    body, _ = read("<div>前一段没有句号<br><br>后一段分成<br>两行写。</div>")
    assert lines(body) == ["前一段没有句号", "后一段分成两行写。"]


def test_lists_count_as_the_browser_shows_and_lists_inside_lists_too() -> None:
    body, _ = read(
        '<ol start="3"><li>定责。<ol type="I"><li>签字。</li></ol></li><li value="7">定钱。</li></ol>'
        "<ul><li>散的。</li></ul>"
    )
    assert lines(body) == ["3.定责。", "I.签字。", "7.定钱。", "散的。"]
    assert not any(isinstance(block, Point) and block.ordinal for block in body)


def test_a_table_keeps_its_merges_its_head_and_its_caption() -> None:
    body, _ = read(
        "<table><caption>各站情况</caption><thead><tr><th rowspan=2>站点<th colspan=2>借还<tr><th>借出<th>还回</thead>"
        "<tr><td>河埠<td>1<td>2</table>"
    )
    (found,) = body
    assert isinstance(found, Table)
    assert (found.caption, found.columns, found.rows) == (
        "各站情况",
        ("站点", "借还", ""),
        (("", "借出", "还回"), ("河埠", "1", "2")),
    )
    assert (found.merged, found.head_rows) == ((Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2)), 2)


def test_a_footnote_whose_words_were_not_copied_and_a_comment_are_named() -> None:
    note = "<div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1'>[1]</a> 截至九月底。</p></div>"
    comment = "<div style='mso-element:comment'><p>这里要核实</p></div>"
    _, said = read(f"<p>一段话。</p>{note}{comment}")
    assert "截至九月底。" in said and "这里要核实" in said


def test_unseen_characters_of_a_paste_are_taken_out_and_said() -> None:
    body, said = read("<p>文\u00ad明\u200b实践站。</p>")
    assert lines(body) == ["文明实践站。"]
    assert "看不见的字符共 2 个" in said


def test_what_a_form_a_drawing_and_a_formula_show_is_kept_or_named() -> None:
    form = (
        "<select><option>甲</option><option selected>乙</option></select>"
        "<textarea>填的话</textarea><input value=填的字>"
    )
    formula = "<math><mfrac><mn>12</mn><mn>34</mn></mfrac></math>"
    body, said = read(f"<p>选{form}，比值{formula}。</p><svg><title>不给看</title><text>图里的字</text></svg>")
    assert lines(body) == ["选，比值12/34。"]
    assert (
        all(words in said for words in ("乙", "填的话", "填的字", "图里的字"))
        and "不给看" not in said
        and "甲" not in said
    )


def test_a_list_that_counts_backwards_begins_with_the_number_of_its_items() -> None:
    body, _ = read("<ol reversed><li>丙。<li>乙。<li>甲。</ol>")
    assert lines(body) == ["3.丙。", "2.乙。", "1.甲。"]


def test_raised_figures_by_style_and_hidden_words_by_attribute_are_known() -> None:
    body, said = read('<p>占地30m<span style="vertical-align: super">2</span>。<span hidden>不给看</span></p>')
    assert lines(body) == ["占地30m²。"]
    assert "不给看" in said


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b><p>甲</b>乙</p>", "甲乙"),
        ("<P ALIGN=center>甲<DIV>乙</DIV>丙", "甲（centred）/乙/丙"),
        ("<h2><div>甲</div></h2>乙", "甲（heading2）/乙"),
        ("甲</p>乙", "甲/乙"),
        ("<table>甲<tr>乙<td>丙<td>丁</table>", "甲乙/丙|丁"),
        ("<font><ol><table><b>甲</table></font>乙", "甲/乙"),
        ("<p>甲<div/>乙</p>丙", "甲/乙/丙"),
        ("<textarea>甲</textarea><xmp><b>乙</b></xmp>", "<b>乙</b>"),
        ("甲<p style='a>乙", "甲"),
        ("甲<![CDATA[乙]]><![if x]>丙<![endif]><!--[if y]>丁<![endif]--><?戊?>", "甲丙"),
    ],
)
def test_the_tree_is_that_of_a_browser(html: str, shown: str) -> None:
    assert "/".join(_written(read_page(html).pieces)) == shown


def _written(pieces: Iterable[Piece]) -> Iterable[str]:
    for piece in pieces:
        if isinstance(piece, Text):
            yield piece.text + (f"（{piece.kind}）" if piece.kind else "")
        elif isinstance(piece, Grid):
            yield from ("|".join(cell.text for cell in row) for row in piece.rows)


def test_what_is_struck_reaches_as_far_as_the_browser_strikes_it() -> None:
    body, said = read("<s><p>甲<table><tr><td>乙</table></s><p>留。<u><s>丙</u>丁</s>下。</p>")
    assert lines(body) == ["留。下。"]
    assert all(words in said for words in ("甲乙", "丙", "丁"))


def test_of_struck_words_the_formulas_and_the_addresses_of_links_are_told_too() -> None:
    _, said = read(
        "<p>留。<s>比值<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>见<a href='https://example.gov.cn/a'>页</a></s></p>"
    )
    assert "比值1/2见页" in said and "https://example.gov.cn/a" in said


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<table><caption>表题</caption><tr><td>甲</table>", ["表题", "甲"]),
        ("<table><caption>表题</caption><tr><td></table><p>甲</p>", ["表题", "甲"]),
        ("<table><caption>表题<table><tr><td>甲</table></caption></table>", ["表题 甲"]),
    ],
)
def test_a_caption_over_what_is_no_table_is_a_paragraph(html: str, shown: list[str]) -> None:
    assert lines(read(html)[0]) == shown


def test_the_caption_of_a_table_in_a_table_stands_in_its_cell() -> None:
    (found,), _ = read("<table><tr><td>甲<table><caption>内题</caption><tr><td>乙<td>丙</table><td>丁</table>")
    assert isinstance(found, Table) and found.columns == ("甲 内题 乙 丙", "丁")


def test_cells_of_excel_whose_table_begins_before_what_was_copied_are_a_table() -> None:
    (found,), _, _ = read_html(
        "<html><body><table border=0>\n<!--StartFragment-->\n <col width=64><tr><td>站点</td><td>借出</td></tr>"
        "<tr><td>河埠</td><td>3</td></tr>\n<!--EndFragment-->\n</table></body></html>"
    )
    assert isinstance(found, Table) and (found.columns, found.rows) == (("站点", "借出"), (("河埠", "3"),))


def test_the_name_of_a_file_is_text(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("<p>别人的文件</p>")
    assert lines(read_html(str(tmp_path / "x"))[0]) == [str(tmp_path / "x")]


def test_careless_pages_are_read_as_chromium_shows_them() -> None:
    """The same words in the same paragraphs, in the same order."""
    with chromium() as browser:
        tab = browser.new_page()
        wrong = [html for html in map(careless, range(150)) if grouped(html) != tab.evaluate(SHOWN, html)]
    assert not wrong


SHOWN = """html => {
  document.open(); document.write("<style>s { display: none }</style>" + html); document.close();
  return document.body.innerText.split(/[\\n\\t]/).map(line => (line.match(/词[0-9]+/g) || []).join()).filter(Boolean);
}"""


def grouped(html: str) -> list[str]:
    """Return the words of each paragraph of a page."""
    found = [word for line in _written(read_page(html).pieces) for word in line.split("|")]
    return [words for line in found if (words := ",".join(re.findall(r"词\d+", line)))]


def careless(seed: int) -> str:
    """Return a page with tags that are not closed, closed twice or wrongly nested."""
    random = Random(seed)
    made = []
    for n in range(random.randint(3, 25)):
        tag = random.choice(
            ("p", "div", "b", "i", "s", "a href=x", "font", "span", "ul", "ol", "li", "h2", "center", "pre")
        )
        made.append(random.choice((f"<{tag}>", f"<{tag}>", f"</{tag.split()[0]}>", "")) + f"词{n}")
    return "".join(made)
