"""Characters that nobody sees and no page can show (soft hyphens, zero-width spaces, marks of byte
order and direction) are taken out."""

from __future__ import annotations

import re

from readers.reading import Note

HIDDEN = {
    "\u00ad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字符",
    "\u200d": "零宽连字符",
    "\u2060": "词连接符",
    "\ufeff": "字节序标记",
}
"""What a text may hold that nobody sees, by name; others of the kind are told by their code point."""
# Unicode's Default_Ignorable_Code_Point, and control characters but tab and line ends.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff]"
)
MOST_PLACES = 12


def without_unseen(text: str) -> tuple[str, list[Note]]:
    """Return a text without the characters that nobody sees, and a note of what was taken out and where."""
    unseen = Unseen()
    plain = "\n".join(unseen.taken_out(line, n) for n, line in enumerate(text.split("\n"), 1))
    return plain, unseen.notes()


class Unseen:
    """Takes unseen characters out of a text line by line and remembers them.

    Args:
        unit: what the lines are, for the note: 行, 段.

    """

    def __init__(self, unit: str = "行") -> None:
        self.unit = unit
        self.found: list[tuple[int, str]] = []

    def taken_out(self, text: str, line: int) -> str:
        """Return the text of a line without unseen characters."""
        if not INVISIBLE.search(text):
            return text
        self.found += [(line, char) for char in INVISIBLE.findall(text)]
        return INVISIBLE.sub("", text)

    def notes(self) -> list[Note]:
        """Return a note of what was taken out and where, none where nothing was."""
        if not self.found:
            return []
        names = dict.fromkeys(f"{HIDDEN.get(char, '控制符')} U+{ord(char):04X}" for _, char in self.found)
        lines = list(dict.fromkeys(str(n) for n, _ in self.found))
        where = "、".join(lines[:MOST_PLACES]) + (f" {self.unit}等" if len(lines) > MOST_PLACES else f" {self.unit}")
        said = f"看不见的字符共 {len(self.found)} 个已去掉（{'、'.join(names)}），见第 {where}"
        return [Note(self.found[0][0], "不可见字符", said)]
