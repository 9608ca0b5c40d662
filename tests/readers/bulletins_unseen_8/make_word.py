"""Makes the Word files of the eighth set: a city's issue with two levels of points, a quarter by
months, a notice with annexes and news."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import cell, field, lead, p, plain, run, save, section, table, text, title, write_all

# The bulletins -----------------------------------------------------------------------------


def city_with_heads_and_points(path: Path) -> None:
    """A city's ordinary issue, typed: bold 一、 run in and followed by 一是 to 三是,
    a city with its district, a zone."""
    body = [
        p(run("工作资料  注意保存", font="黑体")),
        p(),
        p(run("镇  江  文  明  风  尚", font="方正小标宋简体", size=84), align="center"),
        p(run("第 11 期（总第 507 期）"), align="center"),
        p(),
        p(run("镇江市精神文明建设办公室"), run("            "), run("2026年4月28日")),
        p(),
        p(run("本 期 目 录", font="黑体"), align="center"),
        p(run("【工作交流】", font="黑体")),
        p(run("★丹阳市：把“闲院子”办成“忙课堂”"), indent=True),
        p(run("★镇江市丹徒区：江心洲上的“等船书”"), indent=True),
        p(run("★镇江新区：工厂食堂的“少打一勺”"), indent=True),
        p(run("【群众心声】", font="黑体")),
        p(run("★听听快递员怎么说"), indent=True),
        p(),
        section("【工作交流】"),
        title("丹阳市：把“闲院子”办成“忙课堂”"),
        text(
            "丹阳市农村有空关院落2.1万处，有的长草，有的漏雨。今年起，市里选出110处办“忙课堂”，白天教手艺，晚上看戏、议事。"
        ),
        lead(
            "一、院子从哪里来。",
            "一是村里收回的老校舍、老仓库，先修后用。二是子女在外的，由子女签字托管，租金抵修缮款。三是乡贤愿意让出来的，写清年限，到期归还。",
        ),
        lead(
            "二、课堂怎么办。",
            "一是村民点课，点到二十人就开。二是邻村拼课，一名老师跑三个村。三是讲好办不好的可以换人，换谁由听课的人说。",
        ),
        lead("三、钱从哪里出。", "村里出水电，市里补修缮，听课不收费，学成卖手艺的愿意捐多少捐多少。"),
        text("目前，全市有“忙课堂”97处开了课，学会编草、裁剪、修农机的有2300多人。"),
        title("镇江市丹徒区：江心洲上的“等船书”"),
        text(
            "江心洲出门靠渡船，一班船要等四十分钟。去年夏天，丹徒区在两处渡口的候船亭里放上“等船书”，每本都薄，一班船的工夫正好看完。"
        ),
        text("书是岛上人家凑的，看到一半船来了，可以折个角带走，回来再放下。一年来书少了十一本，又多了二百零六本。"),
        p(run("（丹徒区文明办供稿）", font="楷体"), align="right"),
        title("镇江新区：工厂食堂的“少打一勺”"),
        text(
            "镇江新区64家企业食堂贴出同一句话：“少打一勺，不够再添。”打菜窗口换成小勺，添菜不排队。三个月下来，食堂每天倒掉的饭菜少了5.4吨，省下的钱给夜班工人添了一份水果。"
        ),
        section("【群众心声】"),
        title("听听快递员怎么说"),
        text("近日，市文明办邀请23名快递员座谈，请大家说说送件路上的烦心事。归纳起来有三条。"),
        text("第一，小区门口能不能留一个临时停车的地方。车停远了，一天要多走两万步。"),
        text("第二，电梯能不能不单独分货梯客梯。大件走货梯应该，一封信也走货梯，要等十几分钟。"),
        text("第三，差评能不能先问一声再扣钱。有时候是地址写错了，不是人偷懒。"),
        text("这些意见已交有关部门研究，答复将在下一期刊出。"),
        p(),
        p(run("报：省文明办，市委、市政府领导")),
        p(run("送：市文明委委员，市级机关各部门")),
        p(run("发：各市（区）文明办，镇江新区、镇江高新区宣传部门")),
        p(run("责任编辑：秘书处\t镇简字第0428号\t共印220份")),
    ]
    save(path, "".join(body), footer=p(run("- "), field("PAGE", "1"), run(" -"), align="center"))


def quarter_of_a_county(path: Path) -> None:
    """A county's issue: contents with dots and pages, two texts, a quarter's
    adoptions by months; the sums are right."""
    rows = plain(
        "伊山镇|2|1|2|5",
        "杨集镇|1|2|1|4",
        "燕尾港镇|1|1|2|4",
        "同兴镇|0|1|1|2",
        "县教育局|1|1|0|2",
        "县文化广电和旅游局|2|1|1|4",
        "综合|0|0|1|1",
        "合计|7|7|8|22",
    )
    body = [
        p(run("灌云文明信息", font="方正小标宋简体", size=96), align="center"),
        p(run("2026年第15期"), align="center"),
        p(run("灌云县文明办\t\t2026年7月9日")),
        p(),
        p(run("目 录", font="黑体"), align="center"),
        p(run("【乡镇之窗】", font="黑体")),
        p(run("伊山镇：石头广场上的“借物台”……………………1")),
        p(run("燕尾港镇：渔嫂组成“平安灯”队……………………2")),
        p(run("【信息采用】", font="黑体")),
        p(run("2026年第二季度信息采用情况…………………………4")),
        p(),
        section("【乡镇之窗】"),
        title("伊山镇：石头广场上的“借物台”"),
        text(
            "伊山镇的石头广场每晚有上千人散步。今年4月，镇文明实践所在广场边摆出“借物台”，雨伞、轮椅、打气筒、针线包都能借，留个姓就行。"
        ),
        lead("借得放心。", "物品分三层摆放，孩子用的在下层，老人用的在中层，每天擦一遍。"),
        lead("还得痛快。", "逾期不罚款，只打一次电话；弄坏了自己修，修不好的由志愿者修。"),
        lead("添得自觉。", "谁家有多余的物件，擦干净放上来，写一张“来历卡”。"),
        text("三个月来，借物台借出物品2830件次，没还的只有十六件，添进来的有一百五十四件。"),
        title("燕尾港镇：渔嫂组成“平安灯”队"),
        text("燕尾港镇渔船夜归，码头上灯少人稀。四十八名渔嫂组成“平安灯”队，每晚六人一班，船不到齐灯不灭。"),
        text("渔嫂们还学会了止血、搬运和用对讲机报平安，上半年帮助受伤船员19名。"),
        section("【信息采用】"),
        title("2026年第二季度信息采用情况"),
        text("4月至6月，县文明办编发《灌云文明信息》6期，共采用信息22篇，情况如下。"),
        table(5, [*plain("单位|4月|5月|6月|合计"), *rows]),
        p(run("注：两个单位合写的稿件计入综合。", font="仿宋", size=24)),
        text("没有信息采用的乡镇，请于7月底前报送一篇，题目不限，写清楚一件事。"),
        p(),
        p(run("报：连云港市文明办，县委、县政府领导")),
        p(run("送：县文明委成员单位")),
        p(run("发：各乡镇（街道）宣传办，县直各单位")),
        p(run("编辑：县文明办信息组    印125份")),
    ]
    save(path, "".join(body))


def notice_and_short_news(path: Path) -> None:
    """A county-level city's issue: a notice with two annexes, its signature, then bold run-in
    news; the imprint stands in a table."""
    imprint = [
        [cell("报：常州市文明办，市委、市政府领导")],
        [cell("送：市文明委成员单位")],
        [cell("发：各镇（街道）文明实践所，各村（社区）文明实践站")],
        [cell("联系电话：0519-80000000        共印290份")],
    ]
    body = [
        p(run("内部资料", font="黑体"), align="right"),
        p(run("溧阳文明实践简讯", font="方正小标宋简体", size=90), align="center"),
        p(run("第30期\t\t2026年9月4日"), align="center"),
        p(run("溧阳市新时代文明实践中心"), align="center"),
        p(),
        section("【通知公告】"),
        title("关于做好2026年秋季\n“田头课堂”开课工作的通知"),
        p(run("各镇（街道）文明实践所，市各有关单位：")),
        text("秋收在即，为方便群众在田头学农技、长见识，市文明实践中心定于9月起开办“田头课堂”。现就有关事项通知如下："),
        p(run("一、开课时间", font="黑体"), indent=True),
        text("9月10日至11月20日，每周二、周四傍晚，雨天顺延。"),
        p(run("二、课程安排", font="黑体"), indent=True),
        text("1.农技课由市农业农村局派员，每镇不少于六节。"),
        text("2.安全课由市公安局、市消防救援大队派员，重点讲农机和用电。"),
        text("3.文艺课由市文体广电和旅游局派员，教唱一首丰收歌。"),
        p(run("三、有关要求", font="黑体"), indent=True),
        text("各所于9月8日前报送开课地点，课后三天内收回群众点课单，作为下一期排课的依据。"),
        text("附件：1.2026年秋季“田头课堂”课程表"),
        text("      2.“田头课堂”群众点课单"),
        p(),
        p(run("溧阳市新时代文明实践中心"), align="right"),
        p(run("2026年9月1日"), align="right"),
        section("【基层短波】"),
        lead(
            "天目湖镇请游客认领一棵茶树。", "8月22日，天目湖镇推出茶树认领，游客出一天工、采一斤茶，首批320棵两天认完。"
        ),
        lead("戴埠镇办起“山路接送队”。", "8月25日起，戴埠镇组织21名志愿司机接送山里学生，往返不收费。"),
        lead("南渡镇给老街店招“瘦身”。", "8月28日，南渡镇完成老街店招整修，拆下超大店招76块，旧木料做成长凳。"),
        lead("市图书馆把书送进村卫生室。", "8月30日，市图书馆在45个村卫生室设书架，候诊时可看，看不完可借。"),
        p(),
        table(1, imprint),
    ]
    save(path, "".join(body))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "78-city-with-heads-and-points": city_with_heads_and_points,
    "79-quarter-of-a-county": quarter_of_a_county,
    "80-notice-and-short-news": notice_and_short_news,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
