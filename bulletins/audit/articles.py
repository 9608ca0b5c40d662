"""Rules of what stands between head and imprint: contents, editor's note, titles, headings, pictures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import dropwhile, groupby, pairwise, takewhile

from bulletins.audit.blanks import begins_with_float
from bulletins.audit.document import Document, Glyph
from bulletins.audit.lines import HEADINGS, READING, Line, han, left_edge, lines_of, of_page, of_role
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, Pairs, checked, measured
from bulletins.audit.standard import BOTTOM_MM, OPENING, TOP_MM, WIDTH_MM

NO_CONTENTS = "本件没有目录"
LEAST_LINES = 2  # of text below a title on its page
TITLES = ("Title", "UnderTitle", *HEADINGS)
AFTER = ("Imprint", "RunLine", "QR", "Hash")
UNREAD = ("Footnote",)  # lines that stand where the page has room for them
READING_OFF_EM = 0.3  # of the character, by which its reading may stand aside
SEQUENCE = {"Head": 0, "Contents": 1, "Note": 2, "Article": 3, "Imprint": 4}


@checked("order.parts", "各部分次序", CUSTOM, "报头、目录、编者按、文章、版记", need="bulletin")
def parts(document: Document) -> Findings:
    """Compare the order of the parts in the structure with that of a bulletin."""
    found = [
        e for e in document.elements if e.kind.removeprefix("Bulletin") in SEQUENCE and e.kind.startswith("Bulletin")
    ]
    for first, second in pairwise(found):
        holds = SEQUENCE[first.role] <= SEQUENCE[second.role]
        yield Finding(holds, "次序正确" if holds else f"{second.role} 在 {first.role} 之后", f"第 {second.page} 页")


@checked(
    "contents.titles", "目录与标题一致", CUSTOM, "篇名逐条相同，次序相同，不带页码", need="bulletin", absent=NO_CONTENTS
)
def contents(document: Document) -> Findings:
    """Compare the entries of the contents with the titles of the articles."""
    entries, titles = texts_of(document, "Entry"), texts_of(document, "Title")
    if not entries:
        return
    yield Finding(len(entries) == len(titles), f"目录 {len(entries)} 篇，正文 {len(titles)} 篇", "目录")
    for entry, title in zip(entries, titles, strict=False):
        yield Finding(entry == title, "一致" if entry == title else f"“{entry}”≠“{title}”", "目录")


@checked("contents.needed", "两篇以上有目录，一篇没有", CUSTOM, "目录与篇数相应", need="bulletin")
def contents_needed(document: Document) -> Findings:
    """Compare the presence of contents with the number of articles."""
    titles, listed = len(texts_of(document, "Title")), bool(texts_of(document, "Entry"))
    yield Finding(listed == (titles > 1), f"{titles} 篇，{'有' if listed else '没有'}目录", "第 1 页")


@checked("contents.section", "目录栏目加【】", CUSTOM, "【栏目】", need="bulletin", absent=NO_CONTENTS)
def sections(document: Document) -> Findings:
    """Look at the form of the section names."""
    for text in texts_of(document, "Section"):
        yield Finding(text.startswith("【") and text.endswith("】"), text, "目录")


@checked("note.label", "编者按以“编者按：”起", CUSTOM, "编者按：", need="bulletin", absent="本件没有编者按")
def note(document: Document) -> Findings:
    """Look at how the editor's note begins."""
    lines = [line for line in lines_of(document) if line.role in ("Note", "NoteLabel")]
    if lines:
        text = lines[0].text
        yield Finding(text.startswith("编者按："), text[:4], lines[0].where)


@checked("title.present", "每篇文章都有标题", GB + "7.3.1", "文章与标题一一对应", need="bulletin")
def title_present(document: Document) -> Findings:
    """Compare the number of articles with that of titles; an article that spans pages may be several elements."""
    articles = [e for e in document.elements if e.kind == "BulletinArticle"]
    titled = {_article_of(document, e.index) for e in document.elements if e.kind == "BulletinTitle"}
    bare = [a for n, a in enumerate(articles) if a.index not in titled and (n == 0 or articles[n - 1].page == a.page)]
    yield Finding(
        bool(articles) and not bare,
        f"{len(titled)} 个标题" if not bare else "缺标题",
        f"第 {bare[0].page} 页" if bare else "",
    )


@measured("title.centre", "标题居中", GB + "7.3.1", 0, 2.5, "mm", need="bulletin")
def title_centre(document: Document) -> Pairs:
    """Yield how far title lines are from the middle; a mark of half width at an end
    may look off by half a character."""
    for line in (line for line in of_role(document, "Title") if not document.pages[line.page - 1].sideways):
        yield (line.left + line.right) / 2 - left_edge(document, line.page) - WIDTH_MM / 2, line.where


@checked(
    "title.shape",
    "多行标题成梯形或菱形",
    GB + "7.3.1",
    "中间的行不短于上下两行",
    need="bulletin",
    absent="没有三行以上的标题",
)
def title_shape(document: Document) -> Findings:
    """Look for titles of three lines or more with a waist."""
    for lines in _by_block(document, "Title"):
        widths = [line.right - line.left for line in lines]
        for n in range(1, len(widths) - 1):
            waist = widths[n] < min(widths[n - 1], widths[n + 1]) - 1
            yield Finding(not waist, "中间短" if waist else "没有收腰", lines[0].where)


@checked("title.kept", "标题不在页末", CUSTOM, "标题之后同页至少有两行正文", need="bulletin")
def title_kept(document: Document) -> Findings:
    """Look for titles at the foot of a page, away from their text."""
    return _kept(document, {"Title"})


@checked(
    "heading.kept",
    "层次标题不在页末",
    CUSTOM,
    "标题之后同页至少有两行正文",
    need="bulletin",
    absent="没有单独成行的层次标题",
)
def heading_kept(document: Document) -> Findings:
    """Look for headings at the foot of a page, away from their text."""
    return _kept(document, HEADINGS)


@checked("contents.kept", "目录栏目不在页末", CUSTOM, "栏目之后同页至少有两行篇名", need="bulletin", absent=NO_CONTENTS)
def section_kept(document: Document) -> Findings:
    """Look for names of sections that are parted from their titles by the end of a page."""
    listed = [line for line in lines_of(document) if line.role in ("Section", "Entry")]
    for n, line in enumerate(listed):
        if line.role == "Section":
            entries = list(takewhile(lambda other: other.role == "Entry", listed[n + 1 :]))
            here = sum(entry.page == line.page for entry in entries)
            yield Finding(here >= min(LEAST_LINES, len(entries)), "其下有篇名" if here else "其下没有篇名", line.where)


@checked("footnote.page", "脚注与注号同页", CUSTOM, "注文在注号所在的页", need="bulletin", absent="没有脚注")
def footnotes(document: Document) -> Findings:
    """Compare the page of each note with that of its mark, by their numbers: a
    picture that floats takes its own along."""
    calls = _numbers(document, lambda glyph: document.role(glyph) == "FootnoteCall")
    notes = _numbers(
        document, lambda glyph: document.role(glyph) == "Footnote" and document.inside(glyph.element, "Lbl") is not None
    )
    if calls or notes:
        yield Finding(calls.keys() == notes.keys(), f"注号 {len(calls)} 个，注文 {len(notes)} 条")
    for number in calls.keys() & notes.keys():
        call, note = calls[number], notes[number]
        yield Finding(
            call == note, "同页" if call == note else f"注号在第 {call} 页，注文在第 {note} 页", f"第 {call} 页"
        )


@checked(
    "reading.above", "注音在字的正上方", CUSTOM, "拼音居中排在所注的字之上，不压字", need="bulletin", absent="没有注音"
)
def readings(document: Document) -> Findings:
    """Look below each reading for a Han character in whose middle it stands."""
    for page in document.pages:
        owned = sorted((g for g in page.glyphs if document.role(g) == READING), key=lambda g: g.element or 0)
        for _, group in groupby(owned, key=lambda g: g.element):
            glyphs = list(group)
            middle, foot = (min(g.begins for g in glyphs) + max(g.ends for g in glyphs)) / 2, glyphs[0].baseline
            holds = any(
                abs((g.begins + g.ends) / 2 - middle) < READING_OFF_EM * g.em
                and -0.1 * g.em < g.top - foot < READING_OFF_EM * g.em
                for g in page.glyphs
                if han(g.text)
            )
            text = "".join(g.text for g in glyphs)
            yield Finding(holds, "在字的正上方" if holds else f"“{text}”不在字的上方", page.where)


@checked("page.overlap", "文字不相叠", CUSTOM, "没有压在一起的字", need="text")
def overlap(document: Document) -> Findings:
    """Look for lines that lie on each other, and full-width characters set nearer than a third of their size."""
    for page in document.pages:
        lines = [] if page.sideways else of_page(lines_of(document), page)
        hit = next(
            (lower for n, upper in enumerate(lines) for lower in lines[n + 1 : n + 8] if _collide(upper, lower)), None
        )
        crowded = next(
            (line for line in lines for a, b in pairwise(line.glyphs) if _begins(b) - a.left < 0.15 * min(a.em, b.em)),
            None,
        )
        wrong = hit or crowded
        yield Finding(wrong is None, "有相叠的字" if wrong else "没有", wrong.where if wrong else page.where)


@checked("page.struck", "线条不压文字", CUSTOM, "横线不穿过文字", need="text")
def struck(document: Document) -> Findings:
    """Look for horizontal lines that run through text."""
    for page in document.pages:
        lines = [] if page.sideways else of_page(lines_of(document), page)
        long = [s for s in page.strokes if s.horizontal and s.right - s.left > 10]
        wrong = next((line for line in lines for s in long if _through(line, s.top, s.bottom, s.left, s.right)), None)
        yield Finding(wrong is None, "有线穿过文字" if wrong else "没有", wrong.where if wrong else page.where)


@checked("picture.inside", "图片不出版心", GB + "5.2.1", "图片在版心之内", absent="没有图片")
def pictures(document: Document) -> Findings:
    """Look for pictures beyond the type area; a scanned page is one picture without
    text and no picture in this sense."""
    for page in document.pages:
        edge = left_edge(document, page.number) if document.has_text else 28.0
        for box in page.pictures if page.glyphs and not page.sideways else ():
            out = max(edge - box.left, box.right - edge - WIDTH_MM, TOP_MM - box.top, box.bottom - BOTTOM_MM)
            yield Finding(out <= 0.5, f"超出 {out:.1f} mm" if out > 0.5 else "在版心之内", page.where)


def texts_of(document: Document, role: str) -> list[str]:
    """Return the text of each element of a role, its lines joined, without the calls of its notes."""
    blocks = ((glyph for line in lines for glyph in line.glyphs) for lines in _by_block(document, role))
    return ["".join(glyph.text for glyph in glyphs if document.role(glyph) != "FootnoteCall") for glyphs in blocks]


def _by_block(document: Document, role: str) -> Iterator[list[Line]]:
    for _, lines in groupby(of_role(document, role), key=lambda line: line.block):
        yield list(lines)


def _article_of(document: Document, index: int) -> int | None:
    return next((at for at in document.above(index) if document.elements[at].kind == "BulletinArticle"), None)


def _numbers(document: Document, wanted: Callable[[Glyph], bool]) -> dict[str, int]:
    """Return the numbers of notes that some glyphs make, with their pages."""
    glyphs = ((page.number, glyph) for page in document.pages for glyph in page.glyphs if wanted(glyph))
    groups = groupby(glyphs, key=lambda pair: (pair[0], pair[1].element))
    return {"".join(glyph.text for _, glyph in group): page for (page, _), group in groups}


def _kept(document: Document, roles: Collection[str]) -> Findings:
    """Look below the titles of some roles for two lines, a table or a picture on their page;
    text of one line need not have more."""
    everything = [
        line
        for page in document.pages
        for line in of_page(lines_of(document), page)
        if not line.role.startswith(UNREAD)
    ]
    for n, line in enumerate(everything):
        if line.role not in roles or (everything[n + 1 : n + 2] and everything[n + 1].block == line.block):
            continue
        page = document.pages[line.page - 1]
        after = dropwhile(lambda other: other.role in TITLES, everything[n + 1 :])
        text = list(takewhile(lambda other: other.role not in TITLES and not other.role.startswith(AFTER), after))
        later = (n for n, other in enumerate(text) if other.page > line.page)
        parted = (
            n
            for n in later
            if document.pages[text[n].page - 1].sideways
            or begins_with_float(document, document.pages[text[n].page - 1])
        )
        # what follows a turned table, or one or a picture that floats, stands where it can
        text = text[: next(parted, len(text))]
        here = [other for other in text if other.page == line.page]
        pictured = any(p.top > line.baseline for p in page.pictures)
        holds = pictured or len(here) >= min(LEAST_LINES, len(text))
        yield Finding(
            holds and bool(here or pictured), "其下有正文" if holds and here else f"其下只有 {len(here)} 行", line.where
        )


def _begins(glyph: Glyph) -> float:
    """Return where a glyph may touch what stands before it: an opening mark has a blank at its
    left, a quarter of an em at least."""
    return glyph.left + (glyph.em / 4 if glyph.text in OPENING else 0.0)


def _collide(upper: Line, lower: Line) -> bool:
    across = min(upper.right, lower.right) - max(upper.left, lower.left)
    down = min(upper.main.bottom, lower.main.bottom) - max(upper.main.top, lower.main.top)
    return across > 1 and down > 1


def _through(line: Line, top: float, bottom: float, left: float, right: float) -> bool:
    across = min(line.right, right) - max(line.left, left)
    return across > 1 and line.main.top + 0.8 < (top + bottom) / 2 < line.main.bottom - 0.8
