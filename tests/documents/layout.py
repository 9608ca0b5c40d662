"""How a text is laid out: headings, sections, addressee, dates, signature, enclosures,
contents, wrappers around paragraphs."""

from __future__ import annotations

from tests.documents.links_and_fields import char, contents_field, instruction
from tests.documents.making import Inline, Making, block, para, run
from tests.documents.marks import mark, note, noted
from tests.documents.pieces import GAP
from tests.documents.tables import cell, row, table

COVER = '<w:docPartObj><w:docPartGallery w:val="Cover Pages"/></w:docPartObj>'
CENTRED, RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'


@block
def headings(d: Making) -> None:
    how = d.random.choice(
        ('<w:pStyle w:val="1"/>', '<w:pStyle w:val="2"/>', '<w:outlineLvl w:val="0"/>', '<w:outlineLvl w:val="1"/>')
    )
    for n in (1, 2):
        start = d.random.choice(("", f"{'一二'[n - 1]}、"))
        d.put(d.words(f"{start}{d.name()}的做法"), how)
        d.put()


@block
def run_in_titles(d: Making) -> None:
    for _ in range(3):
        lead = f"{d.name()}先开门。"
        d.put(Inline(run(lead, "<w:b/>"), lead) + d.rich())


@block
def addressee(d: Making) -> None:
    d.put(d.words(d.random.choice(("同志们：", "各县（市、区）文明实践办公室：", "各位代表、同志们："))))
    d.put()


@block
def date_below_the_title(d: Making) -> None:
    d.body.insert(
        d.first,
        para(
            d.says(d.words(f"（2024年{d.random.randint(1, 12)}月{d.random.randint(1, 28)}日）"), ordinary=False),
            CENTRED,
        ),
    )


@block
def contact_in_the_middle(d: Making) -> None:
    d.put(d.words(f"联系电话：0511-{d.random.randint(10**6, 10**7)}"), ordinary=False)
    d.put()


@block
def signature_above_the_date(d: Making) -> None:
    d.tail.append(para(d.says(d.words(f"{d.name()}文明实践办公室"), ordinary=False), RIGHT))
    d.tail.append(
        para(d.says(d.words(f"2024年{d.random.randint(1, 12)}月{d.random.randint(1, 28)}日"), ordinary=False), RIGHT)
    )


@block
def enclosures(d: Making) -> None:
    d.tail.append(para(d.says(d.words(f"附件：1.{d.name()}名单"))))
    d.tail.append(para(d.says(d.words(f"2.{d.name()}联系表")), '<w:ind w:firstLine="1600"/>'))


@block
def enclosures_as_a_list(d: Making) -> None:
    from tests.documents.lists import member
    from tests.documents.package import Level

    d.tail.append(para(d.says(d.words("附件："))))
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    for n in (1, 2):
        line = d.words(f"{d.name()}登记表")
        d.count(f"{n}.", line)
        d.tail.append(para(d.says(line), member(d, number)))


@block
def editors_note_in_an_article(d: Making) -> None:
    d.body.insert(d.first, para(run("编者按：") + d.says(d.words())))


@block
def quotation(d: Making) -> None:
    d.put(d.words(f"“{d.sentence()}”"), '<w:ind w:left="640" w:right="640"/>')


@block
def contents_as_a_field(d: Making) -> None:
    if d.kind == "bulletin":  # whose contents stand below its head: see `bulletin`
        return
    titles = [f"{d.name()}的做法" for _ in range(2)]
    d.body.append(contents_field(titles))
    d.hides(r"TOC \o")
    for title in titles:
        d.says(title, ordinary=False)
    for title in titles:
        d.put(d.words(title), '<w:pStyle w:val="1"/>')
        d.put()


@block
def field_over_paragraphs(d: Making) -> None:
    begin = char("begin") + instruction(d.hides('INCLUDETEXT "分册.docx"')) + char("separate")
    d.body.append(para(begin + d.says(d.rich())))
    d.put()
    d.body.append(para(d.says(d.rich()) + char("end")))


@block
def heading_that_runs_in(d: Making) -> None:
    """A mark of a paragraph that is hidden: its words go on with the next paragraph's, and are shown."""
    d.put(
        d.words(d.clause()),
        d.random.choice(("<w:rPr><w:vanish/><w:specVanish/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>")),
    )
    d.put()


@block
def many_notes(d: Making) -> None:
    """Notes of both kinds, one after the other, one of them in a table."""
    for kind in ("footnote", "endnote", "footnote", "endnote", "footnote"):
        d.put(
            d.words(d.clause())
            + Inline(note(d, kind, para(mark(kind) + noted(d, kind))), GAP)
            + d.words("，" + d.sentence())
        )
    number = note(d, "footnote", para(mark("footnote") + noted(d, "footnote")))
    cells = cell(para(d.says(d.words(d.name())) + number)) + cell(para(d.says(d.words(d.name()))))
    d.body.append(table(2, row(cells), row(cells.replace(number, ""))) + "<w:p/>")


@block
def note_that_nothing_points_to(d: Making) -> None:
    d.package.note(d.random.choice(("footnote", "endnote", "comment")), para(run(d.hides())))


@block
def note_with_a_mark_of_its_own(d: Making) -> None:
    n = d.package.note("footnote", para(run("*") + noted(d, "footnote")))
    d.put(
        d.words(d.clause())
        + Inline(f'<w:r><w:footnoteReference w:customMarkFollows="1" w:id="{n}"/><w:t>*</w:t></w:r>', GAP)
        + d.words()
    )


@block
def form_newer_than_the_program(d: Making) -> None:
    """What only a newer program understands is not shown; its fallback is."""
    new, old = d.hides(), d.words(d.clause())
    choice = f'<mc:Choice Requires="later">{run(new)}</mc:Choice>'
    both = f"<mc:AlternateContent>{choice}<mc:Fallback>{d.says(old)}</mc:Fallback></mc:AlternateContent>"
    d.body.append(para(d.says(d.words(d.clause())) + both + d.says(d.words())))


@block
def sections_with_columns(d: Making) -> None:
    d.body.append(para(d.says(d.words()), '<w:sectPr><w:type w:val="continuous"/><w:cols w:num="2"/></w:sectPr>'))
    d.put()
    d.body.append(
        para(
            "", '<w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
        )
    )


@block
def paragraphs_in_wrappers(d: Making) -> None:
    kind = d.random.choice(
        (
            "<w:sdt><w:sdtPr><w:richText/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            f"<w:sdt><w:sdtPr>{COVER}</w:sdtPr><w:sdtContent>{{}}</w:sdtContent></w:sdt>",
            '<w:customXml w:uri="urn:x" w:element="段">{}</w:customXml>',
        )
    )
    d.body.append(kind.format("".join(para(d.says(d.rich())) for _ in range(2))))


@block
def wrapper_in_a_wrapper(d: Making) -> None:
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{para(d.says(d.rich()))}</w:sdtContent></w:sdt>"
    d.body.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{para(d.says(d.words()))}{inner}</w:sdtContent></w:sdt>")


@block
def end_of_paragraph_deleted(d: Making) -> None:
    """The mark of a paragraph was deleted: its words and the next paragraph's are one paragraph, and all are shown."""
    by = 'w:id="61" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'
    d.put(d.words(d.clause()), f"<w:rPr><w:del {by}/></w:rPr>")
    d.put()


@block
def paragraph_deleted(d: Making) -> None:
    by = 'w:id="62" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'
    gone = f"<w:del {by}><w:r><w:delText>{d.hides()}</w:delText></w:r></w:del>"
    d.body.append(para(gone, f"<w:rPr><w:del {by}/></w:rPr>"))


@block
def paragraph_moved(d: Making) -> None:
    by = 'w:id="63" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'
    words = d.sentence()
    d.hidden.append(words[:4] + "（旧）" + words[4:])
    old = run(words[:4] + "（旧）" + words[4:])
    d.body.append(para(f"<w:moveFrom {by}>{old}</w:moveFrom>", f"<w:rPr><w:moveFrom {by}/></w:rPr>"))
    d.put()
    d.body.append(para(f"<w:moveTo {by}>{d.says(words)}</w:moveTo>", f"<w:rPr><w:moveTo {by}/></w:rPr>"))


@block
def paragraph_that_vanishes(d: Making) -> None:
    if d.random.random() < 0.5:
        d.body.append(para(run(d.hides()), '<w:pStyle w:val="UnseenP"/>'))
    else:
        d.body.append(para(run(d.hides(), "<w:vanish/>"), "<w:rPr><w:vanish/></w:rPr>"))


@block
def paragraph_struck(d: Making) -> None:
    words = d.sentence()
    d.struck.append(words)
    by_style = d.random.random() < 0.5
    d.body.append(para(run(words), '<w:pStyle w:val="StruckP"/>') if by_style else para(run(words, "<w:strike/>")))


@block
def briefs_in_an_article(d: Making) -> None:
    sign = d.random.choice("△▲◎●○■◆")
    for _ in range(3):
        line = d.words(f"{d.random.randint(1, 12)}月{d.random.randint(1, 28)}日，{d.sentence()}")
        d.body.append(para(run(sign) + d.says(line)))
