"""A case page in a real browser: one screen, one click to the sentence, one click to the citation,
and a page for the leader's desk."""

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from press.web import build_site
from records import Case, Export, Figure, Notice, Point
from tests import old_chromium
from tests.press.test_web import REFERENCE, make_case, write_export

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
SENTENCES = [f"第{n}项有{n}0件" for n in range(1, 10)]
MANY = make_case(
    1,
    title="四十个字的题目要排得下也要断得开：从村口到镇上再到城里一条路上的一百个夜晚和早晨哪",
    conditions="村里要有空地，还要有板凳。",
    results="。".join(SENTENCES) + "。",
    figures=tuple(
        Figure(label=f"收获{n}", value=n * 10, unit="件", quote=quote) for n, quote in enumerate(SENTENCES, 1)
    ),
    body=tuple(Point(lead_in=f"第{n}点。", text=("做了许多事。" * 30,)) for n in range(1, 9)),
)
PRINTED_ONLY = (
    "文明实践案例库",
    "第000001号",
    "四十个字的题目",
    "摘要1。",
    "第1点",
    "收获9",
    "可借鉴条件",
    "村里要有空地",
)
NEVER_PRINTED = ("原句", "复制", "JSON", "全部案例", "另外4项", "检索", "大字", "对标")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a case with all there can be, and of another of its place."""
    work = tmp_path_factory.mktemp("own")
    export = write_export(work / "export", [*REFERENCE, MANY, make_case(2)])
    build_site(Export(export, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    return (work / "out/cases/000/000001.html").as_uri()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for case in Export(SAMPLE, private=False).public(Case) if not isinstance(case, Notice)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


def test_the_digest_of_every_ordinary_case_is_one_screen(page: Page, server: str, cases: list[Case]) -> None:
    ordinary = [case for case in cases if len(case.summary) <= 120 and len(case.figures) <= 6]
    assert len(ordinary) == len(cases)
    for case in ordinary:
        page.goto(f"{server}cases/{case.key}.html")
        box = page.locator(".digest").bounding_box()
        assert box and box["y"] + box["height"] <= 800, case.number
        if case.conditions:
            expect(page.locator(".digest #conditions")).to_be_in_viewport()


def test_one_click_leads_from_a_figure_to_its_marked_sentence_and_one_back(
    page: Page, base: str, cases: list[Case]
) -> None:
    page.goto(f"{base}cases/{cases[0].key}.html")
    last = len(cases[0].figures)
    page.locator(f"#f{last} a", has_text="原句").click()
    sentence = page.locator(f"#s{last}")
    expect(sentence).to_be_in_viewport()
    mark = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mark').trim()")
    assert mark and sentence.evaluate("s => getComputedStyle(s).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.locator(f".ref[href='#f{last}']").click()
    expect(page.locator(f"#f{last}")).to_be_in_viewport()


def test_a_figure_that_is_folded_away_opens_when_its_sentence_leads_back(page: Page, own: str) -> None:
    page.goto(own)
    expect(page.locator("#f9")).to_be_hidden()
    page.locator(".ref[href='#f9']").click()
    expect(page.locator("#f9")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{own}#f8")
    expect(page.locator("#f8")).to_be_in_viewport()


# A window of that browser may be narrow: parts that would stand side by side are then only asked for their order.
OLD = """
  document.querySelector(".ref[href='#f9']").click();
  await new Promise((done) => setTimeout(done, 300));
  const shown = (id) => document.getElementById(id).getBoundingClientRect();
  return [shown("f9").height > 0, shown("figures").bottom <= shown("f1").top + 1,
    document.documentElement.scrollWidth <= innerWidth];
"""


@pytest.mark.skipif(bool(old_chromium.missing()), reason=old_chromium.missing())
def test_a_browser_of_2020_opens_what_is_folded_away_too(own: str) -> None:
    answer = old_chromium.run(own, OLD)
    assert (answer.value, answer.errors) == ([True, True, True], [])


def test_one_click_copies_a_reference_with_the_day_of_reading(browser: Browser, server: str, cases: list[Case]) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.set_fixed_time(datetime(2026, 8, 9, 12))
    case = cases[0]
    page.goto(f"{server}cases/{case.key}.html")
    reference = page.locator(".cite", has_text="引用本案例（GB/T 7714）")
    reference.get_by_role("button").click()
    expect(reference.get_by_role("button")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        rf"{case.lead_department}\. {case.title}\[EB/OL\]\. （{case.cleared_on}）"
        rf"\[2026-08-09\]\. http\S+/{case.key}\.html\.",
        copied,
    )
    context.close()


def test_without_scripts_the_reference_says_what_is_to_be_filled_in(
    browser: Browser, server: str, cases: list[Case]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}cases/{cases[0].key}.html")
    expect(page.locator(".cite", has_text="[EB/OL]")).to_contain_text("[引用日期]")
    context.close()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_line_of_the_digest_is_longer_than_forty_characters(page: Page, own: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(own)
    for part in (".summary", ".digest section > p"):
        size, room = page.locator(part).first.evaluate("p => [parseFloat(getComputedStyle(p).fontSize), p.offsetWidth]")
        assert room / size <= 40.1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_phone_shows_the_parts_in_the_order_of_reading(page: Page, own: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(own)
    parts = (".case-head", ".summary", "#points", "#figures", "#conditions", "#results", "#body", "#source", ".onward")
    tops = [box["y"] for part in parts if (box := page.locator(part).bounding_box())]
    assert len(tops) == len(parts) and tops == sorted(tops)


def plain(text: str) -> str:
    """Fold what a PDF names otherwise than the page: 文 may come back as the radical ⽂."""
    return unicodedata.normalize("NFKC", text)


def sheets(page: Page) -> list[str]:
    return [
        plain(sheet.extract_text()) for sheet in pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_printed_page_holds_the_digest_and_nothing_of_the_screen(
    browser: Browser, own: str, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(own)
    printed = sheets(page)
    assert [words for words in PRINTED_ONLY if plain(words) not in printed[0].replace("\n", "")] == []
    assert [words for words in NEVER_PRINTED if plain(words) in "".join(printed)] == []
    assert [sheet.rstrip().rsplit("\n", 1)[1] for sheet in printed] == [f"— {n} —" for n in range(1, len(printed) + 1)]
    assert f"({date(2025, 3, 1)})" in printed[-1]
    context.close()


def test_no_printed_page_ends_with_a_heading(page: Page, server: str, cases: list[Case]) -> None:
    for case in cases[::4]:
        page.goto(f"{server}cases/{case.key}.html")
        headings = set(map(plain, page.locator(".case h2, .case h3, .case h4").all_inner_texts()))
        ends = {sheet.rstrip().split("\n")[-2] for sheet in sheets(page)}
        assert ends & headings == set(), case.number


def test_printed_text_begins_two_characters_in(page: Page, server: str, cases: list[Case]) -> None:
    case = next(case for case in cases if any(isinstance(block, Point) for block in case.body))
    page.goto(f"{server}cases/{case.key}.html")
    page.emulate_media(media="print")
    for part in (".summary", "#problem + p", ".text > ul > li"):
        indent, size = page.locator(part).first.evaluate(
            "p => [getComputedStyle(p).textIndent, getComputedStyle(p).fontSize].map(parseFloat)"
        )
        assert indent == pytest.approx(2 * size), part
