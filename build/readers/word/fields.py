"""Fields of a Word file: what they show, where Word works it out from their code instead of keeping the result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from readers.word.numerals import numeral
from readers.word.symbols import symbol

CIRCLES = "○〇◯●"
ENCLOSED = {"□": ("[", "]"), "△": ("△", ""), "◇": ("◇", "")}
COMPUTED = ("EQ", "SYMBOL", "MACROBUTTON", "GOTOBUTTON", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM")
TOKEN = re.compile(r'"([^"]*)"|(\S+)')


@dataclass
class Field:
    """A field that is being read: its code, and whether its result has begun and says anything."""

    code: str = ""
    result: bool = False
    shown: bool = False
    start: int = 0  # where what it shows begins
    form: str = ""  # what a form's field shows: the state of its box, the chosen entry

    @property
    def name(self) -> str:
        """Return the kind of field in capitals."""
        return next(iter(self.code.split()), "").upper()

    @property
    def address(self) -> str:
        """Return where a HYPERLINK field leads outside the file, '' for others."""
        if self.name != "HYPERLINK" or re.search(r"\\l\b", self.code):
            return ""
        found = [a or b for a, b in TOKEN.findall(self.code)[1:] if not b.startswith("\\")]
        return found[0] if found else ""


@dataclass(frozen=True)
class Shown:
    """What a field without a result shows: words, perhaps with their reading (拼音),
    and whether that was only made out."""

    words: str = ""
    reading: str = ""
    doubt: bool = False


@dataclass
class Computed:
    """Works out what fields show; AUTONUM fields are counted over the file."""

    counts: dict[str, int] = field(default_factory=dict)

    def shown(self, found: Field) -> Shown:
        """Return what a field shows whose result is not kept."""
        rest = found.code.strip()[len(found.name) :].strip()
        if found.form:
            return Shown(found.form)
        if found.name == "EQ":
            return equation(rest)
        if found.name == "SYMBOL":
            return _symbol(rest)
        if found.name in ("MACROBUTTON", "GOTOBUTTON"):
            return Shown(rest.partition(" ")[2].strip())
        if found.name.startswith("AUTONUM") or found.name == "LISTNUM":
            self.counts[found.name] = self.counts.get(found.name, 0) + 1
            return Shown(f"{self.counts[found.name]}{')' if found.name == 'LISTNUM' else '.'}", doubt=True)
        return Shown()


def _symbol(code: str) -> Shown:
    tokens = [a or b for a, b in TOKEN.findall(code)]
    font = next((tokens[n + 1] for n, t in enumerate(tokens[:-1]) if t.lower() == "\\f"), "")
    try:
        number = int(tokens[0], 16 if tokens[0].lower().startswith("0x") else 10)
    except (IndexError, ValueError):
        return Shown()
    if made := symbol(font, number):
        return Shown(made)
    return Shown(chr(number) if "\\u" in code.lower() and 32 <= number < 0x110000 else "", doubt=True)


# EQ: 带圈字符, 拼音指南 and 合并字符 are equations to Word (ECMA-376 part 1, §17.16.5.20)


def equation(code: str) -> Shown:
    r"""Return what the code of an EQ field shows, written in one line.

    >>> [equation(c).words for c in (r"\o\ac(○,1)", r"\f(1,2)", r"\r(3,x)")]
    ['①', '1/2', '3√x']
    >>> equation(r'\* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(lù),甪)')
    Shown(words='甪', reading='lù', doubt=False)
    """
    bare = re.sub(r'\\\*\s*("[^"]*"|\S+)', "", code).strip()
    try:
        node = _parse(bare, [0])
    except (IndexError, RecursionError):
        return Shown(re.sub(r"\\\w+", " ", bare).strip(), doubt=True)
    return _equation(node)


@dataclass
class _Node:
    """A switch with its options and arguments; or, without a name, pieces that follow each other."""

    name: str = ""
    options: list[str] = field(default_factory=list)
    arguments: list[_Node | str] = field(default_factory=list)


def _parse(code: str, at: list[int], closing: str = "", depth: int = 0) -> _Node:
    """Read pieces up to one of the closing characters, which is left standing."""
    if depth > 40:
        raise RecursionError
    found = _Node()
    while at[0] < len(code) and code[at[0]] not in closing:
        if code[at[0]] != "\\":
            found.arguments.append(code[at[0]])
            at[0] += 1
        elif re.match(r"\\[a-zA-Z]", code[at[0] :]):
            found.arguments.append(_switch(code, at, depth))
        else:  # an escaped bracket, comma or backslash
            found.arguments.append(code[at[0] + 1 : at[0] + 2])
            at[0] += 2
    return found


def _switch(code: str, at: list[int], depth: int) -> _Node:
    node = _Node()
    while match := re.compile(r"\\([a-zA-Z]+)\s*(-?\d*)\s*(\\[^a-zA-Z](?=\s*[\\(]))?\s*").match(code, at[0]):
        if node.name:
            node.options.append(match[1].lower())
        else:
            node.name = match[1].lower()
        at[0] = match.end()
    if code[at[0] : at[0] + 1] != "(":
        return node
    at[0] += 1
    while True:
        node.arguments.append(_parse(code, at, ",;，)", depth + 1))
        end = code[at[0]]
        at[0] += 1
        if end == ")":
            return node


def _equation(node: _Node | str) -> Shown:
    if isinstance(node, str):
        return Shown(node)
    parts = [_equation(each) for each in node.arguments]
    words = [part.words.strip() if node.name else part.words for part in parts]
    reading = " ".join(filter(None, (part.reading for part in parts)))
    doubt = any(part.doubt for part in parts)
    match node.name, words:
        case "", _:
            return Shown("".join(words), reading, doubt)
        case "o", [a, b] if _is_mark(a) or _is_mark(b):
            mark, inner = (a, b) if _is_mark(a) else (b, a)
            return _enclosed(mark, inner)
        case "o", [_, base] if _raised(node.arguments[0]) and not re.search(r"[\u4e00-\u9fff]", words[0]):
            return Shown(base, words[0], doubt)
        case "o", [base, _] if _raised(node.arguments[1]) and not re.search(r"[\u4e00-\u9fff]", words[1]):
            return Shown(base, words[1], doubt)
        case "o", _:
            return Shown("".join(words), reading, doubt=len(words) > 1)
        case "f", [a, b]:
            return Shown(f"{_grouped(a)}/{_grouped(b)}", reading, doubt)
        case "r", [a]:
            return Shown(f"√{_grouped(a)}", reading, doubt)
        case "r", [n, a]:
            return Shown(f"{n if n != '2' else ''}√{_grouped(a)}", reading, doubt)
        case "b", _:
            return Shown(f"({'，'.join(words)})", reading, doubt)
        case "i", _:
            return Shown("∫" + " ".join(words), reading, True)
        case "s" | "x", _:
            return Shown("".join(words), reading, doubt)
        case "l", _:
            return Shown("，".join(words), reading, doubt)
        case "a", _:
            return Shown(" ".join(words), reading, doubt=True)
        case "d", _:
            return Shown("", reading, doubt)
        case _:
            return Shown("".join(words), reading, doubt=True)


def _is_mark(words: str) -> bool:
    return words in CIRCLES or words in ENCLOSED if words else False


def _raised(node: _Node | str) -> bool:
    """Whether an argument is a superscript, as the readings of 拼音指南 are."""
    inner = (
        [each for each in node.arguments if not isinstance(each, str) or each.strip()]
        if isinstance(node, _Node)
        else []
    )
    return len(inner) == 1 and isinstance(inner[0], _Node) and inner[0].name == "s" and "up" in inner[0].options


def _enclosed(mark: str, inner: str) -> Shown:
    if mark in CIRCLES:
        if inner.isascii() and inner.isdigit() and (made := numeral("decimalEnclosedCircle", int(inner))):
            return Shown(made)
        if "一" <= inner <= "十" and (
            made := numeral("ideographEnclosedCircle", "一二三四五六七八九十".find(inner) + 1)
        ):
            return Shown(made)
        if len(inner) == 1 and inner.isascii() and inner.isalpha():
            return Shown(chr((0x24D0 - 97 if inner.islower() else 0x24B6 - 65) + ord(inner)))
        return Shown(f"（{inner}）", doubt=True)
    before, after = ENCLOSED[mark]
    return Shown(f"{before}{inner}{after}", doubt=True)


def _grouped(words: str) -> str:
    return f"({words})" if len(words) > 1 and not words.isalnum() else words
