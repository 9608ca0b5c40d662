"""What floats or is drawn: text boxes, WordArt, pictures, drawings that hold words, objects, other files within the file."""

from __future__ import annotations

from tests.documents.links_and_fields import field
from tests.documents.making import NOTES, Making, block, para, run
from tests.documents.package import TYPES, wrapped
from tests.documents.pieces import either

SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def boxed(d: Making, paragraphs: int = 2) -> str:
    """Return the content of a text box; a box is shown once, whatever forms the file has of it."""
    with d.within(barred=NOTES):
        lines = [d.rich() for _ in range(paragraphs)]
    d.once += [line.shows for line in lines]
    return f"<w:txbxContent>{''.join(para(d.says(line, ordinary=False)) for line in lines)}</w:txbxContent>"


def graphic(d: Making, uri: str, content: str, *, anchored: bool = True, alt: str = "", link: str = "") -> str:
    """Return a drawing."""
    n = d.package.drawing()
    about = f'<wp:docPr id="{n}" name="图形 {n}"{f" descr={chr(34)}{alt}{chr(34)}" if alt else ""}>{link}</wp:docPr>'
    inner = f'<wp:extent cx="2520000" cy="1260000"/>{about}<a:graphic><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic>'
    if not anchored:
        return f"<w:drawing><wp:inline>{inner}</wp:inline></w:drawing>"
    where = '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    where += '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    inner = inner.replace("<wp:docPr", "<wp:wrapSquare wrapText=" + '"bothSides"/><wp:docPr')
    settings = 'simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"'
    return f"<w:drawing><wp:anchor {settings}>{where}{inner}</wp:anchor></w:drawing>"


def wps(content: str) -> str:
    """Return a shape with this text."""
    return f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>'


def vml(content: str) -> str:
    """Return the same as older versions write it."""
    shape = 'id="_x0000_s1026" type="#_x0000_t202" style="position:absolute"'
    return f"<w:pict><v:shape {shape}><v:textbox>{content}</v:textbox></v:shape></w:pict>"


def alternate(new: str, old: str, needs: str = "wps") -> str:
    """Return the new form and, for older versions, the old one."""
    return f'<mc:AlternateContent><mc:Choice Requires="{needs}">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>'


def blip(name: str) -> str:
    """Return a picture by its relation."""
    return (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="图片"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic>"
    )


def put_run(d: Making, xml: str, *, alone: bool = True) -> None:
    """Add a paragraph with this in a run, alone or after words."""
    d.body.append(para(("" if alone else d.says(d.words())) + f"<w:r>{xml}</w:r>"))


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
    held = cell(para(d.says(d.words(d.name())) + f"<w:r>{alternate(graphic(d, SHAPE, wps(content)), vml(content))}</w:r>"))
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
    put_run(d, alternate(graphic(d, GROUP, f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{wps(first)}{wps(second)}</wpg:wgp>"), old, "wpg"))


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
        d, f'<w:pict><v:shape type="#_x0000_t136"><v:textpath style="font-family:&quot;黑体&quot;" string="{words}"/></v:shape></w:pict>'
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
def picture_inline(d: Making) -> None:
    d.pictures += 1
    put_run(d, graphic(d, PICTURE, blip(d.package.picture()), anchored=False, alt=d.clause() if d.random.random() < 0.5 else ""))


@block
def picture_within_a_line(d: Making) -> None:
    d.pictures += 1
    before, after = d.words(d.clause()), d.words(d.sentence())
    xml = f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>"
    d.body.append(para(d.says(before) + xml + d.says(after)))


@block
def picture_anchored(d: Making) -> None:
    d.pictures += 1
    put_run(d, graphic(d, PICTURE, blip(d.package.picture())), alone=d.random.random() < 0.5)


@block
def picture_of_the_old_form(d: Making) -> None:
    d.pictures += 1
    put_run(
        d,
        f'<w:pict><v:shape style="width:200pt;height:100pt"><v:imagedata r:id="{d.package.picture()}" o:title="照片"/></v:shape></w:pict>',
    )


@block
def pictures_in_a_group(d: Making) -> None:
    d.pictures += 2
    content = "".join(blip(d.package.picture()) for _ in range(2))
    old = "<w:pict><v:group><v:shape/></v:group></w:pict>"
    put_run(d, alternate(graphic(d, GROUP, f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{content}</wpg:wgp>"), old, "wpg"))


@block
def picture_with_a_caption(d: Making) -> None:
    picture_inline(d)
    caption = d.words(f"图{d.random.randint(1, 9)}  {d.name()}的宣讲现场（{d.name()}供图）")
    d.put(caption, '<w:jc w:val="center"/>')


@block
def picture_with_a_link(d: Making) -> None:
    d.pictures += 1
    where = f"https://example.gov.cn/pic/{d.random.randrange(10**6):06d}"
    d.shown.append(where)
    link = f'<a:hlinkClick r:id="{d.package.relate("hyperlink", where, external=True)}"/>'
    put_run(d, graphic(d, PICTURE, blip(d.package.picture()), anchored=False, link=link))


@block
def picture_kept_elsewhere(d: Making) -> None:
    where = f"https://example.gov.cn/img/{d.random.randrange(10**6):06d}.png"
    d.shown.append(where)
    name = d.package.relate("image", where, external=True)
    put_run(d, graphic(d, PICTURE, blip(name).replace("r:embed", "r:link"), anchored=False))


@block
def picture_in_a_text_box(d: Making) -> None:
    d.pictures += 1
    words = d.words(d.clause())
    picture = f"<w:p><w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r></w:p>"
    content = f"<w:txbxContent>{picture}{para(d.says(words, ordinary=False))}</w:txbxContent>"
    put_run(d, alternate(graphic(d, SHAPE, wps(content)), vml(content)))


@block
def pictures_in_cells(d: Making) -> None:
    from tests.documents.tables import cell, row, said, table

    d.pictures += 2
    pictures = [cell(para(f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>")) for _ in range(2)]
    d.body.append(table(2, row(*pictures), row(cell(said(d)), cell(said(d)))) + "<w:p/>")


@block
def picture_in_a_footnote(d: Making) -> None:
    from tests.documents.marks import mark, note

    with d.within("word/footnotes.xml"):
        picture = graphic(d, PICTURE, blip(d.package.picture()), anchored=False)
    content = para(mark("footnote") + d.says(d.words(), ordinary=False) + f"<w:r>{picture}</w:r>")
    d.body.append(para(d.says(d.words(d.clause())) + note(d, "footnote", content) + d.says(d.words())))


@block
def smart_art(d: Making) -> None:
    words = [d.name() for _ in range(3)]
    for word in words:
        d.says(word, ordinary=False)
    points = "".join(
        f'<dgm:pt modelId="{n}"><dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:p><a:r><a:t>{word}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, word in enumerate(words, 1)
    )
    n = d.package.drawing()
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    d.package.add(f"diagrams/data{n}.xml", wrapped("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst/>"), kind)
    name = d.package.relate("diagramData", f"diagrams/data{n}.xml")
    content = f'<dgm:relIds r:dm="{name}" r:lo="{name}" r:qs="{name}" r:cs="{name}"/>'
    put_run(d, graphic(d, "http://schemas.openxmlformats.org/drawingml/2006/diagram", content, anchored=False))


@block
def chart(d: Making) -> None:
    title, series, kinds = d.name(), d.name(), [d.name() for _ in range(2)]
    for word in (title, series, *kinds):
        d.says(word, ordinary=False)
    points = "".join(f'<c:pt idx="{n}"><c:v>{word}</c:v></c:pt>' for n, word in enumerate(kinds))
    heading = f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    cache = '<c:strRef><c:f>Sheet1!$A$1</c:f><c:strCache><c:ptCount val="{}"/>{}</c:strCache></c:strRef>'
    one = cache.format(1, f'<c:pt idx="0"><c:v>{series}</c:v></c:pt>')
    values = '<c:val><c:numRef><c:f>x</c:f><c:numCache><c:pt idx="0"><c:v>12</c:v></c:pt></c:numCache></c:numRef></c:val>'
    plot = f'<c:barChart><c:ser><c:idx val="0"/><c:tx>{one}</c:tx><c:cat>{cache.format(2, points)}</c:cat>{values}</c:ser></c:barChart>'
    n = d.package.drawing()
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    d.package.add(f"charts/chart{n}.xml", wrapped("c:chartSpace", f"<c:chart>{heading}<c:plotArea>{plot}</c:plotArea></c:chart>"), kind)
    name = d.package.relate("chart", f"charts/chart{n}.xml")
    put_run(d, graphic(d, "http://schemas.openxmlformats.org/drawingml/2006/chart", f'<c:chart r:id="{name}"/>', anchored=False))


@block
def embedded_object(d: Making) -> None:
    d.shown.append(either("Excel.Sheet.12", "Excel", "嵌入", "对象"))
    n = d.package.drawing()
    d.package.parts[f"word/embeddings/oleObject{n}.bin"] = b"\xd0\xcf\x11\xe0" + bytes(60)
    name = d.package.relate("oleObject", f"embeddings/oleObject{n}.bin")
    shape = f'<v:shape style="width:200pt;height:80pt" o:ole=""><v:imagedata r:id="{d.package.picture()}"/></v:shape>'
    ole = f'<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="_x0000_i1025" DrawAspect="Content" ObjectID="_1" r:id="{name}"/>'
    put_run(d, f"<w:object>{shape}{ole}</w:object>")


@block
def another_file_inside(d: Making) -> None:
    """altChunk: Word shows the words of an HTML page that lies in the file."""
    line = d.words(d.sentence())
    d.says(line, ordinary=False)
    n = d.package.drawing()
    page = f'<html><head><meta charset="utf-8"><title>x</title></head><body><p>{line.shows}</p></body></html>'
    d.package.parts[f"word/chunk{n}.html"] = page.encode()
    d.body.append(f'<w:altChunk r:id="{d.package.relate("aFChunk", f"chunk{n}.html")}"/>')


@block
def document_of_a_master(d: Making) -> None:
    """A master document shows the address of a part that lies elsewhere."""
    where = f"分册{d.random.randint(10, 99)}.docx"
    d.shown.append(where)
    d.body.append(para(f'<w:subDoc r:id="{d.package.relate("subDocument", where, external=True)}"/>'))


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
    d.package.section += "<w:titlePg/>" if first else ""


@block
def header_of_another_section(d: Making) -> None:
    path = "header-section.xml"
    with d.within(f"word/{path}", NOTES):
        words = d.says(d.words(d.name() + "专页"), ordinary=False)
    d.package.add(path, wrapped("w:hdr", para(words)), f"{TYPES}header+xml")
    name = d.package.relate("header", path)
    section = f'<w:headerReference w:type="default" r:id="{name}"/><w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
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
    shape = f'<w:pict><v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136"><v:textpath string="{words}"/></v:shape></w:pict>'
    d.package.header("header", "default", para(f"<w:r>{shape}</w:r>"))
