"""Makes the Word files of the sixth set: an office's template with controls, a circular with
subtotals, a text pasted from a web page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.word_xml import cell, field, lead, link, p, picture, plain, run, save, section, table, text, title, write_all

# What these files have of their own -----------------------------------------------------------------------------

TAGS = "urn:schemas-microsoft-com:office:smarttags"
PAGE = '<w:r><w:br w:type="page"/></w:r>'


def tagged(element: str, inner: str) -> str:
    """Return runs that an older Word marked as a date, a place or a number by itself."""
    return f'<w:smartTag w:uri="{TAGS}" w:element={quoteattr(element)}>{inner}</w:smartTag>'


def control(name: str, inner: str) -> str:
    """Return a control of an office's template that was filled in: runs inside a paragraph, or whole paragraphs."""
    return f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(name)}/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def contents(*paragraphs: str) -> str:
    """Return a table of contents as Word inserts it, in a block of its own."""
    kind = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{''.join(paragraphs)}</w:sdtContent></w:sdt>"


def contents_line(words: str, page: str) -> str:
    return p(run(words + "\t"), field(f"PAGEREF _Toc{page} \\h", page), style="TOC1")


def bullet(words: str) -> str:
    """Return a paragraph behind a black dot that was inserted from the dialog of symbols."""
    return p('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>', run("　" + words), indent=True)


def lines(*words: str) -> str:
    """Return one paragraph whose lines are parted by Shift+Enter only, as text comes from a web page."""
    return p(run("\n".join(words)))


def centred(*words: str, bold: bool = False) -> str:
    return p(run("\n".join(words), bold=bold), align="center")


# The bulletins -----------------------------------------------------------------------------


def template_with_controls(path: Path) -> None:
    """A provincial system's issue in its template: number, date and contents in controls, dates tagged
    by Word, symbols before the news."""
    body = [
        p(run("工作资料　注意保存", font="黑体")),
        p(run("江苏水利系统文明创建简报", font="方正小标宋简体", size=84), align="center"),
        p(
            run("第"),
            control("期号", run("17")),
            run("期（总第"),
            control("总期号", run("226")),
            run("期）"),
            align="center",
        ),
        p(run("江苏省水利厅文明办"), run("\t"), control("日期", tagged("chsdate", run("2026年7月31日")))),
        contents(
            p(run("目　录", font="黑体"), align="center"),
            contents_line("【治水惠民】", "1"),
            contents_line("高邮市：老闸口的“水声课堂”", "1"),
            contents_line("洪泽区：堤上人家晒出“护堤账”", "3"),
            contents_line("【窗口新风】", "4"),
            contents_line("省水利系统：给水文站的夜班留一盏灯", "4"),
            contents_line("【简讯】", "5"),
        ),
        p(),
        section("【治水惠民】"),
        title("高邮市：老闸口的“水声课堂”"),
        p(
            run("高邮市有停用的老闸47座，闸门锈了，闸房空着。"),
            tagged("chsdate", run("2025年10月")),
            run("起，市水务局和文明办把其中十九座老闸收拾出来，办起“水声课堂”，请守过闸的人来讲水。"),
            indent=True,
        ),
        lead("课在闸上开。", "学生站在闸桥上听水声，先猜流量，再看水尺，猜得最准的领一枚闸钥匙样子的书签。"),
        lead("讲的是真事。", "守闸人讲哪一年水漫过哪一级台阶，台阶上至今留着当时刻下的道道。"),
        lead("学完有事做。", "每个班认领一段河，一月看一次，拍一张同一角度的照片，存满一年做成一本册子。"),
        text("截至今年6月，课堂开课540节，学生认领河道83段，交来照片1.2万张。"),
        title("洪泽区：堤上人家晒出“护堤账”"),
        text("洪泽湖大堤边住着三百多户人家，种菜、养鸭、晒网都离不开堤。过去堤脚被挖、被占，水利站一年要跑上百趟。"),
        text(
            "去年，洪泽区请堤上人家各记一本“护堤账”，堵了几个獾洞、扶了几棵柳树、劝走几拨钓鱼的，自己写、邻居看，年底换草帽和雨靴。记账一年，堤脚被占的少了八成半。"
        ),
        section("【窗口新风】"),
        title("省水利系统：给水文站的夜班留一盏灯"),
        text(
            "汛期的水文站，两个人一班，一夜要测六次水。今年，省水利系统在128个水文站推行“一盏灯”结对，附近的村民夜里看到站上灯亮，就送一壶热水过去。"
        ),
        text("测水的人也有回礼：水情一变，先给送水的人家打电话。入梅以来，电话打了2300个，转移低洼处老人160名。"),
        section("【简讯】"),
        bullet("7月8日，江都水利枢纽开放日接待市民4100人，讲解员全部由职工子女担任。"),
        bullet("7月15日，灌云县水利局组织“河长爷爷”评议会，二十六名老人给河道打分。"),
        bullet("7月23日，省水利系统第九期文明服务骨干培训班在扬州市结业，学员92名。"),
        p(PAGE),
        p(run("报：水利部文明办，省文明办")),
        p(run("送：厅领导，厅机关各处室")),
        p(run("发：各设区市水利（务）局，厅直属各单位")),
        p(run("责任编辑：厅机关党委"), run("\t苏水简字0517号"), run("\t共印350份")),
    ]
    save(path, "".join(body), footer=p(run("— "), field("PAGE", "1"), run(" —"), align="center"))


def circular_with_subtotals(path: Path) -> None:
    """A city's issue, its number in Chinese: sections between dashes, then a half year's adoptions
    with subtotals; all sums are right."""
    top = [cell("单位", down="restart"), cell("采用篇数", span=3)]
    below = [cell("", down="continue"), cell("简报"), cell("专报"), cell("合计")]
    districts = plain(
        "玄武区|3|1|4",
        "秦淮区|4|1|5",
        "建邺区|2|1|3",
        "鼓楼区|3|2|5",
        "浦口区|2|0|2",
        "栖霞区|4|2|6",
        "雨花台区|2|1|3",
        "江宁区|5|1|6",
        "六合区|2|0|2",
        "溧水区|1|1|2",
        "高淳区|3|0|3",
        "各区小计|31|10|41",
    )
    offices = plain("市教育局|2|1|3", "市城管局|3|0|3", "市民政局|1|1|2", "部门小计|6|2|8", "总计|37|12|49")
    body = [
        p(run("工作资料　注意保存", font="黑体")),
        p(),
        p(run("南京精神文明建设信息", font="方正小标宋简体", size=90), align="center"),
        p(run("第二十期"), align="center"),
        p(run("南京市文明办"), run("                          "), run("2026年7月10日")),
        p(),
        p(run("—— 区里新事 ——", font="黑体", size=32), align="center"),
        title("栖霞区：大学城外的“第三张课桌”"),
        text(
            "仙林一带有十二所高校，学生走出校门，对街对面的老小区一无所知。栖霞区在教室、图书馆之外，为学生搬来“第三张课桌”，把课桌搬进居民家的院子。"
        ),
        lead("一是老人当先生。", "退休的木匠、厨师、绣娘开课，一门课八次，修满的学生由老人签名结业。"),
        lead("二是学生当帮手。", "学一门手艺，还十个小时的工，帮老人读信、买药、修手机。"),
        lead("三是院子当考场。", "结业那天，学生在院里做一桌菜、打一把凳，全院人来打分。"),
        text("开办三个学期，结业学生1470名，有四十一人毕业以后留在街道当了社工。"),
        title("秦淮区：门东老巷里的一口“公家井”"),
        text(
            "门东老巷里有口古井，井水不能喝，夏天冰西瓜却是一绝。巷里人家立了规矩：谁家的瓜都能冰，捞上来先切一片给路过的人。"
        ),
        text("规矩传到旅游团里，有游客专门带了瓜来。今年六月，井边添了一只木牌，写着：“井是公家的，凉是大家的。”"),
        p(run("—— 用稿通报 ——", font="黑体", size=32), align="center"),
        title("关于2026年上半年信息采用情况的通报"),
        p(run("各区文明办，市级机关各部门：")),
        text("2026年1月至6月，市文明办采用各区各部门信息49篇，其中简报37篇、专报12篇。现通报如下："),
        table(4, [top, below, *districts, *offices]),
        text("下半年，市文明办将每月发布一次选题，请各单位按题组织，避免一稿多投。"),
        p(run("南京市文明办"), align="right"),
        p(run("2026年7月6日"), align="right"),
        p(),
        p(run("主送：省文明办，市委、市政府有关领导")),
        p(run("抄送：市文明委成员单位")),
        p(run("分发：各区文明办，江北新区宣传部门，市级机关各部门")),
        p(run("本期责任编辑：市文明办综合处\t本期印数：230份")),
    ]
    save(path, "".join(body))


def pasted_from_a_web_page(path: Path) -> None:
    """A county's issue as copied from a web page: lines parted by Shift+Enter, 01 and 02 before
    subheads, a picture, a link, a table."""
    projects = plain(
        "项目|牵头单位|服务户数",
        "替老人拍一张好照片|县文联|518",
        "给老屋换一根亮电线|县供电公司|326",
        "陪孩子走一段上学路|团县委|274",
    )
    body = [
        centred("盱眙文明观察", "2026年第15期（总第96期）", "盱眙县文明办　　2026年9月3日", bold=True),
        centred("小项目，也要有人一直做下去", "——盱眙县“一件小事”志愿项目三年回访", bold=True),
        lines(
            (
                "　　三年前，盱眙县把志愿服务项目拆小，一个项目只办一件小事，经费不超过五千元。"
                "第一批立了38个项目，还在做的有31个。"
            ),
            "　　今年8月，县文明办派人逐个回访，问三个问题：还有人做吗？还有人要吗？还缺什么？",
        ),
        lines(
            "01｜能做下去的，都离家近",
            (
                "　　还在做的项目里，有26个就在志愿者住的村子和街道里。"
                "走得远的，一年换三拨人；离得近的，抬脚就到，天黑了也去。"
            ),
            "　　官滩镇的一个项目是给独居老人倒垃圾，做的人就住在隔壁，说：“我自己也要下楼，多拎一袋的事。”",
        ),
        p(picture("rPic", "一名志愿者提着两只垃圾袋走过田边小路"), align="center"),
        p(run("图为官滩镇志愿者帮老人带走垃圾", size=21), align="center"),
        lines(
            "02｜做不下去的，多是缺一个替手",
            "　　停掉的七个项目，五个是因为牵头人生病、搬家、带孙子，身边没有接手的人。",
            (
                "　　第二批项目因此加了一条：报名时要写两个名字，一个牵头，一个替手。"
                "下面三个项目是第二批里服务户数最多的。"
            ),
        ),
        p(run("第二批“一件小事”服务户数前三名", bold=True), align="center"),
        table(3, projects),
        p(
            run("　　全部项目的名单和联系点，登在"),
            link("盱眙志愿服务网页", "rList"),
            run("上，群众可以查，也可以报名当替手。"),
        ),
        centred("马坝镇办了一场“道歉比赛”", bold=True),
        lines(
            "　　8月16日晚，马坝镇在文化广场办了一场“道歉比赛”，上台的人要向一个具体的人说一声对不起，说清楚错在哪里。",
            (
                "　　原定报名十人，来了四十四人。"
                "有人为三十年前的一道田埂道歉，对方就坐在台下，起身回了一句：“我早忘了，你还记着。”"
            ),
            "（来源：马坝镇文明实践所）",
        ),
        p(),
        p(run("报：淮安市文明办，县委、县政府领导")),
        p(run("发：各镇（街道）文明实践所，县各有关单位")),
        p(run("编辑：县文明办志愿服务股　审核：县文明办　印数：110份")),
    ]
    save(path, "".join(body), links={"rList": "https://xyzy.example.cn/list"})


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "58-template-with-controls": template_with_controls,
    "59-circular-with-subtotals": circular_with_subtotals,
    "60-pasted-from-a-web-page": pasted_from_a_web_page,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
