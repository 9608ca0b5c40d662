"""Characters that nobody sees and no font prints (soft hyphens, zero-width spaces, marks of byte order and direction) are taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Unicode's Default_Ignorable_Code_Point, and control characters but tab and newline.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
NAMES = {
    "\xad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u2060": "禁止换行符",
    "\ufeff": "字节序标记",
}
MOST_PLACES = 12


@dataclass
class Unseen:
    """What was taken out, by name: on which lines."""

    found: dict[str, list[int]] = field(default_factory=dict)

    def taken_out(self, text: str, line: int) -> str:
        """Return a text without unseen characters; they are remembered with their line."""
        if text.isascii() and text.isprintable():
            return text
        kept = UNSEEN.sub("", text)
        if len(kept) < len(text):
            for c in UNSEEN.findall(text):
                self.found.setdefault(NAMES.get(c, "其他看不见的字符"), []).append(line)
        return kept

    def remarks(self) -> list[tuple[int, str]]:
        """Return for each kind the line where it was first found, and what is to be said of it."""
        made = []
        for name, lines in self.found.items():
            places = list(dict.fromkeys(lines))
            where = "、".join(str(n) for n in places[:MOST_PLACES]) + ("等" if len(places) > MOST_PLACES else "")
            made.append((places[0], f"{name} {len(lines)} 处看不见，也印不出，已去掉（第 {where} 处）"))
        return made
