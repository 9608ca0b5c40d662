"""The reader on three real documents, whose folder `PRESS_SEEDS` names."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from readers import Reading, missing, read_file
from readers.reading import item_parts, letters, parts
from readers.source import load
from records import Article, Clipping, Place, Point, PrintedLine, Report, Unit
from records.reports import report_sum

SEEDS = Path(os.environ.get("PRESS_SEEDS", ""))
pytestmark = pytest.mark.skipif(not os.environ.get("PRESS_SEEDS"), reason="PRESS_SEEDS is not set")

NAMES = {"320200": "无锡市", "321000": "扬州市", "320500": "苏州市", "320900": "盐城市", "321300": "宿迁市"}
PLACES = [Place(code=code, name=name, level="city") for code, name in NAMES.items()]
PLACES.append(Place(code="320282", name="宜兴市", level="county", parent="320200"))
UNITS = [Unit(code=p.code, name=p.name, kind="city", place=p.code) for p in PLACES]
LINES = (
    PrintedLine(kind="报", lines=("中央文明办", "省文明委主任、副主任、委员")),
    PrintedLine(kind="发", lines=("各设区市、县（市、区）文明委、文明办，省文明委成员单位",)),
)


def path(number: str) -> Path:
    return next(SEEDS.glob(f"{number}_*.txt"))


def read(number: str) -> Reading:
    return read_file(path(number), places=PLACES, units=UNITS)


def articles(reading: Reading) -> list[Article]:
    return [item for item in reading.items if isinstance(item, Article)]


def lead_ins(item: Article) -> list[str]:
    return [block.lead_in for block in item.body if isinstance(block, Point)]


def test_the_issue_of_february_2023_is_read() -> None:
    reading = read("000")
    assert (reading.publication.name, reading.publication.issuer) == ("江苏精神文明建设简报", "江苏省文明办")
    assert reading.publication.handling_note == "工作资料 注意保存"
    assert (reading.year, reading.number, reading.date) == (2023, 4, date(2023, 2, 28))
    assert [(s.name, s.items) for s in reading.sections] == [("工作交流", ("a1", "a2", "a3"))]
    assert [(item.place, item.unit, item.title) for item in articles(reading)] == [
        ("320200", "320200", "深入推进科技志愿服务工作"),
        ("321000", "321000", "积极探索基层理论宣讲志愿服务路径方法"),
        ("320282", "320282", "持续加强志愿服务规范化制度化建设"),
    ]
    assert [len(lead_ins(item)) for item in articles(reading)] == [4, 3, 5]
    assert lead_ins(articles(reading)[0])[0] == "推进队伍建设规范化。"
    assert lead_ins(articles(reading)[2])[-1] == "完善技术支持制度。"
    assert reading.lines == LINES
    assert (reading.registration_no, reading.print_run) == ("苏简字1004号", 400)


def test_the_issue_of_december_2022_is_read_with_its_table() -> None:
    reading = read("004")
    assert (reading.year, reading.number, reading.date) == (2022, 36, date(2022, 12, 28))
    assert [(s.name, s.items) for s in reading.sections] == [("工作交流", ("a1", "a2", "a3")), ("用稿通报", ("a4",))]
    assert [(item.place, item.title) for item in articles(reading)] == [
        ("320500", "依托大数据平台构建新时代文明实践志愿服务矩阵"),
        ("320900", "围绕工作主线持续擦亮“厚德盐城”文明底色"),
        ("321300", "创新打造“文明实践四季行”工作品牌"),
    ]
    assert [len(lead_ins(item)) for item in articles(reading)] == [3, 3, 3]
    assert lead_ins(articles(reading)[1])[0] == "聚焦城乡变化，弘扬社会文明新风尚。"
    report = reading.items[3]
    assert isinstance(report, Report)
    assert (report.title, report.note, report.printed) == ("2022年稿件采用情况统计", "(共93篇)", True)
    assert report.columns == ("地区", "市本级用稿篇数", "所辖县（市、区）用稿篇数")
    assert (len(report.rows), report.rows[-2], report.rows[-1]) == (
        15,
        ("综合稿件", "3"),
        ("文明行业", "省审计系统1、省交通运输系统1"),
    )
    assert (report.total, report_sum(report)) == (93, 93)
    assert reading.lines == LINES
    assert (reading.registration_no, reading.print_run) == ("苏简字1004号", 400)


@pytest.mark.parametrize(
    ("number", "first", "last"), [("000", "无锡市：深入推进科技", "报：中央"), ("004", "# 苏州市：依托", "报：中央")]
)
def test_the_articles_hold_the_letters_of_the_source_in_order_and_no_others(number: str, first: str, last: str) -> None:
    source = load(path(number))
    body = source[source.rindex(first) : source.index(last)]
    reading = read(number)
    found = "".join(
        letters(head) + "".join(letters(p) for p in item_parts(item))
        for head, item in zip(reading.heads, reading.items, strict=True)
    )
    assert found == letters(body)


def test_points_cut_by_page_breaks_are_joined_with_nothing_between() -> None:
    texts = [text for number in ("000", "004") for text in parts(read(number))]
    for words in (
        "10个“市优秀志愿服务组织”、10个",
        "信息系统联通、共享数据",
        "强基领航工程惠农先锋行动",
        "坚持热在基层、热在群众，",
        "以可视化方式展示全市",
    ):
        assert sum(words in text for text in texts) == 1, words
    assert any("“喜迎二十大 文明随手拍”" in text for text in texts)


@pytest.mark.parametrize("number", ["000", "003", "004"])
def test_nothing_of_a_real_document_is_lost(number: str) -> None:
    reading = read(number)
    source = load(path(number))
    assert [note for note in reading.notes if note.kind == "遗漏"] == []
    assert missing(enumerate(source.splitlines(), 1), reading) == ()
    assert not Counter(letters(source)) - Counter(letters("".join(parts(reading))))


def test_every_join_and_every_title_taken_from_the_contents_is_noted_with_its_line() -> None:
    kinds = Counter(note.kind for note in read("000").notes)
    assert (kinds["换页"] + kinds["引文"], kinds["标题"], kinds["空格"]) == (3, 2, 1)
    assert [note.line for note in read("004").notes if note.kind == "换页"] == [33, 39, 47, 51, 55, 63, 67]


def test_the_newspaper_page_gives_its_stories_as_incomplete_clippings() -> None:
    reading = read("003")
    assert (reading.shape, reading.publication.name, reading.number, reading.date) == (
        "newspaper",
        "精神文明报",
        5666,
        date(2022, 12, 27),
    )
    clippings = [item for item in reading.items if isinstance(item, Clipping)]
    assert all(item.incomplete and item.paper_number == "5666" for item in clippings)
    assert [item.title for item in clippings[:2]] == [
        "志愿服务深入人心 文明理念引领风尚",
        '2022年度内蒙古"最美职工"发布',
    ]
    assert clippings[2].title.startswith("潍坊,")
    assert [item.continued_on for item in clippings[:3]] == ["", "", "2版"]
    assert [section.name for section in reading.sections] == ["简讯"]
    assert len(clippings) == 8
    editor = re.search(r"值班编委 (\S+)", load(path("003")))
    assert editor
    assert not any(editor[1] in text for item in reading.items for text in item_parts(item))
