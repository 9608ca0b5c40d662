"""Files made to cost time and memory, each of a kind of its own, by the door they come in through: Word, text, clipboard.

`python -m tests.hostile_files FOLDER NAME…` writes them.
"""

from __future__ import annotations

import base64
import io
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.cms.word_samples import DOCUMENT, NAMES, TYPES, docx, packed, para, picture, run

MAKERS: dict[str, Callable[[], bytes]] = {}
"""By name, with the ending of the file: what makes it."""
HAN = "志愿者把门开着人就来了每周清点一次少了就补谁都能借"
LINES = {
    "brackets": "（" * 200_000,
    "closed brackets": "（一）" * 60_000,
    "digits": "1" * 200_000,
    "spaces": "甲" + " " * 200_000 + "乙",
    "wide spaces": "甲" + "\u3000" * 200_000 + "乙",
    "points": "一是" * 100_000,
    "quotes": "“" * 200_000,
    "quote pairs": "“甲" * 100_000,
    "book marks": "《" * 200_000,
    "dates": "2024年1月1日" * 25_000,
    "years": "2024年" * 40_000,
    "issue numbers": "第1期" * 60_000,
    "colons": "甲：" * 100_000,
    "dots": "." * 200_000,
    "dashes": "—" * 200_000,
    "mixed rule": "—-=*·. " * 28_000 + "甲",
    "stops": "。" * 200_000,
    "notes": "^[" * 100_000,
    "square brackets": "[" * 200_000,
    "sections": "【" * 200_000,
    "section pairs": "【甲】" * 60_000,
    "stars": "*" * 200_000,
    "underscores": "_a" * 100_000,
    "hashes": "#" * 200_000,
    "hyphens": "- " * 100_000,
    "greater": "> " * 100_000,
    "backslashes": "\\" * 200_000,
    "Latin": "a " * 100_000,
    "cut dates": "二〇二四年" * 40_000,
    "offices": "省文明办、" * 40_000,
    "places": "无锡市" * 60_000,
    "labels": "电话：" * 60_000,
    "label words": "联系人" * 60_000,
    "pages": "－1－" * 50_000,
    "numbers with spaces": "1 " * 100_000 + "甲",
    "bars": "|" * 200_000,
    "cells": "| 甲 " * 50_000,
    "recipients": "报：" * 60_000,
    "figures": "1.2.3." * 33_000,
    "Han": HAN * 8_000,
}
HEAD = "工作资料 注意保存\n江苏文明实践简报\n第1期\n省文明实践工作办公室    2024年1月5日\n【工作动态】\n"
IMPRINT = "\n报：省委办公厅\n发：各市文明办\n苏简字0000号 共印100份\n"


def maker(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a function under the name of the file that it makes."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = make
        return make

    return enter


def body(*inside: str, **more: object) -> bytes:
    return docx(para("宜兴市：河边的旧伞", centred=True), para("站口摆出旧伞，谁都能借。"), *inside, **more)  # type: ignore[arg-type]


def page(inside: str) -> bytes:
    return f"<html><body><!--StartFragment--><p>站口摆出旧伞，谁都能借。</p>{inside}<!--EndFragment--></body></html>".encode()


def bulletin(inside: str) -> bytes:
    return f"{HEAD}宜兴市：河边的旧伞\n　　站口摆出旧伞，谁都能借，志愿者每周清点一次，少了就补。\n{inside}{IMPRINT}".encode()


for _name, _line in LINES.items():
    MAKERS[f"line of {_name}.docx"] = lambda line=_line: body(para(run(line)))
    MAKERS[f"line of {_name}.html"] = lambda line=_line: page(f"<p>{line.replace('<', '')}</p>")
    MAKERS[f"line of {_name}.txt"] = lambda line=_line: bulletin(line)
    MAKERS[f"many lines of {_name}.txt"] = lambda line=_line: bulletin("\n".join([line[:40]] * 8_000))
    MAKERS[f"one line of {_name}.txt"] = lambda line=_line: (line[:180_000] + HAN * 3_000).encode()


# Word: the container


@maker("many parts.docx")
def _many_parts() -> bytes:
    return body(parts={f"word/x{n}.xml": "<x/>" for n in range(60_000)})


@maker("parts below the limit.docx")
def _parts() -> bytes:
    return body(parts={f"word/x{n}.xml": "<x/>" for n in range(1_900)})


@maker("ratio.docx")
def _ratio() -> bytes:
    return body(parts={f"word/x{n}.xml": b"\0" * 50_000_000 for n in range(4)})


@maker("all spaces.docx")
def _all_spaces() -> bytes:
    return docx(para("标题"), " " * 19_900_000)


@maker("lying sizes.docx")
def _lying() -> bytes:
    data = bytearray(body(parts={"word/comments.xml": b"x" * 30_000_000}))
    at = data.rfind(b"PK\x01\x02")
    while at > 0:
        data[at + 24 : at + 28] = struct.pack("<I", 10)
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


@maker("lzma.docx")
def _lzma() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive, zipfile.ZipFile(io.BytesIO(body())) as source:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        archive.writestr("word/x.xml", b"\0" * 80_000_000)
    return made.getvalue()


@maker("noise.docx")
def _noise() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", random.Random(1).randbytes(19_000_000))
    return made.getvalue()


@maker("random bytes.docx")
def _random() -> bytes:
    return b"PK\x03\x04" + random.Random(2).randbytes(19_000_000)


# Word: XML


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
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="s{n}"/><w:basedOn w:val="s{(n + 1) % 20_000}"/></w:style>'
        for n in range(20_000)
    )
    return body(*[para("甲", style=f"s{n}") for n in range(20_000)], parts={"word/styles.xml": f"<w:styles {NAMES}>{loop}</w:styles>"})


@maker("numbering.docx")
def _numbering() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{"9" * 3_000}"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%1" * 2_000}"/></w:lvl>'
        for n in range(9)
    )
    whole = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n in range(40))
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n % 40}"/></w:num>' for n in range(1, 20_000))
    return body(
        *[para("甲", level=n % 9) for n in range(3_000)], parts={"word/numbering.xml": f"<w:numbering {NAMES}>{whole}{nums}</w:numbering>"}
    )


@maker("roman numerals.docx")
def _roman() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1"/></w:lvl>'
    kinds = ("upperRoman", "lowerRoman", "upperLetter", "chineseCountingThousand", "decimalEnclosedCircle", "chineseLegalSimplified")
    whole = "".join(f'<w:abstractNum w:abstractNumId="{n}">{level.format(kind)}</w:abstractNum>' for n, kind in enumerate(kinds))
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(kinds)))
    lists = [f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr></w:pPr>{run("甲")}</w:p>' for n in range(1, 7)]
    return body(*lists * 40, parts={"word/numbering.xml": f"<w:numbering {NAMES}>{whole}{nums}</w:numbering>"})


@maker("odd numbers.docx")
def _odd() -> bytes:
    odd = '<w:p><w:pPr><w:outlineLvl w:val="²"/><w:numPr><w:ilvl w:val="²"/><w:numId w:val="1"/></w:numPr></w:pPr>' + run("甲") + "</w:p>"
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
        + '<w:del w:id="1"><w:r><w:delText>甲</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>乙</w:t></w:r></w:ins>' * 60_000
        + "</w:p>"
    )


@maker("hidden.docx")
def _hidden() -> bytes:
    return body("<w:p>" + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲乙丙</w:t></w:r>" * 60_000 + "</w:p>")


@maker("text boxes.docx")
def _boxes() -> bytes:
    box = f"<w:txbxContent>{para('框里的话')}</w:txbxContent>"
    one = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r>"
    return body(f"<w:p>{one * 30_000}</w:p>")


@maker("boxes in boxes.docx")
def _nested_boxes() -> bytes:
    return body("<w:p><w:r><w:drawing><w:txbxContent>" * 40 + para("甲") + "</w:txbxContent></w:drawing></w:r></w:p>" * 40)


@maker("choices.docx")
def _choices() -> bytes:
    return body("<w:p>" + "<mc:AlternateContent><mc:Choice><w:r><w:t>甲</w:t></w:r></mc:Choice></mc:AlternateContent>" * 60_000 + "</w:p>")


@maker("fields.docx")
def _fields() -> bytes:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    field = f"{begin}<w:r><w:instrText>eq \\o(○,1)</w:instrText></w:r>{end}"
    return body(f"<w:p>{field * 30_000}</w:p>")


@maker("open fields.docx")
def _open_fields() -> bytes:
    return body(
        "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>' * 40_000 + "</w:p>"
    )


@maker("links.docx")
def _links() -> bytes:
    return body("<w:p>" + '<w:hyperlink w:anchor="a"><w:r><w:t>甲</w:t></w:r></w:hyperlink>' * 60_000 + "</w:p>")


@maker("bookmarks.docx")
def _bookmarks() -> bytes:
    return body(
        "<w:p>" + "".join(f'<w:bookmarkStart w:id="{n}" w:name="b{n}"/><w:bookmarkEnd w:id="{n}"/>' for n in range(100_000)) + "</w:p>"
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


# Word: tables


def grid(rows: int, cells: int, span: int = 1, words: str = "") -> str:
    text = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p>{text}</w:p></w:tc>'
    return "<w:tbl>" + f"<w:tr>{cell * cells}</w:tr>" * rows + "</w:tbl>"


@maker("wide cells.docx")
def _wide() -> bytes:
    return body(grid(200, 200, 10))


@maker("wide tables.docx")
def _wide_tables() -> bytes:
    return body(grid(50, 20, 10**9) * 60)


@maker("wide cells with words.docx")
def _wide_words() -> bytes:
    return body(grid(50, 20, 99_999, "甲") * 60)


@maker("cells.docx")
def _cells() -> bytes:
    return body(grid(1_000, 150))


@maker("columns.docx")
def _columns() -> bytes:
    return body(grid(1, 20_000, 1, "甲"), grid(20_000, 1, 1, "乙"))


@maker("merged down.docx")
def _down() -> bytes:
    cell = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return body("<w:tbl>" + f"<w:tr>{cell * 10}</w:tr>" * 8_000 + "</w:tbl>")


@maker("merged down with words.docx")
def _down_words() -> bytes:
    first = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + para("甲") + "</w:tc>"
    more = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return body("<w:tbl>" + f"<w:tr>{first * 40}</w:tr>" + f"<w:tr>{more * 40}</w:tr>" * 2_000 + "</w:tbl>")


@maker("grid before.docx")
def _before() -> bytes:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{10**9}"/><w:gridAfter w:val="{10**9}"/></w:trPr><w:tc>{para("甲")}</w:tc></w:tr>'
    return body("<w:tbl>" + row * 3_000 + "</w:tbl>")


@maker("many tables.docx")
def _many_tables() -> bytes:
    return body(grid(1, 2, 1, "甲") * 20_000)


# Pictures


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flat_png(width: int, height: int, *more: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG of one colour, made line by line: as small as it can be for its size."""
    line = b"\0" * (1 + width * {0: 1, 2: 3, 6: 4}[colour] * depth // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return png_of(width, height, data, *more, depth=depth, colour=colour)


def png_of(width: int, height: int, data: bytes, *more: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG that says it is so large, with these packed pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def photo(width: int, height: int, quality: int = 90, seed: int = 1, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    """Return a picture as noisy as a photograph."""
    made = io.BytesIO()
    small = Image.frombytes("RGB", (width // 8, height // 8), random.Random(seed).randbytes(width // 8 * (height // 8) * 3))
    small.resize((width, height), Image.Resampling.BICUBIC).convert(mode).save(
        made, kind, **({"quality": quality} if kind == "JPEG" else {}), **more
    )
    return made.getvalue()


def turned(data: bytes, orientation: int = 6) -> bytes:
    """Return a JPEG that says that it lies on its side."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">H", orientation) + b"\0\0\0\0\0\0"
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def with_pictures(*data: bytes) -> bytes:
    return body(*[picture(f"p{n}") for n in range(len(data))], pictures={f"p{n}": each for n, each in enumerate(data)})


def saved(kind: str, width: int, height: int, mode: str = "RGB", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, kind, **more)
    return made.getvalue()


@maker("PNG of 900 million pixels.docx")
def _huge_png() -> bytes:
    return with_pictures(flat_png(30_000, 30_000))


@maker("200 flat PNG of 24 million pixels.docx")
def _many_png() -> bytes:
    one = flat_png(6_000, 4_000)
    return with_pictures(*(one[:-12] + chunk(b"tEXt", b"n\0%d" % n) + one[-12:] for n in range(200)))


@maker("16-bit PNG.docx")
def _deep_png() -> bytes:
    return with_pictures(*[flat_png(6_000, 6_000, depth=16, colour=6)] * 5)


@maker("PNG turned by EXIF.docx")
def _turned_png() -> bytes:
    exif = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    return with_pictures(*[flat_png(6_000, 6_000, exif)] * 8)


@maker("profile bomb.docx")
def _profile() -> bytes:
    return with_pictures(flat_png(60, 60, chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 200_000_000, 9))))


@maker("text bomb.docx")
def _text_chunks() -> bytes:
    return with_pictures(flat_png(60, 60, *[chunk(b"zTXt", b"p\0\0" + zlib.compress(b"\0" * 900_000, 9))] * 500))


@maker("GIF of 1,000 frames.docx")
def _gif() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("P", (2_000, 2_000), n % 2) for n in range(2)] * 100
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return with_pictures(made.getvalue())


@maker("wide GIF.docx")
def _wide_gif() -> bytes:
    return with_pictures(*[saved("GIF", 6_000, 6_000, "L")] * 6)


@maker("WebP of many frames.docx")
def _webp() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (1_000, 1_000), (n, 0, 0)) for n in range(60)]
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    return with_pictures(made.getvalue(), saved("WEBP", 6_000, 6_000), saved("WEBP", 16_000, 2_000))


@maker("TIFF.docx")
def _tiff() -> bytes:
    return with_pictures(
        *(saved("TIFF", 6_000, 6_000, compression=kind) for kind in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "raw")[:3])
    )


@maker("TIFF that lies.docx")
def _false_tiff() -> bytes:
    tags = [
        (256, 4, 5_000),
        (257, 4, 5_000),
        (258, 3, 8),
        (259, 3, 5),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, 2**31),
        (279, 4, 2**31),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return with_pictures(b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + b"\0" * 400)


@maker("BMP.docx")
def _bmp() -> bytes:
    return with_pictures(*(saved("BMP", 5_000 - n, 5_000, "1") for n in range(30)))


@maker("noisy BMP.docx")
def _noisy_bmp() -> bytes:
    return with_pictures(photo(1_800, 1_800, kind="BMP"), photo(1_800, 1_800, kind="BMP", seed=2))


@maker("CMYK JPEG.docx")
def _cmyk() -> bytes:
    return with_pictures(*(turned(photo(4_400, 4_400, 50, n, mode="CMYK")) for n in range(2)))


@maker("progressive JPEG on its side.docx")
def _progressive() -> bytes:
    return with_pictures(*(turned(photo(6_300, 6_300, 20, n, progressive=True, subsampling=0)) for n in range(3)))


@maker("flat JPEG on their sides.docx")
def _flat_jpeg() -> bytes:
    return with_pictures(*(turned(saved("JPEG", 6_300 - n, 6_300)) for n in range(20)))


@maker("cut JPEG.docx")
def _cut() -> bytes:
    return with_pictures(*(photo(3_000, 3_000, 90, n)[:-50_000] for n in range(4)), turned(photo(3_000, 3_000)[:200_000]))


@maker("JPEG of scans.docx")
def _scans() -> bytes:
    whole = saved("JPEG", 6_000, 6_000, progressive=True)
    at = whole.rfind(b"\xff\xda")
    return with_pictures(turned(whole[:-2] + whole[at:-2] * 3_000 + b"\xff\xd9"))


@maker("SVG, EMF and WMF.docx")
def _vector() -> bytes:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000
    return with_pictures(svg, b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 5_000_000, b"\xd7\xcd\xc6\x9a" + b"\0" * 5_000_000)


@maker("1,900 small pictures.docx")
def _small() -> bytes:
    return with_pictures(*(saved("PNG", 8, 8 + n % 50) for n in range(1_900)))


@maker("one picture 5,000 times.docx")
def _often() -> bytes:
    return body(picture("p") * 5_000, pictures={"p": random.Random(1).randbytes(9_000_000)})


@maker("one photograph 2,000 times.docx")
def _photo_often() -> bytes:
    return body(picture("p") * 2_000, pictures={"p": photo(3_000, 2_000)})


@maker("eight photographs of 20 MB.docx")
def _photos() -> bytes:
    """Return what is no attack: photographs as a telephone takes them, half of them held upright."""
    shots = [photo(4_000, 3_000, 60, n) for n in range(8)]
    return with_pictures(*(turned(shot) if n % 2 else shot for n, shot in enumerate(shots)))


# Clipboard


def _uri(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


HTML: dict[str, Callable[[], str]] = {
    "nested divs": lambda: "<div>" * 100_000 + "甲" + "</div>" * 100_000,
    "nested bold": lambda: "<b>甲" * 300_000,
    "open paragraphs": lambda: "<p>甲" * 300_000,
    "line ends": lambda: "<p>甲" + "<br>" * 1_000_000 + "乙</p>",
    "line ends between words": lambda: "<p>" + "甲<br>" * 100_000 + "</p>",
    "spans": lambda: "<table>" + ("<tr>" + "<td colspan=50 rowspan=50></td>" * 20 + "</tr>") * 20 + "</table>",
    "spans with words": lambda: "<table>" + ("<tr>" + "<td colspan=50 rowspan=50>甲</td>" * 20 + "</tr>") * 600 + "</table>",
    "cells": lambda: "<table>" + ("<tr>" + "<td></td>" * 100 + "</tr>") * 400 + "</table>",
    "cells with words": lambda: "<table>" + ("<tr>" + "<td>甲</td>" * 100 + "</tr>") * 400 + "</table>",
    "a million cells": lambda: "<table>" + ("<tr>" + "<td>甲</td>" * 1_000 + "</tr>") * 1_000 + "</table>",
    "columns": lambda: "<table><tr>" + "<td>甲</td>" * 20_000 + "</tr>" + "<tr><td>乙</td></tr>" * 20_000 + "</table>",
    "nested tables": lambda: "<table><tr><td>甲" * 100_000,
    "tables": lambda: "<table><tr><td>甲</td><td>乙</td></tr></table>" * 50_000,
    "picture of noise": lambda: f'<p><img src="{_uri(random.Random(1).randbytes(20_000_000))}"></p>',
    "picture of 40 million pixels": lambda: f'<p><img src="{_uri(flat_png(6_300, 6_300))}"></p>',
    "photographs": lambda: "".join(f'<p><img src="{_uri(photo(4_000, 3_000, 60, n), "jpeg")}"></p>' for n in range(8)),
    "small pictures": lambda: f'<img src="{_uri(saved("PNG", 8, 8))}">' * 20_000,
    "one address": lambda: '<p><img src="data:image/png;base64,' + "A" * 28_000_000,
    "attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">甲</p>",
    "an attribute": lambda: "<p style='" + "font-family:" * 500_000 + "'>甲</p>",
    "an attribute without quotes": lambda: "<p a=" + "=" * 2_000_000,
    "comments": lambda: "<!--" * 500_000,
    "declarations": lambda: "<!" * 500_000,
    "marked sections": lambda: "<![" * 500_000,
    "instructions": lambda: "<?" * 500_000,
    "less": lambda: "<" * 2_000_000,
    "open tags": lambda: "<a " * 500_000,
    "open ends": lambda: "</" * 500_000,
    "ends": lambda: "</p>" * 2_000_000,
    "ampersands": lambda: "&" * 3_000_000,
    "entities": lambda: "&#x4e00;" * 2_000_000,
    "style": lambda: "<style>" + "p{}" * 5_000_000,
    "script": lambda: "<script>" + "</s" * 3_000_000,
    "list items": lambda: "<ol>" + "<li>甲</li>" * 200_000 + "</ol>",
    "lists": lambda: "<ol><li>" * 100_000,
    "notes": lambda: "<p>" + '<a href="#_ftn1">1</a>' * 100_000 + f"</p><div id=ftn1>{HAN * 1_000}</div>",
    "note of paragraphs": lambda: "<div id=ftn1>" + "<p>甲</p>" * 200_000 + "</div>",
    "deleted": lambda: "<del>甲</del>" * 300_000,
    "headings": lambda: "<h2>甲</h2><p>乙。</p>" * 100_000,
    "4,900 paragraphs": lambda: f"<p>{HAN * 8}</p>" * 4_900,
    "fragments": lambda: "<!--StartFragment-->" * 500_000,
    "25 MB of text": lambda: f"<p>{HAN * 300_000}</p>",
    "soft spaces": lambda: "<p>" + "甲&nbsp;" * 500_000 + "</p>",
    "NULs": lambda: "<p>" + "\0ftn1\0" * 300_000 + "</p>",
}
for _name, _html in HTML.items():
    MAKERS[f"{_name}.html"] = lambda made=_html: page(made())
MAKERS["bad bytes.html"] = lambda: b"<p>" + b"\xff\xfe" * 10_000_000

# Text

TEXT: dict[str, Callable[[], bytes]] = {
    "20 MB": lambda: bulletin(HAN * 300_000),
    "NULs": lambda: b"\0" * 2_000_000,
    "one line": lambda: bulletin(HAN * 24_000),
    "UTF-16": lambda: (HEAD + (HAN + "\n") * 30_000 + IMPRINT).encode("utf-16"),
    "GB18030": lambda: (HEAD + (HAN + "\n") * 30_000 + IMPRINT).encode("gb18030"),
    "half a character": lambda: (HEAD + HAN * 20_000).encode("gb18030")[:-1],
    "random bytes": lambda: random.Random(3).randbytes(1_900_000),
    "random Han": lambda: "".join(random.Random(4).choices([chr(n) for n in range(0x4E00, 0x9FA5)], k=600_000)).encode(),
    "random lines": lambda: (HEAD + "\n".join("".join(random.Random(n).choices(HAN, k=30)) for n in range(18_000)) + IMPRINT).encode(),
    "random sentences": lambda: bulletin("\n".join("　　" + "".join(random.Random(n).choices(HAN, k=28)) + "。" for n in range(16_000))),
    "no line ends": lambda: "\r".join([HAN] * 20_000).encode(),
    "empty lines": lambda: bulletin("\n" * 1_900_000),
    "short lines": lambda: bulletin("甲\n" * 400_000),
    "titles": lambda: bulletin("\n".join(f"宜兴市：河边的旧伞{n}\n　　站口摆出旧伞，谁都能借。" for n in range(12_000))),
    "sections": lambda: bulletin("\n".join(f"【栏目{n}】" for n in range(60_000))),
    "contents": lambda: bulletin("目录\n" + "\n".join(f"河边的旧伞{n}……{n}" for n in range(40_000))),
    "points": lambda: bulletin("\n".join(f"{n % 9 + 1}. 摆出来。每周清点。" for n in range(30_000))),
    "ordinals": lambda: bulletin("\n".join(f"{'一二三四五六七八九'[n % 9]}是摆出来。每周清点。" for n in range(30_000))),
    "tables": lambda: bulletin("\n".join(f"| 甲{n} | 乙 | 丙 |" for n in range(40_000))),
    "wide table": lambda: bulletin("| 甲 " * 100_000 + "|\n" + "| - " * 100_000 + "|\n" + "| 乙 |\n" * 20_000),
    "heads": lambda: (HEAD * 9_000 + HAN * 20).encode(),
    "imprints": lambda: (HEAD + HAN * 20 + IMPRINT * 14_000).encode(),
    "recipients": lambda: (HEAD + HAN * 20 + "\n报：" + "省委办公厅，" * 90_000).encode(),
    "recipient lines": lambda: (HEAD + HAN * 20 + "\n报：省委办公厅" * 60_000).encode(),
    "editor notes": lambda: bulletin("编者按：志愿者把门开着。\n" * 40_000),
    "page numbers": lambda: bulletin("－ 1 －\n" * 100_000 + HAN),
    "running heads": lambda: bulletin("江苏文明实践简报第1期\n" * 40_000 + HAN),
    "newspaper": lambda: ("国内统一连续出版物号CN 32-0001 邮发代号27-1\n" + f"本报讯 {HAN}\n" * 25_000).encode(),
    "newspaper of titles": lambda: (
        "国内统一连续出版物号CN 32-0001 邮发代号27-1\n" + f"河边的旧伞\n本报讯（记者）{HAN}。（下转2版）\n" * 14_000
    ).encode(),
    "newspaper in one line": lambda: ("国内统一连续出版物号CN 32-0001 邮发代号27-1\n本报讯" + HAN * 24_000).encode(),
    "dates": lambda: bulletin("2024年1月5日\n" * 80_000),
    "Markdown": lambda: bulletin("# **甲**\n> * 乙\n" * 60_000),
    "odd line ends": lambda: bulletin("甲\u2028乙\u2029丙\x0b丁\x0c" * 40_000),
    "zero widths": lambda: bulletin("甲\u200b" * 250_000),
    "traditional": lambda: bulletin("國務員會\n" * 100_000),
}
for _name, _text in TEXT.items():
    MAKERS[f"{_name}.txt"] = _text


@maker("a plain file of types.docx")
def _types() -> bytes:
    return packed({"[Content_Types].xml": TYPES.format(DOCUMENT) + " " * 90_000_000})


def write(folder: Path, *names: str) -> None:
    """Write the files of these names, or all, except those that are there already."""
    for name in names or MAKERS:
        if not (folder / name).exists():
            (folder / name).write_bytes(MAKERS[name]())


if __name__ == "__main__":
    write(Path(sys.argv[1]), *sys.argv[2:])
