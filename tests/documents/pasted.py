"""What a paste brings: the HTML that Word, WPS and browsers put on the clipboard, with what it shows."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape

from tests.documents.making import Inline, Making
from tests.documents.package import png
from tests.documents.pieces import GAP, either

Part = Callable[[Making], str]
PARTS: dict[str, Part] = {}
HEAD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office">'
    "<head><title>未命名</title><style>p.MsoNormal {margin:0}</style>"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head><body>"
)


def part(make: Part) -> Part:
    """Register a part of a paste: called with the document, it returns HTML."""
    PARTS[make.__name__.replace("_", " ")] = make
    return make


def p(html: str) -> str:
    """Return a paragraph as Word writes it."""
    return f"<p class=MsoNormal><span lang=EN-US style='font-size:16.0pt'>{html}<o:p></o:p></span></p>\n"


def line(d: Making, html: str, shows: str, *, ordinary: bool = True) -> str:
    """Return a paragraph with this between two clauses."""
    before, after = d.clause(), d.sentence()
    d.says(Inline("", f"{before}，{shows}，{after}"), ordinary=ordinary)
    return p(f"{before}，{html}，{after}")


def said(d: Making, text: str = "") -> str:
    """Return words (a new sentence), written down as shown."""
    text = text or d.sentence()
    d.says(Inline("", text))
    return escape(text, quote=False)


@part
def link(d: Making) -> str:
    where, words = f"https://example.gov.cn/{d.random.randrange(10**6):06d}?a=1&b={d.random.randint(2, 9)}", d.clause()
    d.shown.append(where)
    return line(d, f'<a href="{escape(where)}">{words}</a>', words)


@part
def mailto(d: Making) -> str:
    where, words = f"tougao{d.random.randrange(10**5)}@example.gov.cn", d.clause()
    d.shown.append(where)
    return line(d, f"<a href='mailto:{where}'><span>{words}</span></a>", words)


@part
def list_of_word(d: Making) -> str:
    """Word writes the number of a list as text and marks it to be left out by itself."""
    first, style = d.random.choice((1, 3)), d.random.choice(("{}.", "（{}）", "{}、"))
    html = ""
    for n in range(first, first + 3):
        number, words = style.format(n), d.sentence()
        d.count(number, Inline("", words))
        mark = f"<![if !supportLists]><span style='mso-list:Ignore'>{number}<span>&nbsp;&nbsp; </span></span><![endif]>"
        html += f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{mark}<span>{said(d, words)}</span></p>"
    return html


@part
def list_of_html(d: Making) -> str:
    kind, shown = d.random.choice(
        (
            ("", ("1.", "2.", "3.")),
            (" start=4", ("4.", "5.", "6.")),
            (" type=I", ("I.", "II.", "III.")),
            (" type='a'", ("a.", "b.", "c.")),
            (" style='list-style-type:cjk-ideographic'", ("一、", "二、", "三、")),
        )
    )
    html = ""
    for number in shown:
        words = d.sentence()
        d.count(number, Inline("", words))
        html += f"<li>{said(d, words)}</li>"
    return f"<ol{kind}>{html}</ol>"


@part
def list_with_a_value(d: Making) -> str:
    html = ""
    for number, value in (("1.", ""), ("7.", " value=7"), ("8.", "")):
        words = d.sentence()
        d.count(number, Inline("", words))
        html += f"<li{value}><p>{said(d, words)}</p></li>"
    return f"<ol>{html}</ol>"


@part
def list_in_a_list(d: Making) -> str:
    inner = "".join(f"<li>{said(d)}</li>" for _ in range(2))
    return f"<ul><li>{said(d)}<ul>{inner}</ul></li><li>{said(d)}</li></ul>"


@part
def table(d: Making) -> str:
    heads, values = [d.name() for _ in range(3)], [d.name() for _ in range(5)]
    a, b, c, e, f = values
    d.placed += [(heads[0], a), (heads[1], b), (heads[1], c), (heads[2], e), (heads[0], f)]
    cell = "<td><p class=MsoNormal>{}</p></td>"
    top = "<tr>" + "".join(cell.format(said(d, head)) for head in heads) + "</tr>"
    first = f"<tr><td rowspan=2><p>{said(d, a)}</p></td><td colspan=2>{said(d, b)}</td></tr>"
    second = f"<tr><td>{said(d, c)}</td><td>{said(d, e)}</td></tr>"
    return f"<table border=1><tbody>{top}{first}{second}<tr><td colspan=3>{said(d, f)}</td></tr></tbody></table>"


@part
def table_with_a_caption(d: Making) -> str:
    caption = said(d, f"表1 {d.name()}情况")
    rows = [[said(d, d.name()) for _ in range(2)] for _ in range(3)]
    top, middle, bottom = ("<tr>" + "".join(f"<td>{word}</td>" for word in words) + "</tr>" for words in rows)
    return (
        f"<table><caption>{caption}</caption><thead>{top.replace('td>', 'th>')}</thead>"
        f"{middle}<tfoot>{bottom}</tfoot></table>"
    )


@part
def table_in_a_table(d: Making) -> str:
    inner = f"<table><tr><td>{said(d, d.name())}</td><td>{said(d, d.name())}</td></tr></table>"
    return f"<table><tr><td>{said(d, d.name())}</td><td>{said(d, d.name())}{inner}</td></tr></table>"


@part
def struck(d: Making) -> str:
    words = d.clause()
    d.struck.append(words)
    form = d.random.choice(
        ("<s>{}</s>", "<strike>{}</strike>", "<del>{}</del>", '<span style="text-decoration: line-through">{}</span>')
    )
    return line(d, form.format(words), GAP)


@part
def ruby(d: Making) -> str:
    d.shown.append("lù")
    return line(d, "<ruby>甪<rp>(</rp><rt>lù</rt><rp>)</rp></ruby>", f"甪{GAP}")


@part
def raised_figure(d: Making) -> str:
    n = d.random.randint(2, 9)
    form = d.random.choice(("<sup>{}</sup>", '<span style="vertical-align: super">{}</span>'))
    return line(d, f"10{form.format(n)}", "10" + either("⁰¹²³⁴⁵⁶⁷⁸⁹"[n], f"^{n}"))


@part
def hidden(d: Making) -> str:
    words = d.hides()
    forms = (
        "<span style='display:none'>{}</span>",
        "<span style='display:none;mso-hide:all'>{}</span>",
        "<span hidden>{}</span>",
    )
    forms += ("<!-- {} -->", "<script>var a='{}'</script>", "<style>/* {} */</style>", "<template>{}</template>")
    return line(d, d.random.choice(forms).format(words), GAP)


@part
def headings(d: Making) -> str:
    level = d.random.randint(1, 6)
    return f"<h{level}>{said(d, d.name() + '的做法')}</h{level}>{p(said(d))}"


@part
def breaks(d: Making) -> str:
    a, b = d.clause(), d.clause()
    return line(d, f"{a}{d.random.choice(('<br>', '<br/><br/>', '<br clear=all>'))}{b}", a + GAP + b)


@part
def picture(d: Making) -> str:
    d.pictures += 1
    data = base64.b64encode(png(d.package.drawing())).decode()
    return f'<p><img src="data:image/png;base64,{data}" alt="照片"></p>'


@part
def picture_kept_elsewhere(d: Making) -> str:
    if (
        d.random.random() < 0.5
    ):  # what Word leaves of a picture: no browser may open it, so all that can be named is that it was there
        d.pictures += 1
        return '<p><img width=200 height=100 src="file:///C:/Temp/msohtmlclip1/01/clip_image002.png"></p>'
    where = f"https://example.gov.cn/{d.random.randrange(10**6):06d}.png"
    d.shown.append(where)
    return f'<p><img width=200 height=100 src="{where}"></p>'


@part
def figure(d: Making) -> str:
    caption = said(d, f"图1 {d.name()}的现场")
    return picture(d).replace("<p>", "<figure>").replace("</p>", f"<figcaption>{caption}</figcaption></figure>")


@part
def footnote(d: Making) -> str:
    words, note = d.sentence(), d.sentence()
    d.says(Inline("", words[:-1] + GAP))
    d.says(Inline("", note), ordinary=False)
    mark = (
        '<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1">'
        "<span class=MsoFootnoteReference>[1]</span></a>"
    )
    back = (
        '<a style="mso-footnote-id:ftn1" href="#_ftnref1" name="_ftn1"><span class=MsoFootnoteReference>[1]</span></a>'
    )
    body = f"<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>{back} {note}</p></div>"
    return p(words[:-1] + mark + "。") + f"<div style='mso-element:footnote-list'><br clear=all><hr>{body}</div>"


@part
def comment(d: Making) -> str:
    words = d.sentence()
    d.hidden.append(words)
    d.says(Inline("", words), ordinary=False)
    mark = '<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[审1]</a></span>'
    block = (
        "<div style='mso-element:comment-list'><div style='mso-element:comment'>"
        f"<p class=MsoCommentText>{words}</p></div></div>"
    )
    return line(d, d.clause() + mark, GAP) + block


@part
def wrappers(d: Making) -> str:
    words = d.clause()
    forms = ("<font color=red><u>{}</u></font>", "<mark>{}</mark>", "<abbr title='x'>{}</abbr>", "<ins>{}</ins>")
    form = d.random.choice((*forms, "<st1:place>{}</st1:place>"))
    return line(d, form.format(words), words)


@part
def blocks(d: Making) -> str:
    forms = ("<div>{}</div>", "<blockquote>{}</blockquote>", "<center>{}</center>", "<address>{}</address>")
    others = ("<section><div>{}</div></section>", "<pre>{}</pre>", "<details open><summary>{}</summary></details>")
    return d.random.choice(forms).format(said(d)) + d.random.choice(others).format(said(d))


@part
def definitions(d: Making) -> str:
    return f"<dl><dt>{said(d, d.name())}</dt><dd>{said(d)}</dd></dl>"


@part
def bare_text(d: Making) -> str:
    """Text in no paragraph, between blocks."""
    return f"{said(d)}<div>{said(d)}</div>{said(d)}<br>{said(d)}"


@part
def entities(d: Making) -> str:
    return line(d, "A&amp;T&nbsp;&lt;b&gt;&#8805;&#x2103;", "A&T <b>≥℃")


@part
def choice_in_a_form(d: Making) -> str:
    word, other = d.name(), d.name()
    d.shown.append(word)
    return line(d, f"<select><option>{other}</option><option selected>{word}</option></select>", GAP)


@part
def tab_of_word(d: Making) -> str:
    first, second = d.name(), d.name()
    d.parted.append((first, second))
    return line(
        d, f"{first}<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>{second}", first + second
    )


@part
def field_of_word(d: Making) -> str:
    """The code of a field stands in comments that only Word reads."""
    words = d.clause()
    begin = f"<!--[if supportFields]><span style='mso-element:field-begin'></span> REF {d.hides()} <![endif]-->"
    end = "<!--[if supportFields]><span style='mso-element:field-end'></span><![endif]-->"
    return line(d, f"{begin}{words}{end}", words)


@part
def table_of_excel(d: Making) -> str:
    heads, values = [d.name() for _ in range(3)], [d.name() for _ in range(3)]
    d.placed += zip(heads, values, strict=True)
    top = "".join(f"<td class=xl65 width=64>{said(d, head)}</td>" for head in heads)
    first, *rest = (said(d, value) for value in values)
    cells = f"<td>{first}<br style='mso-data-placement:same-cell;'></td>" + "".join(
        f"<td x:num>{value}</td>" for value in rest
    )
    gone = f"<tr style='display:none'><td>{d.hides(d.name())}</td><td></td><td></td></tr>"
    return f"<table border=0 cellpadding=0><col width=64 span=3><tr height=18>{top}</tr>{gone}<tr>{cells}</tr></table>"


@part
def whole_paragraph_struck(d: Making) -> str:
    words = d.sentence()
    d.struck.append(words)
    return f'<p style="margin:0;text-decoration:line-through">{words}</p>'


@part
def whole_paragraph_hidden(d: Making) -> str:
    form = d.random.choice(
        (
            '<p style="display: none">{}</p>',
            '<div style="DISPLAY:none"><p>{}</p></div>',
            "<noscript><p>{}</p></noscript>",
        )
    )
    return form.format(d.hides())


@part
def picture_in_a_link(d: Making) -> str:
    where = f"https://example.gov.cn/big/{d.random.randrange(10**6):06d}"
    d.shown.append(where)
    return picture(d).replace("<img", f'<a href="{where}"><img').replace("></p>", "></a></p>")


@part
def careless_markup(d: Making) -> str:
    """Tags in capitals, not closed, wrongly nested, attributes without quotes."""
    a, b, c, e = (said(d) for _ in range(4))
    return f"<P ALIGN=center>{a}<B><P>{b}</B><DIV><FONT SIZE=3>{c}</DIV></FONT><UL><LI>{e}</UL>"


@part
def table_without_ends(d: Making) -> str:
    words = [said(d, d.name()) for _ in range(4)]
    return f"<table><tr><td>{words[0]}<td>{words[1]}<tr><td>{words[2]}<td>{words[3]}</table>"


@part
def drawing(d: Making) -> str:
    words = d.name()
    d.says(Inline("", words), ordinary=False)
    return f'<svg width="200" height="50"><title>{d.hides()}</title><text x="0" y="20">{words}</text></svg>'


@part
def formula(d: Making) -> str:
    a, b = d.random.randint(101, 499), d.random.randint(501, 998)
    d.shown.append(either(f"{a}/{b}", f"({a})/({b})", f"{a}÷{b}", f"{a}{b}"))
    return line(d, f"<math><mfrac><mn>{a}</mn><mn>{b}</mn></mfrac></math>", GAP)


@part
def fields_of_a_form(d: Making) -> str:
    words, other = d.name(), d.name()
    d.shown += [words, other]
    return line(d, f'<textarea>{words}</textarea>，<input type="text" value="{other}">', GAP)


@part
def quotation_marks(d: Making) -> str:
    words = d.clause()
    return line(d, f"<q>{words}</q>", either(f"“{words}”", f'"{words}"', words))


@part
def counted_backwards(d: Making) -> str:
    html = ""
    for number in ("3.", "2.", "1."):
        words = d.sentence()
        d.count(number, Inline("", words))
        html += f"<li>{said(d, words)}</li>"
    return f"<ol reversed>{html}</ol>"


def html(d: Making, features: tuple[str, ...]) -> str:
    """Return a paste of these features, with a sentence before and after."""
    parts = [p(said(d)), *(PARTS[name](d) for name in features), p(said(d))]
    return HEAD + "<!--StartFragment-->" + "".join(parts) + "<!--EndFragment--></body></html>"
