"""The XML of drawings in their new and their old form."""

from __future__ import annotations

from tests.documents.making import Making, para

SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def graphic(d: Making, uri: str, content: str, *, anchored: bool = True, alt: str = "", link: str = "") -> str:
    """Return a drawing."""
    n = d.package.drawing()
    about = f'<wp:docPr id="{n}" name="图形 {n}"{f" descr={chr(34)}{alt}{chr(34)}" if alt else ""}>{link}</wp:docPr>'
    inner = (
        f'<wp:extent cx="2520000" cy="1260000"/>{about}'
        f'<a:graphic><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic>'
    )
    if not anchored:
        return f"<w:drawing><wp:inline>{inner}</wp:inline></w:drawing>"
    where = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    )
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
    return (
        f'<mc:AlternateContent><mc:Choice Requires="{needs}">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )


def blip(name: str) -> str:
    """Return a picture by its relation."""
    return (
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="图片"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        "<pic:spPr/></pic:pic>"
    )


def put_run(d: Making, xml: str, *, alone: bool = True) -> None:
    """Add a paragraph with this in a run, alone or after words."""
    d.body.append(para(("" if alone else d.says(d.words())) + f"<w:r>{xml}</w:r>"))
