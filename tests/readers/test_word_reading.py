"""Word is read as Word shows it: what a person sees is in the draft or named with its
words, what nobody sees is no text."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from readers.places import Register
from readers.word import WordArticle, read_docx
from readers.word.fields import equation
from readers.word.numerals import numeral
from records import Heading, Merge, Paragraph, Point, Table, marker, numbers
from tests.cms.word_samples import (
    FOOTNOTE,
    NAMES,
    OFFICE,
    cell,
    docx,
    link,
    packed,
    para,
    picture,
    png,
    run,
    table,
    text_box,
)

NOBODY = Register((), (), None)
TITLE = para("河边的旧伞", centred=True)


def read(*body: str, **more: Any) -> WordArticle:
    return read_docx(docx(TITLE, *body, **more), "稿件.docx", NOBODY)


def lines(article: WordArticle) -> list[str]:
    """Return the paragraphs of a draft with their numbers."""
    found = []
    for block, n in zip(article.body, numbers(article.body), strict=True):
        if isinstance(block, Point):
            first, *rest = block.text or ("",)
            found += [marker(block.ordinal, n) + block.lead_in + first, *rest]
        elif isinstance(block, Paragraph | Heading):
            found.append(block.text)
    return found


def told(article: WordArticle, kind: str) -> list[str]:
    return [note.text for note in article.notes if note.kind == kind]


def field(code: str, result: str | None = None) -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result is not None else ""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
    return f'{begin}{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def listed(text: str, num: int = 1, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr>{run(text) if text else ''}</w:p>"


def numbering(levels: str, nums: str) -> dict[str, bytes | str]:
    abstract = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    return {"word/numbering.xml": f"<w:numbering {NAMES}>{abstract}{nums}</w:numbering>"}


def level(kind: str, pattern: str, n: int = 0, start: int = 1) -> str:
    form = f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/>'
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/>{form}</w:lvl>'


ONE = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
TWO = ONE + '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'


# Words in a paragraph -----------------------------------------------------------------------------


def test_a_phonetic_guide_keeps_the_characters_with_their_reading_and_names_what_is_no_pinyin() -> None:
    def ruby(base: str, reading: str) -> str:
        return f"<w:r><w:ruby><w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"

    article = read(para("这条街叫", ruby("甪直", "lù zhí"), "巷，", ruby("古", "ㄍㄨˇ"), "时就有。"))
    assert lines(article) == ["这条街叫甪直^(lù zhí)巷，古时就有。"]
    assert any("注音没有放进正文" in text and "古（ㄍㄨˇ）" in text for text in told(article, "注音"))
    assert not any("^" in note.text for note in article.notes), "a place is named in the words that are seen"


def test_a_field_without_a_result_shows_what_word_works_out_and_a_field_with_one_its_result() -> None:
    guide = r'eq \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhuó),涿)'
    article = read(
        para(
            "先",
            field(r"eq \o\ac(○,1)"),
            "后",
            field(r"EQ \o\ac(○,十)"),
            "，",
            field(guide),
            "州，",
            field("REF x", "见图3"),
            "。",
        ),
        para(
            "选",
            (
                '<w:r><w:fldChar w:fldCharType="begin">'
                "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
            ),
        )
        + "",
    )
    assert lines(article)[0] == "先①后㊉，涿^(zhuó)州，见图3。"


def test_a_field_that_never_ends_hides_no_words() -> None:
    article = read(para("前面的话。", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "后面的话。"))
    assert lines(article) == ["前面的话。后面的话。"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"\o\ac(○,20)", "⑳"),
        (r"\f(1,2)", "1/2"),
        (r"\r(3,8)", "3√8"),
        (r"\b(甲)", "(甲)"),
        (r"\l(1,2)", "1，2"),
        (r"\o(\s\up 5(x", "x"),
    ],
)
def test_equation_fields_are_written_in_one_line(code: str, shown: str) -> None:
    assert shown in equation(code).words


def test_struck_and_hidden_words_are_named_whole_and_are_no_text() -> None:
    struck = "原定三班，由站长每天早晚各签一次字，遇到节假日另外安排值守人员轮班，名单提前一周贴在站口" * 3
    article = read(
        para(f"<w:r><w:rPr><w:strike/></w:rPr><w:t>{struck}</w:t></w:r>", "改为两班。"),
        para(f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{struck}</w:t></w:r>", "其余照旧。"),
    )
    assert lines(article) == ["改为两班。", "其余照旧。"]
    assert struck in told(article, "划去的文字")[0]
    assert struck in told(article, "隐藏文字")[0]


def test_revisions_are_accepted_and_a_deleted_line_end_joins_what_it_parted() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>不要的话</w:delText></w:r></w:del>'
    parted = '<w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr>'
    article = read(parted + run("前半句，") + deleted + "</w:p>", para("后半句。"))
    assert lines(article) == ["前半句，后半句。"]
    assert any("不要的话" in text for text in told(article, "修订"))


def test_unseen_characters_are_taken_out_and_said() -> None:
    article = read(para("文\u00ad明\u200b实\u2060践\ufeff站。"))
    assert lines(article) == ["文明实践站。"]
    (said,) = told(article, "不可见字符")
    assert "共 4 个" in said and "软连字符" in said and "第 2 段" in said


def test_symbols_superscripts_and_formulas_become_characters_or_are_named() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    symbols = (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        '<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>',
    )
    formula = (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    article = read(para("占地30m", raised, "，", *symbols, "，比值", formula, "。"))
    assert lines(article) == ["占地30m²，☑，比值a/b。"]
    assert "Webdings 字体的 F061" in told(article, "符号")[0]
    assert told(article, "公式")[0].endswith("：a/b")


def test_more_than_sixty_links_are_all_named() -> None:
    addresses = {f"k{n}": f"https://example.gov.cn/{n}" for n in range(90)}
    article = read(*(para("见", link(f"第{n}页", f"k{n}"), "。") for n in range(90)), addresses=addresses)
    said = "\n".join(told(article, "链接"))
    assert all(f"“第{n}页”" in said and f"https://example.gov.cn/{n}" in said for n in range(90))


def test_text_boxes_are_read_once_and_charts_and_inserted_pages_with_their_words() -> None:
    chart = '<w:p><w:r><w:drawing><wp:inline><c:chart r:id="ch"/></wp:inline></w:drawing></w:r></w:p>'
    data = docx(TITLE, para("第一段话。"), text_box("框里的话。"), chart, '<w:altChunk r:id="af"/>')
    types = (("ch", "chart", "charts/chart1.xml"), ("af", "aFChunk", "page.html"))
    words = '<c:v xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">南片</c:v>'
    article = read_docx(
        with_parts(data, types, {"word/charts/chart1.xml": words, "word/page.html": "<p>插入的话。</p>"}), "x", NOBODY
    )
    assert lines(article) == ["第一段话。", "框里的话。", "插入的话。"]
    assert told(article, "图表")[0].endswith("：南片")


def test_the_cells_of_an_embedded_workbook_are_named() -> None:
    from openpyxl import Workbook

    book, made = Workbook(), io.BytesIO()
    for row in (("站点", "借出"), ("河埠", 320)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(made)
    shown = '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="xl"/></w:object></w:r></w:p>'
    data = with_parts(
        docx(TITLE, para("一段话。"), shown),
        (("xl", "package", "embeddings/a.xlsx"),),
        {"word/embeddings/a.xlsx": made.getvalue()},
    )
    assert told(read_docx(data, "x", NOBODY), "嵌入")[0].endswith("：站点｜借出；河埠｜320")


def with_parts(data: bytes, links: tuple[tuple[str, str, str], ...], parts: dict[str, bytes | str]) -> bytes:
    """Return a file with further parts and relationships of its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    more = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, kind, to in links)
    where = "word/_rels/document.xml.rels"
    files[where] = files[where].decode().replace("</Relationships>", more + "</Relationships>")  # type: ignore[union-attr]
    return packed(files | parts)


def test_of_alternatives_that_only_a_later_word_knows_the_older_is_shown() -> None:
    later = f'<mc:Choice Requires="later">{run("新写法")}</mc:Choice><mc:Fallback>{run("旧写法")}</mc:Fallback>'
    assert lines(read(para("这是", f"<mc:AlternateContent>{later}</mc:AlternateContent>", "。"))) == ["这是旧写法。"]


# Lists -----------------------------------------------------------------------------


def test_two_lists_over_one_definition_count_on_and_one_with_an_override_begins_where_it_says() -> None:
    over = (
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    parts = numbering(level("upperRoman", "%1."), TWO + over)
    article = read(
        listed("甲。"),
        listed("乙。"),
        para("中间。"),
        listed("丙。", 2),
        listed("丁。", 3),
        listed("戊。", 3),
        parts=parts,
    )
    assert lines(article) == ["I.甲。", "II.乙。", "中间。", "III.丙。", "V.丁。", "VI.戊。"]


def test_an_empty_numbered_paragraph_counts_and_a_number_before_a_figure_keeps_its_distance() -> None:
    article = read(listed("甲。"), listed(""), listed("5倍于前。"), parts=numbering(level("decimal", "%1."), ONE))
    assert lines(article) == ["1.甲。", "3. 5倍于前。"]
    assert any(text.endswith("：2.") for text in told(article, "编号"))


@pytest.mark.parametrize(
    ("kind", "n", "shown"),
    [
        *(
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("lowerRoman", 14, "xiv"),
            ("decimalZero", 3, "03"),
            ("lowerLetter", 28, "bb"),
        ),
        *(
            ("chineseCountingThousand", 105, "一百零五"),
            ("ideographTraditional", 3, "丙"),
            ("decimalEnclosedCircle", 21, "㉑"),
        ),
    ],
)
def test_numbers_are_written_as_word_writes_them(kind: str, n: int, shown: str) -> None:
    assert numeral(kind, n) == shown


def test_a_number_that_no_point_would_print_stays_in_the_text() -> None:
    article = read(listed("先做。"), listed("后做。"), parts=numbering(level("decimalZero", "%1."), ONE))
    assert lines(article) == ["01.先做。", "02.后做。"]
    assert not any(isinstance(block, Point) and block.ordinal for block in article.body)


# Tables -----------------------------------------------------------------------------


def test_merged_cells_heads_of_two_rows_and_rows_that_begin_late_keep_their_columns() -> None:
    late = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("3") + cell("4") + "</w:tr>"
    rows = table(
        (cell("站点", down="first"), cell("借还", across=2)),
        (cell("", down="next"), "借出", "还回"),
        ("河埠", "1", "2"),
    )
    article = read(para("各站如下。"), rows.replace("</w:tbl>", late + "</w:tbl>"))
    (found,) = (block for block in article.body if isinstance(block, Table))
    assert found.columns == ("站点", "借还", "")
    assert found.rows == (("", "借出", "还回"), ("河埠", "1", "2"), ("", "3", "4"))
    assert found.merged == (Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2))
    assert found.head_rows == 2


def test_a_first_row_over_all_columns_is_the_caption_and_numbers_in_empty_cells_are_written() -> None:
    numbered = f"<w:tc><w:tcPr/>{listed('')}</w:tc>"
    article = read(
        para("如下。"), table((cell("各站情况", across=2),), ("序号", "站点"), (numbered, "河埠"), (numbered, "桥头"))
    )
    (found,) = (block for block in article.body if isinstance(block, Table))
    assert (found.caption, found.columns, found.rows) == (
        "各站情况",
        ("序号", "站点"),
        (("一、", "河埠"), ("二、", "桥头")),
    )


def test_a_table_inside_a_frame_stays_a_table_and_a_title_inside_one_is_found() -> None:
    inner = table(("站点", "班次"), ("河埠", "两班"))
    framed = f"<w:tbl><w:tr><w:tc><w:tcPr/>{TITLE}{para('各站如下。')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    article = read_docx(docx(framed, para("后面一段。")), "x", NOBODY)
    assert article.title == "河边的旧伞"
    assert [type(block) for block in article.body] == [Paragraph, Table, Paragraph]


# Head and foot -----------------------------------------------------------------------------


def test_units_above_a_date_are_taken_off_as_one_signature_and_attachments_stay_as_written() -> None:
    points = ("1.每段河有专人。", "2.早晚各走一遍。")
    foot = ("附件：1.保洁员名单", "2.河段图", "河埠镇办公室", "二〇二六年三月五日")
    article = read(para("做法有两条。"), *map(para, points), *map(para, foot))
    assert lines(article) == ["做法有两条。", *points, "附件：1.保洁员名单", "2.河段图"]
    assert [block.ordinal for block in article.body if isinstance(block, Point)] == ["1.", "1."]
    assert [text.partition("”")[0] for text in told(article, "文末信息")] == ["“河埠镇办公室", "“二〇二六年三月五日"]


def test_a_note_on_the_title_is_named_and_an_addressee_is_no_title() -> None:
    article = read_docx(
        docx(para("旧伞", FOOTNOTE, centred=True), para("一段话。"), footnotes=("指公用伞。",)), "x", NOBODY
    )
    assert article.title == "旧伞"
    assert any("指公用伞。" in text for text in told(article, "脚注"))
    assert read_docx(docx(para("同志们：", centred=True), para("一段话。")), "x", NOBODY).title == ""


def test_a_heading_or_a_lead_in_longer_than_its_field_is_text_and_loses_no_word() -> None:
    long = "把" * 120
    article = read(para(long, style="1"), para("一段话。"))
    assert article.body[0] == Paragraph(text=long)


def test_a_picture_stands_behind_the_paragraph_that_holds_it_with_its_caption() -> None:
    held = picture("p1", "老人取伞").removeprefix("<w:p>").removesuffix("</w:p>")
    article = read(para("前半句", held, "后半句。"), para("图1 河埠站口"), pictures={"p1": png()})
    assert [type(block).__name__ for block in article.body] == ["Paragraph", "Picture"]
    assert lines(article) == ["前半句后半句。"]
    assert article.body[1].caption == "图1 河埠站口"  # type: ignore[union-attr]
