"""Makes the Word files of the seventh set: pictures side by side, adoptions told county by county, a plan of a week."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import (
    cell,
    change,
    comment,
    footnote,
    lead,
    p,
    picture,
    plain,
    run,
    save,
    section,
    table,
    text,
    title,
    write_all,
)

# What these files have of their own -----------------------------------------------------------------------------


def pictures(*shown: tuple[str, str]) -> str:
    """Return pictures side by side in a table without lines, each above its caption."""
    above = [f"<w:tc><w:tcPr/>{p(picture('rPic', alt), align='center')}</w:tc>" for alt, _ in shown]
    below = [cell(caption, align="center") for _, caption in shown]
    return table(len(shown), [above, below])


def bold(words: str, rest: str) -> str:
    """Return a paragraph that begins with bold words of the body's own typeface."""
    return p(run(words, bold=True), run(rest), indent=True)


# The bulletins -----------------------------------------------------------------------------

NOTE = "老城路窄，新城路远，走路和骑车的人各有各的不便。本期两个区的做法，花钱不多，都从脚底下想起，值得各地看一看。"


def pictures_side_by_side(path: Path) -> None:
    """A city's issue: pages in the contents, two pictures in one table, a table
    with its caption, a footnote, ● news."""
    rows = plain("青年广场|14|26|1.6", "河滨公园|11|19|1.2", "南山绿道|9|21|1.5", "江边步道|16|34|2.3")
    body = [
        p(run("镇江古城文明简报", font="方正小标宋简体", size=88), align="center"),
        p(run("第26期（总第611期）"), align="center"),
        p(run("镇江市文明办\t2026年11月6日")),
        p(),
        p(run("目　录", font="黑体"), align="center"),
        p(run("【城市客厅】", font="黑体")),
        p(run("京口区：给老城留一段“慢车道”\t1")),
        p(run("丹徒区：步道上的“顺手箱”\t3")),
        p(run("【各地短波】\t5", font="黑体")),
        p(),
        p(
            run("编者按：", font="楷体", bold=True),
            run(NOTE, font="楷体"),
            indent=True,
        ),
        p(),
        section("【城市客厅】"),
        title("京口区：给老城留一段\n“慢车道”"),
        p(run("京口区文明办　京口区城市管理局", font="楷体"), align="center"),
        text(
            "京口区老城有七米以下的街巷143条，汽车、电动车和行人挤在一起，接孩子的时候寸步难行。今年4月起，区里在11条街巷试行分时慢行。"
        ),
        p(run("一、先数人，再画线", font="黑体"), indent=True),
        text(
            "志愿者在街口坐了两周，一刻钟记一次，记下走路、骑车、开车各有多少人。数字贴在巷口，画不画线由沿街住户按手印决定。"
        ),
        p(run("二、分时段，不封路", font="黑体"), indent=True),
        p(
            run("上学、放学各四十分钟，汽车停在巷外，由志愿者帮着把重东西送到家门口"),
            footnote(1),
            run("。其余时间照常通行，急事、病人随时放行。"),
            indent=True,
        ),
        pictures(
            ("放学的孩子走在画了线的巷子里", "放学时段的大市口一条小巷"),
            ("志愿者推着一辆装满菜的小车", "志愿者替住户把东西送到门口"),
        ),
        p(run("三、听得见，改得快", font="黑体"), indent=True),
        text("半年里收到意见267条，改了31处，其中两条街巷因为赞成的人不到一半，又改了回去。"),
        text("下一步，京口区准备把慢行时段印在孩子们的课程表背面。"),
        title("丹徒区：步道上的“顺手箱”"),
        text("丹徒区在四条步道上放了50只“顺手箱”，箱里有创可贴、打气筒、雨披和垃圾袋，谁用谁取，谁有多的谁放。"),
        lead("顺手取。", "箱子不上锁，不登记，只在箱盖里写一句话：够用就好。"),
        lead("顺手放。", "一年里市民往箱里放了1.1万件东西，比区里补的多出一倍。"),
        lead("顺手捡。", "领一只垃圾袋，走完一段路，袋子投到终点的大桶里。"),
        text("四条步道的情况见下表。"),
        p(run("“顺手箱”设置和使用情况", font="黑体", size=24), align="center"),
        table(4, [*plain("步道|箱数|志愿者人数|取用人次（万）"), *rows]),
        p(run("注：取用人次按补货件数估算。", size=21)),
        section("【各地短波】"),
        bold("●丹阳市", "10月14日请眼镜厂工人进敬老院，为306位老人清洗、校正眼镜，换下的旧镜片送去做教具。"),
        bold("●扬中市", "10月19日在渡口试行“老人先上船”，船员把跳板加宽了三十厘米。"),
        bold("●句容市", "10月25日举办第三届田埂运动会，来自64个村的选手比挑担、插秧和修农机。"),
        p(),
        p(run("报：省文明办，市委、市政府领导")),
        p(run("送：市文明委成员单位")),
        p(run("发：各市（区）文明办，\n    镇江新区、高新区宣传部门")),
        p(run("责任编辑：市文明办城市科\t镇文简字第1102号\t共印240份")),
    ]
    save(path, "".join(body), footnotes=("每条街巷配手推车两辆，由沿街店家保管。",))


def adoptions_county_by_county(path: Path) -> None:
    """A provincial issue: the report stands before the articles, its cells name counties with
    their numbers; the sums are right."""
    cities = plain(
        "南京市|3|江宁区2、溧水区1|6",
        "无锡市|2|宜兴市3|5",
        "苏州市|2|昆山市1、常熟市1、吴江区2|6",
        "南通市|1|启东市1|2",
        "连云港市|1|东海县1、赣榆区2|4",
        "淮安市|2|金湖县2|4",
        "扬州市|1|仪征市1、高邮市3|5",
        "镇江市|0|句容市2|2",
        "泰州市|2|兴化市2|4",
    )
    rest = [
        [cell("省有关部门"), cell("省文化旅游系统3、省体育系统1", span=2), cell("4")],
        [cell("总计"), cell("14"), cell("24"), cell("42")],
    ]
    body = [
        p(run("内部资料", font="黑体")),
        p(run("江苏文明旅游工作简报", font="方正小标宋简体", size=88), align="center"),
        p(run("总第93期"), align="center"),
        p(run("第12期"), align="center"),
        p(run("江苏省文明旅游工作联席会议办公室")),
        p(run("2026年10月28日"), align="right"),
        p(),
        p(run("本 期 要 目", font="黑体"), align="center"),
        p(run("【采用通报】")),
        p(run("2026年1—9月稿件采用情况通报")),
        p(run("【各地实践】")),
        p(run("泰州市兴化市：菜花地里的“让一步”")),
        p(run("东海县：温泉小镇的“晚九点”")),
        p(run("苏州市：给游客留一张“本地人的凳子”")),
        p(),
        section("【采用通报】"),
        title("2026年1—9月稿件采用情况通报"),
        p(run("各设区市文明旅游工作联席会议办公室，省有关部门：")),
        text(
            "今年1—9月，《江苏文明旅游工作简报》编发11期，采用各地、各部门稿件42篇。按照行政区划顺序，将采用情况通报如下："
        ),
        table(4, [*plain("地区|市本级|所辖县（市、区）|合计"), *cities, *rest]),
        text(
            "本期通报只列有稿件采用的地区。南京市、苏州市报送的稿件题材广、数字实，高邮市、宜兴市连续三个季度有稿件采用。"
        ),
        text("四季度请围绕冬季研学、温泉康养和返乡过年三个方面报送。"),
        p(run("省文明旅游工作联席会议办公室"), align="right"),
        p(run("2026年10月20日"), align="right"),
        p(),
        section("【各地实践】"),
        title("泰州市兴化市：菜花地里的“让一步”"),
        text(
            "每年清明前后，兴化市的垛田迎来六十多万游客，田埂最窄处不到半米，迎面碰上谁也过不去。去年起，村民和游客一起商定了“让一步”的办法。"
        ),
        p(run("一是下坡让上坡。", bold=True), run("垛上的人看得远，先停下来等一等。"), indent=True),
        p(
            run("二是空手让拿东西的。", bold=True),
            run("村民挑水、挑粪照样要过，游客侧身让到木桩旁的小平台。"),
            indent=True,
        ),
        p(run("三是成群的让单个的。", bold=True), run("导游带队走外圈，内圈留给散客和老人。"), indent=True),
        text("今年花期，垛田上没有一人落水，踩坏的菜花比前年少了八成。"),
        title("东海县：温泉小镇的“晚九点”"),
        text(
            "温泉小镇夜里热闹，住户睡不好。东海县请27家店主和沿街住户面对面，商定晚上九点以后不放音响、不喊客、不洗车，谁违反谁给整条街扫一天地。"
        ),
        text("约定执行十个月，扫过地的店主有三位，后来扫地的人里也有了住户。"),
        title("苏州市：给游客留一张“本地人的凳子”"),
        text(
            "苏州市在古城的218家老店门口各放一张凳子，凳面上写着“本地人坐过，请您也坐坐”。坐下来的人，十个里有六个会同店家聊上几句，有的聊完多住了一晚。"
        ),
        p(),
        p(run("报：文化和旅游部有关司局，省委、省政府领导")),
        p(run("送：省文明旅游工作联席会议成员单位")),
        p(run("发：各设区市、县（市、区）文化和旅游主管部门")),
        p(run("编辑：联席会议办公室宣传组\t\t共印330份")),
        p(run("（苏旅简字0519号）")),
    ]
    save(path, "".join(body))


def plan_of_a_week(path: Path) -> None:
    """A county's issue: ◎ sections, a notice whose plan has merged days, a change and a comment, bold
    places before news, a rhymed call."""
    days = [
        [cell(words) for words in ("日期", "时间", "地点", "活动内容")],
        [cell("10月24日", down="restart"), cell("8:30"), cell("县体育中心"), cell("千名老人健步走")],
        [cell("", down="continue"), cell("14:00"), cell("县图书馆"), cell("家庭读书会")],
        [cell("10月26日", down="restart"), cell("9:00"), cell("银涂镇集市"), cell("义诊、义剪、修补农具")],
        [cell("", down="continue"), cell("18:30"), cell("金南镇文化广场"), cell("金湖秧歌村村演")],
        [cell("10月28日"), cell("9:30"), cell("县文明实践中心"), cell("志愿项目集市")],
    ]
    body = [
        p(run("金湖荷乡文明动态", font="方正小标宋简体", size=88), align="center"),
        p(run("2026年第10期\t（总第219期）"), align="center"),
        p(run("金湖县文明办编"), run("                    "), run("2026年10月20日")),
        p(),
        p(run("◎通知公告", font="黑体", bold=True, size=32)),
        title("关于开展“重阳敬老文明实践周”活动的通知"),
        p(run("各镇（街道）文明实践所，县级机关各部门：")),
        p(
            run("为弘扬敬老风尚，定于"),
            change("del", 41, "10月18日至22日"),
            change("ins", 42, "10月22日至28日"),
            run("在全县开展“重阳敬老文明实践周”活动。现将有关安排通知如下："),
            indent=True,
        ),
        p(run("一、集中活动", font="黑体"), indent=True),
        text("县里组织五场集中活动，时间、地点见下表。"),
        table(4, days),
        p(run("二、各地活动", font="黑体"), indent=True),
        p(
            run("每个镇（街道）至少办两场，"),
            comment(1, run("场地以方便老人为准，不铺地毯、不搭背景板")),
            run("。独居老人由网格员上门去请，行动不便的把活动送到家里。"),
            indent=True,
        ),
        p(run("三、活动纪律", font="黑体"), indent=True),
        text("不给老人派任务，不组织老人长时间列队，不用老人摆拍。"),
        p(run("金湖县文明办"), align="right"),
        p(run("2026年10月16日"), align="right"),
        p(),
        p(run("◎镇街短讯", font="黑体", bold=True, size=32)),
        bold("黎城街道", "　10月8日起，在十二个小区的电梯里装上折叠座椅，由楼长每天擦拭，老人上下楼可以坐着等。"),
        bold("塔集镇", "　10月12日，荷花荡景区的船工组成“清荷队”，划船清理枯荷和漂浮物，三天清出16吨。"),
        bold("前锋镇", "　10月15日，白马湖边的三个村联合办起“湖鲜公道秤”，请外地货车司机当监督员。"),
        p(),
        p(run("◎他乡来客", font="黑体", bold=True, size=32)),
        title("稻田里的“洋教练”下乡记"),
        p(run("（金湖县体育局供稿）", font="楷体"), align="center"),
        text(
            "金湖县的孩子爱踢球。今年夏天，一位外国足球教练来县里带训，住进了稻田边的农户家。起初言语不通，村里的大学生轮流给他当翻译，一人一天。"
        ),
        text(
            "两个月下来，教练学会了用筷子、说“吃过了吗”，孩子们学会了输球以后先和对手握手。临走那天，村民在打谷场上摆了一桌素菜，教练把哨子留给了村里的球队。"
        ),
        p(),
        p(run("◎文明提醒", font="黑体", bold=True, size=32)),
        text("稻谷上场，请不要在公路上打场晒粮；夜间行车经过晒场，请慢一点、远一点。"),
        p(),
        p(run("报：淮安市文明办，县委、县政府领导")),
        p(run("送：县人大、县政协办公室")),
        p(run("发：各镇（街道）党（工）委，县级机关各部门")),
        p(run("编辑：县文明办秘书组    电话：0517-80000000    共印125份")),
    ]
    save(path, "".join(body), comments=("背景板一项请再斟酌措辞",))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "68-pictures-side-by-side": pictures_side_by_side,
    "69-adoptions-county-by-county": adoptions_county_by_county,
    "70-plan-of-a-week": plan_of_a_week,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
