"""Lists in a real browser: the map, the matrix, the showcases, on a desk and on a phone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PAGES = (
    "index.html",
    "cases/index.html",
    "places/index.html",
    "places/320300.html",
    "matrix/index.html",
    "fields/03.html",
    "years/index.html",
    "units/index.html",
    "collections/index.html",
    "collections/xiaoqiao-yingtong.html",
    "bulletins/wmsj/index.html",
    "bulletins/wmsj/2024/index.html",
)


LEFT = "cell => cell.getBoundingClientRect().left"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


OVERHANG = """() => [...document.querySelectorAll(".row")].filter((row) => [...row.querySelectorAll(":scope > *")].some(
  (part) => part.scrollWidth > part.clientWidth + 1 ||
    part.getBoundingClientRect().right > row.getBoundingClientRect().right + 1)).map((row) => row.textContent)"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["search.html?q=志愿", "places/320300.html", "years/2024.html"])
def test_nothing_in_a_row_stands_out_of_it(page: Page, server: str, width: int, address: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(server + address)
    expect(page.locator(".row").first).to_be_visible()
    assert page.evaluate(OVERHANG) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("size", ["", "large"])
def test_no_list_scrolls_sideways(page: Page, server: str, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    wide = []
    for name in PAGES:
        page.goto(server + name)
        page.evaluate("(size) => { document.documentElement.dataset.size = size }", size)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []


def test_the_tiles_of_the_index_lead_to_their_cities_by_keyboard(page: Page, base: str) -> None:
    page.goto(base + "places/index.html")
    tile = page.locator(".tiles a", has_text="镇江")
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("镇江市")


def test_a_number_in_the_matrix_leads_to_so_many_cases(page: Page, base: str) -> None:
    page.goto(base + "matrix/index.html")
    row = page.locator("tr", has=page.get_by_role("rowheader", name="扬州市"))
    cell = row.locator("td a").first
    count = int(cell.inner_text())
    cell.click()
    expect(page.locator("h1")).to_contain_text("扬州市：")
    expect(page.locator(".row[data-record]")).to_have_count(count)


def test_the_first_column_of_the_matrix_stays_in_sight_on_a_phone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + "matrix/index.html")
    frame, city = page.locator(".matrix-frame"), page.get_by_role("rowheader", name="南京市")
    before = city.evaluate(LEFT)
    frame.evaluate("frame => { frame.scrollLeft = 300 }")
    assert frame.evaluate("frame => frame.scrollLeft") > 100
    assert abs(city.evaluate(LEFT) - before) <= 2  # the space between cells


def test_the_matrix_can_be_scrolled_by_keyboard(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + "matrix/index.html")
    frame = page.get_by_role("region", name="各市各领域案例数")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.matrix-frame').scrollLeft > 0")


def test_the_indexes_of_a_showcase_lead_to_the_entry(page: Page, base: str) -> None:
    page.goto(base + "collections/xiaoqiao-yingtong.html")
    page.get_by_role("link", name="8 展会散场").first.click()
    expect(page.locator(".picks > li").nth(7)).to_be_in_viewport()


def test_the_place_of_a_case_stays_on_one_line_on_a_phone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("index.html", "cases/index.html"):
        page.goto(server + name)
        for place in page.locator(".row .place").all():
            assert place.bounding_box()["height"] < 40, place.inner_text()  # type: ignore[index]


def test_every_list_leads_to_its_data(page: Page, base: str, site: Path) -> None:
    for name in PAGES[1:]:
        page.goto(base + name)
        address = page.get_by_role("link", name="本页数据（JSON）").evaluate("link => link.href")
        found = site / address.removeprefix(base).removeprefix(f"{site.as_uri()}/")
        assert json.loads(found.read_text("utf-8"))["address"] == name


def test_no_kind_of_list_is_without_data(site: Path) -> None:
    lists = [path for path in site.rglob("*.html") if '<article class="list' in path.read_text("utf-8")]
    assert [path.name for path in lists if not path.with_suffix(".json").is_file()] == ["compare.html"]


def test_tiles_and_what_has_no_tile_add_up_to_all_cases(page: Page, server: str) -> None:
    page.goto(server + "index.html")
    tiles = [int(tile.inner_text()) for tile in page.locator(".tiles b").all()]
    others = [int(tally.inner_text()) for tally in page.locator(".tiles ~ .note .tally").all()]
    assert others and f"全部{sum(tiles) + sum(others)}个案例" in page.locator("#new").inner_text()
