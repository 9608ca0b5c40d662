"""What floats: text boxes, WordArt, frames, headers and footers."""

from __future__ import annotations

from tests.documents.drawings import GROUP, SHAPE, alternate, graphic, put_run, vml, wps
from tests.documents.links_and_fields import field
from tests.documents.making import NOTES, Making, block, para, run
from tests.documents.package import TYPES, wrapped


def boxed(d: Making, paragraphs: int = 2) -> str:
    """Return the content of a text box; a box is shown once, whatever forms the file has of it."""
    with d.within(barred=NOTES):
        lines = [d.rich() for _ in range(paragraphs)]
    d.once += [line.shows for line in lines]
    return f"<w:txbxContent>{''.join(para(d.says(line, ordinary=False)) for line in lines)}</w:txbxContent>"


@block
def text_box(d: Making) -> None:
    content = boxed(d)
    put_run(d, alternate(graphic(d, SHAPE, wps(content)), vml(content)), alone=d.random.random() < 0.5)


@block
def text_box_outside_a_run(d: Making) -> None:
    content = boxed(d)
    both = alternate(f"<w:r>{graphic(d, SHAPE, wps(content))}</w:r>", f"<w:r>{vml(content)}</w:r>")
    d.body.append(para(d.says(d.words()) + both))


@block
def text_box_in_a_cell(d: Making) -> None:
    from tests.documents.tables import cell, row, said, table

    content = boxed(d)
    held = cell(
        para(d.says(d.words(d.name())) + f"<w:r>{alternate(graphic(d, SHAPE, wps(content)), vml(content))}</w:r>")
    )
    d.body.append(table(2, row(cell(said(d)), cell(said(d))), row(held, cell(said(d)))) + "<w:p/>")


@block
def text_box_of_the_new_form_only(d: Making) -> None:
    put_run(d, graphic(d, SHAPE, wps(boxed(d))), alone=d.random.random() < 0.5)


@block
def text_box_of_the_old_form_only(d: Making) -> None:
    put_run(d, vml(boxed(d)), alone=d.random.random() < 0.5)


@block
def text_boxes_in_a_group(d: Making) -> None:
    first, second = boxed(d, 1), boxed(d, 1)
    shapes = f"<v:rect><v:textbox>{first}</v:textbox></v:rect><v:shape><v:textbox>{second}</v:textbox></v:shape>"
    old = f"<w:pict><v:group>{shapes}</v:group></w:pict>"
    put_run(
        d,
        alternate(
            graphic(d, GROUP, f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{wps(first)}{wps(second)}</wpg:wgp>"),
            old,
            "wpg",
        ),
    )


@block
def canvas_with_a_text_box(d: Making) -> None:
    content = boxed(d, 1)
    canvas = f"<wpc:wpc><wpc:bg/><wpc:whole/>{wps(content)}</wpc:wpc>"
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas"
    put_run(d, alternate(graphic(d, uri, canvas, anchored=False), vml(content), "wpc"))


@block
def table_in_a_text_box(d: Making) -> None:
    from tests.documents.tables import cell, row, table

    cells = [[d.name() for _ in range(2)] for _ in range(2)]
    d.once += [word for line in cells for word in line]
    rows = [row(*(cell(para(d.says(d.words(word), ordinary=False))) for word in line)) for line in cells]
    content = f"<w:txbxContent>{table(2, *rows)}<w:p/></w:txbxContent>"
    put_run(d, alternate(graphic(d, SHAPE, wps(content)), vml(content)))


@block
def word_art_of_the_old_form(d: Making) -> None:
    words = d.name() + "专刊"
    d.says(words, ordinary=False)
    put_run(
        d,
        (
            '<w:pict><v:shape type="#_x0000_t136">'
            f'<v:textpath style="font-family:&quot;黑体&quot;" string="{words}"/></v:shape></w:pict>'
        ),
    )


@block
def frame_of_paragraphs(d: Making) -> None:
    frame = '<w:framePr w:w="3000" w:hSpace="180" w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:y="1"/>'
    for _ in range(2):
        d.put(None, frame)


@block
def dropped_capital(d: Making) -> None:
    text = d.sentence()
    d.body.append(
        para(
            run(text[0], '<w:sz w:val="96"/>'),
            '<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>',
        )
    )
    d.put(d.words(text[1:]))
    d.says(text[0], ordinary=False)


@block
def header_and_footer(d: Making) -> None:
    if d.package.section:
        return
    first = d.random.random() < 0.4
    for kind in ("header", "footer"):
        for which in ("default", "first") if first else ("default",):
            with d.within(f"word/{d.package.header_part(kind, which)}", NOTES):
                words = d.says(d.words(d.name() + d.random.choice(("情况交流", "内部参考"))) + d.rich(), ordinary=False)
            page = field("PAGE", run("1"))
            d.package.header(kind, which, para(words) + para(page))
    d.package.section_end += "<w:titlePg/>" if first else ""


@block
def header_of_another_section(d: Making) -> None:
    path = "header-section.xml"
    with d.within(f"word/{path}", NOTES):
        words = d.says(d.words(d.name() + "专页"), ordinary=False)
    d.package.add(path, wrapped("w:hdr", para(words)), f"{TYPES}header+xml")
    name = d.package.relate("header", path)
    section = (
        f'<w:headerReference w:type="default" r:id="{name}"/>'
        '<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
    )
    d.body.append(para(d.says(d.words()), f"<w:sectPr>{section}</w:sectPr>"))


@block
def header_left_over(d: Making) -> None:
    """A header for even pages, where the document does not tell even pages from odd ones: it is not shown."""
    if d.package.section:
        return
    with d.within("word/header-even.xml"):
        words = run(d.hides(d.name() + "旧稿"))
    d.package.header("header", "even", para(words))


@block
def watermark(d: Making) -> None:
    if d.package.section:
        return
    words = d.name() + "传阅"
    d.says(words, ordinary=False)
    shape = (
        '<w:pict><v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136">'
        f'<v:textpath string="{words}"/></v:shape></w:pict>'
    )
    d.package.header("header", "default", para(f"<w:r>{shape}</w:r>"))
