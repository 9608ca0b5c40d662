"""Make the committed fonts anew from Debian's packages: the faces we print with, cut
down to the characters they are for."""

from __future__ import annotations

import bz2
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
NOTO = "usr/share/fonts/opentype/noto"
MARKS = (
    (0x20, 0x17F),  # Latin
    (0x2B0, 0x3FF),  # tone marks, Greek
    (0x1E00, 0x1EFF),  # pinyin
    (0x2000, 0x27BF),  # punctuation, units, enclosed numbers, arrows, shapes
    (0x2E80, 0x312F),  # radicals, CJK punctuation, kana, bopomofo
    (0x3200, 0x33FF),  # enclosed and squared
    (0xF900, 0xFAFF),  # compatibility
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full width
)
HAN = (
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # URO
    (0x20000, 0x3FFFF),  # extensions B and later, as far as the face has them (about 2,300)
)
# Signs that the faces above lack: ₀ ⁹ ☑ ✔ ⅓ …, each from the first of these that has it.
SIGNS = ("NotoSerif-Regular", "NotoSansSymbols-Regular", "NotoSansSymbols2-Regular", "NotoSansMath-Regular")
SIGNED_ON = 3_691_699_200  # 25 December 2020, when they were packaged, in seconds from 1904
SIGNS_FROM = "usr/share/fonts/truetype/noto"
SIGNED = (
    (0x20, 0x17F),  # Latin
    (0x2B0, 0x3FF),  # tone marks, Greek
    (0x1D00, 0x1EFF),  # raised letters, pinyin
    (0x2000, 0x2BFF),  # raised and lowered figures, fractions, mathematics, ticks, shapes
    (0x1F100, 0x1F1FF),  # enclosed letters
)


def main(packages: list[Path]) -> None:
    """Unpack the .deb files and write the seven faces into this folder; takes some minutes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for package in packages:
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
        for name in ("FandolFang-Regular.otf", "FandolKai-Regular.otf"):
            (FOLDER / name).write_bytes((root / FANDOL / name).read_bytes())
        # The regular serif is what rare characters fall back to, so it keeps all it has; headlines
        # need the characters of public use.
        cut(root / NOTO / "NotoSerifCJK-Regular.ttc", FOLDER / "NotoSerifSC-Regular.otf", ranges(*MARKS, *HAN))
        # Page numbers and circled figures stand on every page: a face of their own spares reading 16 MB for them.
        cut(root / NOTO / "NotoSerifCJK-Regular.ttc", FOLDER / "NotoSerifSC-Marks.otf", ranges(*MARKS))
        headline = ranges(*MARKS) | common(root)
        cut(root / NOTO / "NotoSerifCJK-Bold.ttc", FOLDER / "NotoSerifSC-Bold.otf", headline)
        cut(root / NOTO / "NotoSansCJK-Bold.ttc", FOLDER / "NotoSansSC-Bold.otf", headline)
        signs(root / SIGNS_FROM, FOLDER / "NotoSigns-Regular.ttf")
    (FOLDER / "coverage.txt").write_text(coverage(), "ascii")


def ranges(*pairs: tuple[int, int]) -> set[int]:
    """Return the code points of inclusive ranges."""
    return {c for first, last in pairs for c in range(first, last + 1)}


def common(root: Path) -> set[int]:
    """Return 通用规范汉字表 (8,105, Unihan's kTGH) and GB 2312."""
    unihan = bz2.decompress((root / "usr/share/unicode/Unihan_OtherMappings.txt.bz2").read_bytes()).decode()
    listed = {int(code, 16) for code in re.findall(r"(?m)^U\+([0-9A-F]+)\tkTGH\t", unihan)}
    gb2312 = {
        ord(bytes((high, low)).decode("gb2312", "ignore") or " ")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    }
    return listed | gb2312


def cut(source: Path, target: Path, characters: set[int]) -> None:
    """Write the SC face of a Noto collection with these characters, and the layout features `halt`
    (half-width marks) and shaping need."""
    options = subset.Options()
    options.layout_features = ["halt", "ccmp", "locl", "mark", "kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    font = TTFont(source, fontNumber=2, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def signs(folder: Path, target: Path) -> None:
    """Write one face of what the other fallbacks lack, put together from several of one size of em."""
    missing = ranges(*SIGNED) - covered("FandolFang-Regular.otf", "NotoSerifSC-Regular.otf")
    missing.add(ord(" "))  # Pango takes the space after a sign from the face of the sign, whether that has one or not
    pieces = []
    for name in SIGNS:
        font = TTFont(folder / f"{name}.ttf", recalcTimestamp=False)
        taken = missing & set(font.getBestCmap())
        missing -= taken
        pieces.append(target.with_name(f"{name}.part"))
        cutter = subset.Subsetter(subset.Options(layout_features=[], hinting=False, notdef_outline=True))
        cutter.populate(unicodes=taken)
        cutter.subset(font)
        font.save(pieces[-1])
    merged = merge.Merger(merge.Options(drop_tables=["GSUB", "GPOS", "GDEF"])).merge(pieces)
    merged.recalcTimestamp = False
    merged["head"].created = merged["head"].modified = SIGNED_ON
    for record in merged["name"].names:
        record.string = str(record).replace("Noto Serif", "Noto Signs").replace("NotoSerif", "NotoSigns")
    merged.save(target)
    for piece in pieces:
        piece.unlink()


def covered(*names: str) -> set[int]:
    """Return the characters that one of our files has."""
    return {code for name in names for code in TTFont(FOLDER / name).getBestCmap()}


def coverage() -> str:
    """Return the characters that 仿宋 or a fallback has, as ranges in hexadecimal, one a line."""
    codes = covered("FandolFang-Regular.otf", "NotoSerifSC-Regular.otf", "NotoSigns-Regular.ttf")
    starts = sorted(code for code in codes if code - 1 not in codes)
    ends = sorted(code for code in codes if code + 1 not in codes)
    return "".join(f"{first:X}-{last:X}\n" for first, last in zip(starts, ends, strict=True))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
