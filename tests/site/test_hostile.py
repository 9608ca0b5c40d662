"""A site whose every text is hostile, and addresses and stored choices that nobody meant, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.hostile import build_library, library
from tests.static_server import serve

TEXT = "</script><script>hurt()</script>\"'><img src=x onerror=hurt()>{{7*7}}&amp;\u2028\u202e"
FORGED = "document.querySelectorAll('img[src=x], script:not([src]):not([type]), [onerror]').length"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_library(tmp_path_factory.mktemp("hostile"), library(TEXT, f"{TEXT}\n{TEXT}"))


@pytest.fixture(scope="module", params=["disk", "server"])
def address(request: pytest.FixtureRequest, hostile: Path) -> Iterator[str]:
    if request.param == "disk":
        yield f"{hostile.as_uri()}/"
    else:
        with serve(hostile) as served:
            yield served.url


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    page = browser.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    yield page
    page.context.close()


def test_no_text_becomes_markup_or_script_on_any_page(
    page: Page, address: str, hostile: Path, complaints: list[str]
) -> None:
    names = sorted(path.relative_to(hostile).as_posix() for path in hostile.rglob("*.html") if path.name != "404.html")
    for name in names:
        page.goto(address + name)
        assert page.evaluate(FORGED) == 0, name
        assert complaints == [], name


def test_hostile_texts_are_compared_and_searched_as_words(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}cases/index.html")
    for button in page.locator(".choose").all():
        button.click()
    page.click(".tray-go")
    page.wait_for_selector(".compared thead a")
    assert TEXT[:60] in (page.text_content(".compared thead a") or "")
    page.goto(f"{address}search.html?q={quote(TEXT[:20])}")
    page.wait_for_selector(".search-results li")
    assert TEXT[:20] in (page.text_content(".search-results li") or "")
    assert page.evaluate(FORGED) == 0
    assert complaints == []


@pytest.mark.parametrize(
    "asked",
    ["<img/src=x/onerror=hurt()>", "../../x", "javascript:hurt()", "%00", "%E0%A4%A", "__proto__", "0", "-1", "1e3"],
)
def test_an_address_that_names_no_case_is_said_to_be_none(
    page: Page, address: str, asked: str, complaints: list[str]
) -> None:
    page.goto(f"{address}compare.html?cases={asked}")
    page.wait_for_function("() => document.querySelector('.compare-state').textContent.includes('不是案例编号')")
    assert page.locator(".compared table").count() == 0
    assert page.evaluate(FORGED) == 0
    assert complaints == []


def test_numbers_written_in_any_way_are_each_compared_once(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}compare.html?cases=１，第2号,000001,//elsewhere.example/000002.html")
    page.wait_for_selector(".compared thead a")
    assert page.locator(".compared thead .number").count() == 2
    assert complaints == []


@pytest.mark.parametrize("stored", ["{", "null", "{}", '[["000001", {}]]', '[["<b>", "x"]]', '[["__proto__", "x"]]'])
def test_what_else_lies_in_the_store_is_no_choice_and_no_mode(
    page: Page, address: str, stored: str, complaints: list[str]
) -> None:
    page.goto(f"{address}about.html")
    page.evaluate("stored => ['compare', 'mode', 'size'].forEach((name) => localStorage.setItem(name, stored))", stored)
    for name in ("cases/index.html", "cases/000/000001.html", "compare.html"):
        page.goto(address + name)
        assert page.locator(".tray.empty").count() == 1
        assert page.text_content("button.size") == "大字"
    assert complaints == []


@pytest.mark.parametrize("anchor", ["%", "%E0", "f99", '"><b>', "v-000000000000", "__proto__"])
def test_an_anchor_that_is_none_opens_the_page(page: Page, address: str, anchor: str, complaints: list[str]) -> None:
    for name in ("cases/000/000001.html", "bulletins/p/2024/1.html"):
        page.goto(f"{address}{name}#{anchor}")
        assert page.is_visible("h1")
    assert complaints == []
