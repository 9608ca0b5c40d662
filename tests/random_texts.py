"""Bulletins as text files made at random from a number; what each line says is known by construction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

PLACES = ("无锡市", "扬州市", "泰州市姜堰区", "宜兴市", "射阳县")
WHO = ("东街", "西桥", "南渡", "北坊", "柳湾", "枫桥")
WHAT = ("修好{}条长椅", "擦亮{}块路牌", "种下{}棵桂树", "借出{}把雨伞", "请来{}位老人讲故事", "清走{}车旧物")
ENDS = "人人都说好，大家还要接着做下去"
MARKS = ("△ ", "●", "◆ ", "")
CHOICES: dict[str, tuple[str, ...]] = {
    "sections": ("none", "some", "after the first"),
    "contents": ("none", "titles", "with sections", "with pages"),
    "note": ("none", "before", "block"),
    "briefs": ("none", "untitled", "run in", "bold", "lines of title"),
    "points": ("一是", "一、", "plain", "bold", "none"),
    "table": ("none", "pipes", "tabs", "wide"),
    "extras": ("none", "addressee", "date", "contact", "signature", "attachments"),
    "layout": ("plain", "wrapped", "paged", "running heads", "no blank lines"),
    "marks": ("full", "half"),
    "head": ("usual", "total", "series", "dateline first"),
    "imprint": ("usual", "key lines", "one line", "editor"),
    "statistics": ("none", "table"),
}


@dataclass
class Made:
    """A bulletin: its text, the words that must stand in its records, and how many items it has."""

    shapes: dict[str, str]
    text: str = ""
    ordinary: list[str] = field(default_factory=list)
    items: int = 0


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(f"text {seed}")
        self.made = Made({name: self.random.choice(values) for name, values in CHOICES.items()})
        self.count = seed % 7 * 100

    def says(self, shape: str, *values: str) -> bool:
        return self.made.shapes[shape] in values

    def words(self) -> str:
        """Return a clause that stands nowhere else."""
        self.count += 1
        return self.random.choice(WHO) + self.random.choice(WHAT).format(1000 + self.count)

    def keep(self, text: str) -> str:
        self.made.ordinary.append(text)
        return text

    def sentence(self) -> str:
        return self.keep(f"{self.words()}，{self.words()}，{ENDS}。")

    def title(self) -> str:
        return self.keep(f"{self.words()}的做法")

    def article(self) -> Iterator[str]:
        """Yield the paragraphs of an article below its title."""
        extras = self.made.shapes["extras"]
        if extras == "date":
            yield self.keep(f"（2024年{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日）")
        if extras == "addressee":
            yield self.keep("各县（市、区）文明办：")
        yield "今年以来，" + self.sentence()
        for n in range(3):
            theme, text = self.keep(f"{self.words()}。"), self.sentence()
            number = "一二三"[n]
            yield {
                "一是": f"{number}是{theme}{text}",
                "一、": f"{number}、{theme}{text}",
                "plain": f"{theme}{text}",
                "bold": f"**{theme}**{text}",
                "none": text + theme,
            }[self.made.shapes["points"]]
        if not self.says("table", "none"):
            yield self.table()
        if extras == "contact":
            yield self.keep(f"联系电话：025-{8000000 + self.count}")
            yield self.sentence()
        if extras == "attachments":
            yield "附件：1. " + self.keep(f"{self.words()}清单")
            yield "2. " + self.keep(f"{self.words()}名单")
        if extras == "signature":
            yield self.keep(self.random.choice(PLACES) + "文明办")
            yield self.keep(f"2024年{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日")

    def table(self) -> str:
        rows = [
            ("地方", "长椅数", "路牌数"),
            *((self.words(), str(self.random.randint(1, 9)), str(self.random.randint(1, 9))) for _ in range(3)),
        ]
        for row in rows[1:]:
            self.keep(row[0])
        if self.says("table", "pipes"):
            return "\n".join(["| " + " | ".join(row) + " |" for row in [rows[0], ("---", "---", "---"), *rows[1:]]])
        return "\n".join(("\t" if self.says("table", "tabs") else "    ").join(row) for row in rows)

    def briefs(self) -> Iterator[str]:
        mark = self.random.choice(MARKS)
        for n in range(3):
            self.made.items += 1
            title, day, text = self.words(), f"7月{n + 2}日，", self.sentence()
            if self.says("briefs", "lines of title"):
                yield self.keep(title)
                yield day + text
            elif self.says("briefs", "untitled"):
                yield mark + day + text
            else:
                self.keep(title)
                yield mark + (f"**{title}。**" if self.says("briefs", "bold") else f"{title}。") + day + text

    def bulletin(self) -> Made:
        head, body = list(self.head()), list(self.body())
        blocks = [*head, *body]
        gap = "\n" if self.says("layout", "no blank lines") else "\n\n"
        text = gap.join(self.laid_out(blocks)) + gap + "\n".join(self.imprint()) + "\n"
        self.made.text = text.translate(str.maketrans("，；：", ",;:")) if self.says("marks", "half") else text
        return self.made

    def head(self) -> Iterator[str]:
        dateline = "江苏省文明办  2024年9月2日"
        number = f"第 {self.random.randint(1, 40)} 期" + ("（总第 903 期）" if self.says("head", "total") else "")
        yield "工作资料 注意保存"
        yield self.keep("长椅工作简报")
        if self.says("head", "dateline first"):
            yield dateline
        yield number
        if self.says("head", "series"):
            yield "（" + self.keep("修长椅专刊") + " 6）"
        if not self.says("head", "dateline first"):
            yield dateline

    def body(self) -> Iterator[str]:
        names = ["工作交流", "经验做法"]
        self.random.shuffle(names)
        articles = [(self.random.choice(PLACES), self.title(), list(self.article())) for _ in range(3)]
        self.made.items += len(articles)
        below = {
            0: "" if not self.says("sections", "some") else names[0],
            1: "" if self.says("sections", "none") else names[1],
        }
        self.made.ordinary += [name for name in below.values() if name]
        if not self.says("contents", "none"):
            yield self.contents(articles, below)
        if not self.says("note", "none"):
            yield "编者按：" + self.sentence() if self.says("note", "before") else f"编者按\n\n{self.sentence()}"
        for n, (place, title, paragraphs) in enumerate(articles):
            if below.get(n):
                yield f"【{below[n]}】"
            yield f"{place}：{title}"
            yield from paragraphs
        if not self.says("briefs", "none"):
            yield f"【{self.keep('简讯')}】"
            yield from self.briefs()
        if self.says("statistics", "table"):
            self.made.items += 1
            yield f"【{self.keep('用稿通报')}】"
            yield self.keep("2024年上半年用稿情况统计")
            yield "单位\t篇数\n" + "\n".join(f"{self.keep(self.words())}\t{n}" for n in (3, 4))

    def contents(self, articles: list[tuple[str, str, list[str]]], below: dict[int, str]) -> str:
        lines = ["目  录"]
        for n, (place, title, _) in enumerate(articles):
            if below.get(n) and self.says("contents", "with sections"):
                lines.append(f"【{below[n]}】")
            lines.append(f"{place}：{title}" + (f" ………… {n + 2}" if self.says("contents", "with pages") else ""))
        return "\n\n".join(lines)

    def laid_out(self, blocks: list[str]) -> Iterator[str]:
        """Yield the blocks as the layout has them: wrapped, with page numbers, with running heads."""
        for n, block in enumerate(blocks):
            if self.says("layout", "wrapped") and "。" in block and "\n" not in block:
                indented = "　　" + block
                yield "\n".join(indented[at : at + 30] for at in range(0, len(indented), 30))
            elif self.says("layout", "paged") and n % 5 == 4 and len(block) > 40 and "\n" not in block:
                yield f"{block[:30]}\n\n— {n} —\n\n{block[30:]}"
            elif self.says("layout", "running heads") and n % 6 == 5 and "\n" not in block and len(block) > 40:
                yield f"{block[:30]}\n\n长椅工作简报\n\n{block[30:]}"
            else:
                yield block

    def imprint(self) -> Iterator[str]:
        to, down = self.keep("中央文明办"), self.keep("各设区市文明办")
        if self.says("imprint", "one line"):
            yield f"报：{to}    发：{down}"
        else:
            yield ("抄报：" if self.says("imprint", "key lines") else "报：") + to
            yield self.keep("省文明委主任、副主任")
            yield "发：" + down
        if self.says("imprint", "editor"):
            yield f"责任编辑：{self.keep('综合处')}"
        yield f"（{self.keep('苏简字1004号')} 共印400份）"


def bulletin(seed: int) -> Made:
    """Return the bulletin of a number."""
    return _Maker(seed).bulletin()


def bare(text: str) -> str:
    """Return a text's letters: without spaces and marks, whose width a scan changes."""
    return re.sub(r"[\W_]", "", text)
