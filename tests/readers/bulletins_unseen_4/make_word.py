"""Makes the Word files of the fourth set: sections by style alone, contents in a box, questions
and answers, groups of merged rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import cell, change, field, lead, link, p, picture, plain, run, save, table, text, title, write_all

# What these files have of their own -----------------------------------------------------------------------------


def box(*paragraphs: str) -> str:
    """Return a table of one cell that holds several paragraphs."""
    return table(1, [[f"<w:tc><w:tcPr/>{''.join(paragraphs)}</w:tc>"]])


def styled(words: str, level: str) -> str:
    """Return a heading in one of Word's own heading styles."""
    return p(run(words), style=level, align="center" if level == "2" else "")


def contents_line(words: str, page: str) -> str:
    return p(run(words + "\t"), field(f"PAGEREF _Toc{page} \\h", page), style="TOC1")


# The bulletins -----------------------------------------------------------------------------


def sections_by_style(path: Path) -> None:
    """A provincial system's issue: sections and titles in Word's heading styles, contents by fields,
    a picture, questions and answers."""
    body = [
        p(run("工作资料  注意保存", font="黑体")),
        p(run("江苏卫生健康系统文明服务简报", font="方正小标宋简体", size=80), align="center"),
        p(run("第 18 期"), align="center"),
        p(run("江苏省卫生健康委员会精神文明办公室\t2025年11月14日")),
        p(run("目  录", font="黑体"), align="center"),
        p(run("一线做法", font="黑体")),
        contents_line("省卫生健康系统：让等候区有人陪、有事做", "1"),
        contents_line("涟水县：药箱里多了一本“家常簿”", "3"),
        p(run("有问有答", font="黑体")),
        contents_line("第一次做陪诊志愿者，要注意什么", "4"),
        p(),
        styled("一线做法", "1"),
        styled("省卫生健康系统：让等候区有人陪、有事做", "2"),
        text(
            "病人在医院，一半时间在等。今年，省卫生健康系统从等候区入手改善服务，在73家三级医院设“陪等员”，由导医、护理学生和退休职工担任。"
        ),
        lead("陪一陪，让人心定。", "老人独自来的，陪等员记下他的诊室和叫号，走开片刻也不会过号。"),
        lead("问一问，让人心明。", "检查前要不要空腹、报告几点能取，写成一张大字卡，拿在手上就能看。"),
        lead("动一动，让人心宽。", "等候超过四十分钟的，可以跟着大屏幕做一节坐着也能做的操。"),
        p(picture("rPic", "陪等员坐在一位老人身旁看大字卡"), align="center"),
        p(run("图：等候区里的陪等员", font="楷体", size=24), align="center"),
        text("十个月来，陪等员服务病人41.8万人次，门诊投诉中与等候有关的比去年同期减少近四成。"),
        styled("涟水县：药箱里多了一本“家常簿”", "2"),
        text(
            "涟水县家庭医生上门，药箱里除了血压计，还有一本“家常簿”：老人爱吃咸、儿子在外地、夜里睡不好，都记上一笔，下回来了接着聊。"
        ),
        p(
            run("全县496名家庭医生记下家常8.2万条，整理出的常见问题登在"),
            link("健康涟水专页", "rLink"),
            run("上，村医人人可查。"),
            indent=True,
        ),
        styled("有问有答", "1"),
        styled("第一次做陪诊志愿者，要注意什么", "2"),
        p(run("问：", bold=True), run("病人把就诊卡和手机都交给我，合适吗？"), indent=True),
        p(run("答：", bold=True), run("卡可以代拿，手机和现金请病人自己保管，缴费时请他本人确认。"), indent=True),
        p(run("问：", bold=True), run("医生说的话我能转告家属吗？"), indent=True),
        p(run("答：", bold=True), run("病人同意的可以转告，只转告原话，不加自己的判断。"), indent=True),
        p(),
        p(run("报：国家卫生健康委有关司局，省文明办")),
        p(run("送：委领导，委机关各处室")),
        p(run("发：各设区市卫生健康委，委直属各单位")),
        p(run("责任编辑：委文明办\t共印360份")),
    ]
    save(
        path,
        "".join(body),
        links={"rLink": "https://jk.example.cn/lianshui"},
        footer=p(field("PAGE", "1"), align="center"),
    )


def contents_in_a_box(path: Path) -> None:
    """A city's issue: head as a table, contents in a box, a notice counted by Word with a timetable
    whose days are merged, run-in news."""
    head = [
        [cell("丹阳乡风文明通讯", span=2, align="center")],
        [cell("2025年第8期", span=2, align="center")],
        [cell("丹阳市乡风文明建设办公室"), cell("2025年9月16日", align="right")],
    ]
    days = [
        [cell("日期"), cell("地点"), cell("内容")],
        [cell("9月22日", down="restart"), cell("延陵镇"), cell("开镰仪式、农具展")],
        [cell("", down="continue"), cell("珥陵镇"), cell("新米品尝、村歌赛")],
        [cell("9月23日", down="restart"), cell("司徒镇"), cell("葡萄采摘、家风讲堂")],
        [cell("", down="continue"), cell("导墅镇"), cell("老手艺集市")],
    ]
    imprint = [
        [cell("报："), cell("镇江市文明办，市委、市政府领导")],
        [cell("送："), cell("市乡风文明建设联席会议成员单位")],
        [cell("发："), cell("各镇（街道、区）宣传办、农业农村局")],
    ]
    body = [
        table(2, head),
        box(
            p(run("本期导读", font="黑体"), align="center"),
            p(run("【工作安排】", font="黑体")),
            p(run("关于办好农民丰收节系列活动的通知")),
            p(run("【乡风故事】", font="黑体")),
            p(run("皇塘镇：一把“公家锁”锁住浪费")),
            p(run("【镇村短波】", font="黑体")),
        ),
        p(),
        p(run("【工作安排】", font="黑体", size=32), align="center"),
        title("关于办好农民丰收节系列活动的通知"),
        p(run("各镇（街道、区）宣传办：")),
        text("今年农民丰收节将至，为让农民当主角、唱大戏，现就办好系列活动通知如下。"),
        p(run("活动时间和地点", font="黑体"), style="2", level=0),
        text("集中活动安排在9月22日、23日，分四个镇举行，具体见下表。"),
        table(3, days),
        p(run("活动要求", font="黑体"), style="2", level=0),
        text("不搭大舞台，不请外地演员，不发纪念品。节目由村民报名、村民评选，每场不超过九十分钟。"),
        p(run("安全保障", font="黑体"), style="2", level=0),
        text("各镇提前勘查场地，备好雨天方案，做好停车引导和食品留样。"),
        p(run("丹阳市乡风文明建设办公室"), align="right"),
        p(run("2025年9月12日"), align="right"),
        p(run("【乡风故事】", font="黑体", size=32), align="center"),
        title("皇塘镇：一把“公家锁”锁住浪费"),
        text(
            "皇塘镇村里办酒，桌椅、锅灶过去各家自买自存，一年用不上两回。镇里在15个村设公用器具库，钥匙一式两把，村里管一把，办事人家管一把。"
        ),
        p(
            run("用前清点、用后复核，少一只碗赔一只碗。一年来器具外借670次，"),
            change("del", 21, "省下租金约"),
            change("ins", 22, "各家省下租金合计"),
            run("39万元。"),
            indent=True,
        ),
        p(run("【镇村短波】", font="黑体", size=32), align="center"),
        p(
            run("丹北镇晒出“乡贤菜单”。", bold=True),
            run("9月3日，丹北镇42名乡贤把能帮的忙写成菜单，村民照单来约。"),
            indent=True,
        ),
        p(
            run("吕城镇运河边办起旧物展。", bold=True),
            run("9月6日，吕城镇村民带来纤绳、船灯、粮票380件，讲运河上的旧事。"),
            indent=True,
        ),
        p(
            run("访仙镇推广“一碗面”寿宴。", bold=True),
            run("访仙镇九个村的老人过寿改吃一碗长寿面，省下的钱存进老人的账户。"),
            indent=True,
        ),
        p(),
        table(2, imprint),
        p(run("编辑：综合组  校对：秘书组  印数：140份")),
    ]
    save(path, "".join(body))


def adoption_by_group(path: Path) -> None:
    """A city's issue with its year's adoption table, units merged by group; the rows add up to
    68, not to the 70 that is printed."""
    grouped = {
        "县级市": ("张家港市|6|1|7", "常熟市|5|2|7", "太仓市|4|0|4", "昆山市|7|2|9"),
        "区": (
            "吴江区|5|1|6",
            "吴中区|3|0|3",
            "相城区|4|1|5",
            "姑苏区|6|2|8",
            "苏州工业园区|5|1|6",
            "苏州高新区|2|0|2",
        ),
        "部门": ("市级机关部门|8|3|11",),
    }
    rows = [
        [
            cell(group if i == 0 else "", down=("restart" if i == 0 else "continue") if len(units) > 1 else ""),
            *plain(unit)[0],
        ]
        for group, units in grouped.items()
        for i, unit in enumerate(units)
    ]
    total = [cell("合计", span=2), cell("55"), cell("15"), cell("70")]
    body = [
        p(run("工作资料  注意保存", font="黑体")),
        p(),
        p(run("苏州文明建设简报", font="方正小标宋简体", size=96), align="center"),
        p(run("第1期"), align="center"),
        p(run("（总第1206期）"), align="center"),
        p(run("苏州市文明办"), run("                    "), run("二〇二六年一月十五日")),
        p(),
        p(run("【工作研究】", font="黑体", size=32)),
        title("相城区：给志愿服务算一笔“时间账”"),
        p(run("相城区文明办", font="楷体"), align="center"),
        text(
            "志愿服务不图回报，但不能没有回应。两年前，相城区开始给每名志愿者记“时间账”，服务一小时记一分，分数可存、可赠、可用。"
        ),
        text("一是怎么记。由受助的人确认，一事一记，不补记、不代记，差错率控制在千分之二以内。"),
        text("二是怎么用。可换体检、停车和游泳，也可请别的志愿者替家里老人理发、买菜。"),
        text("三是怎么传。搬到外区的可以转走，不想用的可以赠给本楼的老人，已赠出3.4万分。"),
        text("记账以后，全区每月服务一次以上的志愿者由1.9万人增加到3.1万人。实践表明，回应越具体，坚持越长久。"),
        p(run("【通报】", font="黑体", size=32)),
        title("2025年度简报、专报采用情况通报"),
        p(run("各县级市（区）文明办，市各有关部门：")),
        text("2025年，市文明办编发简报、专报共采用各地各部门稿件70篇。现将采用情况通报如下："),
        table(5, [*plain("类别|单位|简报采用|专报采用|合计"), *rows, total]),
        text("昆山市、姑苏区报送的稿件题目小、做法实，采用较多。请其他地区学习借鉴，新的一年多报基层原创做法。"),
        p(run("苏州市文明办"), align="right"),
        p(run("2026年1月12日"), align="right"),
        p(),
        p(run("报：省文明办，市委、市政府、市政协领导")),
        p(run("送：市文明委成员单位")),
        p(run("发：各县级市（区）文明办，苏州工业园区、苏州高新区宣传部门，")),
        p(run("    市各有关部门")),
        p(run("（苏州简字第2601号\t共印320份）")),
    ]
    save(path, "".join(body))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "38-sections-by-style": sections_by_style,
    "39-contents-in-a-box": contents_in_a_box,
    "40-adoption-by-group": adoption_by_group,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
