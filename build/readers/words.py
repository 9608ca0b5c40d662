"""What scanning leaves in running text: stray spaces go, everything else stays as printed and is noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import category

from readers.reading import Note
from readers.source import Line, is_traditional
from readers.traditional import either

HAN = "\u3400-\u9fff〇"
TICKS = "☐☑☒✓✔✕✖✗✘"
BLOCKS = ((0x2190, 0x2200), (0x2295, 0x22A0), (0x2300, 0x2460), (0x2580, 0x2C00), (0x1F300, 0x1FB00))


def _signs() -> str:
    """Return the symbols of these blocks by their category, as ranges for a class of characters:
    short, so that patterns stay small."""
    codes = [
        n
        for first, stop in BLOCKS
        for n in range(first, stop)
        if category(chr(n)) in ("So", "Sm") and chr(n) not in TICKS
    ]
    firsts = [n for n, before in zip(codes, [0, *codes], strict=False) if n != before + 1]
    lasts = [n for n, after in zip(codes, [*codes[1:], 0], strict=True) if n != after - 1]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(firsts, lasts, strict=True))


SIGNS = "※⁂‣◦〒〓" + _signs()
MARKS = "•·" + SIGNS
"""Signs before the lines of sections, titles, entries and briefs, for a class of characters;
ticks and circled figures are none."""
ORNAMENTS = re.compile(rf"[{MARKS}]+\s*")
AT_END = re.compile(rf"(?<![{MARKS}\s])[{MARKS}\s]+$")
STOPS = "，。、；：！？"
ORDINAL_START = re.compile(r"[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、]")
ENDINGS = "。！？!?：:"
CLOSING = "”’」』）)》】\"'"
BETWEEN = re.compile(
    rf"(?<=[{HAN}{STOPS}“”‘’（）《》％])\s+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])\s+(?=[{HAN}{STOPS}“”‘’（）《》])"
)
AT_STOP = re.compile(rf"(?<=[{STOPS}])\s+|(?<!\s)\s+(?=[{STOPS}])")  # from the first of many spaces only: linear
HALF_WIDTH = re.compile(r"[()\[\]\"']|(?<=[\u4e00-\u9fff])[,;:?!]")
REAL_SPACE = re.compile(rf"[{HAN}]\s+[{HAN}]")
ADDRESSED = re.compile(
    r"(各[^：:。]{1,60}|[^：:。]{0,12}(?:同志|先生|女士|朋友|代表|委员|领导)们?|尊敬的[^：:。]{1,20})[：:]"
)
"""Whom a text speaks to, in a line of its own."""
YEARS = "(?:19|20)\\d\\d|[二一][〇○零九]{1,2}[〇○零一二三四五六七八九]{1,2}"
PART = "[\\d一二三四五六七八九十]{1,3}"
DATED = re.compile(rf"[（(\[]?\s*(?:{YEARS})\s*年(?:\s*{PART}\s*月(?:\s*{PART}\s*日)?)?\s*[)）\]]?")
DAY = re.compile(rf"(?:{YEARS})\s*年\s*{PART}\s*月\s*{PART}\s*日")
CONTACT = re.compile(
    r"[（(]?\s*(?:联\s*系\s*人|联系电话|联系方式|联系单位|电\s*话|传\s*真|手\s*机|邮\s*箱|电子邮箱|电子邮件|地\s*址|邮\s*编|网\s*址"
    r"|撰\s*稿|供\s*稿|来\s*稿|作\s*者|执\s*笔|拟\s*稿|审\s*签|审\s*核|核\s*稿|签\s*发|报送单位|供稿单位|责任编辑|来\s*源)[^：:]{0,4}[：:].*"
)
BYLINE = either(
    r"[□■○●◇◎（(]?\s*(?:本[刊报]\S{0,6}|[^\s，。：:；！？]{2,20}(?:组|处|科|股|部|办|办公室|委|局|厅|社|会|中心|大学|学院|通讯员|编辑部|所|文明办|党委|政府|村委会|居委会|镇|乡|街道|社区|村))\s*[）)]?"
)
"""An office that wrote a text, in a line of its own below the title."""
OFFICE = either(
    r"[□■○●◇◎（(]|本[刊报]|中共|[\u4e00-\u9fff]{0,6}?(?:省|市|县|区|镇|乡|街道|村|社区|大学|学院|医院)[^的“]*$"
)
"""How the name of an office begins."""
ATTACHED = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[：:].*|附\s*[：:].*")
SUBHEAD = either(
    r"背景|做法|成效|启示|经验|点评|短评|评析|思考|问题|案例|亮点|特点|概况|导读|摘要|链接|编后|体会|建议|措施|结语|延伸|基本|提要"
)
"""Names of the parts of an article, which begin no section."""
BRIEF = either(
    r"简讯|短讯|快讯|简报|要情|要讯|微讯|零讯|快闪|微新闻|拾零|短波|集锦|集萃|动态|信息|要闻|速览|速递|速报|点击|传真|掠影|一句话|播报|短信|资讯|简明|快递"
)
"""What sections of briefs are called by."""
LONGEST_HEADING = 28
LONGEST_TITLE = 48
ENDED_IN_BRACKETS = re.compile(r"[。！？][（(][^（）()]{2,30}[）)]$")
QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|\"[^\"]*\"")


def tidy(text: str) -> str:
    """Drop the spaces that a scan puts round digits, Latin letters and stops; shrink others to one. No letter changes.

    >>> tidy("建成 1154 支， 占 34.7%，“喜迎二十大 文明随手拍”")
    '建成1154支，占34.7%，“喜迎二十大 文明随手拍”'
    """
    return re.sub(r"\s+", " ", AT_STOP.sub("", BETWEEN.sub("", text))).strip()


def stands_alone(text: str) -> bool:
    """Whether a line looks like a subhead: short, without a stop inside or at its end, and
    no address, date, contact or bracket.

    >>> [stands_alone(t) for t in ("怎么修", "修好了。", "同志们：", "（2024年7月2日）", "联系人：办公室",
    ...                            "各县（市、区）文明办：")]
    [True, False, False, False, False, False]
    """
    if len(text) > LONGEST_HEADING or re.search(r"[。；！？]|[，、,：:]$", text):
        return False
    bracketed = text[:1] in "（(" and text[-1:] in "）)" and not ORDINAL_START.match(text)
    return not (bracketed or set_apart(text))


def is_prose(text: str) -> bool:
    """Whether a line is running text rather than a title or an entry."""
    return "。" in text.rstrip("。") or len(text) > 80 or text.endswith(("。", "；"))


def asks(text: str) -> bool:
    """Whether a line is one short question or exclamation, as titles and subheads may be, and no speech.

    >>> [asks(t) for t in ("装近了，谁来管安全？", "问：能不能提前买？", "“还回来吗？”")]
    [True, False, False]
    """
    return re.fullmatch(r"[^。！？；：:“”]{4,24}[？！]", text) is not None


def names_office(text: str) -> bool:
    """Whether a line below a title can only be the office that wrote the text, or several with spaces between.

    >>> [names_office(t) for t in ("□ 市文明办调研组", "本刊综合", "五烈镇文明实践所", "某区文明办　某区教育局",
    ...                            "小小驿站连着大社会")]
    [True, True, True, True, False]
    """
    offices = text.split()
    return _is_office(text) or (len(offices) > 1 and all(map(_is_office, offices)))


def _is_office(text: str) -> bool:
    return BYLINE.fullmatch(text) is not None and OFFICE.match(text) is not None


def is_signed(text: str) -> bool:
    """Whether a line is a signature: an office and a day, in either order."""
    first, _, second = text.partition(day[0]) if (day := DAY.search(text)) else ("", "", "")
    office = squeeze(first + second)
    return bool(office) and not (first and second) and names_office(office)


def set_apart(text: str) -> bool:
    """Whether a line is neither text nor a subhead: an addressee, a date, a contact, a signature,
    the first of a list of attachments."""
    return any(pattern.fullmatch(text) for pattern in (ADDRESSED, DATED, CONTACT, ATTACHED)) or is_signed(text)


def squeeze(text: str) -> str:
    """Drop every space."""
    return re.sub(r"\s+", "", text)


def finished(text: str) -> bool:
    """Whether a paragraph ends as one does: with a stop, perhaps inside closing quotation marks or brackets."""
    bare = text.rstrip(CLOSING)
    if text[-1:] in ENDINGS or (bare != text and bare[-1:] in "。！？!?…"):
        return True
    if ENDED_IN_BRACKETS.search(text):
        return True
    return text.endswith(("…", "……")) or (text[:1] in "（(" and text[-1:] in "）)") or bool(DATED.fullmatch(text))


def remarks(lines: Sequence[Line]) -> list[Note]:
    """Return notes on spaces, half-width punctuation and characters that are not simplified; one per kind and file."""
    notes: list[Note] = []
    spaces = [(line.number, len(BETWEEN.findall(line.text)) + len(AT_STOP.findall(line.text))) for line in lines]
    if found := [(n, count) for n, count in spaces if count]:
        total = sum(count for _, count in found)
        notes.append(
            Note(
                found[0][0],
                "空格",
                f"数字、字母、标点旁的排版空格共 {total} 处已去掉，见{_where([n for n, _ in found])}",
            )
        )
    half = [(line.number, len(HALF_WIDTH.findall(line.text))) for line in lines]
    if found := [(n, count) for n, count in half if count]:
        total = sum(count for _, count in found)
        notes.append(
            Note(
                found[0][0], "半角标点", f"半角括号、引号等共 {total} 处，照原样保留，见{_where([n for n, _ in found])}"
            )
        )
    odd = [(line.number, dict.fromkeys(c for c in line.text if _not_simplified(c))) for line in lines]
    if sum(1 for _, found in odd if found) * 3 > len(lines) > 6:
        number = next(n for n, found in odd if found)
        notes.append(Note(number, "繁体", "全文用繁体字，照原样保留，没有转换"))
    else:
        notes += [Note(n, "繁体", f"可能是繁体字或误识的字：{'、'.join(found)}，未改动") for n, found in odd if found]
    return notes


def without_marks(text: str) -> str:
    """Return a title without the signs before it.

    >>> without_marks("⊙ 滨海县：海边村的“三不借”")
    '滨海县：海边村的“三不借”'
    """
    return ORNAMENTS.sub("", text, count=1) if ORNAMENTS.match(text) else text


def real_spaces(text: str, line: int) -> list[Note]:
    """Return a note where two characters are parted by a space outside quotation marks, which may be the scan's."""
    bare = QUOTED.sub("", text)
    return [Note(line, "空格", f"“{found[0]}”中的空格予以保留，请对照原件") for found in REAL_SPACE.finditer(bare)][:1]


def _where(numbers: list[int]) -> str:
    shown = "、".join(str(n) for n in numbers[:12])
    return f"第 {shown} 行" + ("等" if len(numbers) > 12 else "")


def _not_simplified(c: str) -> bool:
    """Whether a character is in common traditional use (Big5 level 1) and not in GB 2312."""
    if not "\u4e00" <= c <= "\u9fff" or c.encode("gb2312", "ignore"):
        return False
    return is_traditional(c)
