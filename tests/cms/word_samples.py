"""Word files made in code, part by part, as Word and WPS write them."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from PIL import Image

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = f"""<w:styles {NAMES}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="a"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {NAMES}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def run(text: str, *, bold: bool = False, font: str = "", more: str = "") -> str:
    fonts = f'<w:rFonts w:eastAsia="{font}"/>' if font else ""
    return (
        f"<w:r><w:rPr>{fonts}{'<w:b/>' if bold else ''}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t>{more}</w:r>'
    )


def para(*runs: str, style: str = "", level: int | None = None, centred: bool = False) -> str:
    """Return a paragraph; a run given as plain words is one without format."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level is not None else ""
    properties += '<w:jc w:val="center"/>' if centred else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def cell(text: str, across: int = 1, down: str = "") -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    merge = {"": "", "first": '<w:vMerge w:val="restart"/>', "next": "<w:vMerge/>"}[down]
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{para(text)}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    """Return a table of cells; a plain word is a cell of its own."""
    made = ("".join(c if c.startswith("<w:tc") else cell(c) for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in made) + "</w:tbl>"


def picture(key: str, alt: str = "", link: bool = False) -> str:
    where = f'r:link="{key}"' if link else f'r:embed="{key}"'
    blip = (
        f"<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip {where}/></pic:blipFill></pic:pic>"
        "</a:graphicData></a:graphic>"
    )
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{alt}"/>{blip}</wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def link(text: str, key: str) -> str:
    return f'<w:hyperlink r:id="{key}">{run(text)}</w:hyperlink>'


def text_box(text: str) -> str:
    box = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wp:anchor>{box}</wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def png(width: int = 8, height: int = 6, colour: str = "#884422") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


def docx(
    *body: str,
    footnotes: Sequence[str] = (),
    comments: Sequence[str] = (),
    header: str = "",
    pictures: dict[str, bytes] | None = None,
    links: dict[str, str] | None = None,
    addresses: dict[str, str] | None = None,
    parts: dict[str, bytes | str] | None = None,
    types: str = DOCUMENT,
) -> bytes:
    """Return a .docx: paragraphs and tables, footnotes 1, 2 …, comments 0, 1 …, and by
    relationship id pictures and addresses.

    `links` are pictures outside the file, `addresses` what a hyperlink leads to, from the text or from a footnote.
    """
    links_made = [("rs", "styles", "styles.xml", ""), ("rn", "numbering", "numbering.xml", "")]
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES.format(types),
        "_rels/.rels": _relationships([("r1", "officeDocument", "word/document.xml", "")]),
        "word/document.xml": f"<w:document {NAMES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
    }
    if footnotes:
        notes = "".join(f'<w:footnote w:id="{n}">{para(text)}</w:footnote>' for n, text in enumerate(footnotes, 1))
        files["word/footnotes.xml"] = f"<w:footnotes {NAMES}>{notes}</w:footnotes>"
        links_made.append(("rf", "footnotes", "footnotes.xml", ""))
    if comments:
        said = "".join(f'<w:comment w:id="{n}">{para(text)}</w:comment>' for n, text in enumerate(comments))
        files["word/comments.xml"] = f"<w:comments {NAMES}>{said}</w:comments>"
        links_made.append(("rc", "comments", "comments.xml", ""))
    if header:
        files["word/header1.xml"] = f"<w:hdr {NAMES}>{para(header)}</w:hdr>"
        links_made.append(("rh", "header", "header1.xml", ""))
    for key, data in (pictures or {}).items():
        files[f"word/media/{key}.png"] = data
        links_made.append((key, "image", f"media/{key}.png", ""))
    links_made += [(key, "image", target, 'TargetMode="External"') for key, target in (links or {}).items()]
    away = [(key, "hyperlink", escape(target), 'TargetMode="External"') for key, target in (addresses or {}).items()]
    files["word/_rels/footnotes.xml.rels"] = _relationships(away)
    links_made += away
    files["word/_rels/document.xml.rels"] = _relationships(links_made)
    return packed(files | (parts or {}))


def packed(files: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _relationships(links: Sequence[tuple[str, str, str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}" {more}/>' for key, kind, to, more in links
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


FOOTNOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'
LEAD = "入夏以来多阵雨，地铁站口常有人被困。宜兴市在十二个站口摆出旧伞，借还都不登记，一季下来还回率过九成。"


def plain_article() -> bytes:
    """Return a whole article as a county office writes it."""
    return docx(
        para("宜兴市：河边的旧伞撑起一座城的信任", centred=True),
        para("　　", LEAD, FOOTNOTE),
        para(run("一、把伞摆到门口", font="黑体")),
        para("　　", run("一是摆出来。", bold=True), "在十二个站口设伞架，每架三十把。"),
        para("　　", run("二是补得上。", bold=True), "每周清点一次，少了就补。"),
        para(run("二、让人愿意还", font="黑体")),
        para("　　", run("（一）说清楚。", font="楷体_GB2312"), "伞柄挂一张小卡片，写明还到哪里。"),
        para("　　", run("（二）给方便。", font="楷体_GB2312"), "任何一个站口都能还。"),
        para("表1　各站借还情况", centred=True),
        table(("站口", "借出（把）", "还回（把）"), ("河埠", "320", "301"), ("桥头", "280", "262")),
        picture("p1", "雨天里一位老人从伞架上取伞"),
        para("图1　河埠站口的伞架", centred=True),
        para("借伞不登记，靠的是街坊。", style="Q"),
        para("宜兴市文明办"),
        para("（撰稿：办公室　联系电话：0510-00000000　审签：科长）"),
        footnotes=("截至2025年9月底。",),
        pictures={"p1": png()},
    )


def clipboard(with_picture: str = "data") -> str:
    """Return what Word puts on the clipboard for the body of `plain_article`."""
    image = (
        f"data:image/png;base64,{base64.b64encode(png()).decode()}"
        if with_picture == "data"
        else "file:///C:/Temp/clip_image001.png"
    )
    rows = (("站口", "借出（把）", "还回（把）"), ("河埠", "320", "301"), ("桥头", "280", "262"))
    body = "".join(
        "<tr>" + "".join(f"<td width=99><p class=MsoNormal>{c}<o:p></o:p></p></td>" for c in row) + "</tr>"
        for row in rows
    )
    note = (
        '<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1">'
        "<span class=MsoFootnoteReference>[1]</span></a>"
    )

    def words(bold: str, rest: str = "", css: str = "") -> str:
        opening = f"<span style='font-family:{css}'>{bold}</span>" if css else f"<b>{bold}</b>"
        return f"<p class=MsoNormal style='text-indent:32.0pt'>{opening}<span lang=EN-US>{rest}</span><o:p></o:p></p>"

    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta charset=utf-8><style>p.MsoNormal {{margin:0}}</style></head>
<body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal>　　{LEAD}{note}<o:p></o:p></p>
{words("一、把伞摆到门口", css="黑体")}
{words("一是摆出来。", "在十二个站口设伞架，每架三十把。")}
{words("二是补得上。", "每周清点一次，少了就补。")}
{words("二、让人愿意还", css="黑体")}
{words("（一）说清楚。", "伞柄挂一张小卡片，写明还到哪里。", css="楷体_GB2312")}
{words("（二）给方便。", "任何一个站口都能还。", css="楷体_GB2312")}
<p class=MsoNormal align=center style='text-align:center'>表1　各站借还情况</p>
<table class=MsoTableGrid>{body}</table>
<p class=MsoNormal><img width=8 height=6 src="{image}" alt="雨天里一位老人从伞架上取伞"></p>
<p class=MsoNormal align=center style='text-align:center'>图1　河埠站口的伞架</p>
<p class=MsoQuote>借伞不登记，靠的是街坊。</p>
<!--EndFragment-->
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">[1]</a> 截至2025年9月底。</p></div></div></body></html>"""


def write(path: Path) -> Path:
    """Write the plain article to a file, for a browser to choose."""
    path.write_bytes(plain_article())
    return path
