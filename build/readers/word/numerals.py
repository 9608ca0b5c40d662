"""Numbers as Word writes them before the paragraphs of a list (ECMA-376 part 1, §17.18.59, ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
SMALL_WORDS = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    *("Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"),
)


def numeral(kind: str, n: int) -> str | None:
    """Return the n-th number of a kind, None for a kind or a number that is not known here.

    >>> [numeral(k, 12) for k in ("decimalZero", "upperRoman", "chineseCounting", "chineseLegalSimplified",
    ...                           "decimalEnclosedCircle")]
    ['12', 'XII', '十二', '壹拾贰', '⑫']
    """
    if kind in ("none", "bullet"):
        return ""
    made = KINDS[kind](n) if kind in KINDS and 0 <= n < 10_000 else None
    return made or None


def spelled(n: int, digits: str, ten: str, hundred: str, thousand: str) -> str:
    """Return a number below ten thousand as it is said in Chinese, with the one before a leading ten.

    >>> [spelled(n, DIGITS, "十", "百", "千") for n in (12, 110, 1003)]
    ['一十二', '一百一十', '一千〇三']
    """
    said, gap = "", False
    for value, unit in ((1000, thousand), (100, hundred), (10, ten), (1, "")):
        digit = n // value % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit] + unit
        gap = not digit
    return said or digits[0]


def _chinese(n: int) -> str:
    said = spelled(n, "零" + DIGITS[1:], "十", "百", "千")
    return said.removeprefix("一") if 10 <= n < 20 else said


def _digits(n: int, digits: str = DIGITS) -> str:
    return "".join(digits[int(d)] for d in str(n))


def _counting(n: int) -> str:
    """Return as Word counts with chineseCounting: said up to 99, then digit by digit."""
    return _chinese(n) if n < 100 else _digits(n, "○" + DIGITS[1:])


def roman(n: int) -> str:
    """Return a number in Roman numerals, '' for 0."""
    made = ""
    for value, letters in ROMAN:
        made += letters * (n // value)
        n %= value
    return made


def _letters(n: int) -> str:
    """Return a, b … z, aa, bb … as Word counts."""
    return chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n < 26 * 20 else ""


def _from(first: str, most: int) -> Callable[[int], str]:
    return lambda n: chr(ord(first) + n - 1) if 0 < n <= most else ""


def _circled(n: int) -> str:
    ranges = ((0, 0x24EA, 0), (1, 0x2460, 20), (21, 0x3251, 35), (36, 0x32B1, 50))
    return next((chr(start + n - low) for low, start, high in ranges if low <= n <= high), "")


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _in_words(n: int) -> str:
    return SMALL_WORDS[n] if n < len(SMALL_WORDS) else ""


def _wide(n: int) -> str:
    return str(n).translate({ord("0") + d: 0xFF10 + d for d in range(10)})


def _of(items: str) -> Callable[[int], str]:
    return lambda n: items[(n - 1) % len(items)] if n > 0 else ""


def _pair(n: int) -> str:
    return STEMS[(n - 1) % 10] + BRANCHES[(n - 1) % 12] if n > 0 else ""


CHINESE = ("chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "japaneseDigitalTenThousand")
KINDS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("decimal", "decimalHalfWidth"), str),
    "decimalZero": lambda n: f"{n:02d}",
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _wide),
    **dict.fromkeys(CHINESE, _chinese),
    **dict.fromkeys(("chineseCounting", "taiwaneseCounting"), _counting),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital"), _digits),
    **dict.fromkeys(("chineseLegalSimplified", "japaneseLegal"), lambda n: spelled(n, LEGAL, "拾", "佰", "仟")),
    "ideographLegalTraditional": lambda n: spelled(n, LEGAL_TRADITIONAL, "拾", "佰", "仟"),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "ideographZodiacTraditional": _pair,
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": _ordinal,
    "cardinalText": _in_words,
    "hex": lambda n: f"{n:X}",
}
