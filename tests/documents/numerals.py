"""Numbers as the formats of lists show them, counted here apart from the code that is tried."""

from __future__ import annotations

from tests.documents.pieces import either

DIGITS = "〇一二三四五六七八九"
LEGAL = ("零", "壹", "贰|貳", "叁|參", "肆", "伍", "陆|陸", "柒", "捌", "玖")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def chinese(n: int) -> str:
    """Return 1–199 as Word counts in Chinese."""
    if n >= 100:
        rest = n - 100
        return "一百" + (
            f"零{chinese(rest)}"
            if 0 < rest < 10
            else f"一{chinese(rest)}"
            if 10 <= rest < 20
            else chinese(rest)
            if rest
            else ""
        )
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones or not tens else "")


def roman(n: int) -> str:
    """Return 1–39 in Roman figures."""
    out = ""
    for value, sign in ROMAN:
        count, n = divmod(n, value)
        out += sign * count
    return out


def spelt(form: str, n: int) -> str:
    """Return a number as a format of lists shows it, for 1–20."""
    match form:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return chinese(n)
        case "ideographDigital":
            return "".join(DIGITS[int(digit)] for digit in str(n))
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return either(*LEGAL[n].split("|"))
        case "upperRoman" | "lowerRoman":
            return roman(n) if form == "upperRoman" else roman(n).lower()
        case "upperLetter" | "lowerLetter":
            return chr(ord("A" if form == "upperLetter" else "a") + n - 1)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return CIRCLED[n - 1]
        case "decimalEnclosedParen":
            return "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"[n - 1]
        case "decimalEnclosedFullstop":
            return "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑"[n - 1]
        case "decimalZero":
            return f"{n:02d}"
        case "decimalFullWidth":
            return str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        case "ideographTraditional":
            return "甲乙丙丁戊己庚辛壬癸"[n - 1]
        case "ideographEnclosedCircle":
            return "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"[n - 1]
        case "ideographZodiac":
            return "子丑寅卯辰巳午未申酉戌亥"[n - 1]
    return str(n)


FORMS = (
    ("decimal", "%1."),
    ("decimal", "%1、"),
    ("decimal", "（%1）"),
    ("decimal", "%1)"),
    ("decimal", "步骤%1："),
    ("chineseCounting", "%1、"),
    ("chineseCountingThousand", "（%1）"),
    ("chineseCountingThousand", "第%1条"),
    ("chineseCountingThousand", "%1是"),
    ("japaneseCounting", "%1、"),
    ("ideographDigital", "%1、"),
    ("taiwaneseCountingThousand", "%1、"),
    ("chineseLegalSimplified", "%1、"),
    ("ideographLegalTraditional", "%1、"),
    ("upperRoman", "%1."),
    ("lowerRoman", "%1）"),
    ("upperLetter", "%1."),
    ("lowerLetter", "%1)"),
    ("decimalEnclosedCircle", "%1"),
    ("decimalEnclosedCircleChinese", "%1"),
    ("decimalEnclosedParen", "%1"),
    ("decimalEnclosedFullstop", "%1"),
    ("decimalZero", "%1."),
    ("decimalFullWidth", "%1．"),
    ("ideographTraditional", "%1、"),
    ("ideographZodiac", "%1、"),
    ("ideographEnclosedCircle", "%1"),
)
