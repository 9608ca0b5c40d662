"""Whole bulletins: a head, sections with articles, an imprint, each as offices lay them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.documents.drawings import SHAPE, alternate, graphic, vml, wps
from tests.documents.links_and_fields import contents_field
from tests.documents.making import BLOCKS, SPANS, Inline, Making, block, para, run
from tests.documents.numerals import chinese
from tests.documents.pieces import GAP, either
from tests.documents.tables import cell, row, span, table

CENTRED = '<w:jc w:val="center"/>'
PLACES = (
    "泰州市姜堰区",
    "南通市如东县",
    "宜兴市",
    "无锡市",
    "连云港市",
    "宿迁市",
    "镇江市",
    "扬州市",
    "南通市",
    "盐城市",
)
SECTIONS = ("工作交流", "经验做法", "基层动态", "一线传真")
BIG = '<w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/>'
Write = Callable[["Making", "Head"], None]


@dataclass(frozen=True)
class Head:
    """What the head of a bulletin says."""

    name: str
    number: str
    issuer: str
    date: str


def lines(d: Making, *texts: str, properties: str = CENTRED) -> str:
    """Return paragraphs whose words are shown."""
    return "".join(para(d.says(Inline(run(text), text)), properties) for text in texts)


def head(d: Making) -> Head:
    """Return a head."""
    name = d.random.choice(("文明实践动态", "文明实践简报", "江苏文明实践情况简报"))
    date = f"2024年{d.random.randint(1, 12)}月{d.random.randint(1, 28)}日"
    return Head(name, f"第{d.random.randint(2, 60)}期", "省文明实践工作办公室", date)


def head_in_lines(d: Making, it: Head) -> None:
    d.body.append(lines(d, "工作资料  注意保存", properties=""))
    d.body.append(para(d.says(Inline(run(it.name, '<w:color w:val="FF0000"/><w:sz w:val="96"/>'), it.name)), CENTRED))
    d.body.append(lines(d, it.number))
    d.says(it.issuer)
    d.says(it.date)
    d.body.append(para(f"<w:r><w:t>{it.issuer}</w:t><w:tab/><w:t>{it.date}</w:t></w:r>"))


def head_with_both_counts(d: Making, it: Head) -> None:
    whole = d.random.randint(100, 400)
    d.body.append(lines(d, it.name, it.number))
    d.says(f"总第{whole}期")
    d.body.append(para(run(f"（总第{whole}期）"), CENTRED) + lines(d, it.issuer, it.date))


def head_as_a_table(d: Making, it: Head) -> None:
    top = row(cell(lines(d, it.name), span(2)))
    second = row(cell(lines(d, it.number), span(2)))
    d.body.append(table(2, top, second, row(cell(lines(d, it.issuer)), cell(lines(d, it.date)))) + "<w:p/>")


def head_in_a_text_box(d: Making, it: Head) -> None:
    content = f"<w:txbxContent>{lines(d, it.name)}</w:txbxContent>"
    d.once.append(it.name)
    d.body.append(para(f"<w:r>{alternate(graphic(d, SHAPE, wps(content)), vml(content))}</w:r>"))
    d.body.append(lines(d, it.number))
    d.body.append(lines(d, it.issuer, it.date))


def head_as_word_art(d: Making, it: Head) -> None:
    d.says(it.name)
    d.body.append(
        para(
            f'<w:r><w:pict><v:shape type="#_x0000_t136"><v:textpath string="{it.name}"/></v:shape></w:pict></w:r>',
            CENTRED,
        )
    )
    d.body.append(lines(d, it.number, it.issuer, it.date))


def head_in_frames(d: Making, it: Head) -> None:
    d.body.append(
        lines(
            d,
            it.name,
            properties='<w:framePr w:w="8000" w:wrap="around" w:vAnchor="page" w:y="1"/><w:jc w:val="center"/>',
        )
    )
    d.body.append(lines(d, it.number, it.issuer, it.date))


def head_with_a_date_in_chinese(d: Making, it: Head) -> None:
    spaced = " ".join(it.name)
    d.says(it.name)
    d.body.append(para(run(spaced), CENTRED))
    both = d.random.randint(100, 400)
    d.says(it.number)
    d.says(f"总第{both}期")
    d.body.append(para(run(f"{it.number}（总第{both}期）"), CENTRED))
    month, day = it.date.partition("年")[2].rstrip("日").split("月")
    written = f"二〇二四年{chinese(int(month))}月{chinese(int(day))}日"
    d.says(it.issuer)
    d.says(Inline("", either(written, it.date)))
    d.body.append(para(run(f"{it.issuer}    {written}")))


HEADS: tuple[Write, ...] = (
    head_with_a_date_in_chinese,
    head_in_lines,
    head_in_lines,
    head_with_both_counts,
    head_as_a_table,
    head_in_a_text_box,
    head_as_word_art,
    head_in_frames,
)


def imprint_in_lines(d: Making) -> None:
    d.body.append(lines(d, "报：中央文明办", properties=""))
    d.body.append(lines(d, "省文明委主任、副主任、委员", properties='<w:ind w:left="640"/>'))
    d.body.append(lines(d, "发：各设区市、县（市、区）文明委、文明办，省文明委成员单位", properties=""))
    register(d, lambda left, right: para(f"<w:r><w:t>（{left}</w:t><w:tab/><w:t>{right}）</w:t></w:r>"))


def imprint_as_a_table(d: Making) -> None:
    pairs = (
        ("报：", "中央文明办，省文明委主任、副主任、委员"),
        ("送：", "省级机关有关部门"),
        ("发：", "各设区市文明委、文明办，省文明委成员单位"),
    )
    rows = []
    for kind, names in pairs:
        d.says(names)
        rows.append(row(cell(para(run(kind))), cell(para(run(names)))))
    made: list[str] = []
    register(d, lambda left, right: made.append(para(run(f"（{left}  {right}）"))) or made[0])
    d.body.pop()
    d.body.append(table(2, *rows, row(cell(made[0], span(2)))) + "<w:p/>")


def imprint_in_a_text_box(d: Making) -> None:
    start = len(d.body)
    imprint_in_lines(d)
    content = f"<w:txbxContent>{''.join(d.body[start:])}</w:txbxContent>"
    d.body[start:] = [para(f"<w:r>{alternate(graphic(d, SHAPE, wps(content)), vml(content))}</w:r>")]


def imprint_in_the_footer(d: Making) -> None:
    start, ordinary = len(d.body), len(d.ordinary)
    imprint_in_lines(d)
    del d.ordinary[ordinary:]
    footer = "".join(d.body[start:])
    del d.body[start:]
    if d.package.section:
        d.body.append(footer)
    else:
        d.package.header("footer", "default", footer)


IMPRINTS = (imprint_in_lines, imprint_as_a_table, imprint_in_a_text_box, imprint_in_the_footer)


def register(d: Making, write: Callable[[str, str], str]) -> None:
    """Add the line of the registration number and the print run."""
    number, copies = f"苏简字{d.random.randint(1000, 2999)}号", f"共印{d.random.randint(2, 9)}00份"
    d.says(number)
    d.says(copies)
    d.body.append(write(number, copies))


BROKEN = ("title broken by hand", "title of two paragraphs", "title in many runs", "title with a note")


def title(d: Making, place: str, features: tuple[str, ...] = ()) -> None:
    """Add an article's title, in one of the ways of BROKEN if the features say so."""
    words = d.title()
    if place:
        d.says(place)
    d.says(words[:-6] + GAP + words[-6:] if "title of two paragraphs" in features else words)
    whole = f"{place}：{words}" if place else words
    d.titles.append(whole)
    first, second = (run(part, BIG) for part in (whole[:-6], whole[-6:]))
    if "title broken by hand" in features:
        d.body.append(para(f"{first}<w:r><w:br/></w:r>{second}", CENTRED))
    elif "title of two paragraphs" in features:
        d.body.append(para(first, CENTRED) + para(second, CENTRED))
    elif "title with a note" in features:
        d.body.append(para(run(whole, BIG) + SPANS["footnote"](d).xml, CENTRED))
    else:
        d.body.append(para(first + second if "title in many runs" in features else run(whole, BIG), CENTRED))


def _broken(name: str) -> None:
    def nothing(d: Making) -> None:
        """Stand for a way of titles, which `title` makes."""

    nothing.__name__ = name
    block(nothing)


for _name in BROKEN:
    _broken(_name)


def article(d: Making, features: tuple[str, ...]) -> None:
    """Add an article: a title, an opening, the features, an end."""
    title(d, d.random.choice(PLACES), features)
    text(d, features)


def text(d: Making, features: tuple[str, ...]) -> None:
    """Add the text of an article: an opening, the features, an end."""
    d.put(d.words())
    d.first = len(d.body) - 1
    for name in features:
        if name in SPANS:
            d.put(d.around(SPANS[name](d)))
        else:
            BLOCKS[name](d)
    d.put(d.words())
    d.body += d.tail
    d.tail.clear()


def section(d: Making, name: str, *, above: bool = False) -> None:
    """Add the heading of a section, or to the contents alone if it stands `above`."""
    d.says(name)
    d.titles.append(f"【{name}】")
    if above:
        return
    d.body.append(para(run(f"【{name}】", "<w:b/>"), d.random.choice(("", CENTRED))))


def briefs(d: Making, how: str) -> None:
    """Add a section of short items: without titles, or with titles in front of the words."""
    section(d, "简讯")
    d.titles.pop()
    for _ in range(3):
        if how == "briefs without titles":
            line = d.words(f"{d.random.randint(1, 12)}月{d.random.randint(1, 28)}日，{d.sentence()}")
            d.body.append(para(run("△ ") + d.says(line)))
        else:
            place, lead = d.random.choice(PLACES), d.title()
            d.says(place)
            d.says(lead)
            d.body.append(para(run(f"{place}{lead}", "<w:b/>") + run("  ") + d.says(d.words())))


def series_line(d: Making) -> None:
    """Add the line that names a series and the count within it."""
    series, count = d.random.choice(("志愿服务专刊", "移风易俗专刊")), d.random.choice(("三", "四", "五"))
    d.says(Inline("", f"{series}{GAP}{either(count, str('〇一二三四五'.index(count)))}"))
    d.body.append(para(run(f"（{series}之{count}）"), CENTRED))


def editors_note(d: Making) -> None:
    """Add the editor's note that stands before the articles."""
    mark = "编者按"
    words = d.sentence()
    d.says(words)
    d.body.append(para(run(mark, "<w:b/>") + run(f"：{words}")))


SHAPES = (
    "briefs without titles",
    "briefs with run-in titles",
    "no sections",
    "article before the first section",
    "contents",
    "contents that name the sections",
    "contents as a field",
    "editor's note",
    "series line",
    "adoption statistics",
    *(write.__name__.replace("_", " ") for write in IMPRINTS[1:]),
    *(write.__name__.replace("_", " ") for write in dict.fromkeys(HEADS)),
)


def statistics(d: Making, *, above: bool = False) -> None:
    """Add a circular of adoption statistics with its table."""
    section(d, "用稿通报", above=above)
    heading = f"2024年上半年{d.name()}用稿情况"
    d.titles.append(heading)
    d.body.append(para(d.says(d.words(heading)), CENTRED))
    counts = [(place, d.random.randint(1, 9), d.random.randint(10, 99)) for place in d.random.sample(PLACES[3:], 4)]
    d.put(d.words(f"1—6月，共采用各地稿件{sum(used for _, used, _ in counts)}篇。现将采用情况通报如下："))
    heads = ("单位", "采用", "报送")
    rows = [row(*(cell(para(d.says(d.words(head)))) for head in heads))]
    for line in (*counts, ("合计", sum(used for _, used, _ in counts), sum(sent for *_, sent in counts))):
        rows.append(row(*(cell(para(d.says(d.words(str(value))))) for value in line)))
        d.placed += [(head, str(value)) for head, value in zip(heads, line, strict=True) if len(str(value)) > 1]
    d.body.append(table(3, *rows) + "<w:p/>")


def whole(d: Making, features: tuple[str, ...], shapes: tuple[str, ...]) -> None:
    """Write a bulletin: `features` in its articles, `shapes` of the issue itself."""
    writes = [write for write in HEADS if write.__name__.replace("_", " ") in shapes] or [head_in_lines]
    writes[0](d, head(d))
    if "series line" in shapes:
        series_line(d)
    start = len(d.body)
    if "editor's note" in shapes:
        editors_note(d)
    _articles(d, features, shapes)
    if any(shape.startswith("briefs") for shape in shapes):
        briefs(d, next(shape for shape in shapes if shape.startswith("briefs")))
    if "adoption statistics" in shapes:
        statistics(d, above="contents that name the sections" in shapes)
    if any(shape.startswith("contents") for shape in shapes):
        d.body.insert(start, _contents(d, shapes))
    named = [write for write in IMPRINTS if write.__name__.replace("_", " ") in shapes]
    (named or [imprint_in_lines])[0](d)


def _articles(d: Making, features: tuple[str, ...], shapes: tuple[str, ...]) -> None:
    names = d.random.sample(SECTIONS, 2)
    parts = [features[: len(features) // 2], features[len(features) // 2 :]]
    for n, part in enumerate(parts):
        early = not n and "article before the first section" in shapes
        if "no sections" not in shapes and not early:
            section(d, names[n], above="contents that name the sections" in shapes)
        article(d, part)


def _contents(d: Making, shapes: tuple[str, ...]) -> str:
    """Return a list of contents: the titles below a heading, or sections with their
    titles, which then head no articles."""
    titles = [text for text in d.titles if not text.startswith("【")]
    if "contents that name the sections" in shapes:
        return "".join(para(run(text)) for text in d.titles)
    if "contents as a field" in shapes:
        return para(run("目录"), CENTRED) + contents_field(titles)
    return para(run("目  录"), CENTRED) + "".join(para(run(text)) for text in titles)
