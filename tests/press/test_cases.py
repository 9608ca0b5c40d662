"""The inputs of `PRESS_CASES` that once failed, each with its right outcome, through the CMS and into an export."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from press.importing import import_to_directory
from readers.reading import item_parts
from readers.word import read_html
from records import Article, Export, Issue, Merge, Paragraph, Picture, Point, Report, Table, marker, numbers

CASES = Path(os.environ.get("PRESS_CASES", ""))
pytestmark = [
    pytest.mark.skipif(not os.environ.get("PRESS_CASES"), reason="PRESS_CASES is not set"),
    pytest.mark.django_db,
]


def case(number: str) -> Path:
    return next(path for path in CASES.glob(f"{number}-*") if path.suffix in (".txt", ".docx"))


def exported(path: Path, folder: Path) -> Issue:
    """Return the issue that `press import --to` makes of a file."""
    import_to_directory([path], folder / "out", "")
    (issue,) = Export(folder / "out").all(Issue)
    return issue


def drafted(path: Path) -> Issue:
    """Return the issue that `press import` makes of a file in the CMS."""
    from cms.issues.models import Issue as Row
    from press.import_cms import import_to_cms

    before = set(Row.objects.values_list("pk", flat=True))
    import_to_cms([path])
    record: Issue = Row.objects.exclude(pk__in=before).get().draft_record()
    return record


def told(issue: Issue) -> list[tuple[str, list[str]]]:
    """Return the sections with the titles and paragraphs of their items."""
    return [
        (s.name, [text for a in s.items for text in (issue.item(a).title, *item_parts(issue.item(a)))])
        for s in issue.sections
    ]


ARTICLE = [
    "推进文明乡风建设",
    "今年以来，镇江市统筹推进移风易俗，文明乡风持续向好。",
    "一是健全制度。全市712个行政村全部修订村规民约。",
]
BRIEFS = ["南通市召开文明典范城市创建推进会", "7月2日，南通市召开文明典范城市创建推进会。"]
BRIEFS += ["扬州市启动“好人周周评”活动", "7月8日，扬州市启动“好人周周评”活动。"]


def test_case_33_has_its_article_in_a_section_without_a_name(tmp_path: Path) -> None:
    for issue in (exported(case("33"), tmp_path), drafted(case("33"))):
        assert told(issue) == [("", ARTICLE)]


def test_case_34_has_its_briefs_in_their_section(tmp_path: Path) -> None:
    for issue in (exported(case("34"), tmp_path), drafted(case("34"))):
        assert told(issue) == [("工作交流", ARTICLE), ("简讯", BRIEFS)]


# Word -----------------------------------------------------------------------------


def draft(number: str) -> tuple[Any, list[str]]:
    """Return the draft that the CMS makes of an article in Word, and what its report says."""
    from cms.newsroom.word.draft import make_draft

    article = make_draft(None, case(number).read_bytes(), case(number).name, None)
    return article.latest.as_record(), [note["text"] for note in article.word_file.notes]


def lines_of(body: Iterable[Any]) -> list[str]:
    """Return the paragraphs of a body with their numbers."""
    found = []
    for block, n in zip(body, numbers(tuple(body)), strict=True):
        if isinstance(block, Point):
            first, *rest = block.text or ("",)
            found += [marker(block.ordinal, n) + block.lead_in + first, *rest]
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def test_case_01_keeps_the_words_of_links_and_names_their_addresses() -> None:
    record, said = draft("01")
    assert lines_of(record.body)[0] == "名单见公示页，每月更新一次。"
    assert any("“公示页”" in text and "https://example.gov.cn/gongshi/2026" in text for text in said)
    record, said = draft("01b")
    assert lines_of(record.body)[0] == "来稿请寄tougao@example.gov.cn，五个工作日答复。"


def test_cases_02_and_03_keep_readings_and_circled_numbers() -> None:
    assert lines_of(draft("02")[0].body)[0] == "这条街叫甪^(lù)直^(zhí)巷，街坊请退休教师给每块匾额注了音。"
    assert lines_of(draft("03")[0].body) == ["工作分两步：①先认字，②再讲故事。", "见图3，共有3张。"]


def test_cases_04_and_05_show_the_numbers_that_word_shows() -> None:
    found = lines_of(draft("04")[0].body)
    assert [line[:4] for line in found if line[:1].isdigit()] == ["1.定人", "2.定时", "3.定责", "4.定钱"]
    assert [line[:4] for line in lines_of(draft("05")[0].body)[1:]] == ["壹、水务", "贰、环卫"]


def test_case_06_names_what_is_struck() -> None:
    record, said = draft("06")
    assert lines_of(record.body)[0] == "改为两班，由站长签字。"
    assert any("原定三班" in text for text in said)


def test_case_07_writes_the_numbers_of_cells_out() -> None:
    (table,) = (block for block in draft("07")[0].body if isinstance(block, Table))
    assert (table.columns, table.rows) == (
        ("序号", "站点", "班次"),
        (("一、", "河埠", "两班"), ("二、", "桥头", "三班")),
    )


def test_case_08_takes_unit_and_date_off_as_one_signature() -> None:
    record, said = draft("08")
    assert lines_of(record.body)[-1] == "镇里按月公示，村民随时可以来问。"
    assert ["宜兴市文明办" in text for text in said if "落款" in text] == [True, False]


def test_case_11_names_the_address_of_a_pasted_link() -> None:
    body, _, notes = read_html(next(CASES.glob("11-*")).read_text("utf-8"))
    assert lines_of(body) == ["名单见公示页，每月更新一次。"]
    assert any("https://example.gov.cn/a?b=1" in note.text for note in notes)


def test_case_30_has_head_and_imprint_from_tables(tmp_path: Path) -> None:
    for issue in (exported(case("30"), tmp_path), drafted(case("30"))):
        assert (issue.number, issue.date.isoformat(), issue.registration_no, issue.print_run) == (
            13,
            "2024-05-30",
            "苏简字1004号",
            400,
        )
        assert [line.kind for line in issue.lines] == ["报", "发"]
        assert [(section.name, len(section.items)) for section in issue.sections] == [("经验做法", 2)]


def test_case_31_has_its_picture_with_caption_and_the_cells_in_their_columns(tmp_path: Path) -> None:
    for issue in (exported(case("31"), tmp_path), drafted(case("31"))):
        article, report = issue.items
        assert isinstance(article, Article) and isinstance(report, Report)
        picture = article.body[-1]
        assert isinstance(picture, Picture)
        assert picture.caption == "图1 句容市茅山镇乡风文明馆（镇江市文明办供图）"
        assert report.rows[1] == ("南京市", "12", "3", "5", "2")
        assert Merge(row=0, column=0, down=2) in report.merged
        assert report.note.endswith("注：综合稿件按0.5篇计。")
    assert Export(tmp_path / "out").file("media", picture.media) is not None


def test_case_32_has_its_articles_in_a_section_without_a_name(tmp_path: Path) -> None:
    for issue in (exported(case("32"), tmp_path), drafted(case("32"))):
        titles = [item.title for item in issue.items]
        assert titles == ["“三个聚焦”推进文明乡风建设", "打造“溱湖义警”志愿服务品牌"]
        assert [section.items for section in issue.sections] == [("a1", "a2")]
