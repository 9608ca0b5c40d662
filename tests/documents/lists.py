"""Lists: the number that Word shows before a paragraph stands in no text, it follows from the list's definition."""

from __future__ import annotations

from tests.documents.making import Making, block, para, run
from tests.documents.numerals import FORMS, chinese, spelt
from tests.documents.package import Level


def member(d: Making, number: int, level: int = 0, style: str = "") -> str:
    """Return the properties of a paragraph in a list."""
    return f'{style}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def listed(d: Making, number: int, shown: str, level: int = 0) -> None:
    """Add a paragraph of a list that is shown with this number."""
    line = d.rich()
    d.count(shown, line)
    d.put(line, member(d, number, level))


def filled(text: str, n: str) -> str:
    """Return the number of a paragraph with what stands around it."""
    return text.replace("%1", n)


@block
def list_of_one_format(d: Making) -> None:
    form, text = d.random.choice(FORMS)
    more = d.random.choice(("", '<w:suff w:val="space"/>', '<w:suff w:val="nothing"/>'))
    number = d.package.num(d.package.abstract([Level(form, text, more=more)]))
    for n in range(1, d.random.randint(3, 6)):
        listed(d, number, filled(text, spelt(form, n)))


def _each_format(form: str, text: str, name: str) -> None:
    def make(d: Making) -> None:
        number = d.package.num(d.package.abstract([Level(form, text)]))
        for n in range(1, d.random.randint(4, 6)):
            listed(d, number, filled(text, spelt(form, n)))

    make.__name__ = name
    block(make)


for _n, (_form, _text) in enumerate(FORMS):
    _each_format(_form, _text, f"list_{_form}_{_text.replace('%1', 'n')}")


@block
def list_beginning_elsewhere(d: Making) -> None:
    form, text, start = d.random.choice(
        (
            ("decimal", "%1.", 5),
            ("chineseCounting", "%1、", 8),
            ("chineseCountingThousand", "（%1）", 98),
            ("upperRoman", "%1.", 7),
        )
    )
    number = d.package.num(d.package.abstract([Level(form, text, start=start)]))
    for n in range(start, start + 4):
        listed(d, number, filled(text, spelt(form, n)))


@block
def list_that_goes_on(d: Making) -> None:
    """Two lists over one definition: the second goes on counting."""
    form, text = d.random.choice(
        (("decimal", "%1."), ("chineseCounting", "%1、"), ("chineseCountingThousand", "（%1）"))
    )
    abstract = d.package.abstract([Level(form, text)])
    first, second = d.package.num(abstract), d.package.num(abstract)
    for n in (1, 2):
        listed(d, first, filled(text, spelt(form, n)))
    d.put()
    for n in (3, 4):
        listed(d, second, filled(text, spelt(form, n)))


@block
def list_begun_anew(d: Making) -> None:
    """A list with an override of its start, over the definition of another."""
    start = d.random.choice((1, 4, 7))
    abstract = d.package.abstract([Level("decimal", "%1.")])
    over = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    first, second = d.package.num(abstract), d.package.num(abstract, over)
    for n in (1, 2):
        listed(d, first, f"{n}.")
    d.put()
    for n in (start, start + 1, start + 2):
        listed(d, second, f"{n}.")


@block
def list_with_another_format_by_override(d: Making) -> None:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>'
    )
    abstract = d.package.abstract([Level("decimal", "%1.")])
    number = d.package.num(abstract, f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>')
    for n in (1, 2, 3):
        listed(d, number, f"（{chinese(n)}）")


@block
def list_with_a_format_of_its_own(d: Making) -> None:
    """Figures of three digits, which newer versions write with a form for older ones beside it."""
    more = "".join(
        (
            (
                '<mc:AlternateContent><mc:Choice Requires="w14">'
                '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
            ),
            '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>',
        )
    )
    abstract = d.package.abstract([Level("decimal", "%1.")])
    d.package.abstracts[-1] = d.package.abstracts[-1].replace('<w:numFmt w:val="decimal"/>', more)
    number = d.package.num(abstract)
    for n in (1, 2, 3):
        listed(d, number, f"{n:03d}.")


@block
def list_with_the_same_words(d: Making) -> None:
    """A list without figures, whose members all begin with the same words."""
    number = d.package.num(d.package.abstract([Level("none", "要点：")]))
    for _ in range(3):
        listed(d, number, "要点：")


@block
def list_interrupted(d: Making) -> None:
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    for n in (1, 2, 3, 4):
        listed(d, number, f"{n}.")
        if d.random.random() < 0.6:
            d.put()


@block
def list_of_many_levels(d: Making) -> None:
    levels = [Level("decimal", "%1."), Level("decimal", "%1.%2"), Level("decimal", "%1.%2.%3")]
    number = d.package.num(d.package.abstract(levels))
    for a in (1, 2):
        listed(d, number, f"{a}.")
        for b in (1, 2):
            listed(d, number, f"{a}.{b}", 1)
        if a == 2:
            listed(d, number, "2.2.1", 2)


@block
def list_of_mixed_levels(d: Making) -> None:
    levels = [
        Level("chineseCounting", "%1、"),
        Level("chineseCounting", "（%2）"),
        Level("decimal", "%3."),
        Level("decimalEnclosedCircle", "%4"),
    ]
    number = d.package.num(d.package.abstract(levels))
    for a in (1, 2):
        listed(d, number, f"{chinese(a)}、")
        for b in range(1, d.random.randint(2, 4)):
            listed(d, number, f"（{chinese(b)}）", 1)
            if b == 1:
                listed(d, number, "1.", 2)
                listed(d, number, "2.", 2)
                listed(d, number, "①", 3)


@block
def list_with_legal_numbers(d: Making) -> None:
    levels = [Level("chineseCounting", "第%1章"), Level("decimal", "%1.%2", more="<w:isLgl/>")]
    number = d.package.num(d.package.abstract(levels))
    listed(d, number, "第一章")
    listed(d, number, "1.1", 1)
    listed(d, number, "1.2", 1)
    listed(d, number, "第二章")
    listed(d, number, "2.1", 1)


@block
def list_whose_second_level_never_restarts(d: Making) -> None:
    levels = [Level("chineseCounting", "%1、"), Level("decimal", "%2.", more='<w:lvlRestart w:val="0"/>')]
    number = d.package.num(d.package.abstract(levels))
    listed(d, number, "一、")
    listed(d, number, "1.", 1)
    listed(d, number, "2.", 1)
    listed(d, number, "二、")
    listed(d, number, "3.", 1)


@block
def list_by_style(d: Making) -> None:
    """The style of a paragraph makes it part of a list."""
    number = d.package.num(d.package.abstract([Level("chineseCounting", "%1、", more='<w:pStyle w:val="Zhang"/>')]))
    d.package.styles += (
        (
            '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Zhang"><w:name w:val="章"/><w:basedOn w:val="a"/>'
            f'<w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr></w:style>'
        )
        if "Zhang" not in d.package.styles
        else ""
    )
    for n in (1, 2):
        line = d.rich()
        d.count(f"{chinese(n)}、", line)
        d.put(line, '<w:pStyle w:val="Zhang"/>')
    d.put(None, '<w:pStyle w:val="Zhang"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    line = d.rich()
    d.count("三、", line)
    d.put(line, '<w:pStyle w:val="Zhang"/>')


@block
def list_by_a_style_upon_a_style(d: Making) -> None:
    """Two linked styles, one per level; a third rests on the second and has its numbers."""
    levels = [
        Level("chineseCounting", "第%1章", more='<w:pStyle w:val="Jie1"/>'),
        Level("decimal", "%2.", more='<w:pStyle w:val="Jie2"/>'),
    ]
    number = d.package.num(d.package.abstract(levels))
    for n, base, properties in (
        (1, "a", f'<w:numPr><w:numId w:val="{number}"/></w:numPr><w:outlineLvl w:val="0"/>'),
        (2, "a", f'<w:numPr><w:ilvl w:val="1"/><w:numId w:val="{number}"/></w:numPr>'),
        (3, "Jie2", ""),
    ):
        based = f'<w:name w:val="章{n}"/><w:basedOn w:val="{base}"/><w:pPr>{properties}</w:pPr>'
        d.package.styles += f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="Jie{n}">{based}</w:style>'
    for shown, style in (("第一章", 1), ("1.", 2), ("2.", 3), ("第二章", 1), ("1.", 3)):
        line = d.words(d.clause()) if style == 1 else d.words()
        d.count(shown, line)
        d.put(line, f'<w:pStyle w:val="Jie{style}"/>')


@block
def list_whose_numbers_were_changed(d: Making) -> None:
    """The old properties of a paragraph stand in its record of changes and are not shown."""
    old = d.package.num(d.package.abstract([Level("upperLetter", "%1.")]))
    new = d.package.num(d.package.abstract([Level("chineseCounting", "（%1）")]))
    by = 'w:id="71" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'
    for n in (1, 2, 3):
        line = d.rich()
        d.count(f"（{chinese(n)}）", line)
        d.put(line, f"{member(d, new)}<w:pPrChange {by}><w:pPr>{member(d, old)}</w:pPr></w:pPrChange>")


@block
def list_without_a_level(d: Making) -> None:
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    for n in (1, 2, 3):
        line = d.rich()
        d.count(f"{n}.", line)
        d.put(line, f'<w:numPr><w:numId w:val="{number}"/></w:numPr>')


@block
def bullets(d: Making) -> None:
    sign, font = d.random.choice((("\uf06c", "Wingdings"), ("●", "宋体"), ("—", "仿宋"), ("\uf0b7", "Symbol")))
    more = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>'
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>{more}</w:lvl>'
    )
    d.package.abstracts.append(f'<w:abstractNum w:abstractNumId="{len(d.package.abstracts)}">{level}</w:abstractNum>')
    number = d.package.num(len(d.package.abstracts) - 1)
    for _ in range(3):
        d.put(None, member(d, number))


@block
def list_by_a_linked_style_of_lists(d: Making) -> None:
    """A definition that only points to a style of lists, which has the levels (numStyleLink)."""
    with_levels = d.package.abstract([Level("decimal", "（%1）")], '<w:styleLink w:val="Liebiao"/>')
    own = d.package.num(with_levels)
    link = '<w:multiLevelType w:val="multilevel"/><w:numStyleLink w:val="Liebiao"/>'
    d.package.abstracts.append(f'<w:abstractNum w:abstractNumId="{len(d.package.abstracts)}">{link}</w:abstractNum>')
    number = d.package.num(len(d.package.abstracts) - 1)
    numbering = f'<w:pPr><w:numPr><w:numId w:val="{own}"/></w:numPr></w:pPr>'
    d.package.styles += f'<w:style w:type="numbering" w:styleId="Liebiao"><w:name w:val="列表"/>{numbering}</w:style>'
    for n in (1, 2, 3):
        listed(d, number, f"（{n}）")


@block
def list_in_a_control(d: Making) -> None:
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    paragraphs = []
    for n in (1, 2, 3):
        line = d.rich()
        d.count(f"{n}.", line)
        paragraphs.append(para(d.says(line), member(d, number)))
    d.body.append(f"<w:sdt><w:sdtPr><w:richText/></w:sdtPr><w:sdtContent>{''.join(paragraphs)}</w:sdtContent></w:sdt>")


@block
def numbers_typed_by_hand(d: Making) -> None:
    style = d.random.choice(("{}、", "（{}）", "{}是"))
    for n in range(1, 4):
        _typed(d, style.format(chinese(n)))


def _typed(d: Making, number: str) -> None:
    """Add a line with a number in its text; the sign after the number may change, as the style of points has it."""
    line = d.rich()
    d.count(number, line)
    d.body.append(para(run(number) + d.says(line)))


@block
def figures_typed_by_hand(d: Making) -> None:
    style = d.random.choice(("{}.", "{}、", "（{}）", "{}．", "{})"))
    first = d.random.choice((1, 1, 4))
    for n in range(first, first + 3):
        _typed(d, style.format(n))
