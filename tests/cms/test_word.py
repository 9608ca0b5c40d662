"""Word files come in: what a body can hold is kept, what it cannot is listed, and a bad file leaves nothing behind."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

import records
from cms.core.blocks import body_record
from cms.core.models import Picture
from cms.issues.checks import concerns
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage, WordFile
from cms.newsroom.pages import article_pdf
from cms.newsroom.word.draft import register
from cms.units.models import UnitPage
from readers.word import WordArticle, read_docx
from records import ContentError
from tests.cms.word_samples import (
    FOOTNOTE,
    LEAD,
    NAMES,
    cell,
    docx,
    link,
    packed,
    para,
    picture,
    plain_article,
    png,
    run,
    table,
    text_box,
)
from tests.office import ROOT

pytestmark = pytest.mark.django_db
TODAY = __import__("datetime").date(2026, 1, 5)


TWO_PICTURES = (
    para("伞架摆在站口。"),
    picture("p"),
    para("图1 站口的伞架", centred=True),
    para("伞面修过。"),
    picture("q"),
    para("借了就还。"),
)


def read(*body: str, **more: Any) -> WordArticle:
    return read_docx(docx(para("宜兴市：河边的旧伞", centred=True), *body, **more), "稿件.docx", register(TODAY))


def said(article: WordArticle) -> str:
    return "\n".join(note.text for note in article.notes)


def upload(client: Any, data: bytes, name: str = "稿件.docx", query: str = "", **more: Any) -> Any:
    return client.post(reverse("article_word") + query, {"file": SimpleUploadedFile(name, data), **more})


def test_an_article_comes_in_with_title_place_headings_points_table_picture_note_and_who_wrote_it(as_user: Any) -> None:
    answer = upload(as_user("tongxunyuan"), plain_article())
    article = ArticlePage.objects.get(title="河边的旧伞撑起一座城的信任")
    assert answer.url == reverse("article_word_report", args=[article.pk])
    assert (article.place.name, article.get_parent().title, article.owner.username) == (
        "宜兴市",
        "宜兴市",
        "tongxunyuan",
    )
    assert (article.leader, article.writer, article.phone, article.state, article.live) == (
        "科长",
        "办公室",
        "0510-00000000",
        "draft",
        False,
    )
    body = article.latest.as_record().body
    assert [type(block).__name__ for block in body] == [
        *("Paragraph", "Heading", "Point", "Point", "Heading", "Point", "Point", "Table", "Picture", "Quotation")
    ]
    assert body[0] == records.Paragraph(text=LEAD + "^[截至2025年9月底。]")
    assert body[2] == records.Point(ordinal="一是", lead_in="摆出来。", text=("在十二个站口设伞架，每架三十把。",))
    assert (body[7].caption, body[7].columns) == ("表1 各站借还情况", ("站口", "借出（把）", "还回（把）"))
    assert (body[8].alt, body[8].caption) == ("雨天里一位老人从伞架上取伞", "图1 河埠站口的伞架")
    picture = Picture.by_name(body[8].media)
    assert picture.collection.name == "宜兴市"
    assert article.word_file.document.collection == picture.collection


def test_a_picture_that_nobody_has_described_is_printed_with_its_caption_for_it_and_the_editor_is_told(
    as_user: Any,
) -> None:
    upload(
        as_user("tongxunyuan"),
        docx(para("宜兴市：河边的旧伞", centred=True), *TWO_PICTURES, pictures={"p": png(), "q": png(9)}),
    )
    article = ArticlePage.objects.get(title="河边的旧伞")
    assert [block.alt for block in article.latest.as_record().body if isinstance(block, records.Picture)] == ["", ""]
    with pikepdf.open(io.BytesIO(article_pdf(article))) as pdf:
        alts = [str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
    assert sorted(alts) == ["图1 站口的伞架", "图片"]
    issue = Issue.objects.create(publication=Publication.objects.first(), year=2026, number=1, date=TODAY)
    IssueEntry.objects.create(issue=issue, section="", article=article, sort_order=0)
    assert [said for said in [remark.text for remark in concerns(issue)] if "替代文字" in said] == [
        f"稿件《河边的旧伞》的第 {n} 张图片没有替代文字，看不见的人只能听到图注" for n in (1, 2)
    ]


def test_the_report_can_be_read_again_and_the_original_taken_back_only_by_those_who_may_edit(as_user: Any) -> None:
    data = plain_article()
    upload(as_user("tongxunyuan"), data)
    article = ArticlePage.objects.get(title="河边的旧伞撑起一座城的信任")
    page = as_user("tongxunyuan").get(reverse("article_word_report", args=[article.pk]))
    assert "已填入撰稿人、联系电话、单位审签人" in page.content.decode()
    answer = as_user("shiji").get(reverse("article_word_file", args=[article.pk]))
    assert b"".join(answer.streaming_content) == data
    for name in ("article_word_report", "article_word_file"):
        refused = as_user("xitong").get(reverse(name, args=[article.pk]), follow=True)
        assert "旧伞" not in refused.content.decode()
        assert refused.status_code == 403 or refused.redirect_chain


def test_nobody_makes_a_draft_for_a_unit_that_is_not_theirs(as_user: Any) -> None:
    other = UnitPage.objects.filter(kind="county").exclude(code="320282").first()
    upload(
        as_user("shiji"),
        plain_article(),
        unit=other.pk if not other.is_descendant_of(UnitPage.objects.get(code="320200")) else 1,
    )
    assert not ArticlePage.objects.filter(title__startswith="河边的旧伞").exists()
    assert as_user("yinfa").get(reverse("article_word")).status_code in (302, 403)


def test_numbers_that_word_counts_are_written_out() -> None:
    article = read(
        para("做法", level=0),
        para("做到位。", level=1),
        para("补得上。每周清点。", level=1),
        para("成效", level=0),
        para("还回率过九成。"),
    )
    assert [block.text for block in article.body if isinstance(block, records.Heading)] == ["一、做法", "二、成效"]
    points = [block for block in article.body if isinstance(block, records.Point)]
    assert [(p.ordinal, p.lead_in, p.text) for p in points] == [
        ("（一）", "", ("做到位。",)),
        ("（一）", "补得上。", ("每周清点。",)),
    ]


def test_word_s_heading_styles_become_headings_of_two_levels() -> None:
    article = read(
        para("做法", style="1"), para("摆伞", style="2"), para("摆在门口。"), para("成效", style="1"), para("有用。")
    )
    found = [(b.text, b.level) for b in article.body if isinstance(b, records.Heading)]
    assert found == [("做法", 1), ("摆伞", 2), ("成效", 1)]


def test_a_soft_line_end_parts_sentences_and_joins_what_it_cut() -> None:
    article = read(
        f"<w:p>{run('第一段话。', more='<w:br/>')}"
        f"{run('　　第二段话没有写')}{run('', more='<w:br/>')}{run('完。')}</w:p>"
    )
    assert article.body == (records.Paragraph(text="第一段话。"), records.Paragraph(text="第二段话没有写完。"))


def test_a_bold_word_is_no_lead_in_and_nothing_is_guessed_where_bold_says_it() -> None:
    article = read(
        para(run("宜兴市", bold=True), "推开了这件事，大家都说好。以后还要做。"),
        para("站口有伞。谁都能借。"),
        para("说完了。"),
    )
    assert article.body == tuple(
        records.Paragraph(text=t)
        for t in ("宜兴市推开了这件事，大家都说好。以后还要做。", "站口有伞。谁都能借。", "说完了。")
    )


def test_what_cannot_be_kept_is_listed_with_its_words() -> None:
    changed = (
        '<w:ins w:id="1"><w:r><w:t>新写的</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>划掉的</w:delText></w:r></w:del>'
    )
    article = read(
        para("开头一段。"),
        text_box("框里的话"),
        picture("far", link=True),
        picture("emf"),
        para(changed, "文字。", '<w:r><w:commentReference w:id="0"/></w:r>'),
        "<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath><w:r><w:t>公式段。</w:t></w:r></w:p>",
        '<w:p><w:r><w:drawing><wp:inline><c:chart r:id="z"/></wp:inline></w:drawing></w:r></w:p>',
        '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>',
        table(
            (cell("头", across=2), "乙"),
            ("1", "2", "3"),
            (cell("合", down="first"), "2", "3"),
            (cell("", down="next"), "2", "x"),
            (cell("计", across=3),),
        ),
        comments=("这里要核实",),
        header="某单位 内部资料",
        links={"far": "http://127.0.0.1:9/a.png"},
        pictures={"emf": b"\x01\0\0\0" + b"\0" * 36 + b" EMF"},
    )
    text = said(article)
    for words in (
        "框里的话",
        "a+b",
        "Word 图表",
        "嵌入的文件",
        "这里要核实",
        "内部资料",
        "EMF",
        "链接在文件外面",
        "按全部接受修订读入",
        "划掉的",
    ):
        assert words in text, words
    printed = "\n".join(records.texts(article.body))
    assert "新写的文字。" in printed and "划掉的" not in printed
    held = next(b for b in article.body if isinstance(b, records.Table))
    assert held.rows == (("1", "2", "3"), ("合", "2", "3"), ("", "2", "x"), ("计", "", ""))
    assert held.merged == (
        records.Merge(row=0, column=0, across=2),
        records.Merge(row=2, column=0, down=2),
        records.Merge(row=4, column=0, across=3),
    )


def test_a_frame_of_one_cell_is_text_and_a_subtitle_stays() -> None:
    article = read(para("——旧伞新用", centred=True), table(("框住的第一段。",)), para("后面一段。"))
    assert [b.text for b in article.body] == ["——旧伞新用", "框住的第一段。", "后面一段。"]
    assert "副标题" in said(article)


ADDRESSES = {
    "page": "https://example.gov.cn/a?b=1&c=2",
    "mail": "mailto:tougao@example.gov.cn",
    "note": "https://example.gov.cn/zhu",
}


def test_a_link_keeps_its_words_and_its_address_is_named_in_text_and_in_a_footnote() -> None:
    article = read(
        para("名单见", link("公示页", "page"), "，来稿寄", link("tougao@example.gov.cn", "mail"), "。"),
        para("还有一段", FOOTNOTE, "。"),
        footnotes=(link("注里的页", "note"),),
        addresses=ADDRESSES,
    )
    assert [b.text for b in article.body] == ["名单见公示页，来稿寄tougao@example.gov.cn。", "还有一段^[注里的页]。"]
    links = [n.text for n in article.notes if n.kind == "链接"]
    assert len(links) == 2
    assert any("“公示页”" in text and text.endswith(ADDRESSES["page"]) for text in links)
    assert any("“注里的页”" in text and text.endswith(ADDRESSES["note"]) for text in links)


def test_a_picture_in_a_footnote_is_named_and_does_not_stop_the_reading() -> None:
    drawn = picture("p1").removeprefix("<w:p>").removesuffix("</w:p>")
    article = read(para("一段话", FOOTNOTE, "。"), footnotes=(run("注里有图") + drawn,), pictures={"p1": png()})
    assert [b.text for b in article.body] == ["一段话^[注里有图]。"]
    assert "脚注里的图片、图形没有读入（“一段话。”处）" in said(article)


BIG = 130_000_000
DTD = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def document(inside: str, before: str = "") -> dict[str, bytes | str]:
    return {"word/document.xml": f"{before}<w:document {NAMES}><w:body>{inside}</w:body></w:document>"}


HOSTILE = {
    "nothing": (b"", "文件是空的"),
    "blanks": (b"\0" * 5000, "文件是空的"),
    "old .doc renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Word"),
    "password": (b"\xd0\xcf\x11\xe0" + b"\0" * 50 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "cut off": (plain_article()[:-300], "不完整"),
    "a zip with nothing of Word": (packed({"a.txt": "a"}), "没有 Word 正文"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "web page": (b"\xef\xbb\xbf<html>", "网页"),
    "macros": (docx(para("一段话。"), parts={"word/vbaProject.bin": b"x"}), "宏"),
    "macros by type": (docx(para("一段话。"), types="application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
    "spreadsheet": (
        docx(para("一段。"), types="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        "Excel",
    ),
    "path out of the archive": (docx(para("一段话。"), parts={"../../evil": b"x"}), "结构不正常"),
    "bomb": (docx(para("一段话。"), parts={"word/media/a.png": b"\0" * BIG}), "太大"),
    "entities": (docx(para("x"), parts=document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", DTD)), "读不出来"),
    "outside entity": (docx(para("x"), parts=document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", OUTSIDE)), "读不出来"),
    "entities in styles": (docx(para("一段话。"), parts={"word/styles.xml": f"{DTD}<a>&b;</a>"}), "读不出来"),
    "depth": (docx(parts=document("<w:tbl><w:tr><w:tc>" * 4000 + "</w:tc></w:tr></w:tbl>" * 4000)), "结构不正常"),
    "no text": (docx("<w:p/>"), "没有读到正文"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_gets_one_clear_message_and_leaves_nothing(what: str, as_user: Any) -> None:
    data, words = HOSTILE[what]
    before = everything()
    answer = upload(as_user("tongxunyuan"), data)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text and text.count("没有建稿") <= 1
    assert "Traceback" not in text
    assert everything() == before


def everything() -> tuple[int, int, int, int, set[Path]]:
    files = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    counts = (
        ArticlePage.objects.count(),
        Picture.objects.count(),
        get_document_model().objects.count(),
        WordFile.objects.count(),
    )
    return *counts, files


def test_a_failure_in_the_middle_takes_pictures_and_original_off_the_disk(
    as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise ContentError("坏了", place="x", remedy="重来")

    monkeypatch.setattr(WordFile.objects, "create", broken)
    before = everything()
    assert upload(as_user("tongxunyuan"), plain_article()).status_code == 422
    assert everything() == before


def test_bytes_changed_at_random_never_end_in_anything_but_one_clear_message() -> None:
    chance, whole, known = random.Random(20260105), plain_article(), register(TODAY)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_docx(bytes(data), "x.docx", known)
        except ContentError as error:
            assert error.remedy


def test_a_file_of_more_than_20_megabytes_is_refused_unread(as_user: Any) -> None:
    answer = upload(as_user("tongxunyuan"), b"PK\x03\x04" + b"\0" * 20_000_001)
    assert "超过 20 MB" in answer.content.decode()


def test_a_picture_too_large_or_broken_is_named_and_the_rest_kept() -> None:
    article = read(
        para("一段话。"),
        picture("big"),
        picture("bad"),
        pictures={"big": png(9000, 5000), "bad": b"\x89PNG\r\n\x1a\nxx"},
    )
    assert article.body == (records.Paragraph(text="一段话。"),)
    assert "9000×5000" in said(article) and "打不开" in said(article)


def test_the_blocks_are_what_the_form_and_the_export_make_of_them(as_user: Any) -> None:
    upload(as_user("tongxunyuan"), plain_article())
    article = ArticlePage.objects.get(title="河边的旧伞撑起一座城的信任")
    client = as_user("tongxunyuan")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200
    assert body_record(article.body) == article.latest.as_record().body


def test_the_command_takes_in_articles_whole_bulletins_and_says_what_is_broken(as_user: Any, tmp_path: Path) -> None:
    from press.import_cms import import_to_cms

    lines = (ROOT / "tests/readers/bulletins/01-markdown.txt").read_text().split("\n")
    files = {
        "稿件": plain_article(),
        "简报": docx(*(para(line.strip("# ")) for line in lines if line.strip())),
        "坏": b"PK\x03\x04",
    }
    for name, data in files.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    paths = sorted(tmp_path.iterdir())
    outcome = import_to_cms(paths)
    article = ArticlePage.objects.get(title="河边的旧伞撑起一座城的信任")
    assert (article.get_parent().title, article.live, article.state) == ("宜兴市", False, "draft")
    issue = Issue.objects.get(year=2023, number=12)
    assert "澄湖市" in "".join(entry.article.prefix for entry in issue.entries.all() if entry.article)
    assert len(outcome.failed) == 1
    assert "坏.docx" in outcome.failed[0]
    again = import_to_cms(paths)
    assert (again.done, len(again.skipped)) == ([], 2)
    assert WordFile.objects.count() == 1


def test_a_bulletin_in_word_brings_its_pictures_and_merged_tables_into_the_cms(as_user: Any, tmp_path: Path) -> None:
    from press.import_cms import import_to_cms

    head = (
        para("河埠文明简报", centred=True),
        para("第8期", centred=True),
        para("河埠市文明办 2025年6月3日"),
        para("【做法】"),
    )
    counts = table(
        (cell("站点", down="first"), cell("借还", across=2)),
        (cell("", down="next"), "借出", "还回"),
        ("河埠", "1", "2"),
    )
    body = (
        para(run("河埠镇：旧伞撑起一座城", bold=True), centred=True),
        para("一段话。"),
        picture("p1"),
        para("图1 站口的伞架"),
        counts,
    )
    path = tmp_path / "简报.docx"
    path.write_bytes(
        docx(*head, *body, para("另一段话。"), para("报：省文明办"), para("（共印120份）"), pictures={"p1": png()})
    )
    assert import_to_cms([path]).failed == []
    issue = Issue.objects.get(year=2025, number=8, publication__name="河埠文明简报")
    (article,) = issue.draft_record().items
    shown = next(block for block in article.body if isinstance(block, records.Picture))
    assert (shown.caption, Picture.by_name(shown.media).title) == ("图1 站口的伞架", "图1 站口的伞架")
    held = next(block for block in article.body if isinstance(block, records.Table))
    assert (held.head_rows, held.merged[0]) == (2, records.Merge(row=0, column=0, down=2))
    assert import_to_cms([path]).done == []


def test_a_text_of_nobody_stands_with_the_office_and_says_so(as_user: Any, tmp_path: Path) -> None:
    from press.import_cms import import_to_cms

    path = tmp_path / "无名.docx"
    path.write_bytes(docx(para("河边的旧伞", centred=True), para("　　" + LEAD)))
    outcome = import_to_cms([path])
    assert ArticlePage.objects.get(title="河边的旧伞").get_parent().specific.kind == "office"
    assert "请移到报送单位名下" in outcome.report()
