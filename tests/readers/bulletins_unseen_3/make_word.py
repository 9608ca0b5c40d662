"""Makes the Word files of the third set: sections in shaded boxes, a title in two paragraphs, a
statistics table with merged columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import (
    cell,
    field,
    footnote,
    lead,
    p,
    picture,
    plain,
    run,
    save,
    table,
    text,
    text_box,
    title,
    write_all,
)

# What these files have of their own -----------------------------------------------------------------------------


def boxed(words: str) -> str:
    """Return a section's name in a table of one cell."""
    return table(1, [[cell(words, align="center")]])


def indented(words: str) -> str:
    """Return a paragraph that its writer indented by two typed spaces of full width."""
    return p(run("　　" + words))


def signed(words: str) -> str:
    return p(run(words, font="楷体"), align="right")


# The bulletins -----------------------------------------------------------------------------


def boxes_and_lists(path: Path) -> None:
    """A county's issue: sections in boxes, 一、 and 1. counted by Word, two pictures above one
    caption, typed indents, a footnote."""
    body = [
        p(run("内部资料  注意保存", font="黑体")),
        p(run("如东文明新风", font="方正小标宋简体", size=100), align="center"),
        p(run("第13期"), align="center"),
        p(run("总第241期"), align="center"),
        p(run("中共如东县委宣传部  如东县文明办  主办\t2025年9月17日")),
        p(
            run("【编者按】", font="黑体"),
            run("风电之乡的文明实践，既要吹得进海边的风，也要听得见村里的话。", font="楷体"),
            indent=True,
        ),
        p(
            run(
                "本期介绍洋口镇和栟茶镇的两种做法：一个把讲堂搬上堤，一个把老街修成课堂。请各镇结合实际借鉴。",
                font="楷体",
            ),
            indent=True,
        ),
        boxed("【一线经验】"),
        title("洋口镇：海堤上的“听风讲堂”"),
        indented(
            "洋口镇有风电、光伏、渔港企业43家，外来建设者8700多人，住在堤内，干在堤外。镇文明实践所把讲堂设在海堤避风处，企业换班时开讲。"
        ),
        p(run("讲什么，听风机下的人点"), style="2", level=0),
        p(run("每月发一次点题卡，职工勾三项、写一项，点得最多的先讲。"), level=2),
        p(run("点题少的班组，志愿者上门再问一遍，不落下倒夜班的人。"), level=2),
        p(run("谁来讲，请堤里堤外的人上"), style="2", level=0),
        p(run("堤里请老渔民讲潮汐、讲避险，堤外请风电技师讲安全绳怎么系。"), level=2),
        p(run("一场不超过四十分钟，其中一半时间留给提问。"), level=2),
        p(run("讲得好不好，看下一场来多少人"), style="2", level=0),
        p(
            run("开讲一年零两个月，讲堂共办136场，每场听众由27人增至94人"),
            footnote(1),
            run("，有五场坐到了堤坡上。"),
            indent=True,
        ),
        p(picture("rPic", "海堤避风处坐着听讲的工人"), run("  "), picture("rPic", "堤外的风机和滩涂"), align="center"),
        p(run("“听风讲堂”设在洋口镇海堤避风处", font="楷体", size=24), align="center"),
        title("栟茶镇：修一条老街，留一堂老课"),
        indented(
            "栟茶老街有明清旧屋百余间，街上常住的多是老人。镇里修街不迁人，请老住户留下来当先生，开了剪纸、打铁、做鱼圆六门“老课”。"
        ),
        indented(
            "“老课”不卖票，进门先学一句本地问候话。去年以来，学员到课2.2万人次，外地研学团队占四成，老街空屋又租出去31间。"
        ),
        boxed("【简明信息】"),
        p(run("▶ ", bold=True), run("丰利镇为全镇61名乡村医生开设“文明问诊”培训，教怎样把病情讲明白。"), indent=True),
        p(run("▶ ", bold=True), run("岔河镇文明实践所添置三轮宣传车九辆，专跑小路窄、大车进不去的村组。"), indent=True),
        p(run("▶ ", bold=True), run("县文明办、县供电公司共同推出“给老人换盏亮灯”行动，首月换灯1530盏。"), indent=True),
        p(run("报：南通市文明办，县委、县政府领导")),
        p(run("送：县人大办、县政协办，县文明委成员单位")),
        p(run("发：各镇（区、街道）党（工）委，县各直属单位")),
        p(run("编辑：县文明办创建科\t电话：0513-80000000\t共印190份")),
    ]
    save(path, "".join(body), footnotes=("由讲堂签到册统计，同一人多次到场的重复计算。",))


def title_in_two_paragraphs(path: Path) -> None:
    """A study issue: head in a text box, titles set on two lines by two paragraphs, a
    table with merged rows, a source."""
    head = p(run("高邮文明调研与参考", font="方正小标宋简体", size=84), align="center")
    head += p(run("2025年第6期（总第58期）"), align="center") + p(run("高邮市精神文明建设研究会\t2025年12月5日"))
    top = [cell("类别"), cell("具体诉求"), cell("提及人数"), cell("占比")]
    rows = [
        [cell("出行", down="restart"), cell("公交班次太稀"), cell("286"), cell("35.8%")],
        [cell("", down="continue"), cell("候车没有座位"), cell("171"), cell("21.4%")],
        [cell("文化", down="restart"), cell("想看扬剧和电影"), cell("233"), cell("29.1%")],
        [cell("", down="continue"), cell("活动时间赶不上"), cell("110"), cell("13.8%")],
    ]
    body = [
        p(text_box(head)),
        p(run("目  录", font="黑体"), align="center"),
        p(run("农村老人最盼文明实践站做什么")),
        p(run("    ——对全市八个镇800名老人的问卷分析")),
        p(run("里下河“水上邻里”的变与不变")),
        p(),
        p(run("农村老人最盼文明实践站", font="方正小标宋简体", size=44), align="center"),
        p(run("做什么", font="方正小标宋简体", size=44), align="center"),
        p(run("——对全市八个镇800名老人的问卷分析", font="楷体", size=32), align="center"),
        p(run("研究会课题组", font="楷体"), align="center"),
        text(
            "今年8月至10月，研究会在三垛、临泽、界首等八个镇发放问卷，每镇100份，对象为65岁以上、平时住在村里的老人，收回有效问卷800份。"
        ),
        p(run("一、老人盼什么", font="黑体"), indent=True),
        text("问卷只设一个题目：“您最盼村里的站点帮您解决什么？”把回答归类，提及最多的是出行和文化两类，见下表。"),
        p(run("表  老人诉求分类统计", font="黑体", size=24), align="center"),
        table(4, [top, *rows]),
        p(run("二、站点缺什么", font="黑体"), indent=True),
        lead("缺的不是场地，是人。", "八个镇站点平均面积216平方米，每周固定开门的日子只有2.3天。"),
        lead("缺的不是活动，是时辰。", "六成活动放在上午九点以后，正是老人下地、带孙的时候。"),
        lead("缺的不是热情，是方言。", "年轻志愿者讲普通话快，老人说“听个大概”。"),
        p(run("三、下一步做什么", font="黑体"), indent=True),
        text(
            "建议把站点开门的日子排进村里的赶集日，把志愿者结对到村民小组，把全年活动的三分之一交给老人自己出题、自己主持。"
        ),
        p(),
        p(run("里下河“水上邻里”的", font="方正小标宋简体", size=44), align="center"),
        p(run("变与不变", font="方正小标宋简体", size=44), align="center"),
        text("里下河人家旧时枕水而居，东家借船、西家借篙，是不用打招呼的。如今水路少走，旱路四通，邻里还亲不亲？"),
        text(
            "我们走访了郭集、甘垛的十二个圩。变的是借船少了、借车多了，串门少了、群里说话多了；不变的是谁家有事，圩上敲三声锣，人就齐了。"
        ),
        text("一位老圩长说得好：“水是连着的，人不能断。”"),
        signed("（摘自《里下河乡风》2025年第2期）"),
        table(
            2,
            [
                [cell("报："), cell("扬州市文明办，市委、市政府分管领导")],
                [cell("送："), cell("市文明委成员单位，研究会理事单位")],
                [cell("发："), cell("各乡镇（街道）文明办，各课题协作单位")],
                [cell("本期编辑：研究会秘书处\t内部发行150册", span=2)],
            ],
        ),
    ]
    save(path, "".join(body))


def adoption_by_level(path: Path) -> None:
    """A provincial issue: two articles, then a year's adoption table, columns merged for what
    belongs to no city; its sums are right."""
    cities = plain("南京市|4|7", "无锡市|3|5", "徐州市|2|6", "常州市|3|2", "苏州市|5|8", "南通市|2|4", "连云港市|1|3")
    cities += plain("淮安市|2|2", "盐城市|3|4", "扬州市|1|3", "镇江市|0|2", "泰州市|2|4", "宿迁市|1|1")
    others = [
        [cell("省级系统"), cell("省交通运输系统3、省文化旅游系统2、省审计系统1", span=2)],
        [cell("综合稿件"), cell("5", span=2)],
        [cell("总计"), cell("91", span=2)],
    ]
    body = [
        p(run("工作资料 注意保存", font="黑体")),
        p(run("江苏志愿服务工作简报", font="方正小标宋简体", size=92), align="center"),
        p(run("第 24 期"), align="center"),
        p(run("“暖冬行动”专刊 6"), align="center"),
        p(run("江苏省志愿服务工作协调小组办公室"), run("          "), run("2025年12月24日")),
        p(run("【暖冬行动】", font="黑体")),
        p(run("连云港市：风雪天里的“热灶台”")),
        p(run("海安市：给返乡人留一盏回家的灯")),
        p(run("【采用通报】", font="黑体")),
        p(run("2025年度稿件采用情况通报")),
        p(),
        p(run("【暖冬行动】", font="黑体", size=32)),
        title("连云港市：风雪天里的“热灶台”"),
        text(
            "入冬以来，连云港市在环卫停靠点、货车停车场、海鲜批发市场设“热灶台”67处，夜里十一点到早上六点供应热汤热饭，让起早摸黑的人吃上一口热的。"
        ),
        text("（一）灶从哪里来。由沿街小饭店认领，市文明办统一发牌，每处补助炉具一套。"),
        text("（二）人从哪里来。1260名志愿者编成夜班，两人一组，一周轮一次，怕冷的不排、有病的不排。"),
        text("（三）钱从哪里来。企业捐一点、商户让一点、食客随缘放一点，账目每周贴在灶台边。"),
        text("到12月20日，“热灶台”供餐8.9万份，收到随缘饭钱21.6万元，收支相抵后结余3.1万元，转入明年。"),
        title("海安市：给返乡人留一盏回家的灯"),
        text(
            "海安市在外务工人员多，每年腊月夜里到站的人，常常摸黑走最后几里路。今年，全市在213个村口装上感应灯，请村里的老人和学生给灯取名字。"
        ),
        text("灯杆上贴着村干部和志愿者的值守电话。头一个星期，接到夜间求助42次，最远的一次送出17公里。"),
        p(run("【采用通报】", font="黑体", size=32)),
        title("2025年度稿件采用情况通报"),
        text(
            "2025年，本简报共编发24期，采用各地、各系统稿件91篇，其中市本级29篇，所辖县（市、区）51篇。具体情况如下："
        ),
        table(3, [*plain("地 区|市本级|所辖县（市、区）"), *cities, *others]),
        text("向采用稿件较多的苏州市、南京市提出表扬。明年请各地多报服务群众的小切口做法，字数不超过一千五百字。"),
        p(run("报：中央社会工作部、中央文明办有关局，")),
        p(run("    省委常委")),
        p(run("送：省志愿服务工作协调小组成员单位")),
        p(run("发：各设区市、县（市、区）文明办、社会工作部门")),
        p(run("（苏简字2011号   共印420份）"), align="right"),
    ]
    save(path, "".join(body), footer=p(field("PAGE", "1"), align="center"))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "28-boxes-and-lists": boxes_and_lists,
    "29-title-in-two-paragraphs": title_in_two_paragraphs,
    "30-adoption-by-level": adoption_by_level,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
