"""Large type, dark mode and reading aloud: remembered, set before paint, and as large as the rules for 适老化 ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kinds import Kinds
from tests.static_server import Site

# Sizes of what is seen, against the general rules: text 24 px, lines 1.5, paragraphs 1.3 lines apart, targets 44 px.
MEASURE = """() => {
  const bad = new Set(),
    seen = (node) => node.getClientRects().length && getComputedStyle(node).visibility === "visible"
  const px = (node, name) => parseFloat(getComputedStyle(node)[name])
  const hidden = (node) => node.offsetWidth <= 1 || node.closest(".skip") || getComputedStyle(node).clipPath !== "none"
  const name = (node) => `${node.tagName}.${node.getAttribute("class") || ""}`
  const say = (what, node) =>
    bad.add(`${what} ${name(node)} in ${name(node.parentElement)} ${node.textContent.trim().slice(0, 12)}`)
  for (const closed of document.querySelectorAll("details")) closed.open = true
  for (const node of document.querySelectorAll("body *")) {
    if (!seen(node) || hidden(node)) continue
    const own = [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("")
    if (own && px(node, "fontSize") < 24) say(`text ${px(node, "fontSize")}`, node)
    const running = (node) => node && node.tagName === "P" && !node.className && node.textContent.length > 30
    if (!running(node) || node.closest(".what, .issues, aside, footer")) continue
    if (px(node, "fontSize") < 24) say(`paragraph ${px(node, "fontSize")}`, node)
    if (px(node, "lineHeight") < 1.5 * px(node, "fontSize")) say("lines", node)
    const next = node.nextElementSibling
    if (!running(next)) continue
    const space = next.getBoundingClientRect().top - node.getBoundingClientRect().bottom
    if (space < 1.3 * px(node, "lineHeight") - 1) say(`space ${space}`, next)
  }
  for (const node of
    document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden], [type=checkbox])")) {
    if (!seen(node) || hidden(node)) continue
    const block = node.closest("p, li, dd, td, th, label, figcaption, span.found") || node.parentElement
    const beside = [...block.childNodes].filter((n) => !n.contains(node) && !(n.matches && n.matches("a, button, ul")))
    const text = beside.map((n) => n.textContent.trim()).join("")
    if (text.length >= 8 && node.tagName === "A") continue  // inside a sentence
    const {width, height} = node.getBoundingClientRect()
    if (height < 43.5) say(`target ${width.toFixed()}×${height.toFixed()}`, node)
  }
  if (document.documentElement.scrollWidth > innerWidth) bad.add("sideways")
  return [...bad]
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_large_type_is_as_large_as_the_rules_for_old_people_ask(
    browser: Browser, strict: Site, whole: Kinds, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script("localStorage.size = 'large'")
    page = context.new_page()
    found: dict[str, Any] = {}
    for name in whole.pages:
        page.goto(strict.url + name)
        if broken := page.evaluate(MEASURE):
            found[name] = broken
    context.close()
    assert found == {}


def test_the_switches_stand_in_plain_sight_on_every_kind_of_page(browser: Browser, strict: Site, whole: Kinds) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name in whole.pages:
        page.goto(strict.url + name)
        for label in ("大字", "深色"):
            box = page.get_by_role("button", name=label, exact=True).bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] < 60, (name, label)
    page.close()


def test_what_was_chosen_is_remembered_and_set_before_the_page_is_painted(browser: Browser, base: str) -> None:
    context = browser.new_context(color_scheme="light")
    context.add_init_script(WHEN_THE_BODY_COMES)
    page = context.new_page()
    page.goto(base + "index.html")
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="深色").click()
    page.goto(base + "about.html")
    assert page.evaluate("chosen") == {"size": "large", "mode": "dark"}
    assert page.evaluate("[getComputedStyle(document.body).fontSize, getComputedStyle(document.body).colorScheme]") == [
        "27px",
        "dark",
    ]
    page.get_by_role("button", name="标准").click()
    page.get_by_role("button", name="浅色").click()
    page.reload()
    assert page.evaluate("chosen") == {"size": "standard", "mode": "light"}
    context.close()


WHEN_THE_BODY_COMES = """new MutationObserver((_, observer) => {
  if (!document.body) return
  observer.disconnect()
  window.chosen = {...document.documentElement.dataset}
}).observe(document, {childList: true, subtree: true})"""


def test_paper_is_the_same_whatever_the_screen_shows(browser: Browser, strict: Site) -> None:
    page = browser.new_page()
    page.goto(strict.url + "cases/000/000003.html")
    page.emulate_media(media="print")
    look = "(e => [e.fontSize, e.color, e.backgroundColor])(getComputedStyle(document.body))"
    usual = page.evaluate(look)
    page.evaluate("Object.assign(document.documentElement.dataset, {size: 'large', mode: 'dark'})")
    assert page.evaluate(look) == usual == ["16px", "rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.close()


# Reading aloud -----------------------------------------------------------------------------

# Headless Chromium has no voices: these stand for a machine that has, and note what is said; `next()` ends a sentence.
VOICES = """window.said = []
const speech = Object.assign(new EventTarget(), {
  getVoices: () => %s,
  speak: (spoken) => { said.push(spoken); window.next = () => spoken.onend() },
  cancel: () => {},
})
Object.defineProperty(window, "speechSynthesis", {value: speech})
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }"""
LOCAL = "[{lang: 'en-US', localService: true}, {lang: 'zh-CN', localService: true}]"
REMOTE = "[{lang: 'en-US', localService: true}, {lang: 'zh-CN', localService: false}]"


@pytest.fixture
def reader(browser: Browser, strict: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A case on a machine with the voices of the test's parameter."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(VOICES % getattr(request, "param", LOCAL))
    page = context.new_page()
    page.goto(strict.url + "cases/000/000003.html")
    yield page
    context.close()


def test_a_case_is_read_sentence_by_sentence_without_its_marks(reader: Page) -> None:
    reader.get_by_role("button", name="朗读").click()
    for _ in range(9):
        reader.evaluate("next()")
    said = reader.evaluate("said.map((spoken) => spoken.text)")
    assert said[0] == "岗坡路：一段四百六十米的坡和十四把椅子"
    assert "2023年坡上跌倒7起，装椅后的2024年2起。" in said
    assert "岗坡路两头高差19米，坡顶住着2860人，60岁以上的972人，菜场、社区医院和公交站都在坡底。" in said
    assert all(spoken["lang"] == "zh-CN" for spoken in reader.evaluate("said.map(({voice}) => voice)"))


def test_reading_pauses_at_a_sentence_goes_on_there_and_stops(reader: Page) -> None:
    texts = "said.map((spoken) => spoken.text)"
    reader.get_by_role("button", name="朗读").click()
    reader.evaluate("next()")
    reader.get_by_role("button", name="暂停").click()
    expect(reader.locator(".being-read")).to_have_count(1)
    reader.evaluate("next()")  # the browser's own end of the sentence that was cut off
    assert len(reader.evaluate(texts)) == 2
    reader.get_by_role("button", name="继续").click()
    first, second, again = reader.evaluate(texts)
    assert first != second == again
    reader.get_by_role("button", name="停止").click()
    expect(reader.locator(".being-read")).to_have_count(0)
    expect(reader.get_by_role("button", name="停止")).to_be_hidden()


@pytest.mark.parametrize("reader", ["[]", REMOTE], indirect=True)
def test_without_a_chinese_voice_of_the_machine_itself_nothing_is_offered(reader: Page) -> None:
    expect(reader.get_by_role("button", name="大字")).to_be_visible()
    expect(reader.get_by_role("button", name="朗读")).to_be_hidden()
