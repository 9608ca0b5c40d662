"""Links and fields within a line: what is shown is the result, the address or the drawing that
stands for it, never the instruction."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from tests.documents.making import Inline, Making, para, run, span
from tests.documents.pieces import GAP, either

STYLE = '<w:rStyle w:val="Hyperlink"/>'
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def address(d: Making) -> str:
    """Return an address, written down as shown: a person who points at the link sees it."""
    return f"https://example.gov.cn/{d.random.randrange(10**6):06d}/a?b=1&c={d.random.randint(2, 99)}"


def char(kind: str, more: str = "") -> str:
    """Return the run with a field's begin, separate or end."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{"/>" if not more else ">" + more + "</w:fldChar>"}</w:r>'


def instruction(text: str) -> str:
    """Return the run with a field's instruction."""
    return f'<w:r><w:instrText xml:space="preserve"> {escape(text, quote=False)} </w:instrText></w:r>'


def field(code: str, result: str | None, data: str = "") -> str:
    """Return a field of several runs; `result` is XML, None where the field has none."""
    middle = char("separate") + result if result is not None else ""
    return char("begin", data) + instruction(code) + middle + char("end")


def contents_field(titles: list[str]) -> str:
    """Return the paragraphs of a list of contents, as Word makes it: one field over all, a
    link and a field of the page in each."""
    lines = []
    for n, title in enumerate(titles):
        page = field(rf"PAGEREF _Toc{n} \h", run(str(n + 2)))
        lines.append(f'<w:hyperlink w:anchor="_Toc{n}">{run(title)}<w:r><w:tab/></w:r>{page}</w:hyperlink>')
    lines[0] = char("begin") + instruction(r'TOC \o "1-2" \h \z \u') + char("separate") + lines[0]
    lines[-1] += char("end")
    return "".join(para(line, '<w:pStyle w:val="TOC1"/>') for line in lines)


@span
def plain_runs(d: Making) -> Inline:
    text = d.clause()
    cuts = sorted({0, len(text), *(d.random.randrange(len(text)) for _ in range(5))})
    odd = (
        "",
        "<w:b/>",
        '<w:rFonts w:eastAsia="楷体_GB2312"/>',
        '<w:color w:val="FF0000"/>',
        '<w:highlight w:val="yellow"/>',
    )
    marks = ("", '<w:bookmarkStart w:id="7" w:name="_Toc7"/><w:bookmarkEnd w:id="7"/>', "<w:lastRenderedPageBreak/>")
    runs = [run(text[a:b], d.random.choice(odd)) for a, b in pairwise(cuts)]
    mark = d.random.choice(marks)
    runs.insert(1, f"<w:r>{mark}</w:r>" if "Rendered" in mark else mark)
    return Inline("".join(runs), text)


@span
def link(d: Making) -> Inline:
    where = address(d)
    d.shown.append(where)
    name = d.package.relate("hyperlink", where, external=True)
    words = d.inner()
    return Inline(f'<w:hyperlink r:id="{name}" w:history="1">{words.xml}</w:hyperlink>', words.shows)


@span
def link_with_a_fragment(d: Making) -> Inline:
    where = address(d)
    d.shown.append(where)
    name = d.package.relate("hyperlink", where, external=True)
    words = d.inner()
    return Inline(f'<w:hyperlink r:id="{name}" w:anchor="p3" w:tooltip="打开">{words.xml}</w:hyperlink>', words.shows)


@span
def link_typed_as_an_address(d: Making) -> Inline:
    where = address(d)
    name = d.package.relate("hyperlink", where, external=True)
    return Inline(f'<w:hyperlink r:id="{name}">{run(where, STYLE)}</w:hyperlink>', where)


@span
def link_to_an_anchor(d: Making) -> Inline:
    words = d.inner()
    mark = '<w:bookmarkStart w:id="9" w:name="_Hlk9"/><w:bookmarkEnd w:id="9"/>'
    return Inline(f'{mark}<w:hyperlink w:anchor="_Hlk9">{words.xml}</w:hyperlink>', words.shows)


@span
def mailto(d: Making) -> Inline:
    where = f"tougao{d.random.randrange(10**5)}@example.gov.cn"
    name = d.package.relate("hyperlink", f"mailto:{where}", external=True)
    if d.random.random() < 0.5:
        return Inline(f'<w:hyperlink r:id="{name}">{run(where)}</w:hyperlink>', where)
    d.shown.append(where)
    words = d.clause()
    return Inline(f'<w:hyperlink r:id="{name}">{run(words)}</w:hyperlink>', words)


@span
def link_as_a_field(d: Making) -> Inline:
    where = address(d)
    d.shown.append(where)
    d.hides("HYPERLINK")
    words = d.inner()
    return Inline(field(f'HYPERLINK "{where}" \\o "打开"', words.xml), words.shows)


@span
def link_as_a_simple_field(d: Making) -> Inline:
    where = address(d)
    d.shown.append(where)
    words = d.inner()
    code = escape(f' HYPERLINK "{where}" ')
    return Inline(f'<w:fldSimple w:instr="{code}">{words.xml}</w:fldSimple>', words.shows)


@span
def field_in_many_runs(d: Making) -> Inline:
    where = address(d)
    d.shown.append(where)
    words = d.inner()
    code = f'HYPERLINK "{where}"'
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(code[n : n + 9], quote=False)}</w:instrText></w:r>'
        for n in range(0, len(code), 9)
    )
    return Inline(char("begin") + pieces + char("separate") + words.xml + char("end"), words.shows)


@span
def circled_by_eq(d: Making) -> Inline:
    n = d.random.randint(1, 20)
    d.shown.append(either(CIRCLED[n - 1], f"({n})", f"（{n}）", f"○,{n})"))
    d.hides(r"\o\ac")
    code = d.random.choice((rf"eq \o\ac(○,{n})", rf"EQ \o\ac(○,{n})", rf"eq \o\ac(\s\up 2(○),{n})"))
    return Inline(field(code, None if d.random.random() < 0.6 else ""), GAP)


@span
def circled_by_eq_in_many_runs(d: Making) -> Inline:
    n = d.random.randint(11, 20)
    d.shown.append(either(CIRCLED[n - 1], f"({n})", f"（{n}）", f"○,{n})"))
    first = r'<w:r><w:instrText xml:space="preserve"> eq \o\ac(</w:instrText></w:r>'
    ring = '<w:r><w:rPr><w:position w:val="-4"/><w:sz w:val="48"/></w:rPr><w:instrText>○</w:instrText></w:r>'
    last = f"<w:r><w:instrText>,{n})</w:instrText></w:r>"
    return Inline(char("begin") + first + ring + last + char("end"), GAP)


@span
def framed_character_by_eq(d: Making) -> Inline:
    word = d.random.choice("验讫收存")
    d.shown.append(either(f"□{word}", f"{word}□", f"[{word}]", f"□,{word}", f"（{word}）", f"“{word}”"))
    return Inline(field(rf"eq \o\ac(□,{word})", None), GAP)


@span
def fraction_by_eq(d: Making) -> Inline:
    a, b = d.random.randint(11, 48), d.random.randint(51, 97)
    d.shown.append(either(f"{a}/{b}", rf"\f({a},{b})", rf"\F({a},{b})"))
    return Inline(field(rf"eq \f({a},{b})", None), GAP)


@span
def two_lines_by_eq(d: Making) -> Inline:
    above, below = d.name(), d.name()
    d.shown += [above, below]
    return Inline(field(rf"eq \o(\s\up 6({above}),\s\do 2({below}))", None), GAP)


@span
def pinyin_by_eq(d: Making) -> Inline:
    base, reading = d.random.choice((("甪", "lù"), ("浒", "xǔ"), ("溱", "qín"), ("邗", "hán")))
    d.shown.append(reading)
    return Inline(field(rf'EQ \* jc0 \* "Font:宋体" \* hps10 \o\ad(\s\up 9({reading}),{base})', None), base + GAP)


@span
def form_field(d: Making) -> Inline:
    words = d.inner()
    return Inline(
        field("FORMTEXT", words.xml, '<w:ffData><w:name w:val="文字1"/><w:enabled/><w:textInput/></w:ffData>'),
        words.shows,
    )


@span
def drop_down_field(d: Making) -> Inline:
    shown, other = d.name(), d.hides(d.name())
    d.shown.append(shown)
    entries = f'<w:result w:val="1"/><w:listEntry w:val="{other}"/><w:listEntry w:val="{shown}"/>'
    return Inline(field("FORMDROPDOWN", None, f"<w:ffData><w:enabled/><w:ddList>{entries}</w:ddList></w:ffData>"), GAP)


@span
def box_ticked_in_a_form(d: Making) -> Inline:
    d.shown.append(either("☒", "☑", "✓", "✔", "√", "复选框"))
    data = '<w:ffData><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    return Inline(field("FORMCHECKBOX", None, data), GAP)


@span
def result_fields(d: Making) -> Inline:
    code, words = d.random.choice(
        (
            ("DOCPROPERTY 单位", d.name()),
            ("PAGE", str(d.random.randint(11, 99))),
            (r'DATE \@ "yyyy年M月d日"', "2024年5月17日"),
            (r"REF _Ref5150 \h", d.name()),
            (r"SEQ 图 \* ARABIC", str(d.random.randint(11, 99))),
            (r"MERGEFIELD 姓名 \* MERGEFORMAT", d.name()),
            ("NUMPAGES", str(d.random.randint(11, 99))),
            (r"= 3*19 \# 0", "57"),
        )
    )
    d.hides(code)
    if d.random.random() < 0.4:
        return Inline(f'<w:fldSimple w:instr=" {escape(code)} ">{run(words)}</w:fldSimple>', words)
    return Inline(field(code, run(words)), words)


@span
def field_in_a_field(d: Making) -> Inline:
    shown, other = d.name(), d.hides(d.name())
    inner = field("MERGEFIELD 级别", run("市级"))
    code = char("begin") + instruction("IF") + inner + instruction(f'= "市级" "{shown}" "{other}"')
    return Inline(code + char("separate") + run(shown) + char("end"), shown)


@span
def index_entry(d: Making) -> Inline:
    return Inline(field(f'XE "{d.hides()}"', None), "")


@span
def click_here(d: Making) -> Inline:
    words = d.name()
    d.shown.append(words)
    return Inline(field(f"MACROBUTTON AcceptAllChangesInDoc 请填{words}", None), GAP)
