"""What programs and people do to documents beside the manual: missing parts, odd tables,
signs of Markdown, features in titles."""

from __future__ import annotations

from tests.documents.drawings import GROUP, PICTURE, SHAPE, alternate, blip, graphic, put_run, vml, wps
from tests.documents.links_and_fields import char, field, instruction
from tests.documents.making import NOTES, SPANS, Inline, Making, block, para, run, span
from tests.documents.marks import BY
from tests.documents.numerals import chinese
from tests.documents.package import TYPES, Level, wrapped
from tests.documents.pieces import GAP, either
from tests.documents.tables import FIRST, NEXT, add, cell, row, said, table
from tests.documents.tables import span as over

SIGNS = ("# {}", "> {}", "- {}", "* {} *", "| {} |", "{}^[注]后", "[{}](x)", "\\{}\\", "**{}**", "：{}", "—— {}")
SIGNS += ("<b>{}</b>&nbsp;", "`{}`", "![{}](y)", "1. {}", "&amp;{}")


@block
def signs_of_markdown(d: Making) -> None:
    """Text that looks like the form in which texts are kept."""
    for sign in d.random.sample(SIGNS, 4):
        d.put(d.words(sign.format(d.clause())))


@span
def latin_words(d: Making) -> Inline:
    first, second = f"New{d.random.choice('BCD')}", f"Town{d.random.randint(10, 99)}"
    d.parted.append((first, second))
    return Inline(run(f" {first} ") + run(second), first + second)


@span
def tab_between_words(d: Making) -> Inline:
    first, second = d.name(), d.name()
    d.parted.append((first, second))
    return Inline(f"<w:r><w:t>{first}</w:t><w:tab/><w:t>{second}</w:t></w:r>", first + GAP + second)


@span
def link_to_a_file(d: Making) -> Inline:
    where = d.random.choice(("file:///D:\\通知{}.docx", "附件\\名单{}.xlsx", "../{}.pdf")).format(
        d.random.randint(100, 999)
    )
    d.shown.append(where)
    words = d.clause()
    return Inline(
        f'<w:hyperlink r:id="{d.package.relate("hyperlink", where, external=True)}">{run(words)}</w:hyperlink>', words
    )


@span
def link_to_nothing(d: Making) -> Inline:
    """A link whose relation is missing, as converters leave it."""
    words = d.clause()
    return Inline(f'<w:hyperlink r:id="rId999">{run(words)}</w:hyperlink>', words)


@span
def cross_reference_to_a_note(d: Making) -> Inline:
    n = str(d.random.randint(21, 99))
    raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in n)
    return Inline(field(r"NOTEREF _Ref77 \h", run(n, '<w:vertAlign w:val="superscript"/>')), either(n, raised, f"^{n}"))


@block
def picture_that_is_missing(d: Making) -> None:
    d.pictures += 1
    name = d.package.relate("image", "media/gone.png")
    put_run(d, graphic(d, PICTURE, blip(name), anchored=False))


@block
def picture_of_a_format_of_old(d: Making) -> None:
    """A picture that no page of the web can show has to be named."""
    d.pictures += 1
    end = d.random.choice(("emf", "wmf", "tiff"))
    n = d.package.drawing()
    d.package.parts[f"word/media/image{n}.{end}"] = b"\x01\0\0\0" + bytes(100)
    put_run(d, graphic(d, PICTURE, blip(d.package.relate("image", f"media/image{n}.{end}")), anchored=False))


@block
def picture_twice(d: Making) -> None:
    d.pictures += 2
    name = d.package.picture()
    for _ in range(2):
        put_run(d, graphic(d, PICTURE, blip(name), anchored=False))
        d.put(d.words())


@block
def picture_in_a_link(d: Making) -> None:
    d.pictures += 1
    where = f"https://example.gov.cn/big/{d.random.randrange(10**6):06d}"
    d.shown.append(where)
    picture = f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>"
    d.body.append(
        para(f'<w:hyperlink r:id="{d.package.relate("hyperlink", where, external=True)}">{picture}</w:hyperlink>')
    )


@block
def list_without_its_definition(d: Making) -> None:
    d.put(None, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')


@block
def list_with_the_number_of_the_level_above(d: Making) -> None:
    levels = [Level("chineseCounting", "第%1章"), Level("chineseCounting", "第%1章第%2节"), Level("decimal", "%2-%3）")]
    number = d.package.num(d.package.abstract(levels))
    for shown, level in (
        ("第一章", 0),
        ("第一章第一节", 1),
        ("一-1）", 2),
        ("第一章第二节", 1),
        ("第二章", 0),
        ("第二章第一节", 1),
    ):
        line = d.words()
        d.count(shown, line)
        d.put(line, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


@block
def list_that_begins_on_a_lower_level(d: Making) -> None:
    """A lower level without one above it counts from the first of the level above."""
    number = d.package.num(d.package.abstract([Level("decimal", "%1."), Level("decimal", "%1.%2")]))
    for shown, level in (("1.1", 1), ("1.2", 1)):
        line = d.words()
        d.count(shown, line)
        d.put(line, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


@block
def two_lists_in_turn(d: Making) -> None:
    first, second = (
        d.package.num(d.package.abstract([Level(form, text)]))
        for form, text in (("decimal", "%1."), ("chineseCounting", "（%1）"))
    )
    for n in (1, 2, 3):
        for number, shown in ((first, f"{n}."), (second, f"（{chinese(n)}）")):
            line = d.words()
            d.count(shown, line)
            d.put(line, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


@block
def list_in_a_text_box(d: Making) -> None:
    number = d.package.num(d.package.abstract([Level("upperLetter", "%1.")]))
    lines = []
    for shown in ("A.", "B."):
        line = d.words()
        d.once.append(line.shows)
        d.count(shown, line)
        lines.append(
            para(d.says(line, ordinary=False), f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )
    content = f"<w:txbxContent>{''.join(lines)}</w:txbxContent>"
    put_run(d, alternate(graphic(d, SHAPE, wps(content)), vml(content)))


@block
def features_in_cells(d: Making) -> None:
    """Cells with whatever a line can have: struck and hidden words, links, notes, figures above the line."""
    able = (
        "struck",
        "vanished",
        "link",
        "footnote",
        "deleted",
        "ruby",
        "circled by eq",
        "comment",
        "raised figure",
        "symbol",
    )
    rows = [row(cell(said(d)), cell(said(d)))]
    for name in d.random.sample(able, 3):
        rows.append(row(cell(said(d)), cell(para(d.says(d.around(SPANS[name](d)))))))
    add(d, table(2, *rows))


@block
def features_in_headings(d: Making) -> None:
    for name in d.random.sample(
        ("struck", "vanished", "link", "deleted", "ruby", "comment", "circled by eq", "tab and breaks"), 2
    ):
        inner = SPANS[name](d)
        d.put(d.words(d.name() + "的") + inner, '<w:pStyle w:val="1"/>')
        d.put()


@block
def table_without_a_grid(d: Making) -> None:
    heads, values = [d.name() for _ in range(3)], [d.name() for _ in range(2)]
    rows = row(*(cell(said(d, head)) for head in heads)) + row(
        cell(said(d, values[0]), over(2)), cell(said(d, values[1]))
    )
    d.placed += [(heads[0], values[0]), (heads[2], values[1])]
    add(d, f"<w:tbl><w:tblPr/>{rows}</w:tbl>")


@block
def rows_with_too_few_cells(d: Making) -> None:
    heads, values = [d.name() for _ in range(3)], [d.name() for _ in range(5)]
    rows = [row(*(cell(said(d, head)) for head in heads)), row(*(cell(said(d, value)) for value in values[:2]))]
    rows.append(row(*(cell(said(d, value)) for value in values[2:])))
    d.placed += [*zip(heads, values[:2], strict=False), *zip(heads, values[2:], strict=True)]
    add(d, table(3, *rows))


@block
def tables_side_by_side(d: Making) -> None:
    """Two tables with nothing between them."""
    for _ in range(2):
        d.body.append(table(2, *(row(cell(said(d)), cell(said(d))) for _ in range(2))))
    d.body.append("<w:p/>")


@block
def table_in_a_control(d: Making) -> None:
    rows = [row(cell(said(d)), cell(said(d))) for _ in range(2)]
    d.body.append(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{para(d.says(d.words()))}{table(2, *rows)}</w:sdtContent></w:sdt><w:p/>"
    )


@block
def merged_cells_late_in_a_row(d: Making) -> None:
    """Rows that begin late, with cells over rows and columns."""
    heads, values = [d.name() for _ in range(4)], [d.name() for _ in range(4)]
    rows = [row(*(cell(said(d, head)) for head in heads))]
    late = '<w:gridBefore w:val="1"/>'
    rows.append(row(cell(said(d, values[0]), FIRST), cell(said(d, values[1]), over(2)), properties=late))
    rows.append(row(cell(para(""), NEXT), cell(said(d, values[2])), cell(said(d, values[3])), properties=late))
    d.placed += [(heads[1], values[0]), (heads[2], values[1]), (heads[2], values[2]), (heads[3], values[3])]
    add(d, table(4, *rows))


@block
def table_deleted_and_table_inserted(d: Making) -> None:
    gone = row(
        cell(para(f"<w:del {BY}><w:r><w:delText>{d.hides(d.name())}</w:delText></w:r></w:del>")),
        properties=f"<w:del {BY}/>",
    )
    new = row(
        cell(para(f"<w:ins {BY}>{d.says(d.name())}</w:ins>", f"<w:rPr><w:ins {BY}/></w:rPr>")),
        properties=f"<w:ins {BY}/>",
    )
    d.body.append(table(1, gone) + "<w:p/>" + table(1, new, row(cell(said(d)))) + "<w:p/>")


@block
def footer_with_pages(d: Making) -> None:
    if d.package.section:
        return
    name = d.name()
    d.says(Inline("", name), ordinary=False)
    with d.within("word/footer-default.xml", NOTES):
        pages = run("第") + field("PAGE", run("1")) + run("页  共") + field("NUMPAGES", run("8")) + run(f"页  {name}")
        held = table(1, row(cell(para(pages))))
    d.package.header("footer", "default", held + "<w:p/>")


@block
def header_with_a_text_box(d: Making) -> None:
    path, words = "header-boxed.xml", d.name() + "内刊"
    d.says(words, ordinary=False)
    with d.within(f"word/{path}", NOTES):
        content = f"<w:txbxContent>{para(run(words))}</w:txbxContent>"
        xml = para(f"<w:r>{alternate(graphic(d, SHAPE, wps(content)), vml(content))}</w:r>")
    d.package.add(path, wrapped("w:hdr", xml), f"{TYPES}header+xml")
    section = f'<w:headerReference w:type="default" r:id="{d.package.relate("header", path)}"/>'
    d.body.append(para(d.says(d.words()), f"<w:sectPr>{section}</w:sectPr>"))


@block
def very_many_of_a_kind(d: Making) -> None:
    """More of one kind than anybody would list: each is to be named all the same."""
    name = d.random.choice(("link", "struck", "comment", "control not filled in", "ruby", "drop down field"))
    for _ in range(75):
        d.put(d.words(d.clause() + "，") + SPANS[name](d) + d.words("，" + d.sentence()))


@block
def list_with_an_empty_member(d: Making) -> None:
    """A paragraph of a list without words has its number too, and the next one goes on from there."""
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    for n in (1, 2, 3, 4):
        if n == 2:
            d.body.append(para("", properties))
            continue
        line = d.words()
        d.count(f"{n}.", line)
        d.put(line, properties)


@block
def list_with_a_picture_as_member(d: Making) -> None:
    d.pictures += 1
    number = d.package.num(d.package.abstract([Level("chineseCounting", "（%1）")]))
    properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    for n in (1, 2, 3):
        if n == 2:
            d.body.append(
                para(f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>", properties)
            )
            continue
        line = d.words()
        d.count(f"（{chinese(n)}）", line)
        d.put(line, properties)


@block
def object_in_a_field(d: Making) -> None:
    """Old programs wrap an equation in a field whose result is its picture."""
    d.aside += 1
    d.shown.append(either("Equation", "公式", "嵌入", "对象"))
    n = d.package.drawing()
    d.package.parts[f"word/embeddings/oleObject{n}.bin"] = b"\xd0\xcf\x11\xe0" + bytes(60)
    name = d.package.relate("oleObject", f"embeddings/oleObject{n}.bin")
    shape = f'<v:shape style="width:60pt;height:30pt" o:ole=""><v:imagedata r:id="{d.package.picture()}"/></v:shape>'
    ole = (
        '<o:OLEObject Type="Embed" ProgID="Equation.3" ShapeID="_x0000_i1026" '
        f'DrawAspect="Content" ObjectID="_2" r:id="{name}"/>'
    )
    before, after = d.words(d.clause()), d.words()
    held = field("EMBED Equation.3", f"<w:r><w:object>{shape}{ole}</w:object></w:r>")
    d.body.append(para(d.says(before) + held + d.says(after)))


@block
def picture_by_a_field(d: Making) -> None:
    d.pictures += 1
    picture = f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>"
    d.body.append(para(field(r'INCLUDEPICTURE "C:\\照片\\1.jpg" \* MERGEFORMAT', picture)))


@block
def field_that_never_ends(d: Making) -> None:
    """A field without its end, as cut texts have it: what follows is shown."""
    d.put(d.words(d.clause()) + Inline(char("begin") + instruction(r"REF _Ref9 \h") + char("separate"), "") + d.words())
    d.put()


@block
def forms_within_forms(d: Making) -> None:
    """Within the newer form of a drawing, once more a newer and an older form."""
    content = f"<w:txbxContent>{para(d.says(line := d.words(), ordinary=False))}</w:txbxContent>"
    d.once.append(line.shows)
    inner = alternate(wps(content), f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>")
    group = graphic(d, GROUP, f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{inner}</wpg:wgp>")
    put_run(d, alternate(group, vml(content), "wpg"))
