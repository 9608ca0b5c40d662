"""The search as a reader meets it, from a disk and from a server with the strict content policy,
today's Chromium and one of 2020."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pdfplumber
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from press.search import Index
from tests import old_chromium
from tests.static_server import serve

MANY = "志愿"  # stands in most of the sample's documents
SYNONYM = ("志愿者", "义工")
CASE, SENTENCE = "000003", "60岁以上的972人，菜场"  # the mark of a figure stands in the middle of it


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with serve(site) as running:
        yield running.url


@pytest.fixture(scope="module", params=["disk", "server"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    return f"{site.as_uri()}/" if request.param == "disk" else str(request.getfixturevalue("server"))


@pytest.fixture(scope="module")
def index(site: Path) -> Index:
    return Index(site / "assets/search")


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained of; a test that breaks something on purpose clears it."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    page.close()
    assert complaints == []


def ask(page: Page, base: str, address: str) -> int:
    """Open the search page and return the total that it answers with."""
    page.goto(f"{base}search.html?{address}")
    return total(page)


def total(page: Page) -> int:
    answered = page.locator(".search-results[data-total]")
    expect(answered).to_be_attached()
    return int(str(answered.get_attribute("data-total")))


def field(page: Page) -> Locator:
    return page.locator("#ask")


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def records(page: Page) -> list[str]:
    return [str(row.get_attribute("data-record")) for row in page.locator(".search-results > li").all()]


# Asking -----------------------------------------------------------------------------


def test_the_page_answers_what_the_index_answers(page: Page, base: str, index: Index) -> None:
    for query in (MANY, "徐州", "2024年", "社区 服务", "ＱＲ", "９７２人", CASE):
        rows = index.find(query)
        assert ask(page, base, f"q={quote(query)}") == len(rows), query
        assert records(page) == [row.record for row in rows[:10]], query


def test_answers_follow_the_typing_and_stand_in_the_address(page: Page, base: str, index: Index) -> None:
    page.goto(f"{base}search.html")
    field(page).press_sequentially("徐州", delay=20)
    assert total(page) == len(index.find("徐州"))
    assert asked(page) == {"q": ["徐州"]}


def test_words_typed_while_the_page_still_loads_are_answered(page: Page, base: str, index: Index) -> None:
    waiting: list[Route] = []
    page.route("**/assets/search.*.js", lambda route: waiting.append(route))
    with page.expect_request("**/assets/search.*.js"):
        page.goto(f"{base}search.html?q={MANY}", wait_until="commit")
    field(page).fill("徐州")
    waiting[0].continue_()
    assert total(page) == len(index.find("徐州"))
    assert asked(page) == {"q": ["徐州"]}


def test_a_total_never_stands_beside_words_that_it_does_not_belong_to(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}")
    field(page).evaluate("field => { field.value = '徐州'; field.dispatchEvent(new Event('input')) }")
    assert page.locator(".search-results").get_attribute("data-total") is None
    assert total(page) > 0


def test_letters_of_an_input_method_are_no_query_until_they_are_characters(
    page: Page, server: str, index: Index
) -> None:
    page.goto(f"{server}search.html")
    field(page).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "xu'zhou", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_timeout(400)
    assert asked(page) == {}
    keyboard.send("Input.insertText", {"text": "徐州"})
    assert total(page) == len(index.find("徐州"))


def test_each_settled_question_is_one_step_back(page: Page, base: str) -> None:
    first = ask(page, base, "q=%E7%A4%BE%E5%8C%BA")
    field(page).fill("徐")
    total(page)
    page.wait_for_timeout(200)
    field(page).fill("徐州")
    page.keyboard.press("Enter")
    second = total(page)
    page.locator("[data-facet=form] label").first.click()
    page.wait_for_url("**form=*")
    total(page)
    page.go_back()
    expect(page.locator(f".search-results[data-total='{second}']")).to_be_attached()
    assert asked(page) == {"q": ["徐州"]}
    page.go_back()
    expect(page.locator(f".search-results[data-total='{first}']")).to_be_attached()
    assert (asked(page), field(page).input_value()) == ({"q": ["社区"]}, "社区")


def test_an_address_brings_back_words_filters_order_and_pages(page: Page, base: str) -> None:
    ask(page, base, f"q={SYNONYM[0]}&year=2024&year=2023&figures=1&sort=date&syn=0&page=2")
    assert len(records(page)) == 20
    assert page.locator(".chip").all_inner_texts() == ["2024年", "2023年", "有数据"]
    assert page.locator(".facet input:checked").count() == 3
    expect(page.locator(".sorts [aria-pressed=true]")).to_have_text("时间")
    expect(page.locator(".synonyms")).to_contain_text("没有查找")


# The list -----------------------------------------------------------------------------


def test_ten_rows_come_at_a_time_and_each_record_once(page: Page, base: str, index: Index) -> None:
    count = ask(page, base, f"q={MANY}")
    shown = 10
    while page.locator(".go-more button").count():
        assert len(records(page)) == shown
        page.locator(".go-more button").click()
        shown = min(shown + 10, count)
        expect(page.locator(".search-results > li")).to_have_count(shown)
    assert records(page) == [row.record for row in index.find(MANY)]
    assert asked(page)["page"] == [str(-(-count // 10))]


def test_a_row_shows_the_words_where_they_stand(page: Page, base: str) -> None:
    ask(page, base, f"q={quote('椅子 髋部骨折')}")
    row = page.locator(f"[data-record='{CASE}']")
    assert row.locator(".what > a mark").all_inner_texts() == ["椅子"]
    assert row.locator("p mark").all_inner_texts().count("髋部骨折") == 1
    shown = [row.locator(part).inner_text() for part in (".place", ".year", ".count")]
    assert shown == ["南京市 玄武区", "2023—2024年", "4项数据\n加入对标"]


def test_a_hit_in_the_data_alone_shows_that_line(page: Page, base: str) -> None:
    ask(page, base, f"q={quote('接送孩子的老人')}")
    expect(page.locator(f"[data-record='{CASE}'] p")).to_have_text("高龄老人、接送孩子的老人")


def test_an_item_of_an_issue_leads_to_its_anchor(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}&form=item")
    row = page.locator(".search-results > li").first
    publication, year, rest = str(row.get_attribute("data-record")).split("/")
    number, anchor = rest.split("#")
    address = str(row.locator("a").get_attribute("href"))
    assert re.sub(r"\?[^#]*", "", address) == f"bulletins/{publication}/{year}/{number}.html#{anchor}"


def test_results_are_sorted_by_date_and_by_place(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}&form=case&sort=date&page=5")
    years = [int(re.findall(r"\d{4}", text)[-1]) for text in page.locator(".row .year").all_inner_texts()]
    assert years == sorted(years, reverse=True)
    page.get_by_role("group", name="排序").get_by_text("地区").click()
    page.wait_for_url("**sort=place")
    total(page)
    cities = [text.split()[0] for text in page.locator(".row .place").all_inner_texts()]
    assert len({city for n, city in enumerate(cities) if city not in cities[max(0, n - 1) : n]}) == len(set(cities))


def test_coming_back_one_finds_the_list_where_it_was_left(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}")
    page.locator(".go-more button").click()
    expect(page.locator(".search-results > li")).to_have_count(20)
    last = page.locator(".search-results > li").last
    last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    last.locator("a").click()
    expect(page.locator(".marks-bar")).to_be_visible()
    page.go_back()
    expect(page.locator(".search-results > li")).to_have_count(20)
    assert abs(page.evaluate("scrollY") - before) < 2 < before


def test_all_results_are_saved_as_a_table(page: Page, base: str, index: Index) -> None:
    ask(page, base, f"q={MANY}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为表格").click()
    assert saved.value.suggested_filename == f"检索结果 {MANY}.csv"
    data = Path(saved.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert head == ["编号", "标题", "地区", "时间", "数据项数", "地址"]
    rows = index.find(MANY)
    assert [line[:5] for line in lines] == [
        [row.record, row.title, row.where, row.when, str(row.figures)] for row in rows
    ]
    assert lines[0][5] == base + rows[0].address


def test_no_cell_of_the_table_is_a_formula(page: Page, base: str) -> None:
    page.goto(f"{base}search.html")
    table = page.evaluate("""press.table([["=1+1", "+86", "-1", "@a", '他说"好",走了', 3]])""")
    assert table == '\ufeff\'=1+1,\'+86,\'-1,\'@a,"他说""好"",走了",3\r\n'


# Filters -----------------------------------------------------------------------------


def test_a_count_beside_a_filter_is_what_the_filter_gives(page: Page, base: str) -> None:
    ask(page, base, f"q={quote('服务')}")
    facets = page.locator(".facet").evaluate_all("all => all.map(facet => facet.dataset.facet)")
    assert facets == ["place", "year", "field", "kind", "unit", "figures", "publication", "form"]
    for facet in facets:
        before = total(page)
        box = page.locator(f"[data-facet={facet}] label", has=page.locator("input:not(:checked)")).first
        count, value = int(box.locator(".count-of").inner_text()), box.locator("input").get_attribute("value")
        box.click()
        page.wait_for_url(f"**{facet}={value}*")
        assert total(page) == count, facet
        page.go_back()
        expect(page.locator(f".search-results[data-total='{before}']")).to_be_attached()


def test_counties_stand_below_their_city_and_take_its_place(page: Page, base: str) -> None:
    whole = ask(page, base, f"q={MANY}&place=320200")
    city = page.locator("[data-facet=place] > ul > li", has=page.locator("input[value='320200']")).first
    county = city.locator("ul label").first
    count = int(county.locator(".count-of").inner_text())
    county.focus()
    county.click()
    page.wait_for_url(re.compile("place=3202(?!00)"))
    assert total(page) == count <= whole
    assert len(asked(page)["place"]) == 1
    assert page.evaluate("document.activeElement.value") == asked(page)["place"][0]
    page.locator(".chip").click()
    page.wait_for_url(re.compile(r"q=[^&]*$"))
    assert total(page) > whole


def test_a_long_list_of_values_is_folded_and_none_without_answers_is_shown(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}")
    places = page.locator("[data-facet=place]")
    assert places.locator("label").count() == 8
    places.get_by_role("button", name="更多").click()
    expect(places.get_by_role("button", name="更多")).to_have_count(0)
    assert places.locator("label").count() > 8
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    assert "0" not in page.locator(".count-of").all_inner_texts()


def test_filters_alone_list_what_passes_them(page: Page, base: str) -> None:
    assert ask(page, base, "place=320300") == len(records(page)) == 3
    assert ask(page, base, "place=320300&form=case") == len(records(page)) == 2


# Helping -----------------------------------------------------------------------------


def test_synonyms_widen_a_query_in_plain_sight_and_can_be_switched_off(page: Page, base: str, index: Index) -> None:
    word, other = reversed(SYNONYM)
    wide = ask(page, base, f"q={quote(word)}")
    expect(page.locator(".synonyms")).to_contain_text(f"同时查找：{other}（“{word}”的同义词）")
    assert other in page.locator(".row mark").all_inner_texts()
    page.get_by_role("button", name=f"只查“{word}”").click()
    page.wait_for_url("**syn=0")
    assert total(page) < wide
    page.get_by_role("button", name="同时查找同义词").click()
    expect(page.locator(f".search-results[data-total='{wide}']")).to_be_attached()


@pytest.mark.parametrize(
    "address",
    [
        "q=椅子 没有这样的词",
        "q=积分兑换没有这样的词",
        "q=椅子 积分 没有这样的词&year=2023",
        "q=徐州&place=320500",
        "q=义工&syn=0",
    ],
)
def test_where_nothing_is_found_each_way_out_leads_to_as_many_as_it_says(page: Page, base: str, address: str) -> None:
    assert ask(page, base, address) == 0
    expect(page.locator(".search-state")).to_contain_text("没有找到")
    page.locator(".advice .offers").last.wait_for()
    offers = page.locator(".offers a", has=page.locator(".tally"))
    ways = [
        (str(offer.get_attribute("href")), int(offer.locator(".tally").inner_text().rstrip("条")))
        for offer in offers.all()
    ]
    assert ways
    for href, count in ways:
        page.goto(base + href)
        assert total(page) == count > 0, href


def test_before_a_query_the_page_tells_what_can_be_asked(page: Page, base: str) -> None:
    page.goto(f"{base}search.html")
    expect(page.locator(".offers a[href*='search.html?q=']")).to_have_count(3)
    assert page.locator(".search-results").get_attribute("data-total") is None
    page.locator(".offers a").first.click()
    assert total(page) > 0


def test_one_result_is_said_to_be_the_only_one(page: Page, base: str) -> None:
    assert ask(page, base, f"q={quote('髋部骨折')}") == 1
    expect(page.locator(".search-state")).to_contain_text("只有1条")


@pytest.mark.parametrize("name", ["index.html", f"cases/000/{CASE}.html"])
def test_suggestions_lead_to_places_and_titles_by_keyboard(page: Page, base: str, name: str) -> None:
    page.goto(base + name)
    assert page.evaluate("!window.press.fold")
    page.keyboard.press("/")
    box = page.locator("[data-suggest]")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("徐州", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("徐州市")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    assert box.input_value() == "徐州"
    box.fill("椅子")
    title = page.get_by_role("option", name="十四把椅子")
    expect(title.locator("mark")).to_have_text("椅子")
    box.fill("徐州")
    expect(options.first).to_contain_text("徐州市")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("徐州市")


def test_enter_without_a_choice_goes_to_the_search_page(page: Page, base: str, index: Index) -> None:
    page.goto(f"{base}help.html")
    page.keyboard.press("/")
    page.keyboard.type("徐州")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert total(page) == len(index.find("徐州"))


def test_arrows_lead_through_the_results_and_back_to_the_field(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}")
    page.keyboard.press("/")
    links = page.locator(".row .what > a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()


# The opened page -----------------------------------------------------------------------------


def test_the_opened_page_marks_the_words_and_scrolls_to_the_first(page: Page, base: str) -> None:
    ask(page, base, f"q={quote('髋部骨折')}")
    page.locator(f"[data-record='{CASE}'] a").click()
    marked = page.locator("#content mark")
    expect(marked).to_have_text("髋部骨折")
    expect(marked).to_be_in_viewport()
    expect(page.locator(".marks-bar")).to_contain_text("第1/1处")
    page.get_by_role("button", name="关闭").click()
    expect(marked).to_have_count(0)
    assert "mark" not in asked(page)


def test_a_marked_sentence_may_cross_the_mark_of_a_figure_but_no_paragraph(page: Page, base: str) -> None:
    page.goto(f"{base}cases/000/{CASE}.html?mark={quote(SENTENCE)}")
    expect(page.locator(".marks-bar")).to_contain_text("第1/1处")
    assert "".join(page.locator("#content mark").all_inner_texts()) == SENTENCE
    page.goto(f"{base}cases/000/{CASE}.html?mark={quote('髋部骨折。做法')}")
    expect(page.locator(".marks-bar")).to_contain_text("没有可以标出的")


def test_one_goes_from_one_place_to_the_next_and_round(page: Page, base: str) -> None:
    page.goto(f"{base}cases/000/{CASE}.html?mark={quote('粉笔 髋部')}")
    at = page.locator(".marks-bar .at")
    expect(at).to_have_text(re.compile(r"^第1/\d+处$"))
    count = int(at.inner_text().strip("第处").split("/")[1])
    text = page.locator("#content").inner_text()
    assert count == text.count("粉笔") + text.count("髋部") > 2
    page.get_by_role("button", name="下一处").click()
    expect(at).to_have_text(f"第2/{count}处")
    expect(page.locator("mark.current")).to_be_in_viewport()
    page.get_by_role("button", name="上一处").click()
    page.get_by_role("button", name="上一处").click()
    expect(at).to_have_text(f"第{count}/{count}处")


def test_an_item_of_an_issue_begins_with_its_own_place(page: Page, base: str) -> None:
    ask(page, base, f"q={MANY}&form=item")
    link = page.locator("[data-record$='#a2'] a").first
    anchor = str(link.get_attribute("href")).split("#")[1]
    link.click()
    current = page.locator("mark.current")
    expect(current).to_be_in_viewport()
    follows = "(mark, id) => document.getElementById(id).compareDocumentPosition(mark) & (4 | 16)"
    assert current.evaluate(follows, anchor)
    assert page.locator("#content mark").count() > 1


def test_traditional_characters_find_and_mark_simplified_ones(page: Page, base: str, index: Index) -> None:
    assert ask(page, base, f"q={quote('髖部骨摺')}") == 1
    expect(page.locator(".row mark")).to_have_text("髋部骨折")
    assert ask(page, base, f"q={quote('志願服務')}") == len(index.find("志愿服务")) > 0
    expect(page.locator(".row mark").first).to_have_text("志愿服务")
    page.locator(".row .what > a").first.click()
    expect(page.locator("#content mark").first).to_have_text("志愿服务")


# When things go wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["now.js", "g/*.js", "t/*/*.js"])
def test_a_file_that_cannot_be_read_is_named_and_tried_again(
    page: Page, base: str, complaints: list[str], file: str
) -> None:
    pattern = f"**/assets/search/**/{file}" if "/" in file else f"**/assets/search/{file}"
    page.route(pattern, lambda route: route.abort())
    page.goto(f"{base}search.html?q={quote('髋部骨折')}")
    expect(page.locator(".search-state")).to_contain_text(re.compile(r"检索文件“\S+\.js”没有读到"))
    assert page.locator(".search-results").get_attribute("data-total") is None
    assert records(page) == []
    page.unroute(pattern)
    page.get_by_role("button", name="重试").click()
    assert total(page) == 1
    complaints.clear()


@pytest.mark.parametrize("bundle", ["site", "words", "search"])
def test_a_script_that_cannot_be_read_is_named(page: Page, base: str, complaints: list[str], bundle: str) -> None:
    page.route(f"**/assets/{bundle}.*.js", lambda route: route.abort())
    page.goto(f"{base}search.html?q={MANY}")
    expect(page.locator(".search-state")).to_contain_text(f"“{bundle}.js”没有读到")
    complaints.clear()


def test_a_slow_file_is_waited_for_in_plain_sight(page: Page, base: str) -> None:
    waiting: list[Route] = []
    page.route("**/assets/search/**/t/*/*.js", lambda route: waiting.append(route))
    page.goto(f"{base}search.html?q={quote('髋部骨折')}", wait_until="commit")
    expect(page.locator(".search-state")).to_contain_text("正在查找“髋部骨折”")
    assert page.locator(".search-results").get_attribute("data-total") is None
    for route in waiting:
        route.continue_()
    assert total(page) == 1
    page.wait_for_timeout(500)
    expect(page.locator(".search-state")).to_contain_text("只有1条")


def test_only_the_last_of_several_questions_is_answered(page: Page, base: str, index: Index) -> None:
    waiting: list[Route] = []
    page.route("**/assets/search/**/t/*/*.js", lambda route: route.continue_() if waiting else waiting.append(route))
    page.goto(f"{base}search.html")
    with page.expect_request("**/t/*/*.js"):
        field(page).fill("髋部骨折")
    field(page).fill("徐州")
    expect(page.locator(f".search-results[data-total='{len(index.find('徐州'))}']")).to_be_attached()
    waiting[0].continue_()
    page.wait_for_timeout(300)
    assert records(page) == [row.record for row in index.find("徐州")]


# Every reader -----------------------------------------------------------------------------


def test_on_a_phone_filters_wait_behind_a_button_and_nothing_is_too_wide(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (f"q={MANY}", f"q={SYNONYM[0]}&place=320200&form=case", "q=椅子 没有这样的词", ""):
        page.goto(f"{server}search.html?{address}")
        page.locator(".facets:not([hidden]), .advice:not([hidden])").first.wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
    ask(page, server, f"q={MANY}")
    facets = page.get_by_role("group", name="筛选")
    expect(facets).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    expect(facets).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"{server}cases/000/{CASE}.html?mark={quote('粉笔')}")
    expect(page.locator(".marks-bar")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("志愿")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.get_by_role("listbox").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_screen_reader_hears_how_many_were_found(page: Page, base: str) -> None:
    count = ask(page, base, f"q={MANY}")
    expect(page.locator(".search-state[role=status]")).to_have_text(f"“{MANY}”共{count}条。")


def test_results_are_printed_without_what_paper_cannot_do(page: Page, server: str) -> None:
    count = ask(page, server, f"q={MANY}&form=case")
    text = pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0].extract_text()
    assert f"共{count}条" in text
    assert [word for word in ("再显示", "存为表格", "服务领域", "全部取消", "×") if word in text] == []


OLD_SEARCH = """
  const answered = async () => {
    for (;;) {
      const list = document.querySelector(".search-results[data-total]");
      if (list) return list;
      await new Promise(wait => setTimeout(wait, 20));
    }
  };
  const first = Number((await answered()).dataset.total);
  const box = document.querySelector("#ask");
  box.value = "徐州";
  box.dispatchEvent(new Event("input"));
  const list = await answered();
  return [first, Number(list.dataset.total), Array.from(list.children, row => row.dataset.record), location.search];
"""
OLD_MARKS = """
  while (!document.querySelector(".marks-bar .at")) await new Promise(wait => setTimeout(wait, 20));
  return [Array.from(document.querySelectorAll("#content mark"), mark => mark.textContent).join(""),
          document.querySelector(".marks-bar .at").textContent];
"""


@pytest.mark.skipif(bool(old_chromium.missing()), reason=old_chromium.missing())
def test_a_chromium_of_2020_searches_and_marks(base: str, index: Index) -> None:
    answer = old_chromium.run(f"{base}search.html?q={quote(MANY)}&sort=date", OLD_SEARCH)
    xuzhou = index.find("徐州")
    count, second, rows, address = answer.value
    assert (count, second, sorted(rows)) == (len(index.find(MANY)), len(xuzhou), sorted(row.record for row in xuzhou))
    assert parse_qs(address[1:]) == {"q": ["徐州"], "sort": ["date"]}
    marks = old_chromium.run(f"{base}cases/000/{CASE}.html?mark={quote(SENTENCE)}", OLD_MARKS)
    assert marks.value == [SENTENCE, "第1/1处"]
    assert (answer.errors, marks.errors) == ([], [])
