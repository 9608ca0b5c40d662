"""What is marked within a line: notes, comments, revisions, hidden and struck words, readings, controls."""

from __future__ import annotations

from tests.documents.making import NOTES, SPANS, Inline, Making, para, run, span
from tests.documents.pieces import GAP

BY = 'w:id="31" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'


def note(d: Making, kind: str, content: str) -> str:
    """Add a note; returns the run with its mark."""
    return (
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:{kind}Reference w:id="{d.package.note(kind, content)}"/></w:r>'
    )


def mark(kind: str) -> str:
    """Return the run with which a note begins."""
    return f"<w:r><w:{kind}Ref/></w:r>"


def inside_notes(d: Making, kind: str, make: str) -> Inline:
    """Return a feature as it stands in the part of the notes, which has relations of its own."""
    with d.within(f"word/{kind}s.xml", NOTES):
        return d.around(SPANS[make](d))


def noted(d: Making, kind: str) -> str:
    """Return the runs of a line in the part of the notes; what they show may be named."""
    with d.within(f"word/{kind}s.xml", NOTES):
        return d.says(d.rich(), ordinary=False)


@span
def footnote(d: Making) -> Inline:
    return Inline(note(d, "footnote", para(mark("footnote") + noted(d, "footnote"))), GAP)


@span
def footnote_of_two_paragraphs(d: Making) -> Inline:
    first, second = noted(d, "footnote"), noted(d, "footnote")
    return Inline(note(d, "footnote", para(mark("footnote") + first) + para(second)), GAP)


@span
def endnote(d: Making) -> Inline:
    return Inline(note(d, "endnote", para(mark("endnote") + noted(d, "endnote"))), GAP)


@span
def link_in_a_footnote(d: Making) -> Inline:
    line = inside_notes(d, "footnote", d.random.choice(("link", "mailto", "link as a field")))
    return Inline(note(d, "footnote", para(mark("footnote") + d.says(line, ordinary=False))), GAP)


@span
def comment(d: Making) -> Inline:
    words = d.inner()
    paragraphs = []
    for _ in range(d.random.randint(1, 2)):
        line = d.words()
        d.hidden.append(line.shows)
        paragraphs.append(para(d.says(line, ordinary=False)))
    n = d.package.note("comment", "".join(paragraphs))
    if d.random.random() < 0.3:
        return Inline(words.xml + f'<w:r><w:commentReference w:id="{n}"/></w:r>', words.shows + GAP)
    start, end = (
        f'<w:commentRangeStart w:id="{n}"/>',
        f'<w:commentRangeEnd w:id="{n}"/><w:r><w:commentReference w:id="{n}"/></w:r>',
    )
    return Inline(start + words.xml + end, words.shows + GAP)


@span
def inserted(d: Making) -> Inline:
    words = d.inner()
    return Inline(f"<w:ins {BY}>{words.xml}</w:ins>", words.shows)


@span
def deleted(d: Making) -> Inline:
    return Inline(f'<w:del {BY}><w:r><w:delText xml:space="preserve">{d.hides()}</w:delText></w:r></w:del>', GAP)


@span
def deleted_in_what_was_inserted(d: Making) -> Inline:
    words = d.inner()
    gone = f"<w:del {BY}><w:r><w:delText>{d.hides()}</w:delText></w:r></w:del>"
    return Inline(f"<w:ins {BY}>{words.xml}{gone}</w:ins>", words.shows + GAP)


@span
def moved(d: Making) -> Inline:
    words, gone = d.clause(), d.hides()
    away = (
        f'<w:moveFromRangeStart {BY} w:name="m1"/><w:moveFrom {BY}>{run(gone)}</w:moveFrom>'
        '<w:moveFromRangeEnd w:id="31"/>'
    )
    here = f'<w:moveToRangeStart {BY} w:name="m1"/><w:moveTo {BY}>{run(words)}</w:moveTo><w:moveToRangeEnd w:id="31"/>'
    return Inline(away + here, GAP + words)


@span
def format_changed(d: Making) -> Inline:
    words = d.clause()
    return Inline(run(words, f"<w:b/><w:rPrChange {BY}><w:rPr><w:strike/><w:vanish/></w:rPr></w:rPrChange>"), words)


@span
def deleted_field(d: Making) -> Inline:
    runs = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        f"<w:r><w:delInstrText> {d.hides('REF 旧书签')} </w:delInstrText></w:r>",
    )
    runs += ('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', f"<w:r><w:delText>{d.hides()}</w:delText></w:r>")
    runs += ('<w:r><w:fldChar w:fldCharType="end"/></w:r>',)
    return Inline("".join(f"<w:del {BY}>{xml}</w:del>" for xml in runs), GAP)


@span
def deleted_instruction(d: Making) -> Inline:
    gone = f"<w:del {BY}><w:r><w:delInstrText> {d.hides('REF 旧书签')} </w:delInstrText></w:r></w:del>"
    return Inline(gone, "")


@span
def vanished(d: Making) -> Inline:
    kinds = ("<w:vanish/>", '<w:vanish w:val="1"/>', '<w:vanish w:val="true"/>', "<w:b/><w:vanish/>")
    kind = d.random.choice((*kinds, '<w:rStyle w:val="Unseen"/>', '<w:rStyle w:val="Unseen2"/>'))
    return Inline(run(d.hides(), kind), GAP)


@span
def vanish_switched_off(d: Making) -> Inline:
    kind = d.random.choice(
        (
            '<w:vanish w:val="0"/>',
            '<w:vanish w:val="false"/>',
            "<w:webHidden/>",
            '<w:rStyle w:val="Unseen"/><w:vanish w:val="0"/>',
        )
    )
    words = d.clause()
    return Inline(run(words, kind), words)


@span
def struck(d: Making) -> Inline:
    words = d.clause()
    d.struck.append(words)
    kind = d.random.choice(("<w:strike/>", "<w:dstrike/>", '<w:strike w:val="1"/>', '<w:rStyle w:val="Struck"/>'))
    return Inline(run(words, kind), GAP)


@span
def strike_switched_off(d: Making) -> Inline:
    words = d.clause()
    return Inline(run(words, d.random.choice(('<w:strike w:val="0"/>', '<w:dstrike w:val="false"/>'))), words)


@span
def ruby(d: Making) -> Inline:
    pairs = d.random.choice(
        ((("甪", "lù"), ("直", "zhí")), (("浒", "xǔ"), ("墅", "shù")), (("盱", "xū"), ("眙", "yí")))
    )
    if d.random.random() < 0.4:
        pairs = (("".join(a for a, _ in pairs), " ".join(b for _, b in pairs)),)
    xml, shows = "", ""
    for base, reading in pairs:
        d.shown += reading.split()
        sizes = '<w:hps w:val="10"/><w:hpsRaise w:val="20"/><w:hpsBaseText w:val="32"/>'
        properties = f'<w:rubyPr><w:rubyAlign w:val="center"/>{sizes}<w:lid w:val="zh-CN"/></w:rubyPr>'
        xml += (
            f"<w:r><w:ruby>{properties}<w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"
        )
        shows += base + GAP
    return Inline(xml, shows)


@span
def control(d: Making) -> Inline:
    words = d.inner()
    kind = d.random.choice(
        ("<w:text/>", "<w:richText/>", '<w:dropDownList><w:listItem w:value="甲"/></w:dropDownList>', "<w:date/>")
    )
    return Inline(
        f'<w:sdt><w:sdtPr><w:alias w:val="栏位"/>{kind}</w:sdtPr><w:sdtContent>{words.xml}</w:sdtContent></w:sdt>',
        words.shows,
    )


@span
def control_not_filled_in(d: Making) -> Inline:
    words = f"单击此处输入{d.name()}"
    d.shown.append(words)
    return Inline(
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>{run(words)}</w:sdtContent></w:sdt>", GAP
    )


@span
def ticked_box(d: Making) -> Inline:
    box = d.random.choice("☑☐☒")
    checked = (
        '<w14:checkbox><w14:checked w14:val="1"/>'
        f'<w14:checkedState w14:val="{ord(box):04X}" w14:font="MS Gothic"/></w14:checkbox>'
    )
    return Inline(f"<w:sdt><w:sdtPr>{checked}</w:sdtPr><w:sdtContent>{run(box)}</w:sdtContent></w:sdt>", box)


@span
def smart_tag(d: Making) -> Inline:
    words = d.inner()
    inner = f'<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place">{words.xml}</w:smartTag>'
    return Inline(
        f'<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="date">{inner}</w:smartTag>',
        words.shows,
    )


@span
def custom_xml(d: Making) -> Inline:
    words = d.inner()
    return Inline(f'<w:customXml w:uri="urn:x" w:element="名称"><w:customXmlPr/>{words.xml}</w:customXml>', words.shows)


@span
def direction(d: Making) -> Inline:
    words = d.inner()
    name = d.random.choice(("dir", "bdo"))
    return Inline(f'<w:{name} w:val="ltr">{words.xml}</w:{name}>', words.shows)
