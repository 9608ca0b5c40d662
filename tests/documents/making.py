"""A document under construction: what it shows is written down while its XML is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from random import Random

from tests.documents.package import Package
from tests.documents.pieces import plain

NAMES = ("青柏云沙石柳竹枫梅兰荷菊松桐槐榆", "桥塘湾浜渡圩垛港滩坡岭沟", "站点队组社坊课班亭廊")
CLAUSES = (
    "{}把开门的钥匙交给{}个人轮流保管",
    "{}每周腾出{}个晚上教老人用手机",
    "{}的登记簿上记着{}条没有办完的事",
    "{}为{}户人家修好了漏雨的屋檐",
    "{}先后请来{}位退休教师给孩子讲课",
    "{}借出的轮椅有{}把按时还了回来",
    "{}在门口摆出{}张长凳供路人歇脚",
    "{}把{}本旧书送到了渡船上",
    "{}用{}天时间走完了全部楼道",
    "{}门前的黑板写下{}条邻里的建议",
)
TITLES = ("{}的门为什么一直开着", "{}怎样把小事办好", "{}办起了夜间课堂", "从{}看邻里互助的新办法", "{}里的一本账")
NOTES = frozenset({"footnote", "footnote of two paragraphs", "endnote", "link in a footnote", "comment"})


@dataclass(frozen=True)
class Inline:
    """Runs and the piece that they show."""

    xml: str
    shows: str

    def __add__(self, other: Inline) -> Inline:
        return Inline(self.xml + other.xml, self.shows + other.shows)


SIMPLE = frozenset(
    {
        "plain runs",
        "dressed",
        "vanished",
        "struck",
        "ruby",
        "symbol",
        "tab and breaks",
        "no width",
        "capitals",
        "soft hyphen",
    }
)
Span = Callable[["Making"], Inline]
Block = Callable[["Making"], None]
SPANS: dict[str, Span] = {}
BLOCKS: dict[str, Block] = {}


def span(make: Span) -> Span:
    """Register a feature that stands within a line; called with the document, it returns runs."""
    SPANS[make.__name__.replace("_", " ")] = make
    return make


def block(make: Block) -> Block:
    """Register a feature that stands between lines; it adds to the document's body."""
    BLOCKS[make.__name__.replace("_", " ")] = make
    return make


def run(text: str, properties: str = "") -> str:
    """Return one run."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def para(content: str, properties: str = "") -> str:
    """Return one paragraph."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


class Making:
    """One document; `spans` are the features that `rich` may put into a line, wherever the line stands."""

    def __init__(self, random: Random, spans: tuple[str, ...] = ()) -> None:
        self.random = random
        self.package = Package()
        self.spans = spans
        self.kind = ""
        self.body: list[str] = []
        self.tail: list[str] = []  # stands at the end of the article
        self.first = 0  # where in the body the article's text begins
        self.titles: list[str] = []
        self.shown: list[str] = []
        self.ordinary: list[str] = []
        self.hidden: list[str] = []
        self.struck: list[str] = []
        self.once: list[str] = []
        self.numbered: list[tuple[str, str]] = []
        self.placed: list[tuple[str, str]] = []
        self.parted: list[tuple[str, str]] = []
        self.pictures = 0
        self.aside = 0  # pictures that need not be in the draft
        self.used: set[str] = set()
        self.barred: frozenset[str] = frozenset()

    # Words -----------------------------------------------------------------------------

    def name(self) -> str:
        """Return a name that stands nowhere else in the document."""
        while (name := "".join(self.random.choice(part) for part in NAMES)) in self.used:
            pass
        self.used.add(name)
        return name

    def clause(self) -> str:
        """Return words without a mark at their end, with a name of their own."""
        return self.random.choice(CLAUSES).format(self.name(), self.random.randint(3, 97))

    def sentence(self) -> str:
        """Return a sentence."""
        return self.clause() + "。"

    def title(self) -> str:
        """Return the words of a title."""
        return self.random.choice(TITLES).format(self.name())

    # Lines -----------------------------------------------------------------------------

    def words(self, text: str = "") -> Inline:
        """Return a text (a new sentence) as one run or, now and then, as several."""
        text = text or self.sentence()
        if self.random.random() < 0.7:
            return Inline(run(text), text)
        at = self.random.randint(1, len(text) - 1) if len(text) > 1 else 1
        bold = "<w:b/>" if self.random.random() < 0.3 else '<w:lang w:eastAsia="zh-CN"/>'
        return Inline(run(text[:at]) + '<w:proofErr w:type="spellStart"/>' + run(text[at:], bold), text)

    def around(self, inner: Inline) -> Inline:
        """Return a line with this inside."""
        return self.words(self.clause() + "，") + inner + self.words("，" + self.sentence())

    def rich(self, text: str = "") -> Inline:
        """Return a line, with one of the document's features inside now and then."""
        able = [name for name in self.spans if name not in self.barred]
        if text or not able or self.random.random() < 0.5:
            return self.words(text)
        return self.around(SPANS[self.random.choice(able)](self))

    def inner(self) -> Inline:
        """Return words for a wrapper, with a simple feature inside now and then."""
        able = [name for name in self.spans if name in SIMPLE]
        if not able or self.random.random() < 0.6:
            return self.words(self.clause())
        return self.words(self.clause()) + SPANS[self.random.choice(able)](self) + self.words(self.clause())

    @contextmanager
    def within(self, part: str = "", barred: frozenset[str] = frozenset()) -> Iterator[None]:
        """Write in another part, or where some features cannot stand."""
        before = self.package.part, self.barred
        self.package.part, self.barred = part or before[0], self.barred | barred
        try:
            yield
        finally:
            self.package.part, self.barred = before

    def says(self, line: Inline | str, *, ordinary: bool = True) -> str:
        """Write down what a line shows; `ordinary` text has to be in the draft, other
        text may be named. Returns its runs."""
        line = line if isinstance(line, Inline) else Inline(run(line), line)
        self.shown.append(line.shows)
        if ordinary:
            self.ordinary.append(line.shows)
        return line.xml

    def put(self, line: Inline | None = None, properties: str = "", *, ordinary: bool = True) -> None:
        """Add a paragraph of this line (a new one) to the body."""
        self.body.append(para(self.says(line or self.rich(), ordinary=ordinary), properties))

    def count(self, number: str, line: Inline) -> None:
        """Write down that a line is shown with this number before it."""
        self.numbered.append((number, plain(line.shows)[:8]))

    def hides(self, text: str = "") -> str:
        """Return words that are not shown, written down as such."""
        text = text or self.clause()
        self.hidden.append(text)
        return text
