"""Heads and imprints in columns, without colons, in one paragraph: what they say is
read, and what has no field is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from readers import Reading, read_file
from tests.readers.shapes import ONE, PLACES, UNITS, named, read
from tests.word_xml import cell, p, run, save, table, text, title

GROUPS = [("报", "淮安市文明办，区委领导"), ("送", "区人大办公室"), ("发", "各镇（街道）")]
HEADS = {
    "three columns": "洪泽区文明办　　　洪泽文明实践快讯　　　内部资料 注意保存\n2025年第6期\n2025年6月30日 周一\n\n",
    "number beside the name": "洪泽文明实践快讯（第6期）\n"
    "洪泽区文明办合编                2025年6月30日\n内部资料 注意保存\n\n",
    "year and number in short": "洪泽文明实践\n快　讯\n2025·6\n内部资料 注意保存\n洪泽区文明办\n"
    "（2025年6月23日—6月29日）\n签发日期：2025年6月30日\n\n",
    "month by itself": "洪泽文明实践快讯\n2025年第6期\n主办：洪泽区文明办\n承办：洪泽区融媒体中心\n2025年6月\n"
    "内部资料 注意保存\n发布日期：2025年6月30日\n\n",
    "number in columns": "第6期　　　　洪泽文明实践快讯　　　　2025年6月30日\n"
    "洪泽区文明办主办　　　　内部资料 注意保存\n\n",
}


def groups(reading: Reading) -> list[tuple[str, str]]:
    return [(line.kind, "".join(line.lines)) for line in reading.lines]


@pytest.mark.parametrize("name", HEADS)
def test_what_a_head_shows_is_told_apart_however_it_is_set(name: str) -> None:
    reading = read(ONE, head=HEADS[name])
    found = reading.publication
    assert (found.name, found.issuer, found.handling_note) == ("洪泽文明实践快讯", "洪泽区文明办", "内部资料 注意保存")
    assert (reading.year, reading.number, reading.date) == (2025, 6, date(2025, 6, 30))
    assert len(reading.items) == 1


def test_who_helps_an_issuer_and_what_time_an_issue_is_about_are_named() -> None:
    assert named(read(ONE, head=HEADS["month by itself"]), "承办：洪泽区融媒体中心")
    assert named(read(ONE, head=HEADS["year and number in short"]), "2025年6月23日—6月29日")


def test_recipients_may_stand_in_the_head() -> None:
    head = "洪泽文明实践快讯\n第 6 期\n洪泽区文明办　　2025年6月30日\n报：淮安市文明办\n发：各镇（街道）\n\n"
    reading = read(
        "一场电影带来的议事会\n\n电影开场前半小时，谁都可以上台说一件事。三个月说了四十件。\n",
        head=head,
        tail="\n共印90份\n",
    )
    assert (reading.publication.issuer, reading.heads) == ("洪泽区文明办", ("一场电影带来的议事会",))
    assert groups(reading) == [("报", "淮安市文明办"), ("发", "各镇（街道）")]


def test_a_day_without_its_year_has_that_of_the_number() -> None:
    reading = read(ONE, head="洪泽文明实践快讯\n2025年第6期\n主办：洪泽区文明办\n出版日期：6月30日\n\n")
    assert reading.date == date(2025, 6, 30)
    assert named(reading, "按期号的年份读作 2025-06-30")


@pytest.mark.parametrize(("words", "day"), [("二〇二五年六月廿一日", 21), ("二○二五年六月卅日", 30)])
def test_twenty_and_thirty_may_be_one_character(words: str, day: int) -> None:
    assert read(ONE, head=f"洪泽文明实践快讯\n第 6 期\n洪泽区文明办　　{words}\n\n").date == date(2025, 6, day)


def test_a_name_may_end_as_notes_on_handling_do() -> None:
    head = "洪泽区精神文明建设\n工 作 交 流\n第 6 期\n洪泽区文明办　　2025年6月30日\n\n"
    found = read(ONE, head=head).publication
    assert (found.name, found.handling_note) == ("洪泽区精神文明建设工作交流", "")


def test_a_person_with_an_office_in_brackets_is_no_office_that_edits() -> None:
    reading = read(ONE, tail="\n编辑：某某（区实践中心）　　共印90份\n")
    assert reading.responsible_editor == ""
    assert named(reading, "不写入任何公开的项目")


def test_a_title_that_ends_as_offices_do_is_no_issuer() -> None:
    head = "洪泽文明实践快讯\n第 6 期\n洪泽区文明办　　2025年6月30日\n"
    reading = read("关于第二季度城乡接合部\n专项整治情况的通报\n\n本季度清理堆物四百车。各地都有进展。\n", head=head)
    assert (reading.publication.issuer, reading.heads) == (
        "洪泽区文明办",
        ("关于第二季度城乡接合部专项整治情况的通报",),
    )


@pytest.mark.parametrize(("line", "number"), [("增　刊　（２）", 2), ("（增刊第3期）", 3), ("特刊之四", 4)])
def test_a_supplement_has_its_own_number(line: str, number: int) -> None:
    reading = read(ONE, head=f"洪泽文明实践快讯\n{line}\n洪泽区文明办　　2025年6月30日\n\n")
    assert (reading.series[1:], reading.series_number, reading.number) == ("刊", number, number)


@pytest.mark.parametrize(
    "shape",
    [
        "报{0}\n送{1}\n发{2}\n印制：90份\n",
        "报 {0}\n送 {1}\n发 {2}\n共印90份\n",
        "报　　{0}\n送　　{1}\n发　　{2}\n印　　数　　90份\n",
        "报：{0}    送：{1}\n发：{2}    存：档案室\n本期印90份\n",
        "本快讯报：{0}；送：{1}；发：{2}，由洪泽区文明办主办，每周一出版，赠阅，印数90份，编辑部电话0517-80000001。\n",
    ],
)
def test_groups_of_recipients_are_read_without_colons_and_in_one_paragraph(shape: str) -> None:
    reading = read(ONE, tail="\n" + shape.format(*(words for _, words in GROUPS)))
    assert groups(reading) == GROUPS
    assert reading.print_run == 90
    assert "存：" not in shape or named(reading, "存：档案室")
    assert "电话" not in shape or named(reading, "0517-80000001")


def test_prose_that_begins_as_groups_do_is_no_imprint() -> None:
    body = "湖边的报名处\n\n报名的人排到桥头，一天收了两百份表。\n\n送表格的是街坊，发号牌的也是街坊。\n"
    assert groups(read(body)) == [("报", "淮安市文明办"), ("发", "各镇（街道）")]


@pytest.mark.parametrize(
    "end",
    ["时间：7月8日\n地点：北码头\n主办：洪泽区文明办", "码头上严禁烟火。", "学习材料\n\n老人带来的书，谁都可以借。"],
)
def test_what_ends_an_article_is_no_imprint(end: str) -> None:
    reading = read(f"{ONE}{end}\n")
    assert [words for words in end.split() if words not in str(reading.items)] == []


def test_labels_in_rows_need_no_colon() -> None:
    tail = (
        "\n责任编辑　综合科\n审　　核　办公室\n电　　话　0517-80000001\n网　　址　www.example.com\n"
        "洪内资准印〔2025〕第8号　　共印90份\n"
    )
    reading = read(ONE, tail=tail)
    assert (reading.responsible_editor, reading.registration_no, reading.print_run) == (
        "综合科",
        "洪内资准印〔2025〕第8号",
        90,
    )
    assert all(named(reading, words) for words in ("办公室", "0517-80000001", "www.example.com"))
    assert len(reading.items) == 1


def test_an_imprint_may_say_who_hosts_and_when_it_came_out() -> None:
    tail = (
        "\n主办单位：洪泽区文明办\n出刊日期：二〇二五年六月三十日\n"
        "准印证：淮内资（2025）第8号　每期印六百册\n内部资料　免费赠阅\n"
    )
    reading = read(ONE, head="洪泽文明实践快讯\n第 6 期\n\n", tail=tail)
    assert (reading.publication.issuer, reading.date, reading.print_run) == ("洪泽区文明办", date(2025, 6, 30), 600)
    assert (reading.registration_no, reading.publication.handling_note) == ("淮内资（2025）第8号", "内部资料 免费赠阅")


def test_what_the_editors_ask_of_writers_is_a_text_of_its_own() -> None:
    reading = read(
        ONE,
        tail="\n投稿须知\n一、来稿写真人真事。\n二、文责自负。\n投稿邮箱：hz@example.com\n准印证号：HZ-2025-8\n印数：90册\n",
    )
    assert [item.title for item in reading.items][1:] == ["投稿须知"]
    assert "真人真事" in str(reading.items[1])
    assert named(reading, "hz@example.com")
    assert reading.registration_no == "HZ-2025-8"


def test_subject_words_below_the_recipients_are_none_of_them() -> None:
    tail = "\n报：淮安市文明办\n发：各镇（街道）\n主题词：文明实践　信息\n"
    assert groups(read(ONE, tail=tail)) == [("报", "淮安市文明办"), ("发", "各镇（街道）")]


@pytest.mark.parametrize(("beside", "kind"), [("报：县委领导", "发"), ("印发：各镇", "送")])
def test_what_is_handed_out_is_sent_where_another_group_gets_it_from_above(beside: str, kind: str) -> None:
    reading = read(ONE, tail=f"\n{beside}\n分送：各单位\n共印90份\n")
    assert (kind, "各单位") in groups(reading)


def test_head_and_imprint_may_stand_in_tables_of_word(tmp_path: Path) -> None:
    head = [
        [cell("第6期"), cell("洪泽文明实践快讯"), cell("2025年6月30日")],
        [cell("总第40期"), cell("洪泽区文明办编"), cell("内部资料")],
    ]
    imprint = [
        [cell("主办"), cell("洪泽区文明办")],
        [cell("报送"), cell("淮安市文明办")],
        [cell("印发"), cell("各镇")],
        [cell("印数"), cell("90份")],
    ]
    words = "洪泽湖上渔船多，宣讲员跟着运输船走。课讲得短，讲完帮着收网。"
    save(
        path := tmp_path / "某期.docx",
        "".join([table(3, head), p(), title("渔船上的理论课"), text(words), p(run("")), table(2, imprint)]),
    )
    reading = read_file(path, places=PLACES, units=UNITS)
    assert (reading.publication.name, reading.publication.issuer, reading.publication.handling_note) == (
        "洪泽文明实践快讯",
        "洪泽区文明办",
        "内部资料",
    )
    assert (reading.number, reading.total_number, reading.date, reading.print_run) == (6, 40, date(2025, 6, 30), 90)
    assert groups(reading) == [("报", "淮安市文明办"), ("发", "各镇")]
