"""Makes the Word files of the fifth set: a typed provincial issue, a head in a table above lists by
Word, a half-year's adoption table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import (
    cell,
    change,
    field,
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

# The bulletins -----------------------------------------------------------------------------


def typed_provincial_issue(path: Path) -> None:
    """A provincial office's ordinary issue, all typed: a series, sections, a zone and a system,
    bold first sentences, a footnote."""
    body = [
        p(run("工作资料　注意保存", font="黑体")),
        p(),
        p(run("江苏节日文明建设简报", font="方正小标宋简体", size=90), align="center"),
        p(run("第 7 期"), align="center"),
        p(run("“我们的节日”专刊 21"), align="center"),
        p(),
        p(run("江苏省节日文明建设协调办公室\t2026年6月22日")),
        p(),
        p(run("目　　录", font="黑体"), align="center"),
        p(run("【城市过节】", font="黑体")),
        p(run("苏州工业园区：楼下的端午“百家灶”"), indent=True),
        p(run("省交通运输系统：高速路上的一只粽子"), indent=True),
        p(run("【乡村过节】", font="黑体")),
        p(run("兴化市：垛田水巷里的“慢龙舟”"), indent=True),
        p(run("射阳县：让外来鹤乡客有家可回"), indent=True),
        p(),
        section("【城市过节】"),
        title("苏州工业园区：楼下的端午“百家灶”"),
        text(
            "苏州工业园区住着来自各省的年轻人，端午吃甜粽还是咸粽，年年在楼栋群里争。今年，园区在26个社区摆出“百家灶”，各家包各家的味，一锅同煮。"
        ),
        lead("灶火由楼长点。", "楼长挨户问口味，排出灶台和时间，六小时里灶火不断，锅边没有空过人。"),
        lead("味道由大家评。", "一户送一盘，贴上家乡的名字，吃过的人投一粒黄豆，得豆最多的是一只桂花红豆粽。"),
        lead("锅碗由孩子收。", "五年级以上的孩子认领锅碗，洗净清点，丢一只赔一句道歉。"),
        p(
            run("这一天，百家灶煮粽1.7万只，4300户"),
            footnote(1),
            run("第一次和楼上楼下说上了话。"),
            indent=True,
        ),
        title("省交通运输系统：高速路上的一只粽子"),
        text(
            "假日车多人急。省交通运输系统在58对服务区设“歇一歇”桌，免费供应粽子、热水和晕车药，志愿者先递粽子、后问路况。三天里，服务区口角比上年假日少了四成。"
        ),
        section("【乡村过节】"),
        title("兴化市：垛田水巷里的“慢龙舟”"),
        text("兴化市垛田水巷窄，赛不了快船。村民便赛“慢龙舟”：谁划得稳、谁让得多，谁得分高。"),
        text("一是慢在让。两船相遇，主动靠边的加一分，船头相碰的都扣分。"),
        text("二是慢在捡。沿途捞起漂浮的垃圾，按重量折成分数，一场下来捞出860公斤。"),
        text("三是慢在看。岸上的老人、孩子看得清船上每一张脸，喊得出每一个人的名字。"),
        text("今年有34个村下水，下水人数和看船人数加起来超过两万。"),
        title("射阳县：让外来鹤乡客有家可回"),
        text(
            "射阳县港口、农场有外来务工人员1.6万名，端午多数不回老家。县里请本地人家每户认领一位“鹤乡客”，不送礼品，只多添一双筷子。今年认领2175对，有一半约好了中秋再见。"
        ),
        p(),
        p(run("报：中央文明办有关局，省委、省政府领导")),
        p(run("送：省文明委成员单位，省节日文明建设协调小组成员单位")),
        p(run("发：各设区市、县（市、区）文明办，省有关行业系统")),
        p(run("责任编辑：协调办综合组")),
        p(run("（苏简字2107号\t共印380份）")),
    ]
    notes = ("按各社区登记的到场户数统计，未登记的不计。",)
    save(path, "".join(body), footnotes=notes, footer=p(field("PAGE", "1"), align="center"))


def head_in_a_table(path: Path) -> None:
    """A district's issue: head in a table, a text counted by Word, a picture, a change,
    bold run-in news, imprint in a table."""
    head = [
        [cell("学习资料  请勿外传", span=2)],
        [cell("锡山文明动态", span=2, align="center")],
        [cell("第16期（总第302期）", span=2, align="center")],
        [cell("锡山区文明办"), cell("2026年7月8日", align="right")],
    ]
    imprint = [
        [cell("报："), cell("无锡市文明办，区委、区政府领导")],
        [cell("送："), cell("区文明委成员单位")],
        [cell("发："), cell("各镇（街道）宣传文化办，区各直属单位")],
        [cell("编辑：区文明办秘书组"), cell("共印175份")],
    ]
    body = [
        table(2, head),
        p(),
        section("【重点工作】"),
        title("从“等人来”到“走进去”"),
        p(run("——锡山区未成年人暑期“微课堂”开办纪实"), align="center"),
        text(
            "学校一放假，村里最热闹的地方常常是小店门口的冰柜旁。今年暑假，锡山区把“微课堂”开到孩子身边，一个月办到了83个村和社区。"
        ),
        p(run("课堂建在家门口", font="黑体"), style="2", level=0),
        text("羊尖镇、鹅湖镇利用停办的小学和闲置厂房，腾出教室41间，每间离家最远不超过一公里。"),
        p(picture("rPic", "孩子们围着一张长桌做风筝"), align="center"),
        p(run("羊尖镇“微课堂”上孩子们学做风筝", font="楷体", size=24), align="center"),
        p(run("老师请到身边来", font="黑体"), style="2", level=0),
        text("老师有三类人：放假的师范生、退休的老工匠、愿意露一手的家长，人人先试讲一刻钟。"),
        p(run("安全守到最后一人", font="黑体"), style="2", level=0),
        p(
            run("每个课堂留一名志愿者等到最后一个孩子被接走。"),
            change("del", 31, "一个多月"),
            change("ins", 32, "开课三十二天"),
            run("，没有发生一起走失和溺水。"),
            indent=True,
        ),
        section("【镇街快递】"),
        p(
            run("东港镇用旧校服做门帘。", bold=True),
            run("6月27日，东港镇收集旧校服1300件，由缝纫志愿者改成门帘，送给独居老人。"),
            indent=True,
        ),
        p(
            run("安镇街道开通“晚归巴士”。", bold=True),
            run("7月1日起，安镇街道联合企业为晚班工友开通晚归巴士，每晚三班。"),
            indent=True,
        ),
        p(
            run("东北塘街道整治“小广告”。", bold=True),
            run("7月4日，东北塘街道请摄影爱好者拍下街角变化，办了一次“前后对比”展。"),
            indent=True,
        ),
        p(),
        table(2, imprint),
    ]
    save(path, "".join(body))


def half_year_by_city(path: Path) -> None:
    """A provincial issue of a half year's adoptions, by city and county; the rows add up to
    64, not to the 66 that is printed."""
    cities = plain(
        "南京市|2|3|5",
        "无锡市|1|2|3",
        "徐州市|2|5|7",
        "常州市|1|1|2",
        "苏州市|3|6|9",
        "南通市|1|5|6",
        "连云港市|0|2|2",
        "淮安市|1|3|4",
        "盐城市|2|4|6",
        "扬州市|1|3|4",
        "镇江市|0|1|1",
        "泰州市|1|2|3",
        "宿迁市|2|3|5",
    )
    rest = [
        [cell("文明行业"), cell("省审计系统3、省文化旅游系统1", span=2), cell("4")],
        [cell("综合稿件"), cell("", span=2), cell("3")],
        [cell("总计"), cell("17"), cell("40"), cell("66")],
    ]
    body = [
        p(run("工作资料  注意保存", font="黑体")),
        p(run("江苏文明乡风简报", font="方正小标宋简体", size=96), align="center"),
        p(run("第 11 期"), align="center"),
        p(run("江苏省文明乡风建设指导中心"), run("                "), run("2026年7月20日")),
        p(),
        p(run("目  录", font="黑体"), align="center"),
        p(run("【典型经验】")),
        p(run("句容市：果园里的“一声招呼”")),
        p(run("【稿件采用】")),
        p(run("2026年上半年稿件采用情况通报")),
        p(),
        section("【典型经验】"),
        title("句容市：果园里的“一声招呼”"),
        text(
            "六月果熟，句容市白兔镇草莓、桃子、葡萄轮番上市，过路人顺手摘一个，园主心里总有疙瘩。镇里请32家园主在路口挂牌：“想尝，喊一声。”"
        ),
        p(run("（一）喊一声就给。", bold=True), run("喊过的，园主递一个洗净的，不收钱。"), indent=True),
        p(run("（二）不喊的就劝。", bold=True), run("由村里的老人劝，只说一句：“树也要歇歇。”"), indent=True),
        p(run("（三）年底评一评。", bold=True), run("喊得最多的小孩，由园主送一棵树苗，写上名字。"), indent=True),
        text("一个果季下来，偷摘少了七成，回头客多了一倍。"),
        section("【稿件采用】"),
        title("2026年上半年稿件采用情况通报"),
        p(run("各设区市、县（市、区）文明办，省有关行业系统：")),
        text("2026年1月至6月，本简报共编发10期，采用各地、各行业稿件66篇。现将采用情况通报如下："),
        table(4, [*plain("地区|市本级|所辖县（市、区）|合计"), *cities, *rest]),
        text("请各地继续报送农村婚丧事新办、乡贤理事、节俭待客等方面的做法，来稿注明联系人和电话。"),
        p(run("江苏省文明乡风建设指导中心"), align="right"),
        p(run("2026年7月16日"), align="right"),
        p(),
        p(run("报：中央文明办有关局，省委宣传部、省委农办领导")),
        p(run("送：省文明乡风建设联席会议成员单位")),
        p(run("发：各设区市、县（市、区）文明办")),
        p(run("责任编辑：指导中心编辑部\t苏简字1127号\t共印360份")),
    ]
    save(path, "".join(body))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "48-typed-provincial-issue": typed_provincial_issue,
    "49-head-in-a-table": head_in_a_table,
    "50-half-year-by-city": half_year_by_city,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
