"""Makes the Word files among the unseen bulletins, as people lay them out: heads in tables and
text boxes, lists that Word numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.word_xml import (
    cell,
    change,
    comment,
    field,
    footnote,
    lead,
    link,
    p,
    picture,
    plain,
    run,
    save,
    section,
    table,
    text,
    text_box,
    title,
    write_all,
)

# The bulletins -----------------------------------------------------------------------------


def head_and_imprint_as_tables(path: Path) -> None:
    """Head and imprint as tables; a link, a mail address, a footnote, a picture with its caption."""
    head = [
        [cell("内部资料  注意保存", span=2)],
        [cell("常州家庭文明建设简报", span=2, align="center")],
        [cell("第4期", span=2, align="center")],
        [cell("常州市家庭文明建设指导中心"), cell("2025年5月15日", align="right")],
    ]
    imprint = [
        [cell("报："), cell("江苏省文明办，常州市委办公室")],
        [cell("送："), cell("市家庭文明建设联席会议成员单位")],
        [cell("发："), cell("各辖市（区）文明办、妇联，常州经开区文明办")],
        [cell("责任编辑：指导中心编辑组    电话：0519-80000000", span=2)],
        [cell("常内资字第0409号", align="left"), cell("共印220份", align="right")],
    ]
    body = [
        table(2, head),
        p(),
        section("【家风家教】"),
        title("常州市天宁区：小巷里摆开“家庭议事角”"),
        text(
            "天宁区老小区多，一家一户的小事常常绊住一楼人。去年起，区里在92个小区的凉亭、门房、车棚边设起家庭议事角。"
        ),
        p(run("目前，登记参加议事的家庭有1.2万户"), footnote(1), run("，其中三代同堂的占两成。"), indent=True),
        lead("一是议题从饭桌上来。", "晾衣、遛狗、停车、养花，居民写在纸条上投进木箱，每周五开箱。"),
        lead("二是主意从邻里中出。", "每次议事不超过一小时，不评对错，只谈办法。"),
        lead("三是结果在墙面上见。", "办成的贴绿条，正在办的贴黄条，办不了的说明缘由。"),
        p(picture("rPic", "几位居民坐在凉亭里说话"), align="center"),
        p(run("图1  天宁区红梅街道的家庭议事角", font="黑体", size=24), align="center"),
        p(
            run("议事记录可在"),
            link("常州家庭文明专栏", "rLink"),
            run("查看，来稿请寄"),
            link("jiating@example.com", "rMail"),
            run("。"),
            indent=True,
        ),
        title("溧阳市：一本家庭账本晒出节俭风"),
        text("溧阳市在217个村推广“家庭节俭账本”，水电气、人情往来、办席剩菜都记一笔，月底自己和自己比。"),
        text("账本用了一年，参加家庭户均人情支出下降两成三，剩菜打包成了习惯。"),
        table(2, imprint),
    ]
    links = {"rLink": "https://wm.example.cn/jiating", "rMail": "mailto:jiating@example.com"}
    save(path, "".join(body), links=links, footnotes=("截至2025年3月底，不含外地户籍家庭。",))


def text_box_and_numbered_list(path: Path) -> None:
    """Masthead in a text box, contents as a field, lists that Word numbers, changes, a comment, hidden words."""
    masthead = p(run("徐州志愿服务简报", font="方正小标宋简体", size=96), align="center")
    contents = ("铜山区：小哥驿站的十个“小方便”", "2"), ("睢宁县：水杉林下的林长志愿队", "4")
    body = [
        p(run("工作资料　注意保存", font="黑体")),
        p(text_box(masthead)),
        p(run("2025年第11期"), align="center"),
        p(run("志愿服务专刊（五）"), align="center"),
        p(run("徐州市志愿服务指导中心\t2025年6月5日")),
        p(run("目  录", font="黑体"), align="center"),
        p(run("【一线见闻】")),
        *(p(run(words + "\t"), field(f"PAGEREF _Toc{page} \\h", page), style="TOC1") for words, page in contents),
        section("【一线见闻】"),
        p(run("铜山区：小哥驿站的十个“小方便”"), style="1", align="center"),
        p(
            run("铜山区有快递员、外卖员"),
            change("del", 11, "两千八百余名"),
            change("ins", 12, "3200余名"),
            run("，风里来雨里去，歇脚难、充电难、喝水难。"),
            indent=True,
        ),
        text("今年，区里沿商圈和社区建起小哥驿站38处，做了三件事。"),
        p(run("摸清需求"), style="2", level=0),
        p(run("志愿者跟车跟单一个星期，记下小哥们最挠头的事。"), level=1),
        p(run("把问题排成清单，一件一件问谁来办、几天办好。"), level=1),
        p(run("配齐服务"), style="2", level=0),
        p(run("驿站统一配备微波炉、打气筒、雨衣和充电柜，所有物品免费使用。"), level=1),
        p(run("与卫生院结对，每月十号上门量血压、查视力。"), level=1),
        p(run("双向奔赴"), style="2", level=0),
        p(
            run("小哥们熟悉街巷，也乐意搭把手。"),
            comment(1, run("一年来报告消防通道堵塞等隐患470条")),
            run("，帮找走失老人9名。"),
            indent=True,
        ),
        p(run("此段待定，暂不刊登。", hidden=True), indent=True),
        p(run("睢宁县：水杉林下的林长志愿队"), style="1", align="center"),
        text("睢宁县林地面积大、护林员少，县里发动沿河的村民、教师和学生组成林长志愿队，分段认领水杉林带。"),
        text("志愿队巡林不带斧头带剪刀，修枯枝、捡垃圾、拔藤蔓，去年巡林2.6万人次，没有发生一起火情。"),
        p(run("报：江苏省志愿服务联合会")),
        p(run("发：各县（市、区）志愿服务指导中心，\n市直各志愿服务总队")),
        p(run("责任编辑：中心宣传科\t审核：中心办公室")),
        p(run("（徐简字第1108号\t共印300份）")),
    ]
    save(path, "".join(body), comments=("这个数请再核一次",))


def circular_with_merged_head(path: Path) -> None:
    """A circular of adoption statistics alone in its issue: addressee, a table with a
    head of two rows, signature, date."""
    top = [cell("单位", down="restart"), cell("采用篇数", span=3), cell("合计", down="restart")]
    below = [cell("", down="continue"), cell("专报"), cell("简报"), cell("内参"), cell("", down="continue")]
    rows = plain("崇川区|3|5|1|9", "通州区|2|4|0|6", "海门区|1|6|1|8", "如东县|2|3|0|5", "启东市|1|2|0|3")
    rows += plain("如皋市|4|7|2|13", "海安市|2|5|1|8", "市级机关|3|2|0|5", "合计|18|34|5|57")
    body = [
        p(run("工作资料 注意保存")),
        p(run("南通精神文明信息", font="方正小标宋简体", size=96), align="center"),
        p(run("第20期"), align="center"),
        p(run("（总第531期）"), align="center"),
        p(run("南通市文明办秘书处\t2025年7月21日")),
        section("【情况通报】"),
        title("关于2025年上半年信息采用情况的通报"),
        p(run("各县（市、区）文明办，市级机关各部门：")),
        text("1月至6月，各地各部门共报送信息412篇，采用57篇。现将采用情况通报如下："),
        p(run("2025年上半年信息采用统计表", font="黑体"), align="center"),
        table(5, [top, below, *rows]),
        text("采用较多的是如皋市、崇川区，采用较少的单位要查找原因，多报有新意、能借鉴的做法。"),
        p(run("南通市文明办秘书处"), align="right"),
        p(run("2025年7月18日"), align="right"),
        p(run("报：省文明办，市委、市政府分管领导")),
        p(run("发：各县（市、区）文明办，市级机关各部门")),
        p(run("编辑：秘书处信息科\t共印160份")),
    ]
    save(path, "".join(body))


def briefs_in_word(path: Path) -> None:
    """Sections without brackets, items with a bold title at the paragraph's head, items with △ from a Word list."""
    body = [
        p(run("句容文明实践简讯", font="方正小标宋简体", size=84), align="center"),
        p(run("2025年第8期"), align="center"),
        p(run("句容市文明实践促进中心　主办\t签发：中心主任\t2025年8月29日")),
        p(run("重点报道", font="黑体", size=32), align="center"),
        title("葡萄架下的“共享账房”"),
        p(run("——茅山镇丁家边村帮农户记好一本经营账"), align="center"),
        text("茅山镇丁家边村家家种葡萄，忙起来顾不上记账，赚了多少、赔在哪里，多数人说不清。"),
        text(
            "今年开春，村文明实践站请来七名退休会计，在葡萄架下摆桌子、放算盘，帮118户农户把账理清楚，谁家肥料买贵了，谁家纸箱用多了，一算便知。"
        ),
        p(run("基层动态", font="黑体", size=32), align="center"),
        lead(
            "边城镇办起桑葚采摘文明哨。",
            "五月采摘季，边城镇党员志愿者在果园路口设哨6处，引导停车、回收垃圾，游客比往年多三成，投诉一件没有。",
        ),
        lead(
            "郭庄镇开设新市民夜课。", "面向外来务工人员，每周二、周四晚上开课，教方言、教急救、教手机拍照，已开课32期。"
        ),
        lead(
            "后白镇评出“最美菜园”。", "后白镇请村民互评房前屋后的小菜园，评上的挂木牌，一年评四次，村里杂物少了一大半。"
        ),
        p(run("短波", font="黑体", size=32), align="center"),
        p(run("8月2日，句容市启动“给孩子一个好暑假”志愿服务，41个站点同时开班。"), level=0, numbering=2),
        p(run("8月11日，下蜀镇志愿者入户提醒老年人防范电信诈骗，走访640户。"), level=0, numbering=2),
        p(run("8月20日，天王镇樱花谷文明旅游劝导队成立，首批队员26名。"), level=0, numbering=2),
        table(
            1,
            [
                [cell("报：镇江市文明办")],
                [cell("送：句容市有关部门")],
                [cell("发：各镇（街道）文明实践所、村（社区）文明实践站")],
            ],
        ),
        p(run("本期编辑：促进中心宣传部\t电话：0511-80000000\t印数：200份")),
    ]
    save(path, "".join(body))


WORD_FILES: dict[str, Callable[[Path], None]] = {
    "07-head-and-imprint-as-tables": head_and_imprint_as_tables,
    "08-text-box-and-numbered-list": text_box_and_numbered_list,
    "09-circular-with-merged-head": circular_with_merged_head,
    "10-briefs-in-word": briefs_in_word,
}


def make_word(folder: Path) -> list[Path]:
    """Write the Word files into a folder; return their paths."""
    return write_all(folder, WORD_FILES)
