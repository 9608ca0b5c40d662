"""Pictures, drawings that hold words, objects, other files within the file."""

from __future__ import annotations

from tests.documents.drawings import GROUP, PICTURE, SHAPE, alternate, blip, graphic, put_run, vml, wps
from tests.documents.making import Making, block, para
from tests.documents.package import wrapped
from tests.documents.pieces import either


@block
def picture_inline(d: Making) -> None:
    d.pictures += 1
    put_run(
        d,
        graphic(
            d, PICTURE, blip(d.package.picture()), anchored=False, alt=d.clause() if d.random.random() < 0.5 else ""
        ),
    )


@block
def picture_with_its_vector_form(d: Making) -> None:
    d.pictures += 1
    vector = d.package.picture()
    svg = f'<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{vector}"/>'
    more = f'<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">{svg}</a:ext></a:extLst>'
    picture = blip(d.package.picture()).replace('"/><a:stretch>', f'">{more}</a:blip><a:stretch>')
    put_run(d, graphic(d, PICTURE, picture, anchored=False))


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
        (
            '<w:pict><v:shape style="width:200pt;height:100pt">'
            f'<v:imagedata r:id="{d.package.picture()}" o:title="照片"/></v:shape></w:pict>'
        ),
    )


@block
def pictures_in_a_group(d: Making) -> None:
    d.pictures += 2
    names = [d.package.picture() for _ in range(2)]
    content = "".join(blip(name) for name in names)
    old = (
        "<w:pict><v:group>"
        + "".join(f'<v:shape><v:imagedata r:id="{name}"/></v:shape>' for name in names)
        + "</v:group></w:pict>"
    )
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
    pictures = [
        cell(para(f"<w:r>{graphic(d, PICTURE, blip(d.package.picture()), anchored=False)}</w:r>")) for _ in range(2)
    ]
    d.body.append(table(2, row(*pictures), row(cell(said(d)), cell(said(d)))) + "<w:p/>")


@block
def picture_in_a_footnote(d: Making) -> None:
    from tests.documents.marks import mark, note

    d.aside += 1
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
        f'<dgm:pt modelId="{n}"><dgm:prSet/><dgm:spPr/>'
        f"<dgm:t><a:bodyPr/><a:p><a:r><a:t>{word}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for n, word in enumerate(words, 1)
    )
    n = d.package.drawing()
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    d.package.add(
        f"diagrams/data{n}.xml", wrapped("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst/>"), kind
    )
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
    values = (
        '<c:val><c:numRef><c:f>x</c:f><c:numCache><c:pt idx="0"><c:v>12</c:v></c:pt></c:numCache></c:numRef></c:val>'
    )
    plot = (
        f'<c:barChart><c:ser><c:idx val="0"/><c:tx>{one}</c:tx>'
        f"<c:cat>{cache.format(2, points)}</c:cat>{values}</c:ser></c:barChart>"
    )
    n = d.package.drawing()
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    d.package.add(
        f"charts/chart{n}.xml",
        wrapped("c:chartSpace", f"<c:chart>{heading}<c:plotArea>{plot}</c:plotArea></c:chart>"),
        kind,
    )
    name = d.package.relate("chart", f"charts/chart{n}.xml")
    put_run(
        d,
        graphic(
            d, "http://schemas.openxmlformats.org/drawingml/2006/chart", f'<c:chart r:id="{name}"/>', anchored=False
        ),
    )


@block
def embedded_object(d: Making) -> None:
    d.aside += 1
    d.shown.append(either("Excel.Sheet.12", "Excel", "嵌入", "对象"))
    n = d.package.drawing()
    d.package.parts[f"word/embeddings/oleObject{n}.bin"] = b"\xd0\xcf\x11\xe0" + bytes(60)
    name = d.package.relate("oleObject", f"embeddings/oleObject{n}.bin")
    shape = f'<v:shape style="width:200pt;height:80pt" o:ole=""><v:imagedata r:id="{d.package.picture()}"/></v:shape>'
    ole = (
        '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="_x0000_i1025" '
        f'DrawAspect="Content" ObjectID="_1" r:id="{name}"/>'
    )
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
