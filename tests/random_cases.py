"""Cases made at random, as skewed as real texts: what the search engine is measured and tested with.

Their words are drawn by how often they occur, those of the field far more often than others; numbers
with measure words, names, set phrases and rare characters come at about the rate of real bulletins. A
case follows from seed and number alone.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np

import records
from records import Case, Export, Figure, Heading, Mechanism, Paragraph, Point, Record, Step, Unit, Writer

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "cms" / "sample"

_FIELD = (  # the most frequent first
    "志愿 服务 志愿服务 文明 实践 文明实践 新时代文明实践 志愿者 社区 群众 工作 活动 "
    "网格 积分 开展 项目 居民 中心 需求 队伍 组织 实践站 "
    "宣讲 街道 老年人 新时代 平台 村民 治理 机制 网格员 点单 派单 乡镇 党员 实践所 注册 时长 "
    "宣传 文化 精神文明 试点 礼遇 移风易俗 "
    "未成年人 独居老人 邻里 便民 理论 政策 积分制 社区治理 基层治理 服务队 志愿服务队 志愿服务项目 "
    "站点 阵地 培训 评单 接单 星级 兑换 "
    "矛盾调解 乡村振兴 义诊 助学 急救 帮扶 品牌 长效机制 联席会议 结对共建 暖心驿站 实践中心 "
    "服务时长 供需对接 民政 卫健委 宣传部 文明办"
)
_MEASURES = "支 个 名 人 人次 场 次 户 件 小时 万元 单 项 处 期 篇 本 册 公里 平方米 分钟 天 家 所 站 份"
FIELD, MEASURES = _FIELD.split(), _MEASURES.split()
PHRASES = (  # sentences that stand alike in many cases
    "坚持把群众需求作为第一信号",
    "建立“点单—派单—接单—评单”的闭环流程，每月通报一次办理情况",
    "形成县（市、区）、乡镇（街道）、村（社区）三级联动的工作格局",
    "由村（社区）党组织书记担任实践站站长，网格员兼任联络员",
    "让群众在家门口享受到便捷、贴心的志愿服务",
    "打通宣传群众、教育群众、关心群众、服务群众的最后一公里",
    "所需经费列入年度预算，不另设机构、不新增编制",
    "志愿服务时长以系统记录为准，补录须附照片和受益方确认",
    "适用于常住人口五千人以上、已建成综合服务中心的社区",
    "下一步将根据试点情况完善办法，成熟一项推广一项",
    "每季度召开一次联席会议，逐项核对需求清单、资源清单和项目清单",
    "办结率和满意度纳入年度考核，连续两季靠后的约谈负责人",
    "积分只换服务，不兑现金，年末清零",
    "对高龄、独居、失能老人实行每周一访、每日一电",
)
TEAMS = ("志愿服务队", "宣讲团", "先锋队", "工作室", "便民站", "巡访组", "互助会")
OTHERS = (
    "APP",
    "ＡＰＰ",
    "Wi-Fi",
    "12345",
    "24小时",
    "２０２４",
    "“两新”",
    "志願服務",
    "網格",
    "積分",
    "㎡",
    "①",
    "e站",
    "QQ群",
    "5G",
)
SERVED = (
    "独居老人",
    "未成年人",
    "残疾人",
    "外来务工人员",
    "快递员",
    "新就业群体",
    "退役军人",
    "低保家庭",
    "居民",
    "村民",
)
DEPARTMENTS = ("民政局", "文明办", "卫生健康委员会", "妇女联合会")
STEPS = ("点单", "派单", "接单", "评单")
PUNCTUATION = "，，，，，、；。。。"  # after a clause, as often as here


@dataclass(frozen=True)
class _Vocabulary:
    """Words, and the running sum of how likely each is."""

    words: np.ndarray
    reach: np.ndarray

    def draw(self, random: np.random.Generator, n: int) -> list[str]:
        """Return n words."""
        found: list[str] = self.words[np.searchsorted(self.reach, random.random(n), side="right")].tolist()
        return found


@dataclass(frozen=True)
class _Reference:
    """What a case refers to, from the sample."""

    units: tuple[Unit, ...]
    fields: tuple[str, ...]
    kinds: tuple[str, ...]


def random_cases(n: int, *, characters: int = 2500, seed: int = 1) -> Iterator[Case]:
    """Yield cases 1 to n, all cleared, each of about so many characters."""
    for number in range(1, n + 1):
        yield random_case(number, characters=characters, seed=seed)


def random_case(number: int, *, characters: int = 2500, seed: int = 1) -> Case:
    """Return one case; the same for the same arguments."""
    random = np.random.default_rng([seed, number])
    reference = _reference()
    unit = reference.units[min(int(random.pareto(1.1) * 9), len(reference.units) - 1)]
    lines = _sentences(random, characters, unit.name)
    case = Case(
        number=number,
        title=f"{_short(lines.pop())}：{_short(lines.pop())}",
        place=unit.place or "",
        unit=unit.code,
        year=int(random.integers(2019, 2026)),
        fields=tuple(sorted({_pick(random, reference.fields), _pick(random, reference.fields)})),
        kinds=(_pick(random, reference.kinds),),
        people_served=(_pick(random, SERVED),),
        lead_department=unit.name + _pick(random, DEPARTMENTS),
        mechanism=Mechanism(steps=tuple(Step(name=name) for name in STEPS)) if random.random() < 0.3 else None,
        figures=tuple(_figures(random, int(random.integers(5)))),
        cleared_on=dt.date(2025, 1, 1) + dt.timedelta(days=int(random.integers(300))),
    )
    return msgspec.structs.replace(case, **_text(case.figures, lines))


def write_export(n: int, folder: Path, *, seed: int = 1) -> None:
    """Write a public export of n cases with the sample's places, units, fields, kinds, indicators and synonyms."""
    sample = Export(SAMPLE, private=False)
    kinds: tuple[type[Record], ...] = (
        records.Place,
        Unit,
        records.Field,
        records.PracticeKind,
        records.Indicator,
        records.Synonym,
    )
    writer = Writer(folder, cases=range(1, n + 1), issues=(), publications=())
    for kind in kinds:
        for record in sample.all(kind):
            writer.add(record)
    for case in random_cases(n, seed=seed):
        writer.add(case)


# The text of a case -----------------------------------------------------------------------------

# Each takes this share of the sentences that are left; the body has the rest.
SECTIONS = {"summary": 0.05, "problem": 0.08, "approach": 0.1, "workings": 0.1, "results": 0.1, "conditions": 0.06}


def _text(figures: Sequence[Figure], lines: list[str]) -> dict[str, Any]:
    """Return sections and body; the figures stand in the results."""
    said = {name: _paragraph(lines, max(1, int(len(lines) * share))) for name, share in SECTIONS.items()}
    said["results"] = "".join(f"{figure.quote}。" for figure in figures) + said["results"]
    return {**said, "body": (Paragraph(text=_paragraph(lines, 2)), Heading(text=_short(lines.pop())), *_points(lines))}


def _paragraph(lines: list[str], count: int) -> str:
    """Take so many sentences off the list and return them as one text."""
    return "".join(f"{lines.pop()}。" for _ in range(count))


def _sentences(random: np.random.Generator, characters: int, place: str) -> list[str]:
    """Return sentences without their 。, so many characters in all; here and there a
    set phrase or the place's own name."""
    drawn = _drawn(random, int(characters * 0.6) + 200)
    phrases = (random.random(len(drawn)) ** 2 * len(PHRASES)).astype(int).tolist()
    chances = random.random(len(drawn)).tolist()
    found: list[str] = []
    left = 1.11 * characters  # titles, subheads and lead-ins use only the beginning of a sentence
    for line, phrase, chance in zip(drawn, phrases, chances, strict=True):
        found.append(PHRASES[phrase] if chance < 0.09 else f"{place}{line}" if chance < 0.16 else line)
        left -= len(found[-1]) + 1
        if left < 0 and len(found) >= 14:
            break
    return found


def _drawn(random: np.random.Generator, count: int) -> list[str]:
    """Return so many words, cut into clauses and sentences."""
    words = _vocabulary().draw(random, count)
    ends = np.cumsum(random.integers(3, 8, count // 3))
    marks = random.integers(0, len(PUNCTUATION), len(ends))
    for end, mark in zip(ends[ends < count].tolist(), marks.tolist(), strict=False):
        words[end] += PUNCTUATION[mark]
    return [line.strip("，、；") for line in "".join(words).split("。") if len(line) > 3]


def _points(lines: list[str]) -> Iterator[Point]:
    """Yield points of five sentences, the first cut to a lead-in."""
    for start in range(0, len(lines), 5):
        head, *rest = lines[start : start + 5]
        yield Point(
            ordinal="一是", lead_in=f"{_short(head)}。", text=("".join(f"{line}。" for line in rest),) if rest else ()
        )


def _short(line: str) -> str:
    """Return the beginning of a sentence, as a title has it."""
    return re.split("[，、；：（—“”]", line.lstrip("“"))[0][:14] or "小站点"


def _figures(random: np.random.Generator, count: int) -> Iterator[Figure]:
    """Yield figures; their quotes are clauses."""
    labels = _vocabulary().draw(random, 2 * count)
    for n in range(count):
        label = re.sub(r"\W|\d", "", "".join(labels[2 * n : 2 * n + 2])) + "数"
        size, unit = int(10 ** random.uniform(0.5, 4.7)), _pick(random, MEASURES)
        yield Figure(
            label=label, value=size, unit=unit, quote=f"{label}达到{size}{unit}", qualifier="达", where="results"
        )


def _pick(random: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(random.integers(len(options)))]


# What is drawn from -----------------------------------------------------------------------------


@cache
def _reference() -> _Reference:
    sample = Export(SAMPLE, private=False)
    return _Reference(
        units=tuple(unit for unit in sample.all(Unit) if unit.place),
        fields=tuple(field.code for field in sample.all(records.Field) if field.parent),
        kinds=tuple(kind.slug for kind in sample.all(records.PracticeKind)),
    )


@cache
def _vocabulary() -> _Vocabulary:
    """Return all words: each group of them has its share, and within it words are as skewed as said.

    The dictionary is the one of the typesetter, see bulletins/words/make.py: a word,
    and a letter for how often it occurs.
    """
    random = Random(1)
    listed = zlib.decompress((ROOT / "bulletins/words/words.z").read_bytes()).decode("utf-16-le").split("\n")[:2]
    ones, twos = (
        [line[i : i + size + 1] for i in range(0, len(line), size + 1)] for size, line in enumerate(listed, 1)
    )
    general = [entry[:-1] for entry in (*ones, *twos)]
    often = [2.0 ** (ord(entry[-1]) - ord("A")) for entry in (*ones, *twos)]
    pairs = [entry[:-1] for entry in twos]
    names = [unit.name for unit in _reference().units] + [
        random.choice(pairs) + random.choice(TEAMS) for _ in range(6000)
    ]
    groups = (
        (FIELD, _zipf(len(FIELD), 0.75), 0.25),
        (general, often, 0.53),
        (pairs, [1.0] * len(pairs), 0.165),
        (numbers := [_number(random) for _ in range(60000)], [1.0] * len(numbers), 0.03),
        (names, _zipf(len(names), 0.7), 0.02),
        (rare := [_rare(random) for _ in range(3000)] + list(OTHERS) * 50, [1.0] * len(rare), 0.005),
    )
    words = np.array([word for group, _, _ in groups for word in group], dtype=object)
    shares = np.concatenate([np.array(weights) / sum(weights) * share for _, weights, share in groups])
    reach = np.cumsum(shares)
    return _Vocabulary(words, reach / reach[-1])


def _zipf(n: int, slope: float) -> list[float]:
    return [(rank + 2) ** -slope for rank in range(n)]


def _number(random: Random) -> str:
    """Return a number as bulletins print it."""
    size = int(10 ** random.uniform(0.3, 4.5))
    match random.randrange(6):
        case 0:
            return f"{random.uniform(1, 99):.1f}%"
        case 1:
            return f"{random.uniform(1, 99):.2f}万{random.choice(MEASURES).lstrip('万')}"
        case 2:
            return f"{random.randint(2012, 2025)}年{random.randint(1, 12)}月"
        case _:
            return f"{size}{random.choice(('', '', '', '余', '多'))}{random.choice(MEASURES)}"


def _rare(random: Random) -> str:
    """Return two or three characters that hardly a text has, some of them beyond the Basic Multilingual Plane."""
    ranges = ((0x3400, 0x4DB5), (0x4E00, 0x9FA5), (0x20000, 0x2A6D6))
    return "".join(chr(random.randint(*random.choice(ranges))) for _ in range(random.randint(2, 3)))


# Queries -----------------------------------------------------------------------------

LONGEST = 40
QUOTES = "“”\"'‘’「」『』«»"
NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:市|区|县|镇|村|街道|队|团|站|室|会)")
NUMBER = re.compile(r"\d[\d.,]*[%％万亿余多]*[\u4e00-\u9fff]{1,2}|\d[\d.,]*[%％]")
HAN = re.compile(r"[\u4e00-\u9fff]+")


def random_queries(texts: Sequence[str], n: int, *, seed: int) -> list[str]:
    """Return n strings of 1–40 characters that stand in the texts: all kinds that the
    search must find, one after the other."""
    random = Random(seed)
    often = _frequent(random.sample(texts, min(len(texts), 200)))
    runs = re.compile(f"(?:{'|'.join(sorted(often, key=len, reverse=True))}){{2,}}")
    word = re.compile("|".join(sorted(often, key=len, reverse=True)))
    found: list[str] = []
    tries = 0
    while len(found) < n:
        tries += 1
        if tries > 1000 * n:
            raise ValueError("the texts hold too few strings to search for")
        query = _query(random, random.choice(texts), tries % 8, word, runs, often)
        if query and _plain(query):
            found.append(query)
    return found


def _query(random: Random, text: str, kind: int, word: re.Pattern[str], runs: re.Pattern[str], often: list[str]) -> str:
    """Return a string of the text of this kind, or '' where it has none."""
    if kind < 2:
        start = random.randrange(len(text)) if text else 0
        return text[start : start + (random.randint(1, LONGEST) if kind else random.randint(2, 8))]
    if kind == 7:
        return random.choice(text) if text else ""
    pattern = (NAME, NUMBER, word, runs, word)[kind - 2]
    hits = list(pattern.finditer(text))
    if not hits:
        return ""
    hit, more = random.choice(hits), random.randint(1, 24)
    if kind < 6:
        return hit[0][:LONGEST]
    return (
        text[hit.start() : hit.end() + more] if random.random() < 0.5 else text[max(0, hit.start() - more) : hit.end()]
    )


def _frequent(texts: Sequence[str]) -> list[str]:
    """Return the strings of two to four Han characters that occur most often."""
    counts: Counter[str] = Counter()
    for text in texts:
        for run in HAN.findall(text):
            counts.update(run[i : i + size] for size in (2, 3, 4) for i in range(len(run) - size + 1))
    return [word for word, _ in counts.most_common(60)]


def _plain(query: str) -> bool:
    """Whether a query means itself: no spaces or line breaks, no quotation marks at both ends."""
    return not re.search(r"\s", query) and not (query[0] in QUOTES and query[-1] in QUOTES)
