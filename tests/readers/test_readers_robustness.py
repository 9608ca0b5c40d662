"""The reader on what is no bulletin, on damaged ones, and on the traps of its own rules."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers import Reading, missing, read_file, read_text
from readers.numerals import find_date, number
from readers.source import decode
from records import Article, NotABulletin, Place, Point, Report, Unit, format_body, parse_body
from records.reports import report_sum

HERE = Path(__file__).parent / "bulletins"
FILES = sorted(HERE.glob("[0-9]*.txt"))
REGISTER = yaml.safe_load((HERE / "places.yaml").read_text("utf-8"))
PLACES = msgspec.convert(REGISTER["places"], tuple[Place, ...])
UNITS = msgspec.convert(REGISTER["units"], tuple[Unit, ...])
HEAD = "内部资料 注意保存\n\n澄湖工作简报\n\n第 3 期\n\n澄湖市文明办  2023年5月6日\n\n"
TAIL = "\n报：市委\n发：各县（区）\n共印20份\n"


def read(text: str) -> Reading:
    return read_text(text, "某期.txt", places=PLACES, units=UNITS)


def article(*paragraphs: str, title: str = "澄湖市：把路灯修亮", noise: str = "\n\n") -> Article:
    item = read(HEAD + title + "\n\n" + noise.join(paragraphs) + "\n" + TAIL).items[0]
    assert isinstance(item, Article)
    return item


def points(item: Article) -> list[Point]:
    return [block for block in item.body if isinstance(block, Point)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \n\t\n", "空的"),
        (b"PK\x03\x04 something", "Word"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "Word"),
        (bytes(range(256)) * 8, "编码"),
        (b"Dear all, please find the minutes of our meeting below. " * 20, "中文"),
        (
            "今天天气很好，我们去河边走了走。柳树发芽了，孩子们在放风筝。\n\n回家路上买了两斤橘子。\n".encode() * 8,
            "不像",
        ),
        ("买菜清单\n鸡蛋 30\n豆腐 2\n白菜 5\n".encode() * 3, "不像"),
        (
            "关于召开会议的通知\n\n各科室：\n\n定于2023年5月6日召开会议，请准时参加。\n\n办公室\n2023年5月4日\n".encode(),
            "不像",
        ),
    ],
)
def test_a_file_that_is_no_bulletin_is_turned_away_with_one_line_that_names_it(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "某个文件.txt"
    path.write_bytes(content)
    with pytest.raises(NotABulletin) as caught:
        read_file(path)
    message = str(caught.value)
    assert words in message
    assert "某个文件.txt" in message
    assert "\n" not in message
    assert caught.value.remedy


def test_a_file_that_is_not_there_or_a_folder_is_turned_away(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(NotABulletin, match=r"打不开|不是普通文件"):
            read_file(path)


def test_an_encoding_is_recognised_by_its_content() -> None:
    text = (HERE / "01-markdown.txt").read_text("utf-8")
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert decode(text.encode(encoding), "某期.txt").strip() == text.strip()


def test_a_file_cut_inside_a_character_is_still_read() -> None:
    data = (HERE / "10-no-blanks.txt").read_bytes()
    assert decode(data[:1001], "某期.txt")


def pieces() -> st.SearchStrategy[str]:
    words = [
        "第 3 期",
        "【工作交流】",
        "编者按：",
        "目 录",
        "报：",
        "一、",
        "（二）",
        "3.",
        "三是",
        "|",
        "\t",
        "# ",
        "**",
        "> ",
        "- 3 -",
        "（共9篇）",
    ]
    words += [
        "无锡市：做法",
        "2023年2月30日",
        "某某简报",
        "“",
        "《",
        "（",
        "。",
        "，",
        "　",
        "\n",
        "\n\n",
        "共印四份",
        "◎",
        "(下转2版)",
        "本报讯",
        "邮发代号",
    ]
    return st.lists(st.one_of(st.sampled_from(words), st.text(max_size=6)), max_size=60).map("".join)


def check(text: str) -> None:
    """A text gives a reading that is whole and that can be written down, or is turned away; nothing else."""
    try:
        reading = read(text)
    except NotABulletin:
        return
    lost = {note.line for note in reading.notes if note.kind == "遗漏"}
    assert {
        note.line for note in missing(enumerate(text.split("\n"), 1), msgspec.structs.replace(reading, notes=()))
    } >= lost
    assert missing(enumerate(text.split("\n"), 1), reading) == ()
    for item in reading.items:
        body = getattr(item, "body", ())
        assert parse_body(format_body(body)) == body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=pieces())
def test_random_pieces_of_bulletins_never_raise_anything_but_not_a_bulletin(text: str) -> None:
    check(HEAD + text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400))
def test_random_bytes_never_raise_anything_but_not_a_bulletin(data: bytes) -> None:
    with suppress(NotABulletin):
        check(decode(data, "某期.txt"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.sampled_from(FILES), start=st.integers(0, 600), stop=st.integers(0, 1200), middle=pieces())
def test_a_truncated_or_disturbed_bulletin_is_read_whole_or_turned_away(
    which: Path, start: int, stop: int, middle: str
) -> None:
    text = decode(which.read_bytes(), which.name)
    check(text[:stop])
    check(text[:start] + middle + text[start:])


SEEDS = (
    [p for n in ("000", "004") for p in Path(os.environ["PRESS_SEEDS"]).glob(f"{n}_*.txt")]
    if os.environ.get("PRESS_SEEDS")
    else []
)
LAYOUTS = {
    "without blank lines": (None, 0),
    "wrapped": (28, 0),
    "wrapped and paged": (28, 22),
    "wider and paged": (35, 17),
}


def laid_out(text: str, width: int | None, page: int) -> str:
    """Set a text anew, without blank lines; prose indented and wrapped at a width, with
    a page number after so many lines."""
    result: list[str] = []
    printed = 0
    for line in text.splitlines():
        bare = line.replace("**", "").lstrip("# ")
        if not width or not (len(bare) > 45 or bare.endswith("。")):
            result += [line] if line.strip() else []
            continue
        for start in range(0, len("　　" + bare), width):
            result.append(("　　" + bare)[start : start + width])
            printed += 1
            if page and printed % page == 0:
                result += ["", f"            — {printed // page} —", ""]
    return "\n".join(result)


def test_a_long_list_of_points_is_read() -> None:
    item = article("路灯有人修。", *(f"第{n}盏灯修好了。用了一个晚上，换了一只灯泡。" for n in range(120)))
    assert len(points(item)) == 120


@pytest.mark.parametrize("path", [FILES[0], FILES[3], FILES[5], *SEEDS], ids=lambda p: p.stem)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_words_in_another_layout_are_read_the_same(path: Path, layout: str) -> None:
    text = decode(path.read_bytes(), path.name)
    one, other = (
        msgspec.structs.replace(read(t), notes=(), evidence=()) for t in (text, laid_out(text, *LAYOUTS[layout]))
    )
    assert other == one


def test_a_line_that_was_not_read_is_named() -> None:
    text = HEAD + "澄湖市：把路灯修亮\n\n路灯坏了有人修。\n\n修好为止。\n" + TAIL
    reading = read(text)
    assert missing(enumerate(text.splitlines(), 1), reading) == ()
    emptied = msgspec.structs.replace(reading, items=(), heads=())
    assert [note.line for note in missing(enumerate(text.splitlines(), 1), emptied)] == [11, 13]


def test_points_of_two_levels_keep_their_order_and_their_numbers() -> None:
    item = article(
        "今年以来，路灯坏了有人修。",
        "一、查",
        "（一）白天查线。每周一次。",
        "（二）夜里查灯。每晚一次。",
        "二、修",
        "（一）小修过夜不行。当晚修。",
    )
    assert [(p.ordinal, p.lead_in, [c.lead_in for c in p.children]) for p in points(item)] == [
        ("一、", "查", ["白天查线。", "夜里查灯。"]),
        ("一、", "修", ["小修过夜不行。"]),
    ]


def test_two_titles_that_are_alike_are_no_contents_list() -> None:
    text = (
        "云溪市：第一批实践站开门迎客\n\n云溪有站。\n\n开门早。\n\n"
        "云溪市：第二批实践站开门迎客\n\n云溪又有站。\n\n关门晚。\n"
    )
    assert [item.title for item in read(HEAD + text + TAIL).items] == ["第一批实践站开门迎客", "第二批实践站开门迎客"]


def test_a_subhead_in_markdown_is_no_further_article() -> None:
    reading = read(
        HEAD
        + "# 把路灯修亮\n\n路灯坏了有人修。\n\n## 怎么修\n\n当晚就修。\n\n# 把井盖盖好\n\n井盖松了有人管。\n"
        + TAIL
    )
    assert [item.title for item in reading.items] == ["把路灯修亮", "把井盖盖好"]


def test_plain_points_may_have_numbered_ones_below_them() -> None:
    item = article(
        "今年以来，路灯坏了有人修。",
        "健全机制。建立三项制度。",
        "一是巡查。每周一次。",
        "二是报修。当晚到场。",
        "建强队伍。招募志愿者。",
        "一是培训。每季一次。",
    )
    assert [(p.lead_in, len(p.children)) for p in points(item)] == [("健全机制。", 2), ("建强队伍。", 1)]


def test_numbers_that_do_not_count_stay_in_the_text_and_are_noted() -> None:
    text = HEAD + "澄湖市：把路灯修亮\n\n路灯坏了有人修。\n\n一是查灯。每晚一次。\n\n三是修灯。当晚修好。\n" + TAIL
    reading = read(text)
    item = reading.items[0]
    assert isinstance(item, Article)
    assert [(p.ordinal, p.lead_in) for p in points(item)] == [("", "一是查灯。"), ("", "三是修灯。")]
    assert [(n.line, n.kind) for n in reading.notes if n.kind == "序号"] == [(13, "序号")]


@pytest.mark.parametrize("noise", ["\n\n", "\n- 2 -\n", "\n\n— 12 —\n\n", "\n第3页\n", "\n澄湖工作简报 第3期\n"])
def test_a_paragraph_cut_by_a_page_break_is_joined_and_noted(noise: str) -> None:
    item = article(
        "近年来，澄湖市把修路灯当成一件大事，建立巡查、报修、回访三本台账，由街道、社区、物业",
        "共同签字。",
        noise=noise,
    )
    assert [getattr(b, "text", "") for b in item.body] == [
        "近年来，澄湖市把修路灯当成一件大事，建立巡查、报修、回访三本台账，由街道、社区、物业共同签字。"
    ]


@pytest.mark.parametrize("second", ["有人修，夜夜亮。", "**有人修，**夜夜亮。", "有人修，**夜夜亮。"])
def test_a_bold_span_that_the_scan_broke_still_gives_the_lead_in(second: str) -> None:
    item = article("今年以来，路灯坏了有人修。", "**修好每一盏灯，照亮回家路。坚持坏一盏修一盏、夜里坏了夜里**", second)
    assert [(p.lead_in, p.text) for p in points(item)] == [
        ("修好每一盏灯，照亮回家路。", ("坚持坏一盏修一盏、夜里坏了夜里有人修，夜夜亮。",))
    ]


def test_spaces_of_the_scan_go_and_spaces_of_a_slogan_stay() -> None:
    item = article("截至 2023 年底，装灯 1154 盏，占 34.7% ，举办“灯火万家 一路同行”活动 3 场。")
    assert [getattr(b, "text", "") for b in item.body] == [
        "截至2023年底，装灯1154盏，占34.7%，举办“灯火万家 一路同行”活动3场。"
    ]


def test_a_name_of_several_places_is_left_open() -> None:
    twin = Place(code="990223", name="柳河区", level="county", parent="990200")
    text = HEAD + "柳河区：把路灯修亮\n\n路灯坏了有人修。\n" + TAIL
    reading = read_text(text, "某期.txt", places=(*PLACES, twin), units=UNITS)
    item = reading.items[0]
    assert isinstance(item, Article)
    assert (item.place, item.prefix, item.title) == (None, "柳河区", "把路灯修亮")
    assert any(n.kind == "地区" and "990122" in n.text for n in reading.notes)


@pytest.mark.parametrize("mark", ["编者按：", "【编者按】", "编者按\n\n", "（编者按）\n\n"])
@pytest.mark.parametrize("before", [True, False])
def test_an_editors_note_is_found_before_and_behind_the_title(mark: str, before: bool) -> None:
    note, title = (
        mark + "修路灯事小，看得见的人多，各地可以借鉴，并结合实际\n\n— 2 —\n\n加以改进。",
        "澄湖市：把路灯修亮",
    )
    top = f"{note}\n\n{title}" if before else f"{title}\n\n{note}"
    reading = read(HEAD + top + "\n\n今年以来，路灯坏了有人修。\n\n修好为止。\n" + TAIL)
    assert reading.editor_note == "修路灯事小，看得见的人多，各地可以借鉴，并结合实际加以改进。"
    assert [len(getattr(item, "body", ())) for item in reading.items] == [2]


def test_the_name_of_who_signed_stands_in_a_note_and_nowhere_else() -> None:
    reading = read(
        HEAD + "澄湖市：把路灯修亮\n\n路灯坏了有人修。\n\n报：市委\n签发人：某某某    责任编辑：某某某\n共印20份\n"
    )
    assert reading.responsible_editor == ""
    shown = msgspec.structs.replace(reading, notes=(), evidence=())
    assert "某某某" not in str(shown)
    assert any(n.kind == "签发" and "某某某" in n.text for n in reading.notes)


def report(rows: Iterable[tuple[str, ...]], columns: tuple[str, ...] = ("地区", "市本级", "县级")) -> Report:
    return Report(number=1, title="统计", columns=columns, rows=tuple(rows))


def test_a_report_adds_up_all_counts_but_totals_and_ranks() -> None:
    assert report_sum(report([("甲市", "2", "3"), ("综合", "4"), ("行业", "甲系统1、乙系统12"), ("合 计", "99")])) == 22
    assert report_sum(report([("1", "甲市", "7"), ("2", "乙市", "5")], ("序号", "单位", "篇数"))) == 12
    assert report_sum(report([("甲市", "5", "2", "3")], ("单位", "合计", "信息", "经验"))) == 5


@pytest.mark.parametrize(
    ("cell", "counted"),
    [
        ("第12中学系统3、省审计系统1", 4),
        ("系统12 3、三号院1", 4),
        ("12345热线2篇、2024-1组 1", 3),
        ("省审计系统 1 省交通运输系统 2", 3),
        ("3篇", 3),
        ("3+2", 5),
        ("第3次普查组2次", 2),
    ],
)
def test_a_digit_in_a_name_is_no_count(cell: str, counted: int) -> None:
    assert report_sum(report([("甲市", "2", "3"), ("文明行业", cell)])) == 5 + counted


def test_names_with_nothing_between_add_up_where_they_were_printed_so_and_the_total_says_it() -> None:
    rows = [("甲市", "2", "3"), ("文明行业", "审计系统1交通系统2")]
    told = {"title": "统计", "number": 1, "columns": ("地区", "市本级", "县级"), "rows": tuple(rows)}
    assert report_sum(Report(**told, total=8, printed=True)) == 8
    assert report_sum(Report(**told, total=8)) == 7


def test_a_total_that_does_not_add_up_is_noted_and_kept() -> None:
    text = HEAD + "2023年用稿情况\n\n（共9篇）\n\n单位\t篇数\n甲\t3\n乙\t5\n" + TAIL
    reading = read(text)
    assert [item.total for item in reading.items if isinstance(item, Report)] == [9]
    assert any(n.kind == "合计" and "8" in n.text for n in reading.notes)


@pytest.mark.parametrize(
    "printed",
    [
        "2023年2月8日",
        "二〇二三年二月八日",
        "二○二三年二月八日",
        "2023-02-08",
        "2023.2.8",
        "2023/2/8",
        "２０２３年２月８日",
    ],
)
def test_a_date_is_understood_in_every_form(printed: str) -> None:
    found = find_date(f"某办公室{printed}印")
    assert found is not None
    assert found[0].isoformat() == "2023-02-08"
    assert found[1] == printed


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert find_date("2023年2月30日") is None
    assert number("第") is None
