"""The 16 sets of scoring.md, calculated by hand-written code that shares nothing with the engine.

Written from scoring.md alone; READINGS.md says how each phrase is read. 未载 marks what scoring.md does not state.
`python -m tests.scoring.calculators` writes expected.json.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

from tests.scoring.year import MEDIA, load_cases, synthetic_year

Totals = dict[str, Fraction]
EXPECTED = Path(__file__).with_name("expected.json")
HALF = Fraction(1, 2)


def in_bulletin(e: dict, level: str = "") -> bool:
    """Whether a bulletin, not one of the media, adopted it; of that level if one is given."""
    return e["what"] == "adopted" and e["publication"] not in MEDIA and level in ("", e["level"])


def summed(units: list[dict], parts: Iterable[tuple[str, Fraction | int]]) -> Totals:
    totals = {unit["code"]: Fraction(0) for unit in units}
    for code, points in parts:
        totals[code] += points
    return totals


def each(units: list[dict], events: list[dict], points: Callable[[dict], Fraction | int]) -> Totals:
    """Every event counts, in full for each of its units."""
    return summed(units, ((code, points(e)) for e in events for code in e["units"]))


def plus(*parts: Totals) -> Totals:
    return {code: sum((part[code] for part in parts), Fraction(0)) for code in parts[0]}


def highest(units: list[dict], events: list[dict], points: Callable[[dict], Fraction | int]) -> Totals:
    """Of the events of an article only the highest counts for a unit."""
    best: dict[tuple[str, str], Fraction | int] = {}
    for e in events:
        for code in e["units"]:
            best[code, e["article"]] = max(best.get((code, e["article"]), 0), points(e))
    return summed(units, ((code, value) for (code, _), value in best.items()))


def articles(events: list[dict], *whats: str) -> dict[str, set[str]]:
    """Articles of each unit to which something of the sort happened."""
    found: dict[str, set[str]] = defaultdict(set)
    for e in events:
        if e["what"] in whats and e["article"]:
            for code in e["units"]:
                found[code].add(e["article"])
    return found


def commissioned(units: list[dict], events: list[dict], adoptions: list[dict], bonus: int) -> Totals:
    """A bonus, once, for each commissioned article that is among the adoptions."""
    delivered, taken = articles(events, "commission_done", "commission_late"), articles(adoptions, "adopted")
    return summed(units, [(u["code"], bonus * len(delivered[u["code"]] & taken[u["code"]])) for u in units])


def quarter(e: dict) -> int:
    return (e["day"].month + 2) // 3


def reports(events: list[dict], period: Callable[[dict], object], genres: tuple[str, ...] = ()) -> Counter:
    """How often each unit reported in each period."""
    counted = (e for e in events if e["what"] == "reported" and (not genres or e["genre"] in genres))
    return Counter((code, period(e)) for e in counted for code in e["units"])


def set_01(units: list[dict], events: list[dict]) -> Totals:
    """广元. 未载: how the result becomes the yearly target score."""
    own = {("日报", ""): 2, ("网站", "web"): 1, ("网站", "picture"): HALF}

    def points(e: dict) -> Fraction | int:
        place, kind = (e["level"], e["publication"]), e["kind"] if e["publication"] == "网站" else ""
        if e["what"] == "adopted":
            if place in (("own", "通报"), ("own", "参阅")):
                return 0 if e["genre"] == "speech" else 5
            if e["level"] == "own":
                return own.get((e["publication"], kind), 0)
            return {("province", "参阅"): 3, ("province", "重要"): 5, ("state", "国办"): 10}.get(place, 0)
        if e["what"] == "commented":
            return {"state": 20, "province": 10, "city": 5}.get(e["level"], 0)
        return -10 if e["what"] in ("commission_missed", "commission_late") else 0

    return plus(each(units, events, points), commissioned(units, events, events, 5))


def set_02(units: list[dict], events: list[dict]) -> Totals:
    """河南省工信厅. 未载: the rest of the province's net; all but adoptions."""

    def points(e: dict) -> Fraction | int:
        if in_bulletin(e):
            if e["level"] == "state":
                return 20 if e["publication"] in ("中办", "国办") else 0
            return {"own": 6, "ministry": 10, "province": 10}.get(e["level"], 0)
        net = e["what"] == "adopted" and (e["level"], e["publication"]) == ("province", "网站")
        return HALF if net and e["kind"] == "combined" else 0

    return each(units, events, points)


def set_03(units: list[dict], events: list[dict]) -> Totals:
    """六安. 未载: names of the own bulletins (甲刊, 乙刊, 丙刊 stand in); other leaders."""

    def points(e: dict) -> int:
        if e["what"] == "commented":
            return 30 if (e["level"], e["kind"]) == ("city", "main") else 0
        to_state = e["level"] == "state" and e["publication"] == "国办"
        if e["what"] == "passed_on":
            return 5 if e["level"] == "province" else 30 if to_state else 0
        if not in_bulletin(e):
            return 0
        if e["level"] == "own":
            return {"甲刊": 10, "乙刊": 5, "丙刊": 10}.get(e["publication"], 0)
        return 40 if e["level"] == "province" else 80 if to_state else 0

    return each(units, events, points)


def set_04(units: list[dict], events: list[dict]) -> Totals:
    """常山. 未载: quotas of departments, the rest of the points, comments, how urgent reports are counted."""
    events = [e for e in events if e["genre"] != "urgent"]

    def points(e: dict) -> int:
        if in_bulletin(e, "own"):
            return {"甲刊": 5, "乙刊": 10, "丙刊": 30}.get(e["publication"], 0)
        if in_bulletin(e, "city") and e["via"] == "own":
            return {"item": 20, "single": 50, "exchange": 80}.get(e["kind"], 0)
        return 0

    short = reports(events, lambda e: e["day"].month, ("动态", "简讯"))
    long = reports(events, quarter, ("research", "综合"))
    met = [
        (code, 10)
        for code in (unit["code"] for unit in units if unit["group"] == "乡镇")
        for month in range(1, 13)
        if short[code, month] >= 8 and long[code, (month + 2) // 3] >= 1
    ]
    return plus(each(units, events, points), summed(units, met))


def set_05(units: list[dict], events: list[dict]) -> Totals:
    """衢州. The province's points come with the event, in `points`."""

    def adoption(e: dict) -> Fraction:
        own = {"快讯": 2, "专题": 2, "专报": 3, "送阅件": 2}
        worth = Fraction(0)
        if in_bulletin(e, "own"):
            worth = Fraction(10 if e["kind"] == "supplement" else own.get(e["publication"], 0))
        elif in_bulletin(e, "province"):
            worth = Fraction(e["points"]) * (2 if e["via"] == "own" else 1)
        elif in_bulletin(e, "state") and e["publication"] == "国办":
            worth = Fraction(e["points"]) * (5 if e["via"] == "own" else 1)
        return worth / len(e["units"])

    def comment(e: dict) -> Fraction:
        return Fraction(10 if e["what"] == "commented" else 0, len(e["units"]))

    return plus(highest(units, events, adoption), highest(units, events, comment))


def set_06(units: list[dict], events: list[dict]) -> Totals:
    """嵊州. 未载: all points, comments, what follows from a quota. Stand-in: 1 quality point an adoption."""
    return each(units, events, lambda e: 1 if in_bulletin(e) else 0)


def also_06(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return how each department stands to its three quotas."""
    quotas = {"一类": (120, 100, 6), "二类": (100, 80, 5), "三类": (70, 60, 3), "四类": (50, 40, 2)}
    year, month = reports(events, lambda e: 0), reports(events, lambda e: e["day"].month)
    quality, result = set_06(units, events), {}
    for unit in units:
        if unit["class_"] in quotas:
            code, (items, points, monthly) = unit["code"], quotas[unit["class_"]]
            result[code] = {
                "items": year[code, 0],
                "items_met": year[code, 0] >= items,
                "quality_met": quality[code] >= points,
                "months_met": sum(month[code, m] >= monthly for m in range(1, 13)),
            }
    return result


def set_07(units: list[dict], events: list[dict]) -> Totals:
    """A county party office."""

    def points(e: dict) -> int:
        if e["what"] == "commented":
            return {"state": 50, "province": 40, "city": 30, "county": 20, "town": 10}.get(e["level"], 0)
        if not in_bulletin(e):
            return 0
        if e["level"] == "own":
            if e["publication"] == "要情":
                return 10
            by_genre = {"动态": 5, "简讯": 3, "约稿": 10, "综合": 10}
            return by_genre.get(e["genre"]) or {"single": 5, "combined": 3}.get(e["kind"], 0)
        if e["level"] in ("city", "province"):
            return {"city": 10, "province": 20}[e["level"]] * (2 if e["genre"] == "research" else 1)
        return {"国办": 30, "中办": 50}.get(e["publication"], 0) if e["level"] == "state" else 0

    count = reports(events, lambda e: 0)
    base = [(unit["code"], 50) for unit in units if count[unit["code"], 0] >= 15]
    return plus(each(units, events, points), summed(units, base))


def quarters_08(units: list[dict], events: list[dict]) -> list[Totals]:
    """Return each quarter's points."""
    matrix = {"county": (10, 20), "city": (15, 30), "province": (30, 50), "ministry": (30, 50), "state": (30, 50)}
    comments = {"county": 10, "city": 20, "province": 40, "ministry": 40, "state": 40}
    fixed = {"commission_done": 2, "commission_late": -1, "commission_missed": -1, "error_named": -2}

    def points(e: dict) -> int:
        if in_bulletin(e):
            news, research = matrix.get(e["level"], (0, 0))
            return {"news": news, "party": news, "research": research}.get(e["genre"], 0)
        return comments.get(e["level"], 0) if e["what"] == "commented" else fixed.get(e["what"], 0)

    result = []
    for number in (1, 2, 3, 4):
        part = [e for e in events if quarter(e) == number]
        reported, adopted = articles(part, "reported"), articles(part, "adopted")
        totals = each(units, part, points)
        for code in totals:
            low = 100 * len(adopted[code]) < 30 * len(reported[code])
            totals[code] = max(Fraction(0), totals[code] + 6 - (1 if low else 0))
        result.append(totals)
    return result


def set_08(units: list[dict], events: list[dict]) -> Totals:
    """钟楼. The year is the sum of its quarters."""
    return plus(*quarters_08(units, events))


def also_08(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return each quarter's points and whether they reach 6."""
    parts = quarters_08(units, events)
    return {
        u["code"]: {
            "quarters": [str(part[u["code"]]) for part in parts],
            "met": [part[u["code"]] >= 6 for part in parts],
        }
        for u in units
    }


def set_09(units: list[dict], events: list[dict]) -> Totals:
    """民建北京. 未载: the steps of penalty for plagiarism."""
    levels = {"own": 1, "province": 5, "state": 20}
    once = {(code, e["article"], e["level"]) for e in events if in_bulletin(e) for code in e["units"]}
    adopted = [(code, levels.get(level, 0)) for code, _, level in once]
    above = [e for e in events if in_bulletin(e) and e["level"] in ("province", "state")]
    comments = {"province": 10, "state": 30}
    return plus(
        summed(units, adopted),
        each(units, events, lambda e: comments.get(e["level"], 0) if e["what"] == "commented" else 0),
        commissioned(units, events, above, 10),
    )


def also_09(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return adopted and reported articles and the rate of them."""
    reported, adopted = articles(events, "reported"), articles(events, "adopted")
    result = {}
    for code in (unit["code"] for unit in units):
        a, r = len(adopted[code]), len(reported[code])
        result[code] = {"adopted": a, "reported": r, "rate": str(Fraction(a, r)) if r else ""}
    return result


def set_10(units: list[dict], events: list[dict]) -> Totals:
    """广东省安监局. 未载: the name of the bulletins that give 30 (二类刊 stands in)."""
    fixed = {"false": -30, "commission_missed": -10}

    def adoption(e: dict) -> int:
        if in_bulletin(e, "province"):
            return {"综合刊物": 40, "二类刊": 30, "直送件": 20}.get(e["publication"], 0)
        return 10 if in_bulletin(e, "own") else 0

    def other(e: dict) -> int:
        if e["what"] == "commented":
            return {"province": 10, "own": 5}.get(e["level"], 0)
        return fixed.get(e["what"], 0)

    reported, taken = articles(events, "reported"), articles(events, "adopted", "false")
    unadopted = [(u["code"], 5 * len(reported[u["code"]] - taken[u["code"]])) for u in units]
    return plus(highest(units, events, adoption), each(units, events, other), summed(units, unadopted))


def also_10(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return who gets no prize."""
    false = {code for e in events if e["what"] == "false" for code in e["units"]}
    return {unit["code"]: {"no_prize": unit["code"] in false} for unit in units}


def set_11(units: list[dict], events: list[dict]) -> Totals:
    """乌海. 未载: what follows when a half month lacks its report, when holidays are, the weight."""

    def adoption(e: dict) -> int:
        return (3 if e["level"] == "own" else 5) if in_bulletin(e) else 0

    def comment(e: dict) -> int:
        return (3 if e["level"] == "own" else 5) if e["what"] == "commented" else 0

    monthly = reports(events, lambda e: e["day"].month)
    return plus(
        summed(units, [(unit["code"], 100) for unit in units]),
        highest(units, events, adoption),
        highest(units, events, comment),
        summed(units, ((code, min(count, 5)) for (code, _), count in monthly.items())),
        each(units, events, lambda e: Fraction(e["points"]) if e["what"] == "helped" else 0),
    )


def set_12(units: list[dict], events: list[dict]) -> Totals:
    """上虞. 未载: the quotas, so their 30 points; names of own bulletins and the line's; the rest of comments."""
    by_kind = {"state": (200, 100), "province": (100, 50), "city": (30, 15)}
    by_name = {"own": (4, 10, 12), "ministry": (10, 30, 50)}

    def points(e: dict) -> Fraction | int:
        if e["what"] == "commented":
            return {"main": 15, "other": 15 * HALF}.get(e["kind"], 0)
        if e["what"] == "adopted" and e["publication"] == "报纸":
            return 3
        if not in_bulletin(e):
            return 0
        if e["level"] == "city" and e["genre"] == "动态":
            return 10
        if e["level"] in by_kind:
            return dict(zip(("single", "item"), by_kind[e["level"]], strict=True)).get(e["kind"], 0)
        names = zip(("甲刊", "乙刊", "丙刊"), by_name.get(e["level"], (0, 0, 0)), strict=True)
        return dict(names).get(e["publication"], 0)

    return each(units, events, points)


def set_13(units: list[dict], events: list[dict]) -> Totals:
    """高安. 未载: all but adoptions."""
    paper = {
        "state": {"single": 20, "combined": 10},
        "province": {"headline": 20, "single": 10, "combined": 5},
        "city": {"front": 8, "single": 5},
    }

    def points(e: dict) -> int:
        if e["what"] != "adopted":
            return 0
        if e["publication"] == "报纸":
            return paper.get(e["level"], {}).get(e["kind"], 3 if e["level"] == "city" else 0)
        if e["publication"] in ("网站", "公众号", "杂志"):
            return 8
        return {"state": 100, "province": 50}.get(e["level"], 0)

    return each(units, events, points)


def set_14(units: list[dict], events: list[dict]) -> Totals:
    """A city office. 未载: names of the province's bulletins (甲刊, 乙刊 stand in); comments of the province."""

    def points(e: dict) -> int:
        if in_bulletin(e, "own"):
            return 8 if e["kind"] == "supplement" else 5
        if in_bulletin(e, "province"):
            return {"甲刊": 15, "乙刊": 20}.get(e["publication"], 0)
        return 12 if e["what"] == "commented" and e["level"] == "city" else 0

    weeks = reports(events, lambda e: e["day"].toordinal() - e["day"].weekday())
    met = [(code, 1 + count - 2) for (code, _), count in weeks.items() if count >= 2]
    return plus(each(units, events, points), summed(units, met))


def set_15(units: list[dict], events: list[dict]) -> Totals:
    """A city office. 未载: all points. Stand-in: 1 an adoption, so that the forfeit has something to take."""
    totals, gone = each(units, events, lambda e: 1 if in_bulletin(e) else 0), also_15(units, events)
    return {code: Fraction(0) if gone[code]["forfeited"] else total for code, total in totals.items()}


def also_15(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return whose year's score is 0."""
    overdue = each(units, events, lambda e: 1 if e["what"] in ("commission_missed", "commission_late") else 0)
    return {code: {"forfeited": count >= 2} for code, count in overdue.items()}


def set_16(units: list[dict], events: list[dict]) -> Totals:
    """A town. 未载: which levels, what follows from the quotas, missed commissions."""
    fixed = {"commission_done": 3, "commission_late": -3}

    def points(e: dict) -> int:
        if in_bulletin(e):
            return {"county": 10, "city": 20, "province": 30}.get(e["level"], 0)
        return fixed.get(e["what"], 0)

    return each(units, events, points)


def also_16(units: list[dict], events: list[dict]) -> dict[str, dict]:
    """Return which quarters reach 10 points and whether the year reaches 40."""
    parts, year = [set_16(units, [e for e in events if quarter(e) == q]) for q in (1, 2, 3, 4)], set_16(units, events)
    return {code: {"quarters": [p[code] >= 10 for p in parts], "year": total >= 40} for code, total in year.items()}


CALCULATORS = (
    *(set_01, set_02, set_03, set_04, set_05, set_06, set_07, set_08),
    *(set_09, set_10, set_11, set_12, set_13, set_14, set_15, set_16),
)
ALSO = {6: also_06, 8: also_08, 9: also_09, 10: also_10, 15: also_15, 16: also_16}


def rounded(total: Fraction) -> str:
    """To two places, half away from zero."""
    cents = math.floor(abs(total) * 100 + HALF)
    return f"{'-' if total < 0 and cents else ''}{cents // 100}.{cents % 100:02}"


def expected() -> dict:
    """Return what expected.json holds."""
    units, events = synthetic_year()
    book: dict = {"seed": 1, "events": len(events), "sets": {}}
    for number, calculate in enumerate(CALCULATORS, 1):
        totals = calculate(units, events)
        entry = {"points": {c: rounded(t) for c, t in totals.items()}, "exact": {c: str(t) for c, t in totals.items()}}
        book["sets"][f"{number:02}"] = entry | ({"also": ALSO[number](units, events)} if number in ALSO else {})
    return book


def wrong_cases() -> list[tuple]:
    """Return the hand-made cases that the calculators do not confirm."""
    results = [(n, why, CALCULATORS[n - 1](units, events), totals) for n, why, units, events, totals in load_cases()]
    return [result for result in results if result[2] != result[3]]


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(expected(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
