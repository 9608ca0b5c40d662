"""Shapes of bulletins that differ by office: how sections, titles, points, heads and imprints
are told where no mark tells them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from readers.briefs import first_words
from records import Article, Heading, Paragraph, Point, Report
from tests.readers.shapes import HEAD, ONE, TWO, article, read, sections

# Sections and titles


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("创新做法", "基层动态"),
        ("工作動態", "經驗交流"),
        ("一、工作动态", "二、经验交流"),
        ("「创新做法」", "『百姓声音』"),
        ("—— 创新做法 ——", "—— 百姓声音 ——"),
        ("◎创新做法", "◎百姓声音"),
        ("# 创新做法", "# 百姓声音"),
    ],
)
def test_names_of_sections_are_told_without_brackets(first: str, second: str) -> None:
    one, two = (f"## {text}" if first[0] == "#" else text for text in (ONE, TWO))
    first = first if first != "创新做法" else "工作交流"
    found = sections(read(f"{first}\n\n{one}{second}\n\n{two}"))
    assert [n for _, n in found] == [1, 1]
    assert [name for name, _ in found] == [
        line.strip("#「」『』—◎ ").removeprefix("一、").removeprefix("二、") for line in (first, second)
    ]


def test_sections_of_a_contents_list_stand_in_the_text_without_brackets_too() -> None:
    listed = "本期目录\n头一件\n渔船上的理论课\n第二件\n码头上的信用簿\n\n"
    reading = read(f"{listed}头一件\n\n{ONE}第二件\n\n{TWO}")
    assert sections(reading) == [("头一件", 1), ("第二件", 1)]
    assert [item.title for item in reading.items] == ["渔船上的理论课", "码头上的信用簿"]


def test_a_subhead_of_an_article_is_no_section() -> None:
    reading = read(
        ONE + "工作动态与经验\n\n经验有三条，条条管用。说到底是一个勤字。\n\n主要经验\n\n还有一条。要常来。\n\n"
    )
    assert sections(reading) == [("", 1)]
    assert [block.text for block in article(reading).body if isinstance(block, Heading)] == [
        "工作动态与经验",
        "主要经验",
    ]


def test_a_title_in_two_lines_is_no_section_with_a_title() -> None:
    reading = read(
        "目录\n讲好家乡故事涵养水乡新风\n\n讲好家乡故事\n涵养水乡新风\n\n三河镇把故事会开到湖心。讲的人多，听的人更多。\n\n"
    )
    assert [item.title for item in reading.items] == ["讲好家乡故事涵养水乡新风"]


def test_a_speech_behind_a_signature_is_an_item_of_its_own() -> None:
    notice = (
        "关于做好防汛志愿服务的通知\n\n各镇（街道）：\n\n汛期将至，请各地备好物资。有情况随时报告。\n\n"
        "洪泽区文明办\n2025年6月2日\n\n"
    )
    speech = "在志愿服务动员会上的讲话\n\n（2025年6月3日）\n\n同志们：\n\n今天开这个会，讲三句话。第一句是要实。\n\n"
    reading = read(notice + speech)
    assert [item.title for item in reading.items] == ["关于做好防汛志愿服务的通知", "在志愿服务动员会上的讲话"]
    assert [getattr(block, "text", "") for block in article(reading, 1).body][:2] == ["（2025年6月3日）", "同志们："]


def test_who_speaks_is_neither_title_nor_subhead() -> None:
    reading = read(
        "在志愿服务动员会上的讲话\n区委宣传部\n（2025年6月3日）\n\n同志们：\n\n今天开这个会，讲三句话。第一句是要实。\n\n"
    )
    assert [item.title for item in reading.items] == ["在志愿服务动员会上的讲话"]
    assert article(reading).body[0] == Paragraph(text="区委宣传部")


def test_a_subtitle_belongs_to_its_title() -> None:
    reading = read(ONE.replace("\n", "\n——老子山镇送课到湖心\n", 1))
    assert reading.items[0].title == "渔船上的理论课——老子山镇送课到湖心"


@pytest.mark.parametrize(
    "said", ["采用26条", "共采用稿件26篇", "编发简报3期，共计26篇", "共收到信息480条，刊用信息26条"]
)
def test_a_circular_has_its_total_from_its_prose_and_the_name_of_its_table_is_no_item(said: str) -> None:
    table = "各镇采用情况统计表\n| 单位 | 省级 | 市级 |\n| --- | --- | --- |\n| 三河镇 | 4 | 9 |\n| 岔河镇 | 6 | 7 |\n"
    reading = read(f"上半年信息采用情况通报\n\n上半年，{said}。情况如下。\n\n{table}\n请各镇多报鲜活信息。\n\n")
    (report,) = reading.items
    assert isinstance(report, Report)
    assert (report.total, len(report.rows)) == (26, 2)
    assert "请各镇多报鲜活信息。" in report.note and "各镇采用情况统计表" in report.note
    assert not any(note.kind == "合计" for note in reading.notes)


def test_words_that_stand_for_a_title_keep_their_commas() -> None:
    assert first_words("渔家书屋开到船上，每周二、周五靠岸借书。") == "渔家书屋开到船上，每周二、周五靠岸借书"


# Points


def test_numbers_nest_as_they_stand_and_subheads_are_no_level_of_points() -> None:
    body = (
        "一、先听\n\n（一）开门问。走了六百户。\n\n1.问老人。先给老人算账。\n\n2.问青年。先给青年减负。\n\n"
        "（二）闭门议。定了十条。\n\n"
    )
    blocks = article(
        read(
            "规矩怎么立\n\n过去攀比成风。去年起立规矩。\n\n"
            + body
            + "二、再用\n\n一是贴。贴在村口。\n\n二是劝。上门去劝。\n\n"
        )
    ).body
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["一、先听", "二、再用"]
    points = [block for block in blocks if isinstance(block, Point)]
    assert [(p.ordinal, [c.lead_in for c in p.children]) for p in points] == [
        ("（一）", ["问老人。", "问青年。"]),
        ("（一）", []),
        ("一是", []),
        ("一是", []),
    ]


def test_two_levels_of_points_stay_points_whatever_their_numbers_are() -> None:
    body = "一、先听\n\n（一）开门问。走了六百户。\n\n二、再用\n\n一是贴。贴在村口。\n\n二是劝。上门去劝。\n\n"
    points = [
        b for b in article(read("规矩怎么立\n\n过去攀比成风。去年起立规矩。\n\n" + body)).body if isinstance(b, Point)
    ]
    assert [(p.ordinal, [c.ordinal for c in p.children]) for p in points] == [
        ("一、", ["（一）"]),
        ("一、", ["一是", "一是"]),
    ]


def test_a_story_is_told_in_paragraphs_and_themes_that_are_alike_are_points() -> None:
    story = [
        "服务员接到一通电话，老人的药箱落在码头。",
        "值班的人看了监控，才发现箱子被别人错拿走了。三个码头的人一起找了大半天。",
        "当晚九点，箱子随末班船回到老人手里。老人说，药没有断，心里也暖。",
    ]
    body = article(read("一只药箱\n\n" + "\n\n".join(story) + "\n\n")).body
    assert body == tuple(Paragraph(text=text) for text in story)
    themes = [
        "修旧如旧，先留乡愁。只换朽坏的梁柱。",
        "一室多用，再聚人气。东厢摆书架。",
        "轮流当家，才能长久。每人管一个月。",
    ]
    body = article(read("老祠堂变了样\n\n后港村有座祠堂，锁了多年。\n\n" + "\n\n".join(themes) + "\n\n")).body
    assert [block.lead_in for block in body if isinstance(block, Point)] == [
        text[: text.index("。") + 1] for text in themes
    ]


# Head and imprint


@pytest.mark.parametrize(
    "line",
    [
        "签发人：办公室主任",
        "签发：某主任　　审核：某科长",
        "文明热线 12345",
        "主管：洪泽区委宣传部　　协办：区融媒体中心",
    ],
)
def test_a_line_about_people_or_of_another_kind_does_not_end_the_head(line: str) -> None:
    reading = read(ONE, HEAD.replace("第 6 期\n", f"第 6 期\n{line}\n"))
    assert (reading.publication.issuer, str(reading.date)) == ("洪泽区文明办", "2025-06-30")
    assert [item.title for item in reading.items] == ["渔船上的理论课"]
    told = "".join(note.text for note in reading.notes)
    assert all(part.partition("：")[2] in told for part in line.split())


def test_issuer_editor_and_date_are_told_apart_in_one_line() -> None:
    head = "洪泽文明实践简报\n第 6 期\n洪泽区文明办　主办　签发：某主任　责任编辑：综合科　2025年6月30日\n\n"
    reading = read(ONE, head, "\n报：淮安市文明办\n发：各镇（街道）\n")
    assert (reading.publication.issuer, str(reading.date), reading.responsible_editor) == (
        "洪泽区文明办",
        "2025-06-30",
        "综合科",
    )


@pytest.mark.parametrize(
    ("line", "office"),
    [("编辑：综合科", "综合科"), ("本期编辑：信息中心", "信息中心"), ("責編：綜合處", "綜合處"), ("编辑：某某", "")],
)
def test_an_office_that_edits_is_the_responsible_editor(line: str, office: str) -> None:
    reading = read(ONE, tail=f"\n报：淮安市文明办\n发：各镇（街道）\n{line}　　本期共印90份\n")
    assert (reading.responsible_editor, reading.print_run) == (office, 90)


@pytest.mark.parametrize("tail", ["报送：省文明办\n发：各镇\n", "报：省文明办\n报送：区级机关\n发：各镇\n"])
def test_what_is_sent_up_is_told_from_what_goes_to_the_level(tail: str) -> None:
    kinds = [line.kind for line in read(ONE, tail="\n" + tail).lines]
    assert kinds == (["报", "发"] if "报：" not in tail else ["报", "送", "发"])


def test_a_year_without_its_word_and_a_labelled_date_are_read() -> None:
    head = "洪泽文明实践简报\n2025第6期\n编印单位：洪泽区文明办　　编印日期：2025年6月30日\n\n"
    reading = read(ONE, head)
    assert (reading.year, reading.number, reading.publication.issuer, str(reading.date)) == (
        2025,
        6,
        "洪泽区文明办",
        "2025-06-30",
    )


def test_the_order_of_notes_follows_the_lines() -> None:
    assert all(a.line <= b.line for a, b in pairwise(read(f"工作交流\n\n{ONE}").notes))


def test_marks_before_titles_in_a_contents_list_make_no_sections() -> None:
    listed = "★本期要闻\n☆渔船上的理论课\n★先进典型\n☆码头上的信用簿\n\n"
    reading = read(f"{listed}★本期要闻\n\n{ONE}★先进典型\n\n{TWO}")
    assert sections(reading) == [("本期要闻", 1), ("先进典型", 1)]
    assert [item.title for item in reading.items] == ["渔船上的理论课", "码头上的信用簿"]


def test_a_number_said_twice_and_financial_numerals_are_read() -> None:
    head = "洪泽文明实践简报\n第 6 期\n（二〇二五年第六期）\n洪泽区文明办　　2025年6月30日\n\n"
    reading = read(ONE, head, "\n报：淮安市文明办\n发至：各镇（街道）\n共印壹佰贰拾份。\n")
    assert (reading.number, reading.publication.issuer, reading.print_run) == (6, "洪泽区文明办", 120)
    assert [line.kind for line in reading.lines] == ["报", "发"]


@pytest.mark.parametrize("words", ["按：", "【按语】", "编者按语："])
def test_a_note_of_the_editor_may_be_called_in_short(words: str) -> None:
    assert (
        read(f"{words}移风易俗要常抓。现刊发一个镇的做法，供参阅。\n\n{ONE}").editor_note
        == "移风易俗要常抓。现刊发一个镇的做法，供参阅。"
    )


def test_a_town_alone_in_a_line_begins_a_title() -> None:
    reading = read("岔河镇：\n渔船上的理论课\n" + ONE.partition("\n")[2])
    assert [(item.prefix, item.title) for item in reading.items if isinstance(item, Article)] == [
        ("岔河镇", "渔船上的理论课")
    ]


def test_numbered_titles_stand_below_a_section_of_briefs() -> None:
    briefs = (
        "1. 三河镇开讲\n6月2日，三河镇开讲家风课，来了二百人。\n\n2. 岔河镇净滩\n6月3日，岔河镇清理岸线七公里。\n\n"
    )
    reading = read("本周要闻\n\n" + briefs)
    assert sections(reading) == [("本周要闻", 2)]
    assert [item.title for item in reading.items] == ["三河镇开讲", "岔河镇净滩"]


# What looks like a title and is none, and the other way round


@pytest.mark.parametrize("subhead", ["事情背景", "怎么想到", "老办法"])
def test_a_subhead_right_below_a_title_stays_a_subhead(subhead: str) -> None:
    one, two = (text.replace("\n\n", f"\n\n{subhead}\n\n", 1) for text in (ONE, TWO))
    reading = read(one + "【经验交流】\n\n" + two)
    assert [article(reading, n).title for n in (0, 1)] == ["渔船上的理论课", "码头上的信用簿"]
    assert [article(reading, n).body[0] for n in (0, 1)] == [Heading(text=subhead)] * 2


def test_a_title_goes_on_in_the_next_line_where_nothing_makes_that_a_subhead() -> None:
    reading = read(ONE.replace("\n\n", "\n讲到湖心\n\n", 1))
    assert article(reading).title == "渔船上的理论课讲到湖心"


@pytest.mark.parametrize("brackets", ["［］", "【】", "〔〕"])
def test_a_section_at_the_end_may_hold_one_text_without_a_title(brackets: str) -> None:
    opened, closed = brackets
    reading = read(
        f"{opened}要闻{closed}\n\n{ONE}{opened}下周打算{closed}\n\n7月上旬，请船员来站里选课；7月中旬，换一批书上船。\n"
    )
    assert sections(reading) == [("要闻", 1), ("下周打算", 1)]


def test_lines_with_places_below_each_other_are_a_list_and_no_titles() -> None:
    rows = ["淮安区：桥头书吧", "盱眙县：山村夜校、果园课堂", "金湖县：荷塘讲台"]
    reading = read(ONE + "【名单】\n\n首批水上站点名单\n\n" + "\n\n".join(rows) + "\n")
    assert [article(reading, n).title for n in range(len(reading.items))] == ["渔船上的理论课", "首批水上站点名单"]
    assert article(reading, 1).body == tuple(Paragraph(text=row) for row in rows)


def test_a_line_set_in_the_middle_of_a_wrapped_text_begins_another_item() -> None:
    full = (
        "　　洪泽湖上渔船多，宣讲员跟着运输船走，课讲得短，讲完了再\n"
        "帮着收网，收完网接着讲，船到哪里就讲到哪里，一直讲到天黑下\n"
        "来。\n"
    )
    text = f"　　　　　渔船上的理论课\n\n{full}\n{full}\n　　　　　码头上新设的信用簿\n\n{full}\n{full}"
    assert [article(read(text), n).title for n in (0, 1)] == ["渔船上的理论课", "码头上新设的信用簿"]


def test_an_office_above_a_date_is_no_subhead_though_an_annex_follows() -> None:
    reading = read(ONE + "洪泽区文明办\n\n2025年6月29日\n\n附件\n\n站点分布\n\n湖区有八个站点，四个在船上。\n")
    assert Paragraph(text="洪泽区文明办") in article(reading).body


def test_a_bracket_round_number_and_print_run_is_not_left_open() -> None:
    reading = read(ONE, tail="\n报：淮安市文明办\n责任编辑：综合科　　（淮简字第0109号　　共印90份）\n")
    assert (reading.registration_no, reading.print_run) == ("淮简字第0109号", 90)


@pytest.mark.parametrize(("total", "doubted"), [(7, False), (30, False), (9, True)])
def test_counts_of_a_month_and_running_totals_are_not_added_up(total: int, doubted: bool) -> None:
    table = "单位\t6月采用\t上半年累计\n高良涧街道\t3\t14\n老子山镇\t4\t16\n"
    reading = read(f"{ONE}【情况通报】\n\n6月份信息采用情况\n\n6月份采用各地信息{total}篇。\n\n{table}")
    assert any(isinstance(item, Report) and item.total == total for item in reading.items)
    assert any("不符" in note.text for note in reading.notes) == doubted


@pytest.mark.parametrize("beside", ["（电子版）", "\n（电子版）", "\n（2025年6月23日—6月29日）"])
def test_what_stands_in_brackets_beside_a_masthead_is_told_and_no_part_of_it(beside: str) -> None:
    reading = read(ONE, head=HEAD.replace("简报\n", f"周刊{beside}\n"))
    assert reading.publication.name == "洪泽文明实践周刊"
    assert any(beside.strip() in note.text for note in reading.notes)


def test_lines_of_a_few_characters_above_titles_and_tables_are_sections_where_there_are_several() -> None:
    table = "数说\n\n志愿者　　　112人\n本月活动　　　34场\n服务时长　　　260小时\n"
    assert sections(read(f"特稿\n\n{ONE}短章\n\n{TWO}{table}")) == [("特稿", 1), ("短章", 1), ("数说", 1)]


def test_places_in_a_numbered_part_of_an_article_begin_no_items() -> None:
    body = f"全区情况通报\n\n本季度各地都有进展。\n\n一、典型做法\n\n盱眙县：{ONE}金湖县：{TWO}"
    reading = read(body)
    assert reading.heads == ("全区情况通报",)
    assert [type(block) for block in article(reading).body[2::2]] == [Heading, Heading]
    assert read(body.replace("一、典型做法\n\n", "")).heads == (
        "全区情况通报",
        "盱眙县：渔船上的理论课",
        "金湖县：码头上的信用簿",
    )


def test_a_town_that_a_space_parts_from_its_title_stands_before_it() -> None:
    item = article(read(f"蒋坝镇　{ONE}"))
    assert (item.prefix, item.title) == ("蒋坝镇", "渔船上的理论课")


def test_a_letter_is_one_text_with_its_signature() -> None:
    letter = (
        "编辑同志：\n\n我是湖边的一名村医。老人不肯开空调，怕电费。\n\n建议把账算清楚。\n\n"
        "蒋坝镇　一名村医\n2025年6月10日\n"
    )
    reading = read(f"【读者来信】\n\n{letter}")
    assert len(reading.items) == 1
    assert [block.text for block in article(reading).body if isinstance(block, Paragraph)][-2:] == [
        "蒋坝镇 一名村医",
        "2025年6月10日",
    ]


def test_a_figure_behind_a_point_in_full_width_may_be_a_day() -> None:
    body = article(read("【本周工作】\n１．６月３日，召开座谈会。\n２．６月４日，到蒋坝镇调研。\n")).body
    assert [(block.ordinal, block.text) for block in body if isinstance(block, Point)] == [
        ("1.", ("６月３日，召开座谈会。",)),
        ("1.", ("６月４日，到蒋坝镇调研。",)),
    ]


def test_brackets_that_begin_no_section_give_no_item_their_name() -> None:
    assert sections(read(f"盱眙县：{ONE}【相关链接】\n\n三步：先说事，再说理。\n\n金湖县：{TWO}")) == [("", 2)]


def test_a_title_stands_behind_a_table_and_no_row_of_it_is_one() -> None:
    table = "类别\t件数\t办结\n环境卫生\t512\t505\n车辆停放\t388\t372\n\n"
    for drawn in (table, table.replace("\t", "    ")):
        reading = read(
            f"随手拍办理情况\n\n六月，平台收到随手拍九百件。办结率九成七。\n\n{drawn}冬训里的“板凳对板凳”\n\n棋盘镇冬训不设讲台，讲的人和听的人换着坐。一晚换四轮。\n"
        )
        assert reading.heads == ("随手拍办理情况", "冬训里的“板凳对板凳”")
