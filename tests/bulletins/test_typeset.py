"""What a printed issue shows, looked up in the finished PDF."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from bulletins import draft, filling, layout, typeset
from records import (
    Article,
    Clipping,
    Heading,
    Issue,
    Paragraph,
    Picture,
    Place,
    Point,
    PrintedLine,
    Publication,
    Quotation,
    RecordError,
    Report,
    SetupError,
    Table,
    TypesetError,
)

MM = 72 / 25.4
FULL_HEAD = (
    *("copy_number", "secrecy", "urgency", "handling_note", "masthead", "number", "total_number"),
    *("series", "editor", "dateline", "rule"),
)

IN_A_FRESH_PROCESS = """
import sys
from pathlib import Path
import msgspec
from bulletins import typeset
from records import Issue, Place, Publication
folder = Path(sys.argv[1])
made, publication, places = msgspec.msgpack.decode((folder / "input").read_bytes(),
    type=tuple[Issue, Publication, dict[str, Place]])
(folder / "output").write_bytes(typeset(made, publication, places=places, media=lambda name: folder / name).pdf)
"""


def article(**changes: Any) -> Article:
    values = {
        "number": 1,
        "place": "320200",
        "title": "小站点办成大事情",
        "body": (Paragraph(text="近年来，各地陆续建站。"),),
    }
    return Article(**{**values, **changes})


def test_the_head_contents_note_articles_and_imprint_follow_each_other(issue: Any, printed: Any) -> None:
    second = article(number=2, place="320282", title="钥匙交给十一个人", body=(Paragraph(text="村里的站常年锁着门。"),))
    page = (
        printed(issue(article(), second, editor_note="两篇稿件都讲怎样把门打开。"))
        .text(1)
        .replace(" ", "")
        .replace("\n", "")
    )
    parts = ["工作资料注意保存", "文明实践简报", "第3期", "省文明实践工作办公室", "2024年3月5日", "【工作交流】"]
    parts += ["无锡市：小站点办成大事情", "宜兴市：钥匙交给十一个人", "编者按：两篇稿件"]
    parts += ["无锡市：小站点办成大事情", "近年来", "宜兴市：钥匙交给十一个人", "村里的站"]
    at = 0
    for part in parts:
        assert part in page[at:], f"{part} stands not after what precedes it"
        at = page.index(part, at) + len(part)


def test_an_issue_of_one_article_has_no_contents(issue: Any, printed: Any) -> None:
    text = printed(issue()).text(1)
    assert "【" not in text and text.count("小站点办成大事情") == 1


def test_the_head_follows_the_publications_list_of_elements(issue: Any, printed: Any, publication: Publication) -> None:
    head = msgspec.structs.replace(publication, head=FULL_HEAD)
    marks = {"numbered_copies": True, "secrecy": "秘密★1年", "urgency": "特急", "responsible_editor": "综合处"}
    full = issue(total_number=61, series="志愿服务专刊", series_number=2, **marks)
    text = printed(full, head).text(1)
    lines = [line.replace(" ", "") for line in text.splitlines()]
    expected = [
        "000000",
        "秘密★1年",
        "特急",
        "工作资料注意保存",
        "文明实践简报",
        "第3期（总第61期）",
        "志愿服务专刊2",
        "责任编辑：综合处",
    ]
    assert lines[: len(expected)] == expected
    plain = printed(issue(total_number=61, responsible_editor="综合处")).text(1)
    assert "总第" not in plain and "责任编辑" not in plain


def test_the_masthead_is_red_and_its_size_follows_the_length_of_the_name(
    issue: Any, printed: Any, publication: Publication
) -> None:
    sizes = []
    for name in ("动态", "文明实践简报", "江苏精神文明建设简报", "全省新时代文明实践中心建设与志愿服务工作情况专报"):
        chars = [
            c for c in printed(issue(), msgspec.structs.replace(publication, name=name)).chars(1) if c["size"] > 26
        ]
        assert "".join(c["text"] for c in chars) == name
        red, green, blue = chars[0]["non_stroking_color"]
        assert red > 0.7 and green < 0.3 and blue < 0.3
        assert min(c["x0"] for c in chars) >= 28 * MM and max(c["x1"] for c in chars) <= 184.5 * MM
        sizes.append(chars[0]["size"])
    assert sizes == sorted(set(sizes), reverse=True)


def test_the_red_rule_spans_the_type_area(issue: Any, printed: Any) -> None:
    left, top, right, bottom = (value / MM for value in printed(issue()).rules(1)[0])
    assert (left, right) == (pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1))
    assert 0.35 <= round(bottom - top, 2) <= 0.7
    assert 80 < top < 120


@pytest.mark.parametrize("where", ["below", "above"])
def test_the_imprint_ends_the_last_even_page_whatever_the_length(
    where: str, issue: Any, printed: Any, publication: Publication, filler: Callable[[int], str]
) -> None:
    """Every length from one line to three pages, so also a last page exactly full
    (34 and 56 lines) and one line over."""
    publication = msgspec.structs.replace(publication, print_run_line=where)
    for lines in range(1, 81) if where == "below" else range(10, 81, 10):
        result = printed(issue(article(body=(Paragraph(text=filler(lines)),))), publication)
        assert result.typeset.page_count % 2 == 0, lines
        rules = result.rules(result.typeset.page_count)
        text_above = [c["bottom"] for c in result.body_chars(result.typeset.page_count) if c["size"] > 15]
        assert not text_above or max(text_above) < rules[0][1], f"{lines} lines: the imprint lies on the text"
        assert sum(len(result.lines(n)) for n in range(1, result.typeset.page_count + 1)) == lines + 9, lines
        if where == "above":
            assert rules[-1][3] / MM == pytest.approx(262, abs=0.1)
            assert [round((r[3] - r[1]) / MM, 2) for r in rules] == [0.35, 0.25, 0.35]
        else:
            run_line = result.lines(result.typeset.page_count)[-1]
            assert "".join(c["text"] for c in run_line).startswith("（苏简字0000号")
            assert 257 < run_line[0]["bottom"] / MM < 262
        result.plumber.close()


@pytest.fixture
def stiff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an imprint neither be set tightly nor drive text on, so that a blank page must come before it."""
    monkeypatch.setattr(draft, "TIGHT", 1)
    monkeypatch.setattr(draft, "TIGHT_ABOVE", 1)
    monkeypatch.setattr(filling, "SPILLED", 0)


@pytest.mark.usefixtures("stiff")
def test_neither_a_blank_page_nor_an_imprint_after_one_has_a_number(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(body=(Paragraph(text=filler(34)),))))  # two pages exactly full
    assert result.typeset.page_count == 4
    assert result.text(3) == ""
    assert "— 2 —" in result.text(2) and "—" not in result.text(4)


def test_page_numbers_stand_outside_below_the_type_area(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    result = printed(issue(article(body=(Paragraph(text=filler(30)),))))
    for page, edge in ((1, "right"), (2, "left")):
        number = [c for c in result.chars(page) if c["bottom"] > 264 * MM]
        assert "".join(c["text"] for c in number) == f"—{page}—"
        assert number[0]["size"] == pytest.approx(14, abs=0.1)
        assert min(c["top"] for c in number) / MM == pytest.approx(269, abs=0.5)
        outside = 184 - max(c["x1"] for c in number) / MM if edge == "right" else min(c["x0"] for c in number) / MM - 28
        assert outside == pytest.approx(14 / MM, abs=0.3)


@pytest.mark.usefixtures("stiff")
def test_a_publication_may_mirror_the_margins_of_even_pages(
    issue: Any, printed: Any, publication: Publication, filler: Any
) -> None:
    for mirror, left in ((False, 28), (True, 26)):
        changed = msgspec.structs.replace(publication, mirror_margins=mirror)
        result = printed(issue(article(body=(Paragraph(text=filler(34)),))), changed)
        assert [min(c["x0"] for c in result.body_chars(n)) / MM for n in (1, 2)] == pytest.approx([28, left], abs=0.2)
        assert result.rules(4)[0][0] / MM == pytest.approx(left, abs=0.1)
        assert result.text(3) == "" and "—" not in result.text(4)


def test_the_lines_of_the_imprint_align_after_the_colon(issue: Any, printed: Any) -> None:
    lines = (
        PrintedLine(kind="报", lines=("中央文明办", "省文明委主任")),
        PrintedLine(kind="抄送", lines=("省直各单位" * 9,)),
    )
    result = printed(issue(lines=lines))
    rows = ["".join(c["text"] for c in row) for row in result.lines(2)]
    starts = [row[0]["x0"] / MM for row in result.lines(2)]
    assert rows[:2] == ["报：中央文明办", "省文明委主任"] and rows[2].startswith("抄送：省直各单位")
    assert starts[0] == pytest.approx(28 + 14 / MM, abs=0.2)
    assert starts[1] - starts[0] == pytest.approx(2 * 14 / MM, abs=0.2)
    assert starts[3] - starts[2] == pytest.approx(3 * 14 / MM, abs=0.2)


def test_without_lines_and_registration_the_imprint_names_issuer_and_date(
    issue: Any, printed: Any, publication: Publication
) -> None:
    bare = msgspec.structs.replace(publication, registration_no="")
    assert "省文明实践工作办公室 2024年3月5日印发" in printed(issue(lines=(), print_run=None), bare).text(2)


def test_every_kind_of_block_is_printed(issue: Any, printed: Any) -> None:
    body = (
        Paragraph(text="今年以来，全市建站。"),
        Heading(text="主要做法"),
        Point(ordinal="一是", lead_in="建好队伍。", text=("招募志愿者。", "定期培训。")),
        Point(
            ordinal="一是",
            lead_in="用好阵地。",
            text=("开放夜间。",),
            children=(Point(ordinal="（1）", text=("周末也开。",)),),
        ),
        Quotation(text=("门开着，人就来了。",), source="一位网格员"),
        Table(columns=("项目", "次数"), rows=(("宣讲", "12"), ("合计12次",)), caption="活动统计"),
        Picture(media="zhan.png", alt="站点门口", caption="夜间开放的站点"),
    )
    clipping = Clipping(number=2, title="古镇夜校", paper="某某日报", page="2", continued_on="第3版", incomplete=True)
    result = printed(issue(article(body=body), clipping))
    text = "".join(result.text(n) for n in range(1, result.typeset.page_count + 1)).replace(" ", "").replace("\n", "")
    for part in (
        "主要做法",
        "一是建好队伍。招募志愿者。定期培训。",
        "二是用好阵地。",
        "（1）周末也开。",
        "门开着，人就来了。——一位网格员",
    ):
        assert part in text
    assert "活动统计项目次数宣讲12合计12次" in text and "夜间开放的站点" in text
    assert "（《某某日报》第2版）" in text and "（原文下转第3版，本刊所存不全）" in text


def test_lines_after_a_table_return_to_the_grid(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    rows = tuple((f"第{n}项", str(n)) for n in range(40))
    body = (
        Table(columns=("项目", "次数"), rows=rows),
        Paragraph(text=filler(3)),
        Picture(media="zhan.png", alt="站点"),
        Paragraph(text=filler(3)),
    )
    result = printed(issue(article(body=body)))
    assert result.typeset.page_count == 4
    headed = [n for n in range(1, 5) if "项目 次数" in result.text(n)]
    assert headed == [1, 2, 3], "the table's head is repeated on each page"
    for page in range(1, 5):
        for line in result.lines(page):
            if "Fang" in line[0]["fontname"] and line[0]["size"] == pytest.approx(16, abs=0.1):
                steps = (line[0]["matrix"][5] - (297 - 44.27) * MM) / (225 / 22 * MM)
                assert steps == pytest.approx(round(steps), abs=0.02), f"page {page}: a line lies off the grid"


@pytest.mark.parametrize("rows", [2, 3, 4, 5, 6])
def test_a_page_with_a_table_or_picture_is_filled_to_its_last_line(
    rows: int, issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    table = Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * rows)
    picture = Picture(media="zhan.png", alt="站点", caption="站点")
    for block in (table, picture):
        result = printed(issue(article(body=(Paragraph(text=filler(12)), block, Paragraph(text=filler(30))))))
        assert result.lines(2)[-1][0]["matrix"][5] / MM == pytest.approx(297 - 259.04, abs=0.05)


def test_the_last_cell_of_a_short_row_spans_the_rest(issue: Any, printed: Any) -> None:
    rows = (("南京市", "7", "4"), ("综合稿件", "4"))
    report = Report(
        number=1, title="稿件采用情况统计", note="（共15篇）", columns=("地区", "市本级", "所辖县"), rows=rows
    )
    result = printed(issue(report))
    assert "（共15篇）" in result.text(1)
    cells = [e for e in result.pike.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/TD"]
    assert [int(c.A.get("/ColSpan", 1)) for c in cells] == [1, 1, 1, 1, 2]


def test_the_pdf_has_outline_title_author_language_tags_and_dates_of_the_issue(issue: Any, printed: Any) -> None:
    body = (Paragraph(text="近年来。"), Picture(media="zhan.png", alt="站点门口", caption="站点"))
    result = printed(issue(article(body=body), article(number=2, title="钥匙交给十一个人")))
    with result.pike.open_outline() as outline:
        assert [item.title for item in outline.root] == ["无锡市：小站点办成大事情", "无锡市：钥匙交给十一个人"]
    assert str(result.pike.docinfo["/Title"]) == "文明实践简报2024年第3期"
    assert str(result.pike.docinfo["/Author"]) == "省文明实践工作办公室"
    assert str(result.pike.docinfo["/CreationDate"]).startswith("D:20240305")
    assert str(result.pike.Root.Lang) == "zh-CN"
    assert result.pike.Root.MarkInfo.Marked
    figures = [e for e in result.pike.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/BulletinFigure"]
    assert [str(f.Alt) for f in figures] == ["站点门口"]
    with result.pike.open_metadata() as metadata:
        assert metadata.pdfa_status == "3U"


def test_fonts_are_our_own_embedded_and_cut_down(issue: Any, printed: Any) -> None:
    result = printed(issue())
    fonts = [
        o for o in result.pike.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]
    names = {str(f.FontName).partition("+")[2] for f in fonts}
    assert names and all(name.startswith("Bulletin-") for name in names)
    assert all("+" in str(f.FontName) and any(key in f for key in ("/FontFile2", "/FontFile3")) for f in fonts)
    assert len(result.typeset.pdf) < 200_000, "whole fonts would be megabytes"


def test_no_copies_of_the_fonts_are_left_behind_by_a_worker_that_is_ended(
    issue: Any, publication: Publication, places: dict[str, Place], tmp_path: Path
) -> None:
    (tmp_path / "input").write_bytes(msgspec.msgpack.encode((issue(), publication, places)))
    ended = IN_A_FRESH_PROCESS + "\nimport os; os._exit(0)"
    subprocess.run(
        [sys.executable, "-c", ended, str(tmp_path)], check=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["input", "output"]


def test_first_pages_tell_where_each_item_begins(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    result = printed(issue(article(body=(Paragraph(text=filler(30)),)), article(number=2, title="钥匙交给十一个人")))
    pages = result.typeset.first_pages
    assert pages == {"a1": 1, "a2": 3}
    assert "钥匙交给十一个人" in result.text(3)


def test_the_same_issue_gives_the_same_bytes_again_and_in_a_fresh_process(
    issue: Any, publication: Publication, places: dict[str, Place], media: Any, tmp_path: Path
) -> None:
    text = "截至2024年底，全市建站1154个，喆喆说：“门开着，（人）就来了。”"
    made = issue(article(body=(Paragraph(text=text * 8), Picture(media="zhan.png", alt="站点"))))
    first = typeset(made, publication, places=places, media=media)
    assert typeset(made, publication, places=places, media=media).pdf == first.pdf
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "zhan.png").write_bytes(media("zhan.png").read_bytes())
    (elsewhere / "input").write_bytes(msgspec.msgpack.encode((made, publication, places)))
    subprocess.run([sys.executable, "-c", IN_A_FRESH_PROCESS, str(elsewhere)], check=True)
    assert (elsewhere / "output").read_bytes() == first.pdf


def test_a_rare_character_is_printed_and_one_without_a_glyph_is_an_error(issue: Any, printed: Any) -> None:
    result = printed(issue(article(body=(Paragraph(text="喆堃镕祎𬭎都是人名用字。"),))))
    assert "喆堃镕祎𬭎" in result.text(1)
    with pytest.raises(TypesetError, match=r"shiyan/2024/3 《小站点办成大事情》：字库中没有“.”字（U\+1F600）") as error:
        printed(issue(article(body=(Paragraph(text="满意度提升😀明显。"),))))
    assert "满意度提升😀明显" in str(error.value)


def test_a_missing_picture_and_an_unknown_place_are_errors_that_name_the_article(issue: Any, printed: Any) -> None:
    with pytest.raises(TypesetError, match=r"shiyan/2024/3《小站点办成大事情》：缺少图片 mei-you\.png"):
        printed(issue(article(body=(Picture(media="mei-you.png", alt="没有"),))))
    with pytest.raises(TypesetError, match="《小站点办成大事情》：地区代码 999999 没有名称"):
        printed(issue(article(place="999999")))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "有一幅图没有文件名"),
        ('a"b.png', '“a"b.png”不是图片的文件名'),
        ("huai.png", "图片 huai.png 打不开"),
        ("wu.png", "缺少图片 wu.png"),
    ],
)
def test_a_picture_that_cannot_be_set_is_an_error_with_article_and_remedy(
    issue: Any, publication: Publication, places: Any, media: Any, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "huai.png").write_bytes(b"no picture")

    def find(asked: str) -> Path:
        if asked == "wu.png":
            raise RecordError(f"缺少图片 {asked}")
        return tmp_path / "huai.png" if asked == "huai.png" else Path(media("zhan.png"))

    body = (*[Paragraph(text="话。" * 300)] * 2, Picture(media=name, alt="图"), *[Paragraph(text="话。" * 300)] * 2)
    with pytest.raises(TypesetError, match="shiyan/2024/3《小站点办成大事情》") as error:
        typeset(issue(article(body=body)), publication, places=places, media=find)
    assert error.value.message == said
    assert error.value.remedy


def test_a_missing_subsetting_library_is_said_with_its_remedy(
    issue: Any, printed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "harfbuzz_subset", None)
    with pytest.raises(SetupError, match="apt-get install libharfbuzz-subset0"):
        printed(issue())


def test_titles_in_the_contents_link_to_their_articles(issue: Issue, printed: Any) -> None:
    result = printed(issue(article(), article(number=2, title="钥匙交给十一个人")))  # type: ignore[operator]
    links = [a for a in result.pike.pages[0].Annots if a.Subtype == "/Link"]
    assert len(links) == 2
