"""Make the committed word list anew from the dictionary of the `jieba` package: its
words of one to four Han characters."""

from __future__ import annotations

import sys
import zlib
from math import log2
from pathlib import Path

LEAST = 5  # occurrences; what is rarer are mostly names and accidents of the corpus
LONGEST = 4


def main(dictionary: Path) -> None:
    """Write words.z: per length one line of records, each a word and a letter for how often it occurs (A + log2)."""
    lines: list[list[str]] = [[] for _ in range(LONGEST)]
    for entry in dictionary.read_text("utf-8").splitlines():
        word, count, _ = entry.split(" ")
        if len(word) <= LONGEST and int(count) >= LEAST and all("\u4e00" <= char <= "\u9fff" for char in word):
            lines[len(word) - 1].append(word + chr(ord("A") + int(log2(int(count)))))
    text = "\n".join("".join(sorted(line)) for line in lines)
    Path(__file__).with_name("words.z").write_bytes(zlib.compress(text.encode("utf-16-le"), 9))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
