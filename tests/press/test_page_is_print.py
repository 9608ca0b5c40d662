"""Page and print say the same: whatever differs between the finished files is found and named, nothing else is, and it
holds that issue back only."""

from __future__ import annotations

import copy
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from lxml import html

from bulletins.glyphs import FAMILIES, FONTS
from bulletins.typeset import typeset
from press.gate import printed
from press.gate.comparing import compare
from press.gate.printed import Found, Names, compared
from press.gate.saying import ALIKE, Said
from press.gate.screen import ONLY_HERE, READER, UNREAD
from press.importing import import_to_directory
from press.release import How, build_release
from records import Export, Issue, Paragraph, Place, Publication
from tests.once import Once
from tests.printed_twice import TEXT, article, change, hard, issue_of, write
from tests.published import build, plain, swap, with_shelf
from tests.random_pages import PLACES, picture

PAGES = 60  # changes that are tried on each page
FIRST = "第一段说甲。"
ONE = "jiandan"  # an issue that is typeset again and again


@pytest.fixture(scope="module")
def office(once: Once) -> Path:
    """An export of hard issues, and what was built of it."""

    def make(folder: Path) -> None:
        body = (Paragraph(text="第一段说甲。" + TEXT), Paragraph(text="第二段说乙。"), Paragraph(text="第三段说丙。"))
        simple = issue_of(
            ONE, article(1, "小站点办成大事情", *body), article(2, "又一篇", Paragraph(text="只有一段。"))
        )
        write(folder / "export", [*hard(), *simple])
        release = build_release(folder / "export", folder)
        assert (release.held, release.remarks, release.issues) == ((), (), 5)

    return once("page and print", make)


def simple() -> list[Any]:
    """Return an issue that is set in no time, and its publication."""
    body = (Paragraph(text=FIRST + TEXT), Paragraph(text="第二段说乙。"), Paragraph(text="第三段说丙。"))
    return issue_of(ONE, article(1, "小站点办成大事情", *body), article(2, "又一篇", Paragraph(text="只有一段。")))


def names(export: Export) -> Names:
    return Names({each.slug: each for each in export.all(Publication)}, {p.code: p.name for p in export.all(Place)})


def pairs(export: Export, site: Path) -> Iterator[tuple[Issue, Path, Path]]:
    for issue in export.all(Issue):
        page = site / f"bulletins/{issue.key}.html"
        if page.with_suffix(".pdf").is_file():
            yield issue, page, page.with_suffix(".pdf")


# Nothing but differences is found -------------------------------------------------------------------------


def test_page_and_print_of_the_sample_say_the_same(sample: Path, release: Path) -> None:
    export = Export(sample)
    found = {
        issue.key: compared(page, paper, issue, names(export)) for issue, page, paper in pairs(export, release / "site")
    }
    assert len(found) == 8 and set(found.values()) == {Found(())}


def test_page_and_print_of_real_issues_say_the_same(seeds: Path, tmp_path: Path) -> None:
    assert not import_to_directory(sorted(seeds.glob("*.txt")), tmp_path / "export", "王某").failed
    release = build_release(tmp_path / "export", tmp_path)
    assert (release.held, release.remarks) == ((), ()) and release.issues > 1


# Every difference is found ---------------------------------------------------------------------------------


def spots(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield where text stands on a page that print has too: (element, text or tail)."""
    kind = element.get("class", "")
    if element.tag == "nav" and len(element.findall("ul/li")) == 1:  # print has no contents, and so no section
        return
    only_here = kind in (ONLY_HERE - {"notes"}) | UNREAD | {"download", "note-mark"} or element.tag in ("rp", "tfoot")
    if (
        only_here
        or (element.tag == "h2" and not element.get("id"))
        or (kind == "n" and element.getparent().tag == "li")
    ):
        return
    if (element.text or "").strip():
        yield element, "text"
    for child in element:
        yield from spots(child)
        if (child.tail or "").strip():
            yield child, "tail"


def altered(text: str, random: Random) -> str:
    """Return a text with one character changed, dropped or added."""
    at = random.choice([n for n, char in enumerate(text) if not char.isspace()])
    other = random.choice([char for char in "某甲9x，" if char != text[at]])
    return text[:at] + random.choice((other, "", other + text[at])) + text[at + 1 :]


def exchanged(article: Any, random: Random) -> bool:
    """Exchange two blocks of an item that say different things; return whether there were any."""
    kinds = ("p", "li", "td")
    blocks = [each for each in article.iter(*kinds) if not each.get("class") and each.text_content().strip()]
    below = [each for each in blocks if each.getparent().tag in ("article", "ul", "tr")]
    first = random.choice(below)
    others = [each for each in below if each.getparent() is first.getparent() and each.tag == first.tag]
    other = random.choice(others)
    if plain(first.text_content()) == plain(other.text_content()):
        return False
    one, two = (copy.deepcopy(each) for each in (first, other))
    one.tail, two.tail = other.tail, first.tail
    first.getparent().replace(first, two)
    other.getparent().replace(other, one)
    return True


def test_no_character_and_no_exchange_of_blocks_on_a_page_is_missed(office: Path, tmp_path: Path) -> None:
    export, site, random = Export(office / "export"), office / "current/site", Random(7)
    lost, tried = [], 0
    for issue, page, paper in pairs(export, site):
        known, check = names(export), tmp_path / "page.html"
        tree = html.parse(page, READER)
        root = tree.getroot().xpath("//article[@id='content']")[0]
        said = Reading(paper)
        for _ in range(PAGES):
            changed = copy.deepcopy(root)
            if random.random() < 0.15:
                if not exchanged(changed, random):
                    continue
                what = "exchanged"
            else:
                spot, where = random.choice(list(spots(changed)))
                before = getattr(spot, where)
                setattr(spot, where, altered(before, random))
                what = f"{before!r} → {getattr(spot, where)!r}"
            check.write_bytes(html.tostring(changed, encoding="utf-8"))
            tried += 1
            with said:
                if not compared(check, paper, issue, known).differences:
                    lost.append(f"{issue.key}: {what}")
    assert lost == [] and tried > 4 * PAGES


class Reading:
    """Has a PDF read once, however often it is compared."""

    def __init__(self, paper: Path) -> None:
        self.runs, self.tags = printed.runs_of(paper), printed.tags_of(paper)
        self.patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        self.patch.setattr(printed, "runs_of", lambda _: self.runs)
        self.patch.setattr(printed, "tags_of", lambda _: self.tags)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


CHANGES: dict[str, tuple[Any, str]] = {
    "a word": (lambda i: text_of(i, 0, FIRST.replace("甲", "戊") + TEXT), "《无锡市：小站点办成大事情》第 1 段"),
    "a mark dropped": (lambda i: text_of(i, 1, "第二段说乙"), "第 2 段"),
    "a space added": (lambda i: text_of(i, 1, "第二段 说乙。"), "第 2 段"),
    "a paragraph more": (lambda i: body_of(i, lambda b: (*b, Paragraph(text="第四段。"))), "第 4 段：网页没有"),
    "a paragraph less": (lambda i: body_of(i, lambda b: b[:2]), "第 3 段：网页作“第三段说丙。”，PDF 没有"),
    "two exchanged": (lambda i: body_of(i, lambda b: (b[0], b[2], b[1])), "第 2 段（与下一段次序不同）"),
    "title": (lambda i: item_of(i, title="小站点办成小事情"), "第 1 篇的标题"),
    "section": (lambda i: change(i, sections=(change(i.sections[0], name="工作交流会"),)), "目录"),
    "recipients": (lambda i: change(i, lines=(change(i.lines[0], lines=("别的单位",)), *i.lines[1:])), "版记第 1 段"),
    "print run": (lambda i: change(i, print_run=401), "版记末行"),
    "number": (lambda i: change(i, number=2), "报头的期号"),
    "editor's note": (lambda i: change(i, editor_note="多了按语。"), "编者按第 1 段"),
    "items exchanged": (lambda i: change(i, sections=(change(i.sections[0], items=("a2", "a1")),)), "第 1 篇的标题"),
}


def body_of(issue: Any, make: Any) -> Any:
    return item_of(issue, body=make(issue.items[0].body))


def text_of(issue: Any, n: int, text: str) -> Any:
    return body_of(issue, lambda body: (*body[:n], Paragraph(text=text), *body[n + 1 :]))


def item_of(issue: Any, **fields: Any) -> Any:
    return change(issue, items=(change(issue.items[0], **fields), *issue.items[1:]))


@pytest.mark.parametrize(
    ("page", "paper", "differ"),
    [
        ("第 1 期（总第 61 期）", "第 1 期", False),  # the page names both, print what the publication wants
        ("第 1 期（总第 61 期）", "总第 61 期", False),
        ("第 1 期（总第 61 期）", "总第 62 期", True),
        ("第 1 期（总第 61 期", "第 1 期（总第 61 期）", True),
        ("第 1 期", "第 1 期（总第 61 期）", True),
    ],
)
def test_a_head_may_have_one_of_two_numbers_but_no_other(page: str, paper: str, differ: bool) -> None:
    ours, theirs = (
        Said(head=[("masthead", "简报"), ("number", page)]),
        Said(head=[("Masthead", "简报"), ("Number", paper)]),
    )
    assert bool(list(compare(ours, theirs))) == differ


def set_anew(export: Export, make: Any) -> bytes:
    issue, publication = export.get(Issue, f"{ONE}/2024/1"), export.get(Publication, ONE)
    return typeset(make(issue), publication, places=PLACES, media=picture).pdf


@pytest.mark.parametrize("name", CHANGES)
def test_a_pdf_of_another_record_is_told_from_the_page(office: Path, tmp_path: Path, name: str) -> None:
    export = Export(office / "export")
    make, place = CHANGES[name]
    (tmp_path / "1.pdf").write_bytes(set_anew(export, make))
    page = office / f"current/site/bulletins/{ONE}/2024/1.html"
    found = compared(page, tmp_path / "1.pdf", export.get(Issue, f"{ONE}/2024/1"), names(export)).differences
    assert any(place in each for each in found), found


# Other PDFs ------------------------------------------------------------------------------------------------


def untagged(paper: Path, to: Path) -> Path:
    with pikepdf.open(paper) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(to)
    return to


def test_a_pdf_without_tags_is_compared_as_a_stream(office: Path, tmp_path: Path) -> None:
    export = Export(office / "export")
    for issue, page, paper in pairs(export, office / "current/site"):
        bare = untagged(paper, tmp_path / "bare.pdf")
        assert compared(page, bare, issue, names(export)) == Found(()), issue.key
    for name in ("a word", "a mark dropped", "a paragraph more", "a paragraph less", "title"):
        (tmp_path / "1.pdf").write_bytes(set_anew(export, CHANGES[name][0]))
        bare, issue = untagged(tmp_path / "1.pdf", tmp_path / "bare.pdf"), export.get(Issue, f"{ONE}/2024/1")
        page = office / f"current/site/bulletins/{ONE}/2024/1.html"
        assert compared(page, bare, issue, names(export)).differences, name


def test_a_publication_or_place_renamed_since_holds_no_issue_back(office: Path, tmp_path: Path) -> None:
    export = write(tmp_path / "export", simple())
    stored(export, (office / f"current/site/bulletins/{ONE}/2024/1.pdf").read_bytes())
    swap(
        export / f"public/publications/{ONE}.yaml", "name: .*", "name: 改名后的简报", "issuer: .*", "issuer: 改名的单位"
    )
    swap(export / "public/places/320200.yaml", "name: .*", "name: 新无锡市")
    release = build_release(export, tmp_path / "out")
    page = plain((release.path / f"site/bulletins/{ONE}/2024/1.html").read_text("utf-8"))
    assert release.held == () and "改名后的简报" in page and "新无锡市：小站点" in page


# The whole way ---------------------------------------------------------------------------------------------


def stored(export: Path, pdf: bytes) -> None:
    """Store the PDF of an issue as if it had been signed."""
    folder = export / f"public/issues/{ONE}/2024/1"
    (folder / "v1.pdf").write_bytes(pdf)
    swap(folder / "issue.yaml", "  state: signed\n", f"  state: signed\n  pdf: {hashlib.sha256(pdf).hexdigest()}\n")


def test_an_issue_whose_stored_pdf_says_another_word_is_held_back_alone(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = printed.compared
    monkeypatch.setattr(printed, "compared", lambda page, *rest: asked.append(page.parts[-3]) or real(page, *rest))
    out = with_shelf(office / "releases/x", tmp_path / "out")
    export = shutil.copytree(office / "export", tmp_path / "export")
    key = f"bulletins/{ONE}/2024/1"
    good = set_anew(Export(export), lambda issue: issue)
    stored(export, good)
    assert build_release(export, out).held == () and len(asked) == 5
    asked.clear()

    text = export / f"public/issues/{ONE}/2024/1/a1.md"
    swap(text, "第二段说乙", "第二段说己")
    other = export / "public/issues/yingwen/2024/1/a1.md"
    swap(other, "编号 Volunteers", "别的改动。编号 Volunteers")
    said = build(export, out)
    assert said.exit_code == 0, said.output
    line = next(line for line in said.output.splitlines() if ONE in line)
    assert "没有照现在的样子发布" in line and "网页与印刷版不一致：《无锡市：小站点办成大事情》第 2 段" in line
    assert "网页作“第二段说己。”，PDF 作“第二段说乙。”" in line and printed.REMEDY in line and key in line
    site = (out / "current").resolve() / "site"
    assert "第二段说乙" in (site / f"{key}.html").read_text("utf-8") and (site / f"{key}.pdf").read_bytes() == good
    assert "别的改动" in (site / "bulletins/yingwen/2024/1.html").read_text("utf-8")
    assert set(asked) == {ONE, "yingwen"}, "what was taken over is not compared again"

    (export / f"public/issues/{ONE}/2024/1/v1.pdf").write_bytes(scan(tmp_path))
    digest = hashlib.sha256(scan(tmp_path)).hexdigest()
    swap(export / f"public/issues/{ONE}/2024/1/issue.yaml", "  pdf: [0-9a-f]{64}", f"  pdf: {digest}")
    for _ in range(2):
        release = build_release(export, out, How())
        assert release.held == () and [key in remark for remark in release.remarks] == [True]
    assert "第二段说己" in (release.path / f"site/{key}.html").read_text("utf-8")


def scan(folder: Path) -> bytes:
    """Return a PDF that is a picture."""
    from PIL import Image

    with Image.open(picture("640x360.png")) as image:
        image.save(folder / "scan.pdf", creationDate=None, modDate=None)
    return (folder / "scan.pdf").read_bytes()


def test_characters_that_count_as_alike_have_one_glyph_in_a_font_of_ours() -> None:
    from fontTools.ttLib import TTFont

    alike: dict[int, set[int]] = {}
    for name in FAMILIES.values():
        glyphs: dict[str, set[int]] = {}
        for code, glyph in TTFont(FONTS / name, lazy=True).getBestCmap().items():
            if chr(code).isprintable() and not chr(code).isspace():
                glyphs.setdefault(glyph, set()).add(code)
        for codes in (codes for codes in glyphs.values() if len(codes) > 1):
            together = codes.union(*(alike.get(code, ()) for code in codes))
            alike.update(dict.fromkeys(together, together))
    groups = sorted({tuple(sorted(codes)) for codes in alike.values()})
    assert [" ".join(f"{code:x}" for code in group) for group in groups] == ALIKE.read_text("ascii").splitlines()
