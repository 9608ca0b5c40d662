"""A bulletin in Word is read whole: head and imprint in tables or boxes, pictures with captions,
tables in their columns, all notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from press.importing import import_to_directory
from readers import Reading
from readers.recognise import read_word
from records import Article, Export, Issue, Merge, Paragraph, Picture, Report, Table
from tests.cms.word_samples import FOOTNOTE, cell, docx, para, picture, png, run, table, text_box

IMPRINT = (para("报：省文明办"), para("发：各镇文明办"), para("（共印120份）"))
HEADED = (
    para("工作资料 注意保存"),
    para("河埠文明简报", centred=True),
    para("第8期", centred=True),
    para("河埠市文明办 2025年6月3日"),
)
TITLE = para(run("河埠镇：旧伞撑起一座城", bold=True), centred=True)


def sized(text: str, size: int, *, centred: bool = True) -> str:
    where = '<w:jc w:val="center"/>' if centred else ""
    return f'<w:p><w:pPr>{where}</w:pPr><w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'


def read(*body: str, **more: Any) -> Reading:
    return read_word(docx(*body, **more), "简报.docx")


def whole(*body: str, **more: Any) -> Reading:
    return read(*HEADED, *body, *IMPRINT, **more)


def said(reading: Reading) -> str:
    return "\n".join(note.text for note in reading.notes)


def test_a_masthead_in_a_text_box_and_head_and_imprint_in_tables_are_read() -> None:
    head = table((cell("第8期", across=2),), ("河埠市文明办", "2025年6月3日"))
    imprint = table(("报：", "省文明办"), ("发：", "各镇文明办"), (cell("（河简字12号 共印120份）", across=2),))
    found = read(text_box("河埠文明简报"), head, para("【做法】"), TITLE, para("每段河有专人。"), imprint)
    assert (found.publication.name, found.number, str(found.date)) == ("河埠文明简报", 8, "2025-06-03")
    assert [(line.kind, line.lines) for line in found.lines] == [("报", ("省文明办",)), ("发", ("各镇文明办",))]
    assert (found.print_run, found.registration_no) == (120, "河简字12号")
    (article,) = found.items
    assert isinstance(article, Article) and article.body == (Paragraph(text="每段河有专人。"),)


def test_a_picture_takes_its_caption_and_a_title_below_one_stays_a_title() -> None:
    body = (para("【做法】"), sized("河埠镇：旧伞新用", 44), sized("每段河有专人管。", 32, centred=False))
    after = (sized("桥头镇：门口有长凳", 44), sized("门口摆出长凳供人歇脚。", 32, centred=False))
    found = whole(
        *body, picture("p1"), sized("图1 站口的伞架", 24), picture("p2"), *after, pictures={"p1": png(), "p2": png(9)}
    )
    first, second = (item for item in found.items if isinstance(item, Article))
    assert [getattr(block, "caption", "") for block in first.body] == ["", "图1 站口的伞架", ""]
    assert second.prefix == "桥头镇" and second.body == (Paragraph(text="门口摆出长凳供人歇脚。"),)
    assert set(found.media) == {block.media for block in first.body if isinstance(block, Picture)}


def test_comments_hidden_text_revisions_and_struck_words_of_a_bulletin_are_told() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不给看的话</w:t></w:r>"
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>作废的话</w:t></w:r>"
    changed = '<w:ins w:id="1"><w:r><w:t>新写的</w:t></w:r></w:ins><w:r><w:commentReference w:id="0"/></w:r>'
    found = whole(para("【做法】"), TITLE, para(hidden, struck, changed, "一段话。"), comments=("这里要核实",))
    for words in ("不给看的话", "作废的话", "这里要核实", "按全部接受修订读入"):
        assert words in said(found)
    assert found.items[0].body == (Paragraph(text="新写的一段话。"),)  # type: ignore[union-attr]


def test_a_table_of_adoption_becomes_a_report_with_its_merges_and_the_note_below() -> None:
    heads = (cell("单位", down="first"), cell("采用", across=2)), (cell("", down="next"), "单独", "综合")
    counts = table(*heads, ("河埠镇", "3", "1"), ("桥头镇", "2", "0"))
    found = whole(
        para("【通报】"),
        para("2025年上半年用稿情况", centred=True),
        para("共采用6篇。"),
        counts,
        para("注：综合按一篇计。"),
    )
    (report,) = found.items
    assert isinstance(report, Report)
    assert report.rows == (("", "单独", "综合"), ("河埠镇", "3", "1"), ("桥头镇", "2", "0"))
    assert (report.merged, report.head_rows) == ((Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2)), 2)
    assert (report.note, report.total) == ("共采用6篇。\n\n注：综合按一篇计。", 6)


def test_an_ordinary_table_stands_in_its_article() -> None:
    found = whole(
        para("【做法】"),
        TITLE,
        para("各站如下。"),
        para("表1 借还情况"),
        table(("站点", "借出"), ("河埠", "3")),
        para("说完了。"),
    )
    (article,) = found.items
    assert isinstance(article, Article)
    assert [type(block) for block in article.body] == [Paragraph, Table, Paragraph]
    assert article.body[1].caption == "表1 借还情况"  # type: ignore[union-attr]


def test_a_paragraph_of_word_is_whole_and_its_marks_are_no_markdown() -> None:
    found = whole(para("【做法】"), TITLE, para("第一段没有句号"), para("+ 第二段从加号写起。"), para("**不是粗体**。"))
    assert [block.text for block in found.items[0].body] == ["第一段没有句号", "+ 第二段从加号写起。", "**不是粗体**。"]  # type: ignore[union-attr]


def test_pictures_come_into_the_export_beside_the_issue_that_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "简报.docx"
    path.write_bytes(
        docx(*HEADED, para("【做法】"), TITLE, para("一段话。"), picture("p1"), *IMPRINT, pictures={"p1": png()})
    )
    for cleared, half in (("", "private"), ("某人", "public")):
        out = tmp_path / half
        import_to_directory([path], out, cleared)
        (issue,) = Export(out).all(Issue)
        media = next(block.media for block in issue.items[0].body if isinstance(block, Picture))  # type: ignore[union-attr]
        assert [file.relative_to(out).as_posix() for file in out.rglob(media)] == [f"{half}/media/{media}"]


def test_a_header_of_each_page_is_named_and_is_no_text() -> None:
    found = whole(para("【做法】"), TITLE, para("一段话。"), header="河埠文明简报 内部")
    assert "页眉或页脚里的文字没有放进正文：河埠文明简报 内部" in said(found)


def test_a_footnote_on_a_title_is_named() -> None:
    title = para(run("河埠镇：旧伞撑起一座城", bold=True), FOOTNOTE, centred=True)
    found = whole(para("【做法】"), title, para("一段话。"), footnotes=("指公用伞。",))
    assert [item.title for item in found.items] == ["旧伞撑起一座城"]
    assert "指公用伞。" in said(found)
