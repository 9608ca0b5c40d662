"""Comparing in a real browser: choosing from lists, side by side, charts that open their sentences."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from records import Case, Export, Notice

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
YIXING, SUQIAN, XUZHOU, XINYI, GUSU = "000002", "000017", "000013", "000012", "000024"
TITLES = {
    f"{case.number:06d}": case.title
    for case in Export(SAMPLE, private=False).public(Case)
    if not isinstance(case, Notice)
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a reader who has chosen nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def columns(page: Page) -> list[str]:
    expect(page.locator(".side-by-side > thead th").first).to_be_visible()
    return [re.search(r"第(\d+)号", text)[1] for text in page.locator(".side-by-side > thead th").all_inner_texts()]  # type: ignore[index]


def row(page: Page, head: str) -> list[str]:
    return (
        page.locator(".compared tbody tr", has=page.get_by_role("rowheader", name=head, exact=True))
        .locator("td")
        .all_inner_texts()
    )


def choose(page: Page, number: str) -> None:
    page.locator(f"[data-record='{number}'] .choose").click()


# Side by side -----------------------------------------------------------------------------


def test_two_cases_stand_side_by_side_and_figures_of_one_indicator_in_one_row(page: Page, base: str) -> None:
    page.goto(f"{base}compare.html?cases={YIXING},{SUQIAN}")
    assert columns(page) == [YIXING, SUQIAN]
    assert ["37.6万" in row(page, "注册志愿者")[0], "126.8万" in row(page, "注册志愿者")[1]] == [True, True]
    assert page.get_by_role("rowheader", name="志愿服务队伍").count() == 0
    assert "1238支" in row(page, "其他数据")[0] and "1238支" not in row(page, "其他数据")[1]
    expect(page.locator(".compared .thresholds")).to_have_count(2)
    page.locator(".compared .value a", has_text="25.4").click()
    expect(page).to_have_url(re.compile(f"{SUQIAN}.html#s2$"))
    expect(page.locator("#s2")).to_contain_text("25.4%")


def test_the_choice_stands_in_the_address_and_back_undoes_a_change(page: Page, base: str) -> None:
    page.goto(f"{base}compare.html?cases={YIXING},{SUQIAN},{XUZHOU}")
    page.get_by_role("button", name=f"前移：{TITLES[XUZHOU]}").click()
    expect(page).to_have_url(re.compile(f"cases={YIXING},{XUZHOU},{SUQIAN}$"))
    assert columns(page) == [YIXING, XUZHOU, SUQIAN]
    page.get_by_role("button", name=f"移除：{TITLES[YIXING]}").click()
    expect(page).to_have_url(re.compile(f"cases={XUZHOU},{SUQIAN}$"))
    expect(page.locator(".side-by-side > thead th")).to_have_count(2)
    page.go_back()
    expect(page.locator(".side-by-side > thead th")).to_have_count(3)
    assert columns(page) == [YIXING, XUZHOU, SUQIAN]


@pytest.mark.parametrize("written", ["12", "第000012号", "０００012", "http://example.org/cases/000/000012.html#s1"])
def test_a_case_is_added_by_its_number_however_it_is_written(page: Page, base: str, written: str) -> None:
    page.goto(f"{base}compare.html?cases={YIXING}")
    expect(page.locator(".compare-state")).to_have_text("再加一个案例就可以比较。")
    page.get_by_label("案例编号").fill(written)
    page.keyboard.press("Enter")
    expect(page.locator(".side-by-side > thead th")).to_have_count(2)
    assert columns(page) == [YIXING, XINYI]
    expect(page.locator(".compare-state")).to_be_hidden()


def test_numbers_that_lead_nowhere_are_named_and_the_others_are_compared(page: Page, base: str) -> None:
    page.goto(f"{base}compare.html?cases=999998,abc,{YIXING},{SUQIAN}")
    assert columns(page) == [YIXING, SUQIAN]
    expect(page.locator(".compare-state")).to_contain_text("没有读到第999998号案例")
    expect(page.locator(".compare-state")).to_contain_text("“abc”不是案例编号")
    page.get_by_label("案例编号").fill("不是号码")
    page.keyboard.press("Enter")
    expect(page.locator(".compare-state")).to_contain_text("“不是号码”不是案例编号")
    assert columns(page) == [YIXING, SUQIAN]


def test_four_cases_are_compared_and_a_fifth_is_named(page: Page, base: str) -> None:
    page.goto(f"{base}compare.html?cases={YIXING},{SUQIAN},{XUZHOU},{XINYI},{GUSU}")
    assert columns(page) == [YIXING, SUQIAN, XUZHOU, XINYI]
    expect(page.locator(".compare-state")).to_contain_text(f"第{GUSU}号没有列入")
    expect(page.get_by_label("案例编号")).to_be_hidden()


def test_nothing_chosen_says_how_to_choose(page: Page, base: str) -> None:
    page.goto(base + "compare.html")
    expect(page.locator(".compare-state")).to_contain_text("先选两到四个案例")
    expect(page.get_by_label("案例编号")).to_be_visible()


def test_without_scripts_the_comparison_names_other_ways(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}compare.html?cases={YIXING}")
    expect(page.locator(".compare-state")).to_contain_text("没有脚本时")
    expect(page.get_by_label("案例编号")).to_be_hidden()
    page.locator(".compare-state a").first.click()
    expect(page.locator("h1")).to_have_text("全部案例")
    context.close()


def test_a_comparison_is_printed_on_a4_across_without_tools(page: Page, server: str) -> None:
    page.goto(f"{server}compare.html?cases={YIXING},{SUQIAN},{XUZHOU},{XINYI}")
    assert len(columns(page)) == 4
    sheets = pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert (round(sheets[0].width * 25.4 / 72), round(sheets[0].height * 25.4 / 72)) == (297, 210)
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert "126.8万" in text and "移除" not in text and "加入" not in text


# Choosing -----------------------------------------------------------------------------


def test_cases_chosen_in_a_list_in_search_and_on_a_page_are_compared(page: Page, base: str) -> None:
    page.goto(base + "cases/index.html")
    choose(page, YIXING)
    expect(page.locator(".tray")).to_contain_text("对标 1/4")
    page.goto(f"{base}search.html?q={TITLES[SUQIAN]}")
    choose(page, SUQIAN)
    page.goto(f"{base}cases/000/{XUZHOU}.html")
    choose(page, XUZHOU)
    expect(page.locator(".tray")).to_contain_text(f"对标 3/4：{TITLES[YIXING]}、{TITLES[SUQIAN]}、{TITLES[XUZHOU]}")
    page.get_by_role("link", name="比较", exact=True).click()
    assert columns(page) == [YIXING, SUQIAN, XUZHOU]
    page.get_by_role("button", name=f"移除：{TITLES[SUQIAN]}").click()
    expect(page.locator(".side-by-side > thead th")).to_have_count(2)
    page.goto(base + "cases/index.html")
    expect(page.locator(".tray")).to_contain_text("对标 2/4")


def test_a_fifth_case_is_refused_with_the_reason_and_all_can_be_cleared(page: Page, base: str) -> None:
    page.goto(base + "cases/index.html")
    buttons = page.locator(".choose")
    for n in range(5):
        buttons.nth(n).click()
    expect(page.locator(".tray [role=status]")).to_have_text("一次最多比较4个，请先去掉一个。")
    expect(page.locator(".tray [role=status]")).to_be_in_viewport()
    expect(page.locator(".choose[aria-pressed=true]")).to_have_count(4)
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".choose[aria-pressed=true]")).to_have_count(0)
    expect(page.get_by_role("link", name="比较", exact=True)).to_be_hidden()


def test_choosing_works_by_keyboard_and_is_told_to_screen_readers(page: Page, server: str) -> None:
    page.goto(server + "mechanisms/index.html")
    button = page.get_by_role("button", name=f"加入对标：{TITLES[YIXING]}").first
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".tray [role=status]")).to_have_text(f"已加入“{TITLES[YIXING]}”，共1个。")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_where_storage_is_refused_the_choice_travels_in_the_link(page: Page, server: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(server + "cases/index.html")
    choose(page, YIXING)
    choose(page, SUQIAN)
    page.get_by_role("link", name="比较", exact=True).click()
    assert columns(page) == [YIXING, SUQIAN]


@pytest.mark.parametrize("stored", ["{", "{}", "null", '[1, ["x", "y"], ["000002"]]', '"000002"'])
def test_a_spoilt_store_is_no_choice(page: Page, server: str, stored: str) -> None:
    page.add_init_script(f"localStorage.setItem('compare', {stored!r})")
    page.goto(server + "cases/index.html")
    choose(page, YIXING)
    expect(page.locator(".tray")).to_contain_text(f"对标 1/4：{TITLES[YIXING]}")


def test_the_tray_covers_nothing_and_is_not_printed(page: Page, server: str) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(server + "cases/index.html")
        choose(page, YIXING)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        foot, tray = page.locator(".foot").bounding_box(), page.locator(".tray").bounding_box()
        assert foot and tray and foot["y"] + foot["height"] <= tray["y"] + 1
        choose(page, YIXING)
    choose(page, YIXING)
    page.emulate_media(media="print")
    expect(page.locator(".tray")).to_be_hidden()
    expect(page.locator(".choose").first).to_be_hidden()


# Indicators -----------------------------------------------------------------------------


def test_a_bar_opens_the_very_sentence(page: Page, base: str) -> None:
    page.goto(base + "indicators/index.html")
    page.get_by_role("link", name="注册志愿者").click()
    page.get_by_role("link", name="徐州市").filter(has=page.locator("svg")).first.click()
    expect(page).to_have_url(re.compile(rf"{XUZHOU}\.html#s\d$"))
    sentence = page.locator("#" + page.url.partition("#")[2])
    expect(sentence).to_contain_text("203.6万")
    expect(sentence).to_be_in_viewport()


def test_each_bar_has_a_name_for_screen_readers(page: Page, server: str) -> None:
    page.goto(server + "indicators/zhuce-zhiyuanzhe.html")
    expect(page.get_by_role("img", name="203.6万名", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="徐州市 203.6万名 截至2024年底")).to_be_visible()


def test_labels_in_a_chart_stay_readable_on_a_phone_and_in_large_type(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + "indicators/zhuce-zhiyuanzhe.html")
    size = "text => text.getBoundingClientRect().height"
    assert page.locator(".bars text").first.evaluate(size) >= 16
    page.add_style_tag(content=":root { --body: 26px; --small: 24px }")
    assert page.locator(".bars text").first.evaluate(size) >= 24
    outside = page.locator(".bars text").evaluate_all(
        "all => all.filter((text) => { const box = text.getBoundingClientRect(); "
        "return box.left < 0 || box.right > innerWidth; }).length"
    )
    assert outside == 0


# Relative luminance and contrast as in WCAG 2.2; a bar needs 3:1 (1.4.11), its label 4.5:1 (1.4.3).
CONTRASTS = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map((c) =>
      (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05); };
  const fill = (selector) => getComputedStyle(document.querySelector(selector)).fill;
  const paper = getComputedStyle(document.body).backgroundColor;
  const bar = fill(".bars rect");
  return [ratio(bar, paper), ratio(fill(".bars .inside"), bar), ratio(fill(".bars text:not(.inside)"), paper)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_and_their_labels_stand_out(page: Page, server: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server + "indicators/zhuce-zhiyuanzhe.html")
    bar, inside, outside = page.evaluate(CONTRASTS)
    assert bar >= 3 and inside >= 4.5 and outside >= 4.5


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_for_comparing_is_wider_than_the_screen(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    names = [
        "indicators/index.html",
        "indicators/zhuce-zhiyuanzhe.html",
        "mechanisms/index.html",
        f"compare.html?cases={YIXING},{SUQIAN},{XUZHOU},{XINYI}",
    ]
    for name in names:
        page.goto(server + name)
        page.wait_for_load_state("networkidle")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
