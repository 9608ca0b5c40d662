"""Characters within a line: symbols, breaks, signs without width, rare ones, capitals, formulas."""

from __future__ import annotations

from tests.documents.making import Inline, Making, run, span
from tests.documents.pieces import GAP, ZERO_WIDTH, either

SYMBOLS = (
    ("Wingdings", "F0FE", "☑"),
    ("Wingdings", "F0FC", "✓|✔"),
    ("Wingdings", "F0A8", "□|◻|☐"),
    ("Symbol", "F0B3", "≥"),
    ("Symbol", "F0B1", "±"),
)


def between(d: Making, xml: str, shows: str = GAP) -> Inline:
    """Return a line's part with this between two clauses."""
    return d.words(d.clause()) + Inline(xml, shows) + d.words(d.clause())


@span
def symbol(d: Making) -> Inline:
    font, code, char = d.random.choice(SYMBOLS)
    d.shown.append(either(*char.split("|"), code, code[2:] + "】", chr(int(code, 16))))
    return between(d, f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')


@span
def symbol_by_its_font(d: Making) -> Inline:
    font, code, char = d.random.choice(SYMBOLS[:3])
    d.shown.append(either(*char.split("|"), code, chr(int(code, 16))))
    return between(d, run(chr(int(code, 16)), f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'))


@span
def symbol_typed_as_a_letter(d: Making) -> Inline:
    """A letter in a font of symbols: Word shows the symbol."""
    letter, char = d.random.choice((("n", "■"), ("l", "●"), ("ü", "✓|✔"), ("þ", "☑")))
    d.shown.append(either(*char.split("|"), "Wingdings"))
    return between(d, run(letter, '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'))


@span
def hyphen_that_never_breaks(d: Making) -> Inline:
    return Inline(
        f"<w:r><w:t>COVID</w:t><w:noBreakHyphen/><w:t>{(n := d.random.randint(20, 99))}</w:t></w:r>", f"COVID-{n}"
    )


@span
def soft_hyphen(d: Making) -> Inline:
    a, b = d.clause(), d.clause()
    return Inline(f"<w:r><w:t>{a}</w:t><w:softHyphen/><w:t>{b}</w:t></w:r>", a + b)


@span
def tab_and_breaks(d: Making) -> Inline:
    a, b, c = d.clause(), d.clause(), d.clause()
    signs = ("<w:tab/>", "<w:br/>", "<w:br/><w:br/>", "<w:cr/>", '<w:br w:type="page"/>', '<w:br w:type="column"/>')
    signs += (
        '<w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>',
        '<w:br w:type="textWrapping" w:clear="all"/>',
    )
    one, two = d.random.choice(signs), d.random.choice(signs)
    return Inline(f"<w:r><w:t>{a}</w:t>{one}<w:t>{b}</w:t>{two}<w:t>{c}</w:t></w:r>", a + GAP + b + GAP + c)


@span
def points_by_breaks(d: Making) -> Inline:
    a, b = d.clause(), d.clause()
    gap = d.random.choice(("<w:br/>", "<w:br/><w:br/>"))
    return Inline(
        f"<w:r>{gap}<w:t>一是{a}。</w:t>{gap}<w:t>二是{b}。</w:t>{gap}</w:r>", f"{GAP}一是{a}。{GAP}二是{b}。{GAP}"
    )


@span
def no_width(d: Making) -> Inline:
    words = d.clause()
    sign = d.random.choice(ZERO_WIDTH)
    return Inline(run(sign.join((words[:2], words[2:5], words[5:]))), words)


@span
def line_feed_in_the_text(d: Making) -> Inline:
    """A program that indents its XML leaves line ends in the text; they are spaces."""
    a, b = d.clause(), d.clause()
    return Inline(run(f"{a}\n    {b}"), a + b)


@span
def rare(d: Making) -> Inline:
    words = d.random.choice(("𠮷", "𬱖", "㛃", "䶮", "𫍯", "龘", "⺼", "〇", "㎡", "㊣", "№", "′"))
    return between(d, run(words), words)


@span
def private_use(d: Making) -> Inline:
    code = d.random.randrange(0xE100, 0xE800)
    d.shown.append(either(chr(code), f"{code:04X}", f"{code:04x}"))
    return between(d, run(chr(code)))


@span
def emoji(d: Making) -> Inline:
    sign = d.random.choice(("👍", "🌾", "😀", "❤️"))
    d.shown.append(sign)
    return between(d, run(sign))


@span
def wide_spaces(d: Making) -> Inline:
    a, b = d.clause(), d.clause()
    space = d.random.choice("\u3000\u00a0\u2003\u2009\u202f")
    return Inline(run(f"{space}{a}{space * 2}{b}{space}"), a + b)


@span
def traditional(d: Making) -> Inline:
    return between(d, run("臺灣義診團隊來訪"), "臺灣義診團隊來訪")


@span
def capitals(d: Making) -> Inline:
    word = f"Volunteer{d.random.randint(10, 99)}b"
    kind = d.random.choice(("<w:caps/>", "<w:smallCaps/>"))
    return Inline(run(word, kind), either(word, word.upper()))


@span
def dressed(d: Making) -> Inline:
    """Settings of runs that change how words look and not which words they are."""
    kinds = (
        '<w:highlight w:val="yellow"/>',
        '<w:fitText w:val="1600" w:id="77"/>',
        '<w:eastAsianLayout w:id="78" w:combine="1"/>',
        '<w:eastAsianLayout w:id="79" w:combine="1" w:combineBrackets="round"/>',
        '<w:eastAsianLayout w:id="80" w:vert="1"/>',
        '<w:kern w:val="2"/><w:spacing w:val="-10"/>',
        '<w:em w:val="dot"/><w:u w:val="wave"/>',
        '<w:bdr w:val="single"/><w:shd w:val="clear" w:fill="D9D9D9"/>',
        "<w:emboss/><w:outline/>",
        '<w:color w:val="C00000"/>',
        '<w:position w:val="6"/><w:w w:val="66"/>',
    )
    words, kind = d.clause(), d.random.choice(kinds)
    return Inline(run(words, kind), either(f"（{words}）", f"({words})", words) if "Brackets" in kind else words)


@span
def raised_figure(d: Making) -> Inline:
    up = d.random.random() < 0.6
    n = d.random.randint(2, 9)
    sign = "⁰¹²³⁴⁵⁶⁷⁸⁹"[n] if up else "₀₁₂₃₄₅₆₇₈₉"[n]
    before = d.random.choice(("10", "面积若干m")) if up else "CO"
    xml = run(before) + run(str(n), f'<w:vertAlign w:val="{"superscript" if up else "subscript"}"/>')
    return Inline(xml, before + either(sign, f"{'^' if up else '_'}{n}", f"<{'sup' if up else 'sub'}>{n}"))


@span
def formula_of_words(d: Making) -> Inline:
    left, top, bottom = d.name(), d.name(), d.name()
    d.shown += [left, top, bottom]
    first, above, below = (
        f"<m:r><m:rPr><m:nor/></m:rPr><m:t>{word}</m:t></m:r>" for word in (f"{left}＝", top, bottom)
    )
    return Inline(f"<m:oMath>{first}<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f></m:oMath>", GAP)


@span
def formula(d: Making) -> Inline:
    a, b = d.random.randint(101, 499), d.random.randint(501, 998)
    top, bottom = (f"<m:r><m:t>{n}</m:t></m:r>" for n in (a, b))
    fraction = f"<m:f><m:num>{top}</m:num><m:den>{bottom}</m:den></m:f>"
    xml = f"<m:oMath><m:r><m:t>x=</m:t></m:r>{fraction}</m:oMath>"
    d.shown.append(either(f"x={a}/{b}", f"x=({a})/({b})", f"x={a}{b}", f"x=\\frac{{{a}}}{{{b}}}", f"x={a}÷{b}"))
    return Inline(xml if d.random.random() < 0.7 else f"<m:oMathPara>{xml}</m:oMathPara>", GAP)
