"""Names of sections between any brackets or strokes, signs before titles, short sentences
that are points, in whole bulletins."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers import Reading, read_file
from records import Article, Paragraph, Point
from tests.readers import shapes
from tests.readers.shapes import PLACES, UNITS
from tests.word_xml import p, run, save

HEAD = "洪泽湖文明简报\n\n第 6 期\n\n洪泽区文明办\n\n2026年6月2日\n\n"
TAIL = "\n报：市文明办\n发：各镇（街道）\n"
DYKE = "岔河镇：圩堤上的歇脚亭"
DYKE_TEXT = "岔河镇圩堤长，巡堤的人没处喝水。今年，镇里把旧闸房改成歇脚亭。"
NET = "补网场边的话匣子"
NET_TEXT = "补网的人手忙嘴闲。村里在网场边放一只话匣子，讲邻里的事。"
THEMES = (
    "有人守。亭子由船工轮流守，一天一换。\n\n有水喝。茶水由茶室送，一天两壶。\n\n"
    "有话说。看到的险情写在黑板上，当天派人看。\n\n"
)

LONGER = "停船再也不用等。泊位由船家自己商量，满了换一处。\n\n补网再也不用跑。网场就在村口，针线自取，用完放回。\n\n"


def read(text: str, head: str = HEAD, tail: str = TAIL) -> Reading:
    return shapes.read(text, head, tail)


def told(reading: Reading) -> list[tuple[str, list[str]]]:
    titles = {item.anchor: item.title for item in reading.items}
    return [(section.name, [titles[a] for a in section.items]) for section in reading.sections]


def body(reading: Reading, n: int = 0) -> tuple[object, ...]:
    return shapes.article(reading, n).body


FORMS = [
    "〈{}〉",
    "［{}］",
    "〖{}〗",
    "▌{}▌",
    "◎{}◎",
    "☆★ {} ★☆",
    "==== {} ====",
    "……{}……",
    "《 {} 》",
    "“{}”",
    "ooo {} ooo",
    "→ {}",
    "【{}】：",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_name_between_any_brackets_signs_or_strokes_is_a_section(form: str) -> None:
    first, second = form.format("堤上新事"), form.format("湖畔人家")
    reading = read(f"{first}\n\n{DYKE}\n\n{DYKE_TEXT}\n\n{second}\n\n{NET}\n\n{NET_TEXT}\n\n")
    assert told(reading) == [("堤上新事", ["圩堤上的歇脚亭"]), ("湖畔人家", [NET])]


@pytest.mark.parametrize("listed", [True, False])
def test_a_section_may_stand_in_one_line_with_its_title(listed: bool) -> None:
    first, second = f"【堤上新事】{DYKE}", f"【湖畔人家】　{NET}"
    contents = f"目录\n\n{first}\n{second}\n\n" if listed else ""
    reading = read(f"{contents}{first}\n\n{DYKE_TEXT}\n\n{THEMES}{second}\n\n{NET_TEXT}\n\n")
    assert told(reading) == [("堤上新事", ["圩堤上的歇脚亭"]), ("湖畔人家", [NET])]


def test_a_section_of_the_contents_list_may_have_a_page() -> None:
    contents = f"目录\n\n【堤上新事】……1\n{DYKE}……1\n【湖畔人家】……3\n{NET}……3\n\n"
    reading = read(f"{contents}【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n【湖畔人家】\n\n{NET}\n\n{NET_TEXT}\n\n")
    assert told(reading) == [("堤上新事", ["圩堤上的歇脚亭"]), ("湖畔人家", [NET])]


@pytest.mark.parametrize("sign", ["⊙", "❖", "✦", "☞", "▪", "■", "◇", "→"])
@pytest.mark.parametrize("listed", [True, False])
def test_a_sign_before_a_title_is_no_part_of_it(sign: str, listed: bool) -> None:
    contents = f"目录\n\n{sign} {DYKE}\n{sign} {NET}\n\n" if listed else ""
    reading = read(f"{contents}【堤上新事】\n\n{sign} {DYKE}\n\n{DYKE_TEXT}\n\n{THEMES}{sign} {NET}\n\n{NET_TEXT}\n\n")
    assert told(reading) == [("堤上新事", ["圩堤上的歇脚亭", NET])]
    assert sum(isinstance(block, Point) for block in body(reading)) == 3


def test_signs_before_points_are_taken_off() -> None:
    marked = "".join(f"☞{line}\n\n" for line in THEMES.split("\n\n") if line)
    reading = read(f"【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n{marked}")
    assert [block.lead_in for block in body(reading) if isinstance(block, Point)] == [
        "有人守。",
        "有水喝。",
        "有话说。",
    ]


def test_short_sentences_below_a_section_whose_title_is_not_listed_begin_no_items() -> None:
    contents = f"目录\n\n【堤上新事】\n{DYKE}\n【湖畔人家】\n一只没有印出来的题目\n\n"
    reading = read(f"{contents}【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n【湖畔人家】\n\n{NET_TEXT}\n\n{LONGER}")
    assert [len(titles) for _, titles in told(reading)] == [1, 1]


@pytest.mark.parametrize("behind", ["洪泽区岔河镇", "岔河镇"])
def test_what_stands_behind_leaders_is_no_part_of_an_entry(behind: str) -> None:
    contents = f"本期案例\n\n案例一：歇脚亭………………{behind}\n案例二：话匣子……………………{behind}\n\n"
    text = (
        "案例一：歇脚亭\n\n【问题】巡堤的人没处喝水。堤又长。\n\n【做法】镇里改了闸房。\n\n"
        f"案例二：话匣子\n\n{NET_TEXT}\n\n"
    )
    assert told(read(contents + text)) == [("", ["案例一：歇脚亭", "案例二：话匣子"])]


@pytest.mark.parametrize("often", ["季刊", "（双月刊）", "每月一期", "试刊"])
def test_how_often_an_issue_comes_out_is_told_and_no_part_of_its_name(often: str) -> None:
    head = f"洪泽湖文明实践案例\n\n2026年第2期　{often}\n\n洪泽区文明办\n\n2026年6月2日\n\n"
    reading = read(f"【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n", head=head)
    assert (reading.publication.name, reading.number) == ("洪泽湖文明实践案例", 2)
    assert any(often.strip("（）") in note.text for note in reading.notes)


@pytest.mark.parametrize(
    "number", ["淮内资准字2026—0056", "洪简准字第26018号", "淮洪简登字2026第41号", "洪内简准〔2026〕2号"]
)
def test_registration_numbers_have_many_forms(number: str) -> None:
    reading = read(f"【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n", tail=f"{TAIL}{number}　　共印60份\n")
    assert (reading.registration_no, reading.print_run) == (number, 60)


def test_who_speaks_between_title_and_addressee_begins_no_item() -> None:
    speech = (
        "在圩堤现场会上的点评\n（2026年5月12日）\n市文明实践办公室负责人\n\n"
        "同志们：\n\n看了一上午，点三句话。第一句是要活。\n\n"
    )
    reading = read(f"【堤上新事】\n\n{DYKE}\n\n{DYKE_TEXT}\n\n【会议点评】\n\n{speech}")
    assert told(reading)[1] == ("会议点评", ["在圩堤现场会上的点评"])
    assert Paragraph("同志们：") in body(reading, 1)


def test_an_office_beside_the_day_issues_what_a_masthead_below_names() -> None:
    head = "第 9 期\n洪泽区志愿者协会秘书处        2026年9月30日\n洪泽湖内参\n\n"
    reading = read(f"〔堤上新事〕 {DYKE}\n\n{DYKE_TEXT}\n\n", head=head)
    assert (reading.publication.name, reading.publication.issuer) == ("洪泽湖内参", "洪泽区志愿者协会秘书处")


def test_numbered_news_below_a_section_are_items_and_points_are_none() -> None:
    news = (
        "一、区里开歇脚亭推进会\n\n6月3日，推进会在岔河镇召开，看了两处。\n\n"
        "二、歇脚亭过百座\n\n6月底前，全区建成一百座。还要再建。\n\n"
    )
    reading = read(
        f"== 堤上新事 ==\n\n{news}== 湖畔人家 ==\n\n{DYKE}\n\n{DYKE_TEXT}\n\n"
        "一、怎么守\n\n轮流守。\n\n二、怎么修\n\n自己修。\n\n"
    )
    assert told(reading) == [("堤上新事", ["区里开歇脚亭推进会", "歇脚亭过百座"]), ("湖畔人家", ["圩堤上的歇脚亭"])]


def test_gaps_and_rules_of_spaces_and_strokes_are_the_same_in_word(tmp_path: Path) -> None:
    contents = f"本期目录\n{DYKE}　　　　岔河镇文明办\n{NET}　　　　区妇联\n"
    head = f"洪泽湖内刊\n第 9 期\n洪泽区文明办主编        2026年9月30日\n{'―' * 20}\n"
    text = f"{head}{contents}{DYKE}\n{DYKE_TEXT}\n{NET}\n区妇联\n{NET_TEXT}\n报：市文明办　　　　共印60份\n"
    save(tmp_path / "某期.docx", "".join(p(run(line)) for line in text.splitlines()))
    (tmp_path / "某期.txt").write_text(text.replace("\n", "\n\n"), "utf-8")
    for name in ("某期.docx", "某期.txt"):
        reading = read_file(tmp_path / name, places=PLACES, units=UNITS)
        assert told(reading) == [("", ["圩堤上的歇脚亭", NET])]
        assert (reading.publication.issuer, str(reading.date), reading.print_run) == ("洪泽区文明办", "2026-09-30", 60)


def test_a_sign_on_both_sides_makes_a_section_though_the_contents_list_prints_its_name_alone() -> None:
    contents = f"目录\n\n湖上新闻\n　　{DYKE}（1）\n水边人家\n　　{NET}（2）\n来稿统计（4）\n\n"
    reading = read(f"{contents}· 湖上新闻 ·\n\n{DYKE}\n\n{DYKE_TEXT}\n\n· 水边人家 ·\n\n{NET}\n\n{NET_TEXT}\n")
    assert told(reading) == [("湖上新闻", ["圩堤上的歇脚亭"]), ("水边人家", [NET])]
    assert [note.text for note in reading.notes if note.kind == "目录"] == ["目录中的“来稿统计”在正文中没有找到"]


def test_briefs_behind_a_place_in_brackets_are_items_of_a_section_and_paragraphs_of_an_article() -> None:
    briefs = (
        "【老子山镇】6月1日，镇里给渡口装上遮阳棚，等船的人不再晒。\n\n"
        "【蒋坝镇】6月2日，镇里请船娘教游客摇橹，教会了一百人。\n\n"
    )
    assert [item.body for item in read(f"◇ 湖边新事 ◇\n\n{briefs}").items if isinstance(item, Article)] == [
        (Paragraph(text=text),) for text in briefs.strip().split("\n\n")
    ]
    reading = read(f"{DYKE}\n\n{DYKE_TEXT}\n\n{briefs}")
    assert len(reading.items) == 1
    assert len(body(reading)) == 3


def test_remarks_and_a_notice_with_a_timetable_stand_below_titles_of_their_own() -> None:
    head = "会议材料　会后收回\n\n洪泽湖渔家文化座谈会\n简　　报\n\n第 2 期\n\n座谈会秘书组　　2026年6月2日\n\n"
    remarks = "代表发言摘编\n\n"
    remarks += "老子山镇代表：船上的孩子先认水，再认字。课本里该有一页是水。\n\n"
    remarks += "蒋坝镇代表：渔歌没有谱，会唱的人越来越少。我们先录了三十首。\n\n"
    table = "车号\t地点\t时间\n1号车\t东门\t7:40\n2号车\t东门\t7:45\n3号车\t西门\t7:45\n\n"
    notice = (
        "关于6月3日参观的提示\n\n各位代表：\n\n3日上午参观，车辆安排如下：\n\n"
        f"{table}请提前十分钟上车。路窄，不要自己开车。\n\n"
    )
    reading = read(f"讨论情况综述\n\n{DYKE_TEXT}\n\n{NET_TEXT}\n\n{remarks}{notice}", head=head)
    assert told(reading) == [("", ["讨论情况综述", "代表发言摘编", "关于6月3日参观的提示"])]
    assert (reading.publication.name, reading.publication.handling_note) == (
        "洪泽湖渔家文化座谈会简报",
        "会议材料 会后收回",
    )
    assert len(body(reading, 1)) == 2


def test_two_offices_in_a_line_wrote_the_text_and_a_caption_in_another_size_begins_no_item(tmp_path: Path) -> None:
    row = "".join(f"<w:tc><w:tcPr/>{p(run(words))}</w:tc>" for words in ("渡口", "凳子"))
    more = "".join(f"<w:tc><w:tcPr/>{p(run(words))}</w:tc>" for words in ("东渡", "12"))
    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    lines = [
        *(p(run(words)) for words in HEAD.strip().split("\n\n")),
        *(p(run(words)) for words in ("目录", DYKE, NET)),
        p(run(DYKE, font="方正小标宋简体", size=44), align="center"),
        p(run("岔河镇文明办　洪泽区水利局", font="楷体"), align="center"),
        p(run(DYKE_TEXT)),
        p(run("歇脚亭设置情况", font="黑体", size=24), align="center"),
        f"<w:tbl><w:tblPr/>{grid}<w:tr>{row}</w:tr><w:tr>{more}</w:tr></w:tbl>",
        p(
            run(
                "注：凳子按船工点数的时候计算，借出去还没有还回来的凳子和修补当中的凳子都不在其内，收回来以后另行补记。",
                size=21,
            )
        ),
        p(run(NET, font="方正小标宋简体", size=44), align="center"),
        p(run(NET_TEXT)),
        *(p(run(words)) for words in TAIL.strip().split("\n")),
    ]
    path = tmp_path / "某期.docx"
    save(path, "".join(lines))
    reading = read_file(path, places=PLACES, units=UNITS)
    assert [item.title for item in reading.items] == ["圩堤上的歇脚亭", NET]
    assert body(reading)[0] == Paragraph(text="岔河镇文明办 洪泽区水利局")
