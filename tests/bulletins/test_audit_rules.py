"""Each rule of the audit holds on a full bulletin, and fails on one that was broken on purpose.

A break is a style sheet or a change of the HTML, put into the typesetter's own document before it is laid out, a change
of the issue, or surgery on the finished PDF.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pikepdf
import pytest

from bulletins import typeset
from bulletins.audit import Audit, State, audit
from bulletins.audit.rules import RULES
from records import Article, Heading, Paragraph, Picture, Place, Point, PrintedLine, Publication, Quotation, Table

HEAD = (
    *("copy_number", "secrecy", "urgency", "handling_note", "masthead", "number", "total_number"),
    *("series", "editor", "dateline", "rule"),
)
LINES = (
    PrintedLine(kind="报", lines=("中央文明办", "省文明委主任、副主任、委员")),
    PrintedLine(kind="送", lines=("省有关单位",)),
    PrintedLine(kind="发", lines=("各设区市、县（市、区）文明办",)),
)
MARKS = {"numbered_copies": True, "secrecy": "秘密★1年", "urgency": "特急", "responsible_editor": "综合处"}


@pytest.fixture
def full(issue: Any, filler: Callable[[int], str]) -> Any:
    """Return an issue that has everything a bulletin can have, with a page of nothing but text."""
    body = (
        Paragraph(text="断在此处。他说：“门开着，（人）就来了。”记在本上——一年以后再看……全市建站1154个。"),
        Heading(level=1, text="一、主要做法"),
        Point(ordinal="（一）", lead_in="建好队伍。", text=(filler(2),)),
        Point(
            ordinal="一是",
            lead_in="用好阵地。",
            text=(filler(2),),
            children=(Point(ordinal="1.", lead_in="夜里。", text=("开门^[注文一条。]。",)),),
        ),
        Quotation(text=("门开着，人就来了。",), source="一位网格员"),
        Table(columns=("项目", "次数"), rows=(("宣讲", "12"), ("义诊", "8")), caption="活动统计"),
        Picture(media="zhan.png", alt="站点门口", caption="夜间开放的站点"),
        Paragraph(text=filler(2)),
    )
    first = Article(number=1, place="320200", title="小站点办成大事情", body=body)
    second = Article(number=2, place="320282", title="钥匙交给十一个人", body=(Paragraph(text=filler(60)),))
    series = {"total_number": 61, "series": "志愿服务专刊", "series_number": 2}
    return issue(first, second, editor_note="两篇稿件都讲怎样把门打开。", lines=LINES, **series, **MARKS)


@pytest.fixture
def make(
    publication: Publication, places: dict[str, Place], media: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., bytes]:
    """Return a function that typesets an issue with more style, or with (pattern,
    replacement) pairs applied to its HTML."""

    def typeset_with(issue: Any, css: str = "", html: tuple[tuple[str, str], ...] = (), **changes: Any) -> bytes:
        module = sys.modules["bulletins.typeset"]
        compose = module.compose

        def composed(*args: Any, **kwargs: Any) -> str:
            source = compose(*args, **kwargs)
            for pattern, replacement in html:
                source, count = re.subn(pattern, replacement, source, flags=re.DOTALL)
                assert count, f"{pattern} is not in the document"
            return source.replace("</head>", f"<style>{css}</style></head>")

        chosen = msgspec.structs.replace(publication, **{"head": HEAD, "print_run_line": "above", **changes})
        with monkeypatch.context() as patch:
            patch.setattr(module, "compose", composed)
            return typeset(issue, chosen, places=places, media=media).pdf

    return typeset_with


def broken(found: Audit) -> set[str]:
    return {verdict.rule for verdict in found.defects}


def fails(found: Audit, *rules: str) -> None:
    """Assert that the rules are broken and say what they measured."""
    assert set(rules) <= broken(found), (
        f"not noticed: {sorted(set(rules) - broken(found))}; noticed: {sorted(broken(found))}"
    )
    assert all(found[rule].measured for rule in rules)


def test_every_rule_holds_on_a_bulletin_that_has_everything(full: Any, make: Any) -> None:
    found = audit(make(full))
    assert [(v.rule, v.measured, v.where) for v in found.verdicts if v.state is not State.HOLDS] == []
    assert not [v.rule for v in found.verdicts if "读不懂" in v.measured]


STYLES = {
    "everything in 黑体": (
        '* { font-family: "Bulletin Hei" !important }',
        (
            "masthead",
            "number",
            "series",
            "dateline",
            "entry",
            "note",
            "title",
            "body",
            "heading2",
            "heading3",
            "imprint",
            "run",
        ),
    ),
    "everything in 楷体": (
        '* { font-family: "Bulletin Kai" !important }',
        ("secrecy", "urgency", "handling", "section", "heading1"),
    ),
    "a small copy number": (".copy-number { font-size: 14pt }", ("copy",)),
}


@pytest.mark.parametrize("style", STYLES)
def test_wrong_fonts_are_noticed_element_by_element(style: str, full: Any, make: Any) -> None:
    css, rules = STYLES[style]
    fails(audit(make(full, css)), *(f"type.{rule}" for rule in rules))


BREAKS = {
    "a larger sheet": ("@page { size: 215mm 300mm }", ("paper.width", "paper.height")),
    "wrong margins": (
        "@page { margin: 40mm 28mm 32mm 33mm !important }",
        ("margin.top", "margin.binding", "area.width", "area.inside"),
    ),
    "tight lines": (
        "html { line-height: 9mm !important }",
        ("grid.pitch", "grid.position", "grid.lines", "area.height"),
    ),
    "narrow letters": ("html { letter-spacing: -1.2pt !important }", ("grid.characters",)),
    "ragged lines": ("html { letter-spacing: -0.6pt; text-align: left !important }", ("grid.cell", "line.flush")),
    "no indent": ("p { text-indent: 0 !important }", ("line.indent",)),
    "marks outside": ("article p { white-space: nowrap; letter-spacing: 0 }", ("line.hanging",)),
    "paragraphs pushed together": ("article p + p { margin-top: -6mm }", ("page.overlap",)),
    "struck out": ("article p { text-decoration: line-through }", ("page.struck",)),
    "blue text": ("article p { color: #1d4f91 }", ("colour.text",)),
    "a black head": (
        "h1 { color: #000 !important } .rule { border-color: #000 !important }",
        ("colour.masthead", "rule.red.colour"),
    ),
    "head to the left": (
        "h1, .number, h2 { text-align: left }",
        ("head.masthead.centre", "head.number.centre", "title.centre"),
    ),
    "head to the right": (
        ".copy-number, .marking, .handling-note { text-align: right }",
        ("head.copy", "head.secrecy", "head.handling"),
    ),
    "a dateline far in": (".dateline { padding: 0 4em }", ("head.dateline",)),
    "a low red rule": (".rule { margin-top: 40mm }", ("head.height",)),
    "a short thick red rule": (
        ".rule { margin-left: 10mm; border-top-width: 2mm }",
        ("rule.red.width", "rule.red.left", "rule.red.thickness"),
    ),
    "titles and headings before a page break": (
        "h2, h3 { break-after: page !important }",
        ("title.kept", "heading.kept", "grid.bottom"),
    ),
    "sections before a page break": (".contents .section { break-after: page !important }", ("contents.kept",)),
    "a huge picture": (".picture img { margin-left: -190mm }", ("picture.inside",)),
    "imprint rules short and thick": (
        ".edge { margin-left: 10mm; border-top: 1mm solid red !important } .middle { border-top-width: 1mm }",
        tuple(f"imprint.rules.{each}" for each in ("width", "left", "outer", "middle", "colour")),
    ),
    "an imprint too high": ("#imprint { padding-bottom: 12mm }", ("imprint.bottom",)),
    "imprint lines askew": (
        ".to { padding-left: 0 !important } .to p + p { margin-left: 3em }",
        ("imprint.inset", "imprint.align"),
    ),
    "page numbers in another dress": (
        '@page { @bottom-right { content: counter(page) !important; font: 16pt "Bulletin Hei" !important;'
        " margin: 15mm 0 0 0 !important } }",
        ("folio.form", "folio.type", "folio.top", "folio.inset"),
    ),
    "no number on even pages": ("@page :left { @bottom-left { content: none } }", ("folio.present",)),
    "numbers that jump": ("@page { counter-increment: page 2 }", ("folio.value", "meta.labels")),
}


@pytest.mark.parametrize("case", BREAKS)
def test_wrong_styles_are_noticed(case: str, full: Any, make: Any) -> None:
    css, rules = BREAKS[case]
    fails(audit(make(full, css)), *rules)


TEXTS = (
    ("行首<br />，行首", "break.start.pause"),
    ("行首<br />）行首", "break.start.closing"),
    ("行首<br />%行首", "break.start.joining"),
    ("行尾（<br />行尾）", "break.end.opening"),
    ("拆开—<br />—拆开", "break.dash"),
    ("拆开…<br />…拆开", "break.ellipsis"),
    ("共12<br />34名", "break.number"),
    ("共12<br />名", "break.unit"),
    ("Volun<br />teer", "break.word"),
    ("caf<br />é", "break.word"),
    ("氯化钠和H₂<br />SO₄", "break.word"),
    ("面积为5<br />㎡", "break.unit"),
    ("面积为500m<br />²", "break.start.raised"),
    ("时速为30km<br />/h", "break.unit"),
    ("气温为−<br />5度", "break.sign"),
    ("比例为3∶<br />1", "break.ratio"),
    ("需要5～<br />10天", "break.range"),
    ("计币￥<br />3000元", "break.currency"),
    ("文号〔2023〕<br />12号", "break.document"),
    ("it<span style='letter-spacing: 9pt'>’</span>s", "line.apostrophe"),
    ("这一行正好二十六个字排满为止下一行只剩下两个字了呀<br />呢啊。", "line.short"),
    ("说”<span style='margin-left: 1em'>，</span>说", "line.squeeze"),
    ("共１２名", "type.digits"),
    ("前面,后面", "type.punctuation"),
    ("字距<span style='letter-spacing: 6mm'>过大</span>" + "的一行" * 20, "line.stretch"),
)


def test_each_kind_of_wrong_break_and_mark_is_noticed(full: Any, make: Any) -> None:
    paragraphs = "".join(f'<p data-tag="BulletinParagraph">{text}</p>' for text, _ in TEXTS)
    found = audit(make(full, html=((r'<p data-tag="BulletinParagraph">断在此处', paragraphs + r"\g<0>"),)))
    fails(found, *(rule for _, rule in TEXTS))


HTML = {
    "the handling note below the masthead": (
        ((r'(<p class="handling-note".*?</p>)(.*?</h1>)', r"\2\1"),),
        ("head.order", "head.handling"),
    ),
    "a short copy number": (((r'(BulletinCopyNumber">)\d+', r"\g<1>12"),), ("head.copy",)),
    "a number in words": (((r"第 3 期", "第三期"),), ("head.number.form",)),
    "a padded date": (((r"3月5日</p>", "03月05日</p>"),), ("head.date",)),
    "no number": (((r'<p class="number".*?</p>', ""),), ("head.parts",)),
    "a contents entry that is no title": (
        ((r'(<a href="#a1">).*?</a>', r"\1无锡市：大站点</a>"), ("【", "[")),
        ("contents.titles", "contents.section"),
    ),
    "no contents": (((r'<section class="contents".*?</section>', ""),), ("contents.needed",)),
    "another label on the note": (((r"编者按：", "编者的话："),), ("note.label",)),
    "an article without a title": (((r' data-tag="BulletinTitle"', ""),), ("title.present", "meta.outline")),
    "the note at the end": (
        ((r'(<section class="note".*?</section>)(.*)(<section id="imprint")', r"\2\1\3"),),
        ("order.parts",),
    ),
    "something after the imprint": (
        ((r"</body>", '<p style="break-before: page">附言</p></body>'),),
        ("imprint.last",),
    ),
    "a line inside the imprint": (
        ((r'(<div class="run")', r'<p data-tag="BulletinParagraph">附言</p>\1'),),
        ("imprint.clear",),
    ),
    "two rules more": (
        ((r'(<div class="run")', r'<div class="middle"></div><div class="middle"></div>\1'),),
        ("imprint.rules.count",),
    ),
    "no print run": (((r'<div class="run".*?</div>', ""),), ("imprint.run",)),
}


@pytest.mark.parametrize("case", HTML)
def test_wrong_contents_are_noticed(case: str, full: Any, make: Any) -> None:
    changes, rules = HTML[case]
    fails(audit(make(full, html=changes)), *rules)


def test_a_title_with_a_waist_and_lines_out_of_order_are_noticed(full: Any, make: Any, issue: Any) -> None:
    title = "小站点办成大事情群众夸奖志愿者人人都来参加好"
    hint = "小站点办成大事情群众夸|奖志愿|者人人都来参加好"
    waisted = Article(number=1, place="320200", title=title, break_hint=hint, body=full.items[0].body)
    made = issue(waisted, lines=tuple(reversed(LINES)))
    fails(audit(make(made)), "title.shape", "imprint.order")


def test_a_note_on_another_page_than_its_mark_is_noticed(issue: Any, make: Any, filler: Callable[[int], str]) -> None:
    noted = tuple(Paragraph(text=filler(3) + f"据查^[市里统计，第{n}次。]，" + filler(2)) for n in range(12))
    made = issue(Article(number=1, place="320200", title="小站点办成大事情", body=noted))
    fails(audit(make(made, "* { footnote-policy: auto !important }")), "footnote.page")


def test_a_wide_table_that_stands_on_its_head_is_noticed(issue: Any, make: Any) -> None:
    wide = Table(columns=tuple(f"栏目{n}" for n in range(12)), rows=(tuple(f"1234{n}人次" for n in range(12)),) * 4)
    upright = make(issue(Article(number=1, place="320200", title="小站点办成大事情", body=(wide,))))
    assert audit(upright)["table.sideways"].measured == "朝左"
    with pikepdf.open(io.BytesIO(upright)) as pdf:
        for page in pdf.pages:
            page.contents_add(b"q -1 0 0 -1 595.28 841.89 cm", prepend=True)
            page.contents_add(b"Q")
        fails(audit(saved(pdf)), "table.sideways")


def test_a_title_with_one_line_below_it_at_the_foot_of_a_page_is_noticed(
    issue: Any, make: Any, filler: Callable[[int], str]
) -> None:
    head = ("handling_note", "masthead", "number", "dateline", "rule")
    for title, lines, rule in ((Heading(text="一、主要做法"), 10, "heading.kept"), (None, 7, "title.kept")):
        first = Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(lines)),))
        second = Article(number=2, place="320200", title="钥匙交给十一个人", body=(Paragraph(text=filler(5)),))
        if title:
            made = issue(msgspec.structs.replace(first, body=(*first.body, title, *second.body)))
        else:
            made = issue(msgspec.structs.replace(first, body=(Paragraph(text=filler(4)),)), second)
        assert audit(make(made, head=head))[rule].state is State.HOLDS
        fails(audit(make(made, "h2 + p, h3 + p { orphans: 1 !important }", head=head)), rule)


def test_blanks_that_text_could_fill_are_noticed(issue: Any, make: Any, filler: Callable[[int], str]) -> None:
    picture = Picture(media="zhan.png", alt="站点门口", caption="图1　夜间开放的站点")
    body = (Paragraph(text=filler(5)), picture, Paragraph(text=filler(30)))
    first = Article(number=1, place="320200", title="小站点办成大事情", body=body)
    second = Article(number=2, place="320282", title="钥匙交给十一个人", body=(Paragraph(text=filler(9)),))
    made = issue(first, second)
    assert {audit(make(made))[rule].state for rule in ("page.float", "page.foot")} == {State.HOLDS}
    fails(
        audit(make(made, html=((r'<figure data-tag="Div" data-float="">', '<figure data-tag="Div">'),))), "page.float"
    )
    fails(audit(make(made, "article { break-before: page }")), "page.foot")


TABLES = {
    "text across the lines": ("td { white-space: nowrap; letter-spacing: 20mm }", (), "table.cells"),
    "a caption away from its table": (".caption { break-after: page !important }", (), "table.caption"),
    "no word that the table goes on": ("", ((r'<tr class="overleaf">.*?</tr>', ""),), "table.continued"),
    "small type": ("table { font-size: 8pt !important }", (), "type.table"),
}


@pytest.mark.parametrize("case", TABLES)
def test_faults_of_tables_are_noticed(case: str, issue: Any, make: Any) -> None:
    css, html, rule = TABLES[case]
    table = Table(columns=("项目", "次数", "办结率"), rows=(("宣讲", "12345", "98.2%"),) * 40, caption="表1　活动统计")
    made = issue(Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text="如下表。"), table)))
    assert audit(make(made))[rule].state is State.HOLDS
    fails(audit(make(made, css, html=html)), rule)


def test_numbers_on_blank_pages_are_noticed(issue: Any, make: Any, filler: Callable[[int], str]) -> None:
    made = issue(Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(50)),)))
    plain = make(made, head=("handling_note", "masthead", "number", "dateline", "rule"))
    assert audit(plain).pages == 4
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        number = b"BT /F0 14 Tf 481 69 Td (3) Tj ET"
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        pdf.pages[2].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
        pdf.pages[2].obj.Contents = pdf.make_stream(number)
        fails(audit(saved(pdf)), "folio.absent")


# Surgery on the finished PDF -----------------------------------------------------------------------------


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == f"/{kind}" and "/P" in e]


def fonts(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [f for f in pdf.objects if isinstance(f, pikepdf.Dictionary) and f.get("/Type") == f"/{kind}"]


def remove_first_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]


def insert_blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(620, 842))
    pdf.pages.insert(1, pdf.pages[-1])
    del pdf.pages[-1]


def strip_the_catalog(pdf: pikepdf.Pdf) -> None:
    for key in ("/AF", "/PageLabels", "/Lang", "/ViewerPreferences", "/OutputIntents", "/Metadata", "/Outlines"):
        del pdf.Root[key]
    for key in list(pdf.docinfo):
        del pdf.docinfo[key]
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def take_fonts_apart(pdf: pikepdf.Pdf) -> None:
    for descriptor in fonts(pdf, "FontDescriptor"):
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]
    for font in fonts(pdf, "Font"):
        font.BaseFont = pikepdf.Name("/" + str(font.BaseFont).partition("+")[2])
        if "/ToUnicode" in font:
            del font.ToUnicode


def show_glyph_zero(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    stream = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(re.sub(rb"<[0-9a-f]{4}", b"<0000", stream, count=1))


def forget_the_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def confuse_the_tags(pdf: pikepdf.Pdf) -> None:
    roles = pdf.Root.StructTreeRoot.RoleMap
    roles.BulletinTitle = pikepdf.Name.H5
    roles.BulletinParagraph = pikepdf.Name.Absatz
    for figure in elements(pdf, "BulletinFigure"):
        del figure.Alt
    for row in elements(pdf, "TR"):
        row.S = pikepdf.Name.P
    for cell in elements(pdf, "TH"):
        cell.S = pikepdf.Name.TD
    kids = pdf.Root.StructTreeRoot.K[0].K
    pdf.Root.StructTreeRoot.K[0].K = pikepdf.Array(list(kids)[::-1])


def no_figures(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap.BulletinFigure = pikepdf.Name.P


def add_untagged_text(pdf: pikepdf.Pdf) -> None:
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    pdf.pages[0].obj.Resources.Font.F0 = font
    pdf.pages[0].contents_add(b"BT /F0 12 Tf 300 300 Td (stray) Tj ET", prepend=True)


def leak_a_recipient(pdf: pikepdf.Pdf) -> None:
    spec = pdf.Root.AF[0]
    spec.EF.F = pdf.make_stream(b'{"title": "x", "items": [{"submission": {"phone": "0"}}]}')


def point_links_nowhere(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            for key in ("/Dest", "/A"):
                if key in note:
                    del note[key]
            note.Dest = pikepdf.String("nirgends")


def rename_labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.R)]))


SURGERY: dict[Callable[[pikepdf.Pdf], None], tuple[str, ...]] = {
    remove_first_page: ("imprint.even", "pages.even", "folio.side", "folio.value"),
    insert_blank_page: ("paper.same", "pages.blank"),
    strip_the_catalog: (
        *("attach.record", "meta.labels", "meta.language", "meta.title", "meta.author", "meta.outline"),
        *("archive.identified", "archive.intent", "archive.script"),
    ),
    take_fonts_apart: ("font.embedded", "font.subset", "font.unicode"),
    show_glyph_zero: ("font.notdef",),
    forget_the_tags: ("tag.marked",),
    confuse_the_tags: ("tag.heading", "tag.roles", "tag.alt", "tag.nesting", "tag.header", "tag.order"),
    no_figures: ("tag.figure",),
    add_untagged_text: ("tag.content",),
    leak_a_recipient: ("attach.public",),
    point_links_nowhere: ("link.resolves",),
    rename_labels: ("meta.labels",),
}


def test_marks_that_end_lines_away_from_the_edge_are_noticed(issue: Any, make: Any) -> None:
    texts = (
        "一" * n + "、门开着，人就来了；钥匙，轮流保管。每天开门十二小时，全年无休，有人值守。" for n in range(1, 9)
    )
    made = issue(
        Article(number=1, place="320200", title="小站点办成大事情", body=tuple(Paragraph(text=text) for text in texts))
    )
    assert audit(make(made))["line.end"].state is State.HOLDS
    fails(audit(make(made, "article p { text-align: left; padding-right: 0.4em }")), "line.end")


def test_a_number_cut_in_a_cell_is_noticed(issue: Any, make: Any) -> None:
    table = Table(columns=("项目", "次数"), rows=(("宣讲", "12人次"), ("义诊", "8人次")))
    made = issue(Article(number=1, place="320200", title="小站点办成大事情", body=(table,)))
    assert audit(make(made))["break.unit"].state is State.HOLDS
    fails(audit(make(made, html=((">12人次<", ">1<br />2<br />人次<"),))), "break.number", "break.unit")


def test_what_a_space_parts_is_not_broken_and_an_address_may_be(full: Any, make: Any) -> None:
    texts = ("Volunteer <br />Service", "共有 2023 <br />2024 两届", "见https://a.cn/<br />b12<br />34c")
    html = "".join(f'<p data-tag="BulletinParagraph">{text}</p>' for text in texts)
    found = audit(make(full, html=((r'<p data-tag="BulletinParagraph">断在此处', html + r"\g<0>"),)))
    assert broken(found) & {"break.word", "break.number", "break.unit"} == set()


@pytest.mark.parametrize("surgery", SURGERY, ids=lambda surgery: surgery.__name__)
def test_a_mutilated_file_is_noticed(surgery: Callable[[pikepdf.Pdf], None], full: Any, make: Any) -> None:
    with pikepdf.open(io.BytesIO(make(full))) as pdf:
        surgery(pdf)
        fails(audit(saved(pdf)), *SURGERY[surgery])


def test_an_encrypted_file_is_noticed(full: Any, make: Any) -> None:
    with pikepdf.open(io.BytesIO(make(full))) as pdf:
        fails(audit(saved(pdf, encryption=pikepdf.Encryption(owner="o", user=""))), "archive.open")


def test_no_rule_is_without_a_document_that_breaks_it() -> None:
    shown = {f"type.{rule}" for _, rules in STYLES.values() for rule in rules} | {rule for _, rule in TEXTS}
    shown |= {rule for table in (BREAKS, HTML) for _, rules in table.values() for rule in rules}
    shown |= {rule for rules in SURGERY.values() for rule in rules} | {rule for _, _, rule in TABLES.values()}
    shown |= {
        "title.shape",
        "imprint.order",
        "folio.absent",
        "archive.open",
        "footnote.page",
        "table.sideways",
        "reading.above",
        "page.float",
        "page.foot",
        "line.end",
    }
    assert set(RULES) - shown == set()
    assert shown - set(RULES) == set()
