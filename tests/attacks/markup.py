"""Word files whose XML is the attack: depth, entities, styles, numbers, notes, fields."""

from __future__ import annotations

from tests.attacks.making import HAN, body, maker
from tests.cms.word_samples import NAMES, para, run


@maker("attributes.docx")
def _attributes() -> bytes:
    return body("<w:p " + " ".join(f"a{n}='1'" for n in range(300_000)) + "/>")


@maker("namespaces.docx")
def _namespaces() -> bytes:
    return body("<w:p " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(100_000)) + "/>")


@maker("deep.docx")
def _deep() -> bytes:
    return body("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000)


@maker("deep tables.docx")
def _deep_tables() -> bytes:
    return body("<w:tbl><w:tr><w:tc>" * 60 + para("甲") + "</w:tc></w:tr></w:tbl>" * 60)


@maker("entities.docx")
def _entities() -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(12))
    text = f'<?xml version="1.0"?><!DOCTYPE d [{lines}]><w:document {NAMES}><w:body>&e11;</w:body></w:document>'
    return body(parts={"word/document.xml": text})


@maker("references.docx")
def _references() -> bytes:
    return body(para(run("甲")).replace("甲", "&#x4e00;" * 1_000_000))


@maker("relationships.docx")
def _relationships() -> bytes:
    made = "".join(f'<Relationship Id="r{n}" Type="x/image" Target="media/p.png"/>' for n in range(200_000))
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return body(
        parts={
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{names}">{made}</Relationships>',
            "word/media/p.png": b"x" * 9_000_000,
        }
    )


@maker("empty paragraphs.docx")
def _empty() -> bytes:
    return body("<w:p/>" * 1_000_000)


@maker("short paragraphs.docx")
def _short() -> bytes:
    return body("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 400_000)


@maker("4,900 paragraphs.docx")
def _full() -> bytes:
    return body(para(run(HAN * 8)) * 4_900)


@maker("runs.docx")
def _runs() -> bytes:
    return body(para(*[run("甲", bold=n % 2 == 0) for n in range(20_000)]))


@maker("runs in all.docx")
def _all_runs() -> bytes:
    return body(para(*[run("甲", bold=n % 2 == 0) for n in range(200_000)]))


@maker("line ends.docx")
def _line_ends() -> bytes:
    return body("<w:p><w:r><w:t>甲</w:t>" + "<w:br/>" * 300_000 + "<w:t>乙</w:t></w:r></w:p>")


@maker("line ends between words.docx")
def _line_ends_between() -> bytes:
    return body("<w:p><w:r>" + "<w:t>甲</w:t><w:br/>" * 100_000 + "</w:r></w:p>")


@maker("tabs.docx")
def _tabs() -> bytes:
    return body("<w:p><w:r>" + "<w:tab/>" * 500_000 + "<w:t>甲</w:t></w:r></w:p>")


@maker("styles.docx")
def _styles() -> bytes:
    loop = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="s{n}"/>'
        f'<w:basedOn w:val="s{(n + 1) % 20_000}"/></w:style>'
        for n in range(20_000)
    )
    return body(
        *[para("甲", style=f"s{n}") for n in range(20_000)],
        parts={"word/styles.xml": f"<w:styles {NAMES}>{loop}</w:styles>"},
    )


@maker("numbering.docx")
def _numbering() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{"9" * 3_000}"/><w:numFmt w:val="upperRoman"/>'
        f'<w:lvlText w:val="{"%1" * 2_000}"/></w:lvl>'
        for n in range(9)
    )
    whole = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n in range(40))
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n % 40}"/></w:num>' for n in range(1, 20_000))
    return body(
        *[para("甲", level=n % 9) for n in range(3_000)],
        parts={"word/numbering.xml": f"<w:numbering {NAMES}>{whole}{nums}</w:numbering>"},
    )


@maker("roman numerals.docx")
def _roman() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1"/></w:lvl>'
    kinds = (
        "upperRoman",
        "lowerRoman",
        "upperLetter",
        "chineseCountingThousand",
        "decimalEnclosedCircle",
        "chineseLegalSimplified",
    )
    whole = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{level.format(kind)}</w:abstractNum>' for n, kind in enumerate(kinds)
    )
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(kinds)))
    lists = [
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr></w:pPr>{run("甲")}</w:p>'
        for n in range(1, 7)
    ]
    return body(*lists * 40, parts={"word/numbering.xml": f"<w:numbering {NAMES}>{whole}{nums}</w:numbering>"})


@maker("odd numbers.docx")
def _odd() -> bytes:
    odd = (
        '<w:p><w:pPr><w:outlineLvl w:val="²"/><w:numPr><w:ilvl w:val="²"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        + run("甲")
        + "</w:p>"
    )
    return body(odd, '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="十"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>')


@maker("notes within.docx")
def _notes() -> bytes:
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    return body(f"<w:p>{mark * 20_000}</w:p>", footnotes=(HAN * 2_000,))


@maker("notes in circles.docx")
def _circles() -> bytes:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    return body(f"<w:p>{mark.format(1)}</w:p>", footnotes=tuple(mark.format(n % 200 + 1) * 100 for n in range(1, 201)))


@maker("comments.docx")
def _comments() -> bytes:
    marks = "".join(f'<w:r><w:t>甲</w:t><w:commentReference w:id="{n}"/></w:r>' for n in range(30_000))
    return body(f"<w:p>{marks}</w:p>", comments=("请改",) * 30_000)


@maker("one comment often.docx")
def _comment() -> bytes:
    return body("<w:p>" + '<w:r><w:commentReference w:id="0"/></w:r>' * 50_000 + "</w:p>", comments=(HAN * 4_000,))


@maker("revisions.docx")
def _revisions() -> bytes:
    return body(
        "<w:p>"
        + '<w:del w:id="1"><w:r><w:delText>甲</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>乙</w:t></w:r></w:ins>'
        * 60_000
        + "</w:p>"
    )


@maker("hidden.docx")
def _hidden() -> bytes:
    return body("<w:p>" + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲乙丙</w:t></w:r>" * 60_000 + "</w:p>")


@maker("text boxes.docx")
def _boxes() -> bytes:
    box = f"<w:txbxContent>{para('框里的话')}</w:txbxContent>"
    one = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        "<mc:Fallback/></mc:AlternateContent></w:r>"
    )
    return body(f"<w:p>{one * 30_000}</w:p>")


@maker("boxes in boxes.docx")
def _nested_boxes() -> bytes:
    return body(
        "<w:p><w:r><w:drawing><w:txbxContent>" * 40 + para("甲") + "</w:txbxContent></w:drawing></w:r></w:p>" * 40
    )


@maker("choices.docx")
def _choices() -> bytes:
    return body(
        "<w:p>"
        + "<mc:AlternateContent><mc:Choice><w:r><w:t>甲</w:t></w:r></mc:Choice></mc:AlternateContent>" * 60_000
        + "</w:p>"
    )


@maker("fields.docx")
def _fields() -> bytes:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    field = f"{begin}<w:r><w:instrText>eq \\o(○,1)</w:instrText></w:r>{end}"
    return body(f"<w:p>{field * 30_000}</w:p>")


@maker("open fields.docx")
def _open_fields() -> bytes:
    return body(
        "<w:p>"
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>' * 40_000
        + "</w:p>"
    )


@maker("links.docx")
def _links() -> bytes:
    return body("<w:p>" + '<w:hyperlink w:anchor="a"><w:r><w:t>甲</w:t></w:r></w:hyperlink>' * 60_000 + "</w:p>")


@maker("bookmarks.docx")
def _bookmarks() -> bytes:
    return body(
        "<w:p>"
        + "".join(f'<w:bookmarkStart w:id="{n}" w:name="b{n}"/><w:bookmarkEnd w:id="{n}"/>' for n in range(100_000))
        + "</w:p>"
    )


@maker("headers.docx")
def _headers() -> bytes:
    rels = "".join(f'<Relationship Id="h{n}" Type="x/header" Target="header.xml"/>' for n in range(1_000))
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, bytes | str] = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{names}">{rels}</Relationships>',
        "word/header.xml": f"<w:hdr {NAMES}>{para(HAN) * 8_000}</w:hdr>",
    }
    return body(parts=parts)


@maker("formulas.docx")
def _formulas() -> bytes:
    return body("<w:p>" + "<m:oMath><m:r><m:t>a</m:t></m:r></m:oMath>" * 60_000 + "</w:p>")
