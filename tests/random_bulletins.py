"""Bulletins made at random from a number, the same for the same number: for property tests and the bench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from records import (
    Article,
    Heading,
    Issue,
    Paragraph,
    Place,
    Point,
    PrintedLine,
    Publication,
    Quotation,
    Report,
    Section,
    Table,
)

PLACES = {
    code: Place(code=code, name=name, level="city")
    for code, name in (("320200", "无锡市"), ("320700", "连云港市"), ("320282", "宜兴市"), ("321300", "宿迁市"))
}
CLAUSES = (
    "今年以来，全市在运行志愿服务项目2360个，注册志愿者37.6万余名，占比34.7%",
    "“点单—派单—接单—评单”流程在各乡镇（街道）全部上线",
    "一位老人说：“门开着，人就来了！”",
    "村实践站把开门的钥匙交给十一个人轮流保管",
    "《志愿服务条例》《实施办法》相继出台……",
    "其中3.2万人次参加，平均等候15分钟——比上一年短了一半",
    "宣讲员把课放到接驳车上，一趟只讲一件事",
    "没有人报名的项目到季末撤下，腾出的经费补给夜间开放的站点",
    "老年人用不惯手机，网格员就在楼道口挂一块小黑板",
    "珺、喆、堃、祎四名志愿者轮班值守",
    "义诊台撤掉一半，护士把电话打到第十四天",
    "积分只换服务，不换米面",
)
# What is hard to break into lines, kind by kind; each is a clause like those above.
HARD: dict[str, Callable[[Random], str]] = {
    "web address": lambda random: (
        "名单见https://www.example.org.cn/gongshi/"
        f"{random.choice(('2024/0305.html', 'ming-dan', f'a?id={random.randint(1, 10**9)}'))}"
    ),
    "long web address": lambda random: (
        "详见https://example.org/s/" + "".join(random.choice("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789") for _ in range(40))
    ),
    "web address without a scheme": lambda random: "可登录www.example.gov.cn/wmsj查询",
    "mail address": lambda random: f"来信请寄wenming.shijian-{random.randint(1, 999)}@example.org.cn",
    "exponent": lambda random: f"新增活动场地{random.randint(100, 99999)}m²，拆除违建{random.randint(10, 999)}m³",
    "power of ten": lambda random: f"全年浏览{random.randint(1, 9)}.{random.randint(1, 9)}×10⁶次",
    "unit with a slash": lambda random: (
        f"限速{random.randint(20, 60)}km/h，降噪到{random.randint(40, 60)}dB，补贴{random.randint(1, 90)}元/人次"
    ),
    "unit after a space": lambda random: f"步道全长{random.randint(1, 40)} km，宽{random.randint(1, 9)}.5 m",
    "Chinese unit after a space": lambda random: (
        f"共 {random.randint(10, 9999)} 名志愿者登记，服务 {random.randint(10, 99999)} 小时"
    ),
    "degrees": lambda random: f"室温保持在{random.randint(18, 22)}℃，坡度不超过{random.randint(3, 9)}°",
    "sign": lambda random: f"误差在±{random.randint(1, 9)}%以内，最低气温−{random.randint(1, 15)}度",
    "inequality": lambda random: f"参与率≥{random.randint(50, 95)}%，间隔≤{random.randint(5, 30)}分钟",
    "range of numbers": lambda random: (
        f"每次服务{random.randint(1, 3)}～{random.randint(4, 9)}小时，间隔5—{random.randint(7, 10)}天"
    ),
    "range of percentages": lambda random: f"满意率由{random.randint(70, 79)}.5%—{random.randint(80, 89)}.5%提高",
    "range of years": lambda random: (
        f"{random.randint(2015, 2019)}—{random.randint(2020, 2024)}年试行，每晚18:30—21:00开放"
    ),
    "range of dates": lambda random: (
        f"自{random.randint(1, 6)}月1日—{random.randint(7, 12)}月31日轮换，5至{random.randint(6, 12)}人一组"
    ),
    "ratio": lambda random: f"志愿者与老人按1∶{random.randint(2, 30)}结对，{random.randint(1, 3)}/4以上是退休职工",
    "product": lambda random: f"展板按{random.randint(60, 120)}×{random.randint(60, 240)}厘米制作",
    "currency": lambda random: f"每站补助￥{random.randint(100, 99999)}元，折合$ {random.randint(10, 999)}".replace(
        "$ ", "$"
    ),
    "thousands": lambda random: f"筹款{random.randint(1, 999)},{random.randint(100, 999)}.{random.randint(10, 99)}元",
    "document number": lambda random: f"按照苏文明办〔20{random.randint(10, 24)}〕{random.randint(1, 120)}号文件",
    "document number in brackets": lambda random: (
        f"依据（20{random.randint(10, 24)}）{random.randint(1, 120)}号会议纪要"
    ),
    "standard": lambda random: (
        f"执行GB/T {random.randint(1000, 99999)}—2012和GB {random.randint(1000, 9999)}-2011两项标准"
    ),
    "Latin words": lambda random: "引入Model City Volunteer Programme的做法",
    "Latin passage": lambda random: (
        "宣传册写着Volunteers are welcome at every practice station from Monday to Sunday, no appointment needed"
    ),
    "apostrophe": lambda random: "墙上写着it’s your turn和Volunteers’ Day两行字",
    "long Latin word": lambda random: "译名是Neighbourhoodmutualassistance" + "station" * random.randint(0, 3),
    "model number": lambda random: f"配发AED-{random.randint(100, 999)}型、5G网关和COVID-19手册",
    "chained quotes": lambda random: "推行“‘早’‘晚’两问”《〈办法〉细则》（试行）",
    "dashes and dots": lambda random: "先试——再推——后评……逐项销号",
    "questions": lambda random: "谁来做？怎么做！做得好？——居民说了算",
    "long number": lambda random: f"统一编号{random.randint(10**19, 10**20)}",
    "circled numbers": lambda random: "分为①登记；②核对；③上门三步",
    "Chinese dots": lambda random: "请约翰·史密斯·威廉姆斯和阿不都·热合曼讲课",
}
TITLES = (
    "小站点办成大事情",
    "核清积分账目，推动志愿服务兑换由实物转向服务",
    "把课堂搬进血液病房，为长期住院儿童续上学业",
    "轮椅和盲杖先走一遍：无障碍试路队怎样让四百一十二处“过不去”处处有人认账",
    "渔船靠港七十二小时，先把过期的药箱换下来",
    "从“过点锁桶”到“误时也有桶”：一条垃圾投放规定的试行、收回和桶边一百个夜晚",
)
HEADS: tuple[tuple[Any, ...], ...] = (
    ("handling_note", "masthead", "number", "series", "dateline", "rule"),
    ("handling_note", "masthead", "number", "total_number", "editor", "dateline", "rule"),
    ("copy_number", "secrecy", "urgency", "masthead", "number", "dateline", "rule"),
)


def bulletin(
    seed: int, *, articles: int | None = None, points: int | None = None, plain: bool = False
) -> tuple[Issue, Publication]:
    """Return an issue and its publication; one to four articles of like length unless said otherwise.

    One clause in five is hard to break into lines, but in a plain bulletin none.
    """
    random = Chance(seed, plain=plain)
    head = random.choice(HEADS)
    publication = Publication(
        slug="suiji",
        name=random.choice(("文明实践动态", "文明实践简报", "江苏文明实践情况简报")),
        issuer="省文明实践工作办公室",
        registration_no="苏简字0000号",
        head=head,
        print_run_line=random.choice(("below", "above")),
    )
    items: list[Any] = [article(random, n, points) for n in range(1, (articles or random.randint(1, 4)) + 1)]
    if articles is None and random.random() < 0.3:
        items.append(report(random, len(items) + 1))
    numbered = "copy_number" in head
    issue = Issue(
        publication="suiji",
        year=2024,
        number=random.randint(1, 60),
        date=dt.date(2024, random.randint(1, 12), random.randint(1, 28)),
        total_number=61 if "total_number" in head else None,
        responsible_editor="综合处" if "editor" in head else "",
        series="志愿服务专刊" if "series" in head and random.random() < 0.4 else "",
        series_number=3,
        numbered_copies=numbered,
        secrecy="秘密★1年" if numbered else "",
        urgency="特急" if numbered and random.random() < 0.5 else "",
        editor_note=text(random, 3) if random.random() < 0.3 else "",
        items=tuple(items),
        sections=(Section(name="工作交流", items=tuple(item.anchor for item in items)),),
        lines=(
            PrintedLine(kind="报", lines=("中央文明办", "省文明委主任、副主任、委员")),
            PrintedLine(
                kind="发", lines=("各设区市、县（市、区）文明委、文明办，省文明委成员单位",) * random.randint(1, 2)
            ),
        ),
        print_run=400,
    )
    return issue, publication


class Chance(Random):
    """Chance, with clauses; what they are changes nothing of what else is chosen."""

    def __init__(self, seed: int, *, plain: bool) -> None:
        super().__init__(seed)
        self.hard = None if plain else Random(f"lines of {seed}")

    def clause(self) -> str:
        """Return a clause of a paragraph."""
        clause = self.choice(CLAUSES)
        if self.hard is None or self.hard.random() > 0.2:
            return clause
        return self.hard.choice(list(HARD.values()))(self.hard)


def article(random: Chance, n: int, points: int | None) -> Article:
    """Return an article of a few points, with whatever else articles hold now and then."""
    style: Any = random.choice(("", "一是", "一、", "（一）", "1."))
    blocks: list[Any] = [Paragraph(text=text(random, random.randint(1, 4)))]
    for _ in range(points or random.randint(1, 7)):
        below = (
            tuple(Point(ordinal="（1）", text=(text(random, 1),)) for _ in range(2)) if random.random() < 0.15 else ()
        )
        lead_in = random.choice(CLAUSES[3:]).rstrip("。") + "。"
        blocks.append(Point(ordinal=style, lead_in=lead_in, text=(text(random, random.randint(1, 5)),), children=below))
        extra = random.random()
        if extra < 0.08:
            blocks.append(Quotation(text=(text(random, 1),), source="一位网格员"))
        elif extra < 0.16:
            blocks.append(table(random))
    if random.random() < 0.2:
        blocks[1:1] = [Heading(text="主要做法")]
    return Article(
        number=n, anchor=f"a{n}", place=random.choice(list(PLACES)), title=random.choice(TITLES), body=tuple(blocks)
    )


def text(random: Chance, clauses: int) -> str:
    """Return a paragraph; one in eight has a footnote."""
    found = [random.clause() for _ in range(clauses)]
    if random.random() < 0.125:
        found[0] += "^[" + random.choice(CLAUSES[3:]) + "。]"
    return "，".join(found).replace("！”，", "！”") + "。"


def table(random: Random) -> Table:
    """Return a table of some rows; one in five is too wide for an upright page."""
    columns = ("地区", "注册志愿者", "服务队伍", "实践站", "点单量", "办结率", "服务时长", "培训人次")[
        : 8 if random.random() < 0.2 else 3
    ]
    rows = tuple(
        ("无锡市", "37.6万人", "1154支", "128个", "2877单", "98.2%", "66500小时", "3200人次")[: len(columns)]
        for _ in range(4)
    )
    return Table(columns=columns, rows=rows * random.randint(1, 5), caption="各地情况")


def report(random: Random, n: int) -> Report:
    """Return a table of adoption as the last item."""
    rows = tuple((place.name, str(random.randint(0, 9)), str(random.randint(0, 9))) for place in PLACES.values())
    total = sum(int(cell) for row in rows for cell in row[1:])
    title = "2024年稿件采用情况统计"
    columns = ("地区", "市本级用稿篇数", "所辖县（市、区）用稿篇数")
    return Report(
        number=n, anchor=f"a{n}", title=title, note=f"（共{total}篇）", total=total, columns=columns, rows=rows
    )
