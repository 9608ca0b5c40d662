"""Names of places and units in a text that are written wrongly, out of use, or unknown."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cms.units.models import Place, UnitPage

SUFFIX = re.compile(r"(?<=..)[市县区]$")
# Words that go on after a name: 宜兴县域 names no county 宜兴县.
GOES_ON = r"(?![域划间位别场民级容值价面井])"
# What no name of a county or city is made of: 各县, 试点县, 整个市 …
NO_NAME = set(
    "各全本该每个我两多几些省城区县市乡镇村大小外下上示范试点整老新中同一二三四五六七八九十百强在是和与及对的到了为"
)
OUTSIDE = {"北京市", "天津市", "上海市", "重庆市"}
UNKNOWN = re.compile(rf"(?:^|[，。、；：（“《\s]|省)([\u4e00-\u9fff]{{2}}[县市]){GOES_ON}")


@dataclass(frozen=True)
class Doubt:
    """A name as the text has it, and what to say about it."""

    name: str
    text: str


@dataclass
class Names:
    """The names that are in use on a day, and those that no longer are with the year in which they went."""

    known: set[str] = field(default_factory=set)
    old: dict[str, int] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    nearly: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    lengths: list[int] = field(default_factory=list)

    @classmethod
    def on(cls, day: date) -> Names:
        """Return the names of places and units, with the other names of these; two queries."""
        made = cls()
        places = [(name, "", gone) for name, gone in Place.objects.values_list("name", "valid_to")]
        units = list(UnitPage.objects.values_list("title", "other_names", "valid_to"))
        for name, others, gone in (*places, *units):
            for each in (name, *filter(None, others.split("、"))):
                if gone and gone < day:
                    made.old[each] = gone.year
                else:
                    made.known.add(each)
        for name, *_ in places:
            if name in made.known and SUFFIX.search(name) and name not in made.stems[SUFFIX.sub("", name)]:
                made.stems[SUFFIX.sub("", name)].append(name)
        made.old = {name: year for name, year in made.old.items() if name not in made.known}
        for name in made.known:
            for n in range(len(name) if len(name) >= 3 else 0):
                made.nearly[name[:n], name[n + 1 :]].add(name)
        made.lengths = sorted({len(name) for name in made.known if len(name) >= 3})
        return made

    def doubts(self, text: str) -> list[Doubt]:
        """Return the doubtful names of a text, each once, in its order as far as they are of one kind."""
        found = [*self._out_of_use(text), *self._wrong_kind(text), *self._misspelt(text), *self._unknown(text)]
        return list({doubt.name: doubt for doubt in reversed(found)}.values())[::-1]

    def _out_of_use(self, text: str) -> Iterator[Doubt]:
        for name, year in self.old.items():
            if name in text:
                now = [n for n in self.stems.get(SUFFIX.sub("", name), []) if n != name]
                yield Doubt(
                    name,
                    f"“{name}”{year}年起不再使用"
                    + (f"，现在叫{'、'.join(now)}" if now else "")
                    + "。写当时的事可以不改",
                )

    def _wrong_kind(self, text: str) -> Iterator[Doubt]:
        if not self.stems:
            return
        pattern = re.compile(f"(?:{'|'.join(sorted(self.stems, key=len, reverse=True))})[市县区]{GOES_ON}(?!委)")
        for name in dict.fromkeys(pattern.findall(text)):
            if name not in self.known and name not in self.old:
                yield Doubt(name, f"没有“{name}”，是不是{'或'.join(self.stems[name[:-1]])}")

    def _misspelt(self, text: str) -> Iterator[Doubt]:
        for length in self.lengths:
            for at in range(len(text) - length + 1):
                window = text[at : at + length]
                if window in self.known or not window.isalnum():
                    continue
                for n in range(length):
                    for name in self.nearly.get((window[:n], window[n + 1 :]), ()):
                        if window[n] != name[n] and sounds(window[n]) & sounds(name[n]):
                            yield Doubt(window, f"“{window}”是不是{name}")

    def _unknown(self, text: str) -> Iterator[Doubt]:
        for name in dict.fromkeys(UNKNOWN.findall(text)):
            stem = name[:-1]
            if not (
                NO_NAME & set(stem) or name in self.known or name in self.old or name in OUTSIDE or stem in self.stems
            ):
                yield Doubt(name, f"“{name}”不在地区表里：外省的地方请写明省份，本省的请核对写法")


@functools.lru_cache(maxsize=10_000)
def sounds(character: str) -> frozenset[str]:
    """Return the readings of a character, without tones."""
    from pypinyin import Style, pinyin  # here: its tables take a third of a second of every start

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
