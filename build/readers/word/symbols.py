"""Characters of symbol fonts (Wingdings, Symbol) as the characters that they look like."""

from __future__ import annotations

WINGDINGS = {
    **{0x80 + n: c for n, c in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
    **dict(zip((0xD5, 0xD6, 0xD8, 0xDB, 0xDC, 0xDF, 0xE0, 0xE1, 0xE2), "⌫⌦➢⮈⮊←→↑↓", strict=True)),
    **dict(zip((0xE8, 0xEF, 0xF0, 0xF1, 0xF2), "➔⇦⇨⇧⇩", strict=True)),
    **dict(zip((0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77), "●❍■□◻❑❒⬧⧫◆❖⬥", strict=True)),
    **dict(zip((0xA0, 0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xAA, 0xAB, 0xB6), "▫○◦◉▪◻✦★☆", strict=True)),
    **dict(zip((0x9E, 0x9F, 0xFB, 0xFC, 0xFD, 0xFE), "·•✗✔☒☑", strict=True)),
    **dict(zip((0x21, 0x22, 0x28, 0x29, 0x2A, 0x3F, 0x41, 0x46, 0x4A, 0x4C, 0x58), "✏✂☎✆✉✍✌☞☺☹✠", strict=True)),
}
WINGDINGS_2 = {
    **{0x69 + n: c for n, c in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
    **dict(zip((0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0xA3), "✗✓☒☑☒☒□", strict=True)),
}
SYMBOL = {
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **{
        c: chr(c)
        for c in (
            *range(0x25, 0x2B),
            0x2B,
            0x2C,
            0x2E,
            *range(0x2F, 0x40),
            0x5B,
            0x5D,
            0x7B,
            0x7C,
            0x7D,
            0x20,
            0x21,
            0x23,
        )
    },
    **dict(zip((0x2D, 0x27, 0x2A, 0x40, 0x5C, 0x5E), "−∋∗≅∴⊥", strict=True)),
    **dict(zip((0xA3, 0xA5, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4), "≤∞↔←↑→↓°±″≥×", strict=True)),
    **dict(zip((0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xC5, 0xC6), "∝∂•÷≠≡≈…⊕∅", strict=True)),
    **dict(zip((0xC7, 0xC8, 0xC9, 0xCA, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD5, 0xD6), "∩∪⊃⊇⊂⊆∈∉∠∇∏√", strict=True)),
    **dict(zip((0xD7, 0xD9, 0xDA, 0xDB, 0xDE, 0xE5, 0xF2), "⋅∧∨⇔⇒∑∫", strict=True)),
}
FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": SYMBOL}


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are pictures."""
    return font.lower() in FONTS or font.lower().startswith(("wingdings", "webdings", "zapf dingbats", "marlett"))


def symbol(font: str, code: int) -> str:
    """Return the character that a code of a symbol font looks like, '' where that is not known.

    Word writes such codes as they are or in the private area from F000 on. Any other font has its own characters.

    >>> symbol("Wingdings", 0xF0FE), symbol("Symbol", 0x62), symbol("宋体", 0x2460)
    ('☑', 'β', '①')
    """
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if (known := FONTS.get(font.lower())) is not None:
        return known.get(low, "")
    if is_symbol_font(font) or 0xE000 <= code <= 0xF8FF or not 32 <= code < 0x110000 or 0xD800 <= code < 0xE000:
        return ""
    return chr(code)
