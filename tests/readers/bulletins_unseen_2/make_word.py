"""Makes the Word files of the second set: contents of links, a note in a one-cell table, a
title broken by hand, page numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import cell, field, lead, link, p, picture, plain, run, save, table, text, title, write_all

# What these files have of their own -----------------------------------------------------------------------------


def page_numbers() -> str:
    """Return a page's foot with its number between dashes."""
    return p(run("— "), field("PAGE", "1"), run(" —"), align="center")


def contents_line(words: str, page: str) -> str:
    """Return a line of the contents as Word makes it: one link with the title, a tab and the page in a field."""
    mark = f"_Toc{page}"
    inner = run(words) + run("\t") + field(f"PAGEREF {mark} \\h", page)
    return p(f'<w:hyperlink w:anchor="{mark}" w:history="1">{inner}</w:hyperlink>', style="TOC1")


def marked(words: str, page: str) -> str:
    """Return a title that the contents point to."""
    start, end = f'<w:bookmarkStart w:id="{page}" w:name="_Toc{page}"/>', f'<w:bookmarkEnd w:id="{page}"/>'
    return p(start, run(words, font="方正小标宋简体", size=44), end, style="1", align="center")


def pieces(*words: str) -> str:
    """Return one paragraph whose words Word has cut into several runs, some by the proofreader's marks."""
    return p('<w:proofErr w:type="spellStart"/>'.join(run(each) for each in words), indent=True)


def ruled(*inner: str) -> str:
    """Return a paragraph with a red line below it."""
    line = '<w:pBdr><w:bottom w:val="single" w:sz="24" w:space="1" w:color="FF0000"/></w:pBdr>'
    return f"<w:p><w:pPr>{line}</w:pPr>{''.join(inner)}</w:p>"


def small(words: str) -> str:
    """Return a caption or a note beside a table or picture."""
    return p(run(words, font="仿宋", size=24), align="center")


# The bulletins -----------------------------------------------------------------------------


def plain_with_table(path: Path) -> None:
    """The most ordinary one: everything typed, a title broken by hand, a table with
    its caption and note inside a text."""
    rows = plain("1|解放军路社区|46|2130", "2|槐泗镇集镇区|38|1875", "3|瓜洲镇老街|29|1240", "4|双桥街道片区|61|3355")
    body = [
        p(run("工作资料  注意保存", font="黑体")),
        p(),
        p(run("扬州精神文明建设信息", font="方正小标宋简体", size=90), align="center"),
        p(),
        p(run("第 19 期"), align="center"),
        p(),
        ruled(run("扬州市文明办"), run("                        "), run("2025年8月26日")),
        p(),
        p(run("【工作交流】", font="黑体")),
        p(run("邗江区：把“便民市集”开进老街巷"), indent=True),
        p(run("高邮市：以“三色驿站”服务大运河畔货车司机"), indent=True),
        p(run("【他山之石】", font="黑体")),
        p(run("外地“零钱互助箱”的几点启示"), indent=True),
        p(),
        p(run("【工作交流】", font="黑体", size=32)),
        p(run("邗江区：把“便民市集”\n开进老街巷", font="方正小标宋简体", size=44), align="center"),
        p(),
        text(
            "邗江区老街巷人口稠密，修鞋、配钥匙、磨剪刀这些小手艺越来越难找。今年春天起，区里每周六上午办便民市集，把手艺人和志愿者请到居民家门口。"
        ),
        p(run("一、摸准需求再开市", font="黑体"), indent=True),
        text(
            "每场市集之前，社区先发一张需求单，居民勾选最多的十项服务进场，其余下一场再排。半年来共收回需求单1.3万张。"
        ),
        p(run("二、手艺人和志愿者搭班", font="黑体"), indent=True),
        pieces(
            "手艺人收成本价，",
            "志愿者不收钱。",
            "每个摊位一名手艺人配一名志愿者，边干活边带徒弟，已有",
            "58",
            "名年轻人学会了一门小手艺。",
        ),
        p(run("三、用数字说话", font="黑体"), indent=True),
        text("区里每月公布各点办理情况，居民满意度不足九成的点位停办整改。上半年的情况如下表。"),
        small("上半年便民市集办理情况"),
        table(4, [*plain("序号|点位|场次|服务人次"), *rows]),
        small("注：数据截至2025年6月30日。"),
        text("下一步，邗江区将在西部集镇增设六个点位，把市集的日子固定下来。"),
        p(),
        title("高邮市：以“三色驿站”服务大运河畔货车司机"),
        text(
            "高邮市地处运河要道，过往货车司机多。市文明办会同交通、工会等部门建起“三色驿站”16个，红色讲政策、绿色给补给、蓝色助维权。"
        ),
        lead("红色灯下讲政策。", "驿站墙上的显示屏滚动播放交通法规和惠民政策，司机喝杯水的工夫就能看一段。"),
        lead("绿色窗口给补给。", "热水、热饭、淋浴、洗衣全天供应，价格不高于周边集镇。"),
        lead("蓝色信箱助维权。", "司机遇到欠薪、扣车等难事，投一张纸条，三天内有人回电，一年来已答复217件。"),
        p(),
        p(run("【他山之石】", font="黑体", size=32)),
        title("外地“零钱互助箱”的几点启示"),
        text("某地在公交站放置“零钱互助箱”，缺零钱的人自取一元，日后有了再放回。三年来，箱里的钱不减反增。"),
        text("我们从中得到三点启示：信任要从小事开始，规则要让人一眼看懂，管理要尽量少打扰人。"),
        p(),
        p(run("报：江苏省文明办，市委、市政府领导")),
        p(run("送：市文明委各成员单位")),
        p(run("发：各县（市、区）文明办，市各功能区宣传办")),
        p(run("（扬简字第1107号    共印350份）")),
    ]
    save(path, "".join(body), footer=page_numbers())


def note_in_a_box(path: Path) -> None:
    """A special issue: contents as links, 编者按 in a one-cell table, a picture, points
    1.1-like by hand, signature, annex."""
    box = [
        [
            cell(
                "编者按：农村人居环境好不好，最后要看农户自家门里门外。高淳区用一面“美丽庭院”的小旗把大家的劲头调动起来，值得一读。"
            )
        ]
    ]
    body = [
        p(run("南京乡村文明专报", font="方正小标宋简体", size=84), align="center"),
        p(run("乡村文明示范专刊第12期"), align="center"),
        ruled(run("2025年第23期\t（总第215期）")),
        p(run("南京市文明办  南京市农业农村局  编\t2025年10月30日")),
        p(run("目    录", font="黑体"), align="center"),
        contents_line("高淳区：小旗插进庭院里", "1"),
        contents_line("溧水区：给村道起个好名字", "4"),
        p(),
        table(1, box),
        p(),
        marked("高淳区：小旗插进庭院里", "1"),
        text(
            "高淳区山水相间，村落分散。2024年以来，区文明办牵头开展“美丽庭院”评选，一户一评、一季一换，流动的小旗插遍了八个镇街的农家院。"
        ),
        p(run("一、先定一把尺子", font="黑体"), indent=True),
        text(
            "评什么，村民说了算。各村从干净、整齐、绿化、和睦、好客五个方面列出二十条标准，每条五分，写成顺口溜贴在村口。"
        ),
        p(
            run("（一）看得见的归整。", font="楷体", bold=True),
            run("农具上墙、柴草成垛、鸡鸭进圈，院里院外不留卫生死角。"),
            indent=True,
        ),
        p(
            run("（二）看不见的和气。", font="楷体", bold=True),
            run("婆媳妯娌吵没吵、邻里占没占道，由左邻右舍打分。"),
            indent=True,
        ),
        p(run("二、再派一支队伍", font="黑体"), indent=True),
        text("每个村由妇女代表、老党员和返乡大学生组成评议组，每季度走一遍，不看材料只看院子。"),
        p(picture("rPic", "农家院门口插着一面小红旗"), align="center"),
        small("高淳区桠溪街道的一户美丽庭院"),
        p(run("三、后面跟上礼遇", font="黑体"), indent=True),
        text(
            "得旗三次的农户可以优先申办农家乐、优先参加免费培训，银行给予贷款利率优惠。全区已有4326户得旗，带动民宿新增190家。"
        ),
        p(run("（高淳区文明办）"), align="right"),
        p(),
        marked("溧水区：给村道起个好名字", "4"),
        text(
            "溧水区农村公路修通以后，不少村道没有名字，寄快递、叫救护车都说不清位置。去年冬天，区里请村民自己给村道起名。"
        ),
        text(
            "起名有三条规矩：说得出来历，叫得响亮，不用人名和商号。全区共征集路名2700多条，选定用名861条，新立路牌1600余块。"
        ),
        text("路牌背面印着一句村规民约。过路的人看路名，本村的人看规矩。"),
        p(run("（溧水区文明办）"), align="right"),
        p(),
        p(run("报：省文明办、省农业农村厅")),
        p(run("送：市委办公厅、市政府办公厅，市乡村振兴工作领导小组成员单位")),
        p(run("发：各区文明办、农业农村局，")),
        p(run("    各涉农镇街")),
        p(run("责任编辑：市文明办农村处\t联系电话：025-80000000\t共印380份")),
    ]
    save(path, "".join(body), footer=page_numbers())


def month_in_brief(path: Path) -> None:
    """A month's briefs: bold titles on their own lines, items that Word marks with
    △, a chronicle as a table, a link."""
    days = plain(
        "9月3日|海陵区百名老兵进校园讲国旗故事",
        "9月12日|凤城河畔中秋邻里长桌宴开席",
        "9月20日|全区科普日集市在稻河街区开市",
    )
    body = [
        p(run("内部刊物", font="黑体")),
        p(run("海陵文明月讯", font="方正小标宋简体", size=96), align="center"),
        p(run("2025年9月号"), align="center"),
        p(run("（总第93期）"), align="center"),
        table(2, [[cell("主办：泰州市海陵区文明办"), cell("2025年9月30日", align="right")]]),
        p(run("〔要 闻〕", font="黑体", size=32)),
        p(run("海陵区为老店立起“诚信牌”", bold=True), align="center"),
        text(
            "9月10日，海陵区在坡子街给47家老店挂上“诚信牌”。牌子上不写荣誉，只写三句话：开了几年，卖什么，不满意怎么退。"
        ),
        p(
            run("消费者扫牌上的二维码，可以看到店铺历年的承诺和兑现情况，也可以在"),
            link("诚信海陵网页", "rLink"),
            run("留言。首月收到留言1260条，店铺回复率达到96%。"),
            indent=True,
        ),
        p(run("“晚来一小时”图书馆夜场受欢迎", bold=True), align="center"),
        text("区图书馆从9月起把每周五、周六的闭馆时间推迟一小时，增设青年夜读区，首月夜场到馆5300人次。"),
        p(run("〔镇街短讯〕", font="黑体", size=32)),
        p(run("九龙镇举办农民趣味运动会，12个村的260名农民比赛挑担、插秧、搓草绳。"), level=0, numbering=2),
        p(run("城东街道组建“银龄护学岗”，32名退休职工在六所学校门口轮流站岗。"), level=0, numbering=2),
        p(run("罡杨镇文明实践所开展旧书漂流，三周漂出图书1800册。"), level=0, numbering=2),
        p(run("〔大事记〕", font="黑体", size=32)),
        p(run("9月文明大事", bold=True), align="center"),
        table(2, [*plain("日期|事项"), *days]),
        p(run("主送：泰州市文明办，区委、区政府领导")),
        p(run("抄送：区各有关部门")),
        p(run("发送：各镇（街道）宣传办，各文明单位")),
        p(run("编辑：区文明办综合科    印数：150")),
    ]
    save(path, "".join(body), links={"rLink": "https://cx.example.cn/hailing"})


def circular_by_quarters(path: Path) -> None:
    """A county-level city's year: a notice, then a circular whose printed total is not what its rows add up to."""
    rows = plain(
        "东兴镇|3|2|4|3|12",
        "斜桥镇|2|3|2|2|9",
        "西来镇|1|2|1|3|7",
        "季市镇|2|1|3|2|8",
        "生祠镇|1|1|2|1|5",
        "孤山镇|0|1|1|0|2",
    )
    rows += plain("新桥镇|2|2|1|2|7", "靖城街道|3|3|2|4|12", "市级部门|1|0|1|0|2", "合计|15|15|17|17|66")
    body = [
        p(run("工作资料 注意保存")),
        p(run("靖江文明简报", font="方正小标宋简体", size=96), align="center"),
        p(run("第1期"), align="center"),
        p(run("（总第456期）"), align="center"),
        p(run("靖江市精神文明建设指导委员会办公室\t2026年1月8日")),
        p(run("【工作部署】", font="黑体", size=32), align="center"),
        title("关于征集2026年文明实践“小切口”项目的通知"),
        p(run("各镇（街道）宣传办，市级机关各部门：")),
        text("为把群众身边的小事办好，市文明办决定征集2026年文明实践“小切口”项目。现将有关事项通知如下："),
        p(run("一、征集范围", font="黑体"), indent=True),
        text("投入不超过三万元、三个月内能够见效、群众能够参与的项目均可申报。"),
        p(run("二、申报要求", font="黑体"), indent=True),
        text("1.每个镇（街道）申报三至五个，市级部门申报一至两个。"),
        text("2.项目名称不超过十二个字，让人一看就懂做什么。"),
        text("3.往年获得资助的项目不再申报。"),
        p(run("三、时间安排", font="黑体"), indent=True),
        text("2月10日前报送申报表，2月底前组织群众评议，3月上旬公布入选名单。"),
        text("联系电话：0523-80000000，电子邮箱：jjwm@example.com。"),
        text("附件：2026年文明实践“小切口”项目申报表"),
        p(run("靖江市文明办"), align="right"),
        p(run("2026年1月6日"), align="right"),
        p(run("【用稿通报】", font="黑体", size=32), align="center"),
        title("2025年度简报用稿情况通报"),
        text("2025年，《靖江文明简报》共编发41期，采用稿件66篇。各单位用稿情况见下表。"),
        table(6, [*plain("单位|一季度|二季度|三季度|四季度|合计"), *rows]),
        text("2026年，市文明办将继续按季通报用稿情况，请各单位明确一名通讯员，名单于1月底前报送。"),
        table(
            1,
            [
                [cell("报：泰州市文明办，市委、市政府领导")],
                [cell("送：市人大、市政协办公室")],
                [cell("发：各镇（街道）宣传办，市级机关各部门")],
                [cell("共印130份", align="right")],
            ],
        ),
    ]
    save(path, "".join(body), footer=page_numbers())


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "17-plain-with-table": plain_with_table,
    "18-note-in-a-box": note_in_a_box,
    "19-month-in-brief": month_in_brief,
    "20-circular-by-quarters": circular_by_quarters,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
