"""A made-up year of events that hits every rule of the 16 sets of scoring.md, and the hand-made cases.

Units and events are plain dicts with exactly the fields of `scoring.events`. READINGS.md lists the vocabulary.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from fractions import Fraction
from pathlib import Path

YEAR = 2025
CASES = Path(__file__).with_name("cases.json")
MEDIA = ("报纸", "网站", "公众号", "杂志")
OWN = ("日报", "通报", "参阅", "快讯", "专题", "专报", "送阅件", "要情", "甲刊", "乙刊", "丙刊")
BULLETINS = {
    "own": OWN,
    "town": ("信息",),
    "county": ("信息",),
    "city": ("信息",),
    "province": ("参阅", "重要", "综合刊物", "二类刊", "直送件", "甲刊", "乙刊"),
    "ministry": ("甲刊", "乙刊", "丙刊"),
    "state": ("国办", "中办", "参考"),
}
KINDS = {  # of bulletins
    "own": ("single", "single", "single", "combined", "item", "supplement"),
    "city": ("single", "item", "exchange", "combined"),
}
ABOVE = ("single", "single", "item", "combined")
IN_MEDIA = (  # level, publication, kind
    *(("own", "网站", kind) for kind in ("web", "picture")),
    ("own", "公众号", "wechat"),
    *(("city", "报纸", kind) for kind in ("front", "single", "item", "combined")),
    *(("province", "报纸", kind) for kind in ("headline", "single", "combined", "item")),
    *(("province", "网站", kind) for kind in ("web", "combined")),
    ("province", "公众号", "wechat"),
    ("province", "杂志", "single"),
    *(("state", "报纸", kind) for kind in ("single", "combined", "item")),
    ("state", "网站", "web"),
    ("ministry", "杂志", "single"),
)
GENRES = ("news", "party", "research", "动态", "简讯", "综合", "speech", "urgent", "")
LEADERS = ("own", "town", "county", "city", "city", "province", "ministry", "state")
GROUPS = {"县区": ("Q", 8), "乡镇": ("T", 10), "部门": ("D", 14), "企业": ("E", 5), "高校": ("S", 4)}
CLASSES = ("一类", "二类", "三类", "四类")
DEFAULTS = {
    **{"article": "", "level": "", "publication": "", "kind": "", "genre": "", "via": ""},
    "points": 0.0,
}


def unit(code: str, group: str, class_: str = "", order: int = 0) -> dict:
    return {"code": code, "name": f"{group}{code}", "group": group, "class_": class_, "order": order}


def make_units() -> list[dict]:
    codes = [(f"{letter}{i + 1:02}", group, i) for group, (letter, size) in GROUPS.items() for i in range(size)]
    return [
        unit(code, group, CLASSES[i % 4] if group == "部门" else "", order + 1)
        for order, (code, group, i) in enumerate(codes)
    ]


class Book:
    """Events as they are written down."""

    def __init__(self) -> None:
        self.events: list[dict] = []
        self.articles = 0

    def add(self, day: dt.date, what: str, units: tuple[str, ...] | str, **fields: object) -> None:
        units = (units,) if isinstance(units, str) else units
        self.events.append(
            {"number": 0, "day": min(day, dt.date(YEAR, 12, 31)), "what": what, "units": units, **DEFAULTS, **fields}
        )

    def article(self) -> str:
        self.articles += 1
        return f"a{self.articles:04}"

    def report(self, day: dt.date, units: tuple[str, ...] | str, genre: str = "news") -> str:
        article = self.article()
        self.add(day, "reported", units, article=article, genre=genre)
        return article

    def adopt(self, day: dt.date, units: tuple[str, ...] | str, article: str, where: str, **fields: object) -> None:
        """`where`: level, publication and kind, separated by slashes."""
        level, publication, kind = where.split("/")
        fields = {"genre": "news", **fields}
        self.add(day, "adopted", units, article=article, level=level, publication=publication, kind=kind, **fields)

    def monthly(self, code: str, counts: list[int], genre: str = "简讯") -> list[str]:
        """So many reports in each month, the first on its first day."""
        return [
            self.report(dt.date(YEAR, month + 1, 1 + i % 28), code, genre)
            for month, count in enumerate(counts)
            for i in range(count)
        ]


def edges(book: Book) -> None:
    """Quotas and caps just missed, just met and exceeded; ties; commissions missed once and twice."""
    # Set 4: eight short ones a month, a long one a quarter.
    book.monthly("T01", [8] * 12)
    book.monthly("T02", [7, 8] * 6, "动态")
    book.monthly("T03", [9] * 12)  # never a long one
    for month in (2, 5, 8, 11):
        book.report(dt.date(YEAR, month, 14), "T01", "research")
    book.report(dt.date(YEAR, 3, 31), "T02", "综合")
    book.report(dt.date(YEAR, 7, 1), "T02", "research")
    for month in (1, 2, 3):  # urgent ones are counted apart: neither the eighth short one nor the long one
        book.report(dt.date(YEAR, month, 20), "T02", "urgent")
    # Set 6: items a month and a year, quality points, for each class.
    for code, counts, adopted in (
        *(("D01", [10] * 12, 100), ("D05", [6, 5] * 5 + [32, 32], 0), ("D03", [3, 2] * 3 + [10] + [9] * 5, 60)),
        *(("D04", [2, 1] * 3 + [6] + [7] * 5, 40), ("D08", [4] * 11 + [5], 39)),
    ):
        for i, article in enumerate(book.monthly(code, counts)[:adopted]):
            where = f"own/{OWN[i % len(OWN)]}/{KINDS['own'][i % 5 + 1]}"
            book.adopt(dt.date(YEAR, 1 + i // 9, 28), code, article, where, genre=("简讯", "综合", "party")[i % 3])
    # Set 14: weeks of none to four reports; also what is left of a week at both ends of the year.
    monday, left = dt.date(YEAR - 1, 12, 30), 100
    for week in range(53):
        for i in range(min(left, (2, 0, 1, 3, 2, 4, 1)[week % 7])):
            day = monday + dt.timedelta(7 * week + 2 - i if week == 52 else 7 * week + 6 - i)
            article = book.report(day, "D02", "party")
            if left > 20:  # 80 quality points of set 6
                book.adopt(day, "D02", article, "own/通报/single", genre="party")
            left -= 1
    for _ in range(left):
        book.report(dt.date(YEAR, 6, 30), "D02", "party")
    # Set 7: fifteen reports a year; one of E03 is a joint one. Set 16: 10 points a quarter, 40 a year.
    for code, count in (("E01", 14), ("E02", 15), ("E03", 15)):
        book.monthly(code, [2] * 7 + [count - 14], "party")
    book.add(dt.date(YEAR, 12, 1), "false", "E02", article=book.events[-20]["article"])  # reported, not adopted
    joint = book.report(dt.date(YEAR, 9, 30), ("E03", "E04"))
    for month in (3, 6, 7, 10):
        book.adopt(dt.date(YEAR, month, 30), ("E03", "E04"), joint, "county/信息/single")
    # Set 11: five reports a month.
    book.monthly("E04", [4, 5, 6, 5, 4, 6, 0, 1, 5, 5, 7, 5])
    # Set 8: rate of exactly 30 %, below it, nothing reported; exactly 6 points, below them, below 0.
    for month, adopted in ((1, 3), (4, 2), (10, 3)):
        for i in range(10):
            article = book.report(dt.date(YEAR, month, 2 + i), "S01")
            if i < adopted:
                book.adopt(dt.date(YEAR, month + 2, 28), "S01", article, "own/网站/web")
    for day in range(1, 8):
        book.add(dt.date(YEAR, 8, day), "commission_missed" if day % 2 else "commission_late", "S01")
    book.add(dt.date(YEAR, 10, 1), "commission_done", "S01")
    book.add(dt.date(YEAR, 11, 1), "error_named", "S01", level="province")
    book.add(dt.date(YEAR, 12, 31), "commission_late", "S01")
    # A tie, 39 points in set 16.
    for code in ("S02", "S03"):
        book.adopt(dt.date(YEAR, 1, 1), code, book.report(dt.date(YEAR, 1, 1), code), "county/信息/single")
        for _ in range(3):
            book.add(dt.date(YEAR, 4, 1), "commission_done", code)
        book.adopt(dt.date(YEAR, 9, 30), code, book.report(dt.date(YEAR, 9, 30), code), "city/信息/item", via="own")
    # Nothing but two missed commissions; nothing but a comment; T10 has nothing at all.
    book.add(dt.date(YEAR, 2, 1), "commission_missed", "S04")
    book.add(dt.date(YEAR, 12, 31), "commission_missed", "S04")
    book.add(dt.date(YEAR, 6, 1), "commented", "Q08", article=book.article(), level="city", kind="main")


def commissions(book: Book, codes: list[str]) -> None:
    """None, one or two commissions not done in time, by turns."""
    late, missed = "commission_late", "commission_missed"
    for i, code in enumerate(codes):
        for k, what in enumerate([(), (late,), (missed,), (late, missed), (missed, missed), (late, late)][i % 6]):
            article = book.article() if what == late else ""
            day = dt.date(YEAR, 1 + (i + 5 * k) % 12, 10)
            book.add(day, what, code, article=article)
            if article and not k:
                where = "province/重要/single" if i % 4 == 1 else "own/要情/single"
                book.adopt(day, code, article, where, genre="约稿", via="own" if i % 4 == 1 else "", points=2.0)
    book.add(dt.date(YEAR, 5, 5), missed, tuple(codes[:2]))  # the second time for one of them


def random_article(book: Book, rng: random.Random, codes: list[str]) -> None:
    """An article on its way: handed in, passed on, adopted here and there, commented."""
    units = tuple(rng.sample(codes, rng.choice((1, 1, 1, 1, 1, 1, 2, 2, 3, 4))))
    day = dt.date(YEAR, 1, 1) + dt.timedelta(rng.randrange(365))

    def later() -> dt.date:
        return day + dt.timedelta(rng.randrange(25))

    commissioned = rng.random() < 0.12
    about = {"article": book.article(), "genre": "约稿" if commissioned else rng.choice(GENRES)}
    if commissioned:
        book.add(day, "commission_done", units, **about)
    if not commissioned or rng.random() < 0.5:
        book.add(day, "reported", units, **about)
    for level in ("own", "own", "county", "city", "province", "province", "ministry", "state", "town"):
        chance = {"own": 0.3, "province": 0.25, "town": 0.02}.get(level, 0.16)
        via = "" if level == "own" else rng.choice(("own", "own", "own", "", "", "system"))
        publication = rng.choice(BULLETINS[level])
        if level in ("province", "state") and rng.random() < 0.15:
            book.add(
                later(), "passed_on", units, level=level, publication=publication if level == "state" else "", **about
            )
        if rng.random() < chance:
            kind = rng.choice(KINDS.get(level, ABOVE))
            points = rng.choice((1.0, 1.5, 2.0, 2.5, 3.0, 5.0)) if level in ("province", "state") else 0.0
            book.add(
                later(),
                "adopted",
                units,
                level=level,
                publication=publication,
                kind=kind,
                via=via,
                points=points,
                **about,
            )
    if rng.random() < 0.3:
        level, publication, kind = rng.choice(IN_MEDIA)
        book.add(later(), "adopted", units, level=level, publication=publication, kind=kind, **about)
    while rng.random() < 0.15:
        book.add(later(), "commented", units, level=rng.choice(LEADERS), kind=rng.choice(("main", "other")), **about)
    for what, chance in (("false", 0.03), ("error_named", 0.03), ("withdrawn", 0.015)):
        if rng.random() < chance:
            book.add(later(), what, units, level="province" if what == "error_named" else "", **about)
    if rng.random() < 0.05:
        book.add(later(), "helped", units[0], points=rng.choice((2.0, 2.5, 3.0, 4.5, 5.0)))


def synthetic_year(seed: int = 1, count: int = 3000) -> tuple[list[dict], list[dict]]:
    """Return units and exactly `count` events, by day; the same for the same seed."""
    rng, book, units = random.Random(seed), Book(), make_units()
    edges(book)
    touched = {code for event in book.events for code in event["units"]} | {"T10"}
    codes = [unit["code"] for unit in units if unit["code"] not in touched]
    commissions(book, codes)
    if count < len(book.events):
        raise ValueError(f"the edges alone are {len(book.events)} events")
    while len(book.events) < count:
        random_article(book, rng, codes)
    del book.events[count:]
    book.events.sort(key=lambda event: event["day"])
    for number, event in enumerate(book.events, 1):
        event["number"] = number
    return units, book.events


def load_cases() -> list[tuple[int, str, list[dict], list[dict], dict[str, Fraction]]]:
    """Return set, why, units, events and the totals worked out by hand, of each case in cases.json."""
    book, cases = json.loads(CASES.read_text(encoding="utf-8")), []
    for case in book["cases"]:
        units = [unit(code, *book["units"][code], order=i) for i, code in enumerate(case["totals"])]
        events: list[dict] = []
        for short in case["events"]:
            for i in range(short.get("repeat", 1)):
                event = {**DEFAULTS, **{key: value for key, value in short.items() if key != "repeat"}}
                if i and event["article"]:
                    event["article"] += f"+{i}"
                event |= {"number": len(events) + 1, "day": dt.date.fromisoformat(short["day"])}
                event |= {"units": tuple(short["units"]), "points": float(event["points"])}
                events.append(event)
        totals = {code: Fraction(total) for code, total in case["totals"].items()}
        cases.append((case["set"], case["why"], units, events, totals))
    return cases
