"""Rules of fonts, sizes and colours of each element, in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bulletins.audit.document import Document, Glyph
from bulletins.audit.lines import Line, lines_of
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, checked
from bulletins.audit.standard import ERHAO, SANHAO, SIHAO, face, full_width

SIZE_PT = 0.3  # tolerance: fonts of 15.75 pt are set where 28 characters must fit 156 mm
NAMES = {ERHAO: "2号（22 pt）", SANHAO: "3号（16 pt）", SIHAO: "4号（14 pt）"}


@dataclass(frozen=True)
class Type:
    """What an element is set in; no face or no size where nothing prescribes one."""

    rule: str
    title: str
    source: str
    roles: tuple[str, ...]
    face: str
    size_pt: float | None

    @property
    def expected(self) -> str:
        """The words of the verdict."""
        return (f"{NAMES[self.size_pt]} ± {SIZE_PT} pt " if self.size_pt else "") + self.face


ELEMENTS = (
    Type("type.copy", "份号字号", GB + "7.2.1", ("CopyNumber",), "", SANHAO),
    Type("type.secrecy", "密级和保密期限字体字号", GB + "7.2.2", ("Secrecy",), "黑体", SANHAO),
    Type("type.urgency", "紧急程度字体字号", GB + "7.2.3", ("Urgency",), "黑体", SANHAO),
    Type("type.handling", "注意事项字体字号", CUSTOM, ("HandlingNote",), "黑体", SANHAO),
    Type("type.masthead", "刊头字体", GB + "7.2.4", ("Masthead",), "小标宋", None),
    Type("type.number", "期号字体字号", CUSTOM, ("Number",), "仿宋", SANHAO),
    Type("type.series", "专刊行字体字号", CUSTOM, ("Series",), "仿宋", SANHAO),
    Type("type.dateline", "编印单位和日期字体字号", CUSTOM, ("Issuer", "Date"), "仿宋", SANHAO),
    Type("type.section", "目录栏目字体字号", CUSTOM, ("Section",), "黑体", SANHAO),
    Type("type.entry", "目录篇名字体字号", CUSTOM, ("Entry",), "仿宋", SANHAO),
    Type("type.note", "编者按字体字号", CUSTOM, ("Note",), "楷体", SANHAO),
    Type("type.title", "标题字体字号", GB + "7.3.1", ("Title",), "小标宋", ERHAO),
    Type("type.body", "正文字体字号", GB + "5.2.2", ("Paragraph", "LeadIn"), "仿宋", SANHAO),
    Type("type.heading1", "一级标题字体字号", GB + "7.3.3", ("Heading1", "RunIn1"), "黑体", SANHAO),
    Type("type.heading2", "二级标题字体字号", GB + "7.3.3", ("Heading2", "RunIn2"), "楷体", SANHAO),
    Type(
        "type.heading3",
        "三、四级标题字体字号",
        GB + "7.3.3",
        ("Heading3", "Heading4", "RunIn3", "RunIn4"),
        "仿宋",
        SANHAO,
    ),
    Type("type.imprint", "版记报送行字体字号", GB + "7.4.2", ("ImprintLine",), "仿宋", SIHAO),
    Type("type.run", "版记印发行字体字号", GB + "7.4.3", ("RunLine",), "仿宋", SIHAO),
)


def _set_in(kind: Type) -> Callable[[Document], Findings]:
    def find(document: Document) -> Findings:
        """Compare the glyphs of an element, line by line, with the face and size it should have."""
        lines = [(line, [g for g in line.glyphs if document.role(g) in kind.roles]) for line in lines_of(document)]
        lines = [(line, glyphs) for line, glyphs in lines if glyphs]
        known = {g.text for _, glyphs in lines for g in glyphs if face(g.font) == kind.face}
        for line, glyphs in lines:
            yield _compare(kind, line, glyphs, known)

    return find


def _compare(kind: Type, line: Line, glyphs: list[Glyph], known: set[str]) -> Finding:
    odd = [g for g in glyphs if kind.face and face(g.font) != kind.face]
    lent = [g for g in odd if face(g.font) == "宋体" and g.text not in known and _rare(g.text)]
    if len(odd) > len(lent):
        name = Counter(face(g.font) for g in odd).most_common(1)[0][0]
        return Finding(False, f"{name}“{odd[0].text}”", line.where)
    wrong = [g for g in glyphs if kind.size_pt and abs(g.size_pt - kind.size_pt) > SIZE_PT]
    if wrong:
        return Finding(False, f"{wrong[0].size_pt:.1f} pt", line.where)
    return Finding(True, " ".join(part for part in (f"{glyphs[0].size_pt:.1f} pt", kind.face) if part))


def _rare(text: str) -> bool:
    """Whether a face may lack a character, so that 宋体 has to lend it: Han beyond GB
    2312, and signs other than ASCII."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return not full_width(text) and not text.isascii()


for _kind in ELEMENTS:
    checked(_kind.rule, _kind.title, _kind.source, _kind.expected, need="bulletin", absent="本件没有这一要素")(
        _set_in(_kind)
    )


@checked("type.digits", "正文数字半角", CUSTOM, "阿拉伯数字不用全角字符", need="text")
def digits(document: Document) -> Findings:
    """Look for digits that are full-width characters."""
    for line in lines_of(document):
        wrong = [g.text for g in line.glyphs if "０" <= g.text <= "９"]
        yield Finding(not wrong, f"全角“{wrong[0]}”" if wrong else "都是半角", line.where)


@checked("type.punctuation", "中文用全角标点", "CLREQ §3.1.2", "汉字之后不用半角的 , ; : ? !", need="text")
def punctuation(document: Document) -> Findings:
    """Look for a half-width mark after a Han character."""
    for line in lines_of(document):
        pairs = zip(line.glyphs, line.glyphs[1:], strict=False)
        wrong = [
            b.text for a, b in pairs if b.text in ",;:?!" and full_width(a.text) and "\u3400" <= a.text <= "\u9fff"
        ]
        yield Finding(not wrong, f"半角“{wrong[0]}”" if wrong else "都是全角", line.where)


@checked("colour.text", "文字黑色", GB + "5.2.4", "除刊头外均为黑色", need="text")
def black(document: Document) -> Findings:
    """Look for text that is not black; without tags, red of at least 28 pt counts as a masthead."""
    for line in lines_of(document):
        exempt = line.role == "Masthead" or (not document.is_bulletin and line.size_pt >= 28)
        coloured = [g for g in line.glyphs if max(g.colour) > 0.2]
        if not exempt:
            yield Finding(not coloured, _hex(coloured[0]) if coloured else "黑色", line.where)


@checked("colour.masthead", "刊头红色", GB + "7.2.4", "红", need="bulletin")
def red(document: Document) -> Findings:
    """Look at the colour of the masthead."""
    for line in lines_of(document):
        if line.role == "Masthead":
            yield Finding(is_red(line.main.colour), _hex(line.main), line.where)


def is_red(colour: tuple[float, float, float]) -> bool:
    """Whether a colour is the red of Y80 M80, as nearly as screens and printers agree on it."""
    return colour[0] > 0.7 and colour[1] < 0.35 and colour[2] < 0.35


def _hex(glyph: Glyph) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in glyph.colour)
