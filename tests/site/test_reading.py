"""What a reader meets in a real browser, from a disk and from a server."""

import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from press.serve import SiteHandler
from records import Case, Export, Issue, Notice

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
KINDS = [
    "index.html",
    "cases/index.html",
    "places/index.html",
    "places/320300.html",
    "fields/index.html",
    "fields/0301.html",
    "kinds/index.html",
    "years/2024.html",
    "units/index.html",
    "collections/index.html",
    "bulletins/index.html",
    "bulletins/wmsj/index.html",
    "search.html?q=志愿",
    "search.html?q=没有这样的词语",
    "help.html",
    "about.html",
]


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    return [case for case in Export(SAMPLE, private=False).public(Case) if not isinstance(case, Notice)]


@pytest.fixture(scope="session")
def kinds(cases: list[Case]) -> list[str]:
    issues = [issue for issue in Export(SAMPLE, private=False).public(Issue) if not isinstance(issue, Notice)]
    return (
        KINDS + [f"cases/{case.key}.html" for case in cases[:3]] + [f"bulletins/{issue.key}.html" for issue in issues]
    )


class Watch:
    """Notes every request that leaves the site, and every complaint of the page."""

    def __init__(self, page: Page, base: str) -> None:
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: self.outside.append(r.url) if not r.url.startswith((base, "data:")) else None)
        # Leaving a page aborts what it was still loading.
        page.on("requestfailed", lambda r: self.complaints.append(r.url) if r.failure != "net::ERR_ABORTED" else None)
        page.on("response", lambda r: self.complaints.append(r.url) if r.status >= 400 else None)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_reading_asks_nothing_from_outside_and_raises_no_complaint(page: Page, base: str, kinds: list[str]) -> None:
    watch = Watch(page, base)
    for name in kinds:
        page.goto(base + name)
        page.wait_for_load_state("load")
    assert (watch.outside, watch.complaints) == ([], [])


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, server: str, kinds: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    wide = []
    for name in kinds:
        page.goto(server + name)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []


def test_a_word_of_its_title_finds_the_case(page: Page, base: str, cases: list[Case]) -> None:
    for case in cases[:: max(1, len(cases) // 5)]:
        page.goto(base + "index.html")
        page.get_by_label("找做法、找地方、找数据").fill(case.title[2:8])
        page.keyboard.press("Enter")
        expect(page.locator(f".search-results [data-record='{case.number:06d}'] a")).to_be_visible()


def test_words_deep_in_the_text_find_the_case_and_show_the_sentence(page: Page, base: str, cases: list[Case]) -> None:
    case = next(case for case in cases if case.figures)
    page.goto(f"{base}search.html?q={case.figures[0].quote}")
    found = page.locator(f".search-results [data-record='{case.number:06d}']")
    expect(found).to_contain_text(case.figures[0].quote)


def test_all_words_must_occur(page: Page, server: str, cases: list[Case]) -> None:
    page.goto(f"{server}search.html?q={cases[0].title[:4]} 没有这样的词语")
    expect(page.locator(".search-state")).to_contain_text("没有找到")


def test_full_width_letters_and_digits_find_half_width_ones(page: Page, server: str, cases: list[Case]) -> None:
    page.goto(f"{server}search.html?q=２０２４年")
    expect(page.locator(".search-results li").first).to_be_visible()


def test_a_query_is_shown_as_words_and_never_as_markup(page: Page, server: str) -> None:
    page.goto(f"{server}search.html?q=<img src=x onerror=alert(1)>")
    expect(page.locator(".search-state")).to_contain_text("没有找到“<img")
    assert page.locator(".search-state img").count() == 0


def test_every_example_on_the_home_page_finds_something(page: Page, base: str) -> None:
    page.goto(base + "index.html")
    examples = [link.get_attribute("href") for link in page.locator(".examples a").all()]
    assert len(examples) == 3
    for address in examples:
        page.goto(f"{base}{address}")
        expect(page.locator(".search-results li").first).to_be_visible()


def test_a_figure_opens_the_sentence_that_it_stands_in(page: Page, base: str, cases: list[Case]) -> None:
    case = next(case for case in cases if case.figures)
    page.goto(f"{base}cases/{case.key}.html")
    page.locator("#f1 a", has_text="原句").click()
    sentence = page.locator("#s1")
    expect(sentence).to_be_in_viewport()
    assert case.figures[0].quote in page.locator("*:has(> #s1)").inner_text()
    page.locator(".ref[href='#f1']").click()
    expect(page.locator("#f1")).to_be_in_viewport()


def test_each_tile_of_the_map_leads_to_its_city_by_keyboard(page: Page, base: str) -> None:
    page.goto(base + "index.html")
    tiles = page.locator(".tiles a")
    assert tiles.count() == 13
    tiles.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("徐州市")


def test_tiles_lie_as_on_the_map(page: Page, server: str) -> None:
    page.goto(server + "index.html")
    place = {tile.inner_text().split()[0]: tile.bounding_box() for tile in page.locator(".tiles a").all()}
    assert place["徐州"]["y"] < place["淮安"]["y"] < place["扬州"]["y"] < place["南京"]["y"] == place["苏州"]["y"]
    assert place["南京"]["x"] < place["镇江"]["x"] < place["常州"]["x"] < place["无锡"]["x"] < place["苏州"]["x"]


def test_the_colour_mode_can_be_chosen_and_stays(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(server + "index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="深色").click()
    page.goto(server + "help.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(page.get_by_role("button", name="浅色")).to_be_visible()


def test_text_stands_out_from_its_ground_in_both_modes(page: Page, server: str, kinds: list[str]) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in (
            "index.html",
            kinds[len(KINDS)],
            "places/320300.html",
            "search.html?q=志愿者&form=case",
            "search.html?q=徐州 没有",
        ):
            page.goto(server + name)
            page.wait_for_load_state("networkidle")
            assert page.evaluate(CONTRASTS) == [], (scheme, name)


# Relative luminance and contrast as in WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
CONTRASTS = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(node.textContent.trim().slice(0, 20) + " " + ratio.toFixed(2));
  }
  return [...new Set(poor)];
}"""


def test_without_scripts_the_search_page_names_other_ways(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "search.html?q=志愿")
    expect(page.locator(".search-state")).to_contain_text("没有脚本时")
    page.goto(server + "index.html")
    expect(page.locator(".mode")).to_be_hidden()
    context.close()


def test_the_text_column_is_never_wider_than_forty_characters(page: Page, server: str, cases: list[Case]) -> None:
    page.set_viewport_size({"width": 1920, "height": 1000})
    page.goto(f"{server}cases/{cases[0].key}.html")
    paragraph = page.locator("#body + *")
    width, size = paragraph.evaluate("p => [p.offsetWidth, parseFloat(getComputedStyle(p).fontSize)]")
    assert size == 18
    assert 34 <= width / size <= 40


def test_print_leaves_out_what_paper_cannot_do(page: Page, server: str, cases: list[Case]) -> None:
    page.goto(f"{server}cases/{cases[0].key}.html")
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".top", ".rail", ".foot"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".case-head h1")).to_be_visible()
    assert page.locator("#body + *").evaluate("p => getComputedStyle(p).color") == "rgb(0, 0, 0)"


def printed(page: Page) -> list[pdfplumber.page.Page]:
    return list(pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def test_a_case_is_printed_on_a4_with_margins_of_twenty_millimetres(page: Page, server: str, cases: list[Case]) -> None:
    page.goto(f"{server}cases/{cases[0].key}.html")
    mm = 72 / 25.4
    for sheet in printed(page):
        assert (round(sheet.width / mm), round(sheet.height / mm)) == (210, 297)
        ink = [c for c in sheet.chars if c["text"].strip()]
        assert min(c["x0"] for c in ink) >= 19.5 * mm and max(c["x1"] for c in ink) <= 190.5 * mm


@pytest.mark.parametrize(
    ("part", "piece"),
    [
        (".steps", "<ol class='steps'>{}</ol>|<li><b>@</b><span>甲</span></li>"),
        (".levels", "<ol class='levels'>{}</ol>|<li><b>@</b></li>"),
        (".thresholds", "<table class='thresholds'><tbody>{}</tbody></table>|<tr><td>@</td></tr>"),
        (".wide", "<div class='wide'><table><tbody>{}</tbody></table></div>|<tr><td>@</td></tr>"),
        ("h3", "{}|<h3>@</h3><p>@</p>"),
    ],
)
def test_a_page_break_cuts_no_chain_scale_or_table_and_leaves_no_heading_alone(
    page: Page, server: str, cases: list[Case], part: str, piece: str
) -> None:
    page.goto(f"{server}cases/{cases[0].key}.html")
    outer, inner = piece.split("|")
    count = 1 if part == "h3" else 12 if part == ".steps" else 4
    html = outer.format((inner * count).replace("@", "标记"))
    wrapped = html if part == "h3" else f"<div class='mechanism'>{html}</div>"
    for millimetres in range(200, 256, 8):
        page.evaluate(
            (
                "([html, mm]) => { document.querySelector('.case').innerHTML = "
                "`<div style='height: ${mm}mm'></div>` + html }"
            ),
            [wrapped, millimetres],
        )
        marked = [sheet.extract_text().count("标记") for sheet in printed(page)]
        assert sum(1 for n in marked if n) == 1, (millimetres, marked)


# The lines of a block, each with the width of what stands on it, in characters.
LINES = """(block) => {
  const size = parseFloat(getComputedStyle(block).fontSize), range = document.createRange(), lines = [];
  range.selectNodeContents(block);
  for (const box of range.getClientRects()) {
    const last = lines[lines.length - 1];
    if (last && Math.abs(last.top - box.top) < size / 2) last.right = Math.max(last.right, box.right);
    else if (box.width) lines.push({ top: box.top, left: box.left, right: box.right });
  }
  return lines.map((line) => (line.right - line.left) / size);
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_no_title_leaves_one_character_alone_on_a_line(
    page: Page, server: str, kinds: list[str], cases: list[Case], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    alone = []
    for name in [*kinds, *(f"cases/{case.key}.html" for case in cases)]:
        page.goto(server + name)
        for title in page.locator("h1, h2").all():
            # A title of one pixel is there for screen readers only.
            shown = title.is_visible() and title.evaluate("title => title.offsetWidth > 1")
            lines = title.evaluate(LINES) if shown else []
            if len(lines) > 1 and min(lines) < 1.9:
                alone.append((name, title.inner_text()))
    assert alone == []


def test_a_figure_without_a_time_leaves_no_gap_and_no_dash(page: Page, server: str, cases: list[Case]) -> None:
    case = next(c for c in cases if any(not (f.as_of or f.date or f.period) for f in c.figures))
    page.goto(f"{server}cases/{case.key}.html")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert [
            cell for cell in page.locator(".when").all() if cell.is_visible() and not cell.inner_text().strip(" —")
        ] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_year_and_number_of_an_issue_stay_on_one_line(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for name, where in (("search.html?q=志愿", ".row.article .year"), ("places/320100.html", ".row.piece .year")):
        page.goto(server + name)
        expect(page.locator(where).first).to_be_visible()
        for issue in page.locator(where).all():
            tops = issue.evaluate(
                """(cell) => {
                  const text = cell.firstChild, range = document.createRange();
                  return [...text.data].map((_, at) => {
                    range.setStart(text, at);
                    range.setEnd(text, at + 1);
                    return Math.round(range.getBoundingClientRect().top);
                  }).slice(text.data.indexOf("》") + 1);
                }"""
            )
            assert len(set(tops)) == 1, issue.inner_text()


@pytest.mark.parametrize("address", ["none.html", "cases/000/999999.html", "bulletins/wmsj/2024/none/deeper.html"])
def test_a_wrong_address_at_any_depth_shows_a_whole_page_whose_links_work(page: Page, site: Path, address: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/"
        failed: list[str] = []
        page.on("response", lambda r: failed.append(r.url) if r.status >= 400 and r.url != root + address else None)
        answer = page.goto(root + address)
        assert answer and answer.status == 404
        expect(page.locator("h1")).to_have_text("没有这个网页")
        links = {link.evaluate("link => link.href") for link in page.locator("a:visible").all()}
        assert [link for link in links if not link.startswith(root + address) and not page.request.get(link).ok] == []
        assert str(page.evaluate("getComputedStyle(document.body).fontFamily")).startswith('"Noto Sans SC"')
        assert failed == []
        server.shutdown()
