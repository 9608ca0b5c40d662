"""The site keeps to itself: nothing from outside, nothing inline, no link that leads nowhere, and
hardly anything that needs scripts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from press.gate import broken_links
from tests.kinds import Kinds
from tests.office import CHROMIUM, CHROMIUM_FLAGS
from tests.static_server import Site

ROOT = Path(__file__).resolve().parents[2]
GONE = "000998"  # a number that the comparison asks for in vain
CASE = "cases/000/000003.html"
INSIDE = ("data", "file", "chrome", "devtools", "about", "chrome-extension")  # the browser itself
# Asked by the browser itself; where a page is the asker, the log says so.
BROWSERS_OWN = {"update.googleapis.com", "accounts.google.com", "content-autofill.googleapis.com"}


def test_every_kind_of_page_keeps_to_the_strict_policy(browser: Browser, strict: Site, whole: Kinds) -> None:
    strict.taken()  # what other tests asked this server for
    page = browser.new_page()
    complaints: list[tuple[str, str]] = []
    page.on("console", lambda m: complaints.append((page.url, m.text)) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append((page.url, str(e))))
    for name in whole.pages:
        if GONE in name:
            continue
        page.goto(strict.url + name)
        if "?" in name:
            page.wait_for_load_state("networkidle")
        for label in ("大字", "深色", "标准", "浅色"):
            page.get_by_role("button", name=label, exact=True).click()
    page.close()
    missing = [sent.path for sent in strict.taken() if sent.status != 200 and sent.path != "/favicon.ico"]
    assert (complaints, missing) == ([], [])


def test_scripts_add_one_name_to_the_window(browser: Browser, strict: Site, whole: Kinds) -> None:
    names = "Object.getOwnPropertyNames(window)"
    page = browser.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(strict.url)
    own = set(page.evaluate(names))
    page.unroute("**/*.js")
    for name in (*whole.pages, f"{CASE}?mark=志愿"):
        page.goto(strict.url + name)
        if page.locator("[data-suggest]").count():
            page.locator("[data-suggest]").focus()
            expect(page.get_by_role("combobox")).to_be_attached()
        page.wait_for_load_state("networkidle")
        assert set(page.evaluate(names)) - own == {"press"}, name
    page.close()


def test_chromiums_own_log_shows_no_request_to_another_host(
    browser: Browser, strict: Site, whole: Kinds, tmp_path: Path
) -> None:
    log = tmp_path / "net.json"
    logged = browser.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, f"--log-net-log={log}"])
    page = logged.new_page()
    for base in (strict.url, f"{whole.site.as_uri()}/"):
        for name in whole.pages:
            page.goto(base + name)
    logged.close()
    own = urlsplit(strict.url).hostname
    asked = set(hosts(log))
    assert own in asked
    assert asked - BROWSERS_OWN - {own} == set()


def hosts(log: Path) -> Iterator[str]:
    """Yield each host in a net log that was asked for, connected to or looked up; those of
    BROWSERS_OWN with the page that asked."""
    for event in json.loads(log.read_text("utf-8"))["events"]:
        found = event.get("params", {})
        for address in (found.get("url"), found.get("host")):
            if not isinstance(address, str):
                continue
            host = urlsplit(address).hostname if "//" in address else address.partition(":")[0]
            if host in BROWSERS_OWN and found.get("initiator", "not an origin") != "not an origin":
                yield f"{host} ({found['initiator']})"
            elif host and urlsplit(address).scheme not in INSIDE:
                yield host


def test_no_link_or_anchor_inside_leads_nowhere(whole: Kinds) -> None:
    assert [str(problem) for problem in broken_links(whole.site)] == []


def test_every_link_of_every_kind_of_page_opens_from_a_disk(browser: Browser, whole: Kinds) -> None:
    page = browser.new_page()
    linked: set[str] = set()
    for name in set(whole.pages) - {"404.html"}:  # which only a server shows
        page.goto(f"{whole.site.as_uri()}/{name}")
        links = {
            urldefrag(link).url
            for link in page.evaluate("Array.from(document.querySelectorAll('a[href]'), (link) => link.href)")
        }
        targets = {link: Path(unquote(urlsplit(link).path)) for link in sorted(links)}
        assert [link for link, path in targets.items() if whole.site not in path.parents or not path.is_file()] == [], (
            name
        )
        linked |= {link for link, path in targets.items() if path.relative_to(whole.site).as_posix() in whole.pages}
    for link in sorted(linked):  # one of each kind is really opened
        page.goto(link)
        expect(page.locator("#content")).to_be_visible()
    page.close()


# Without JavaScript -----------------------------------------------------------------------------


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_without_scripts_no_page_shows_a_control_that_does_nothing(plain: Page, strict: Site, whole: Kinds) -> None:
    for name in whole.pages:
        plain.goto(strict.url + name)
        idle = [
            button.inner_text()
            for button in plain.locator("button:not([type=submit]), select").all()
            if button.is_visible()
        ]
        assert idle == [], name


def test_without_scripts_a_figure_opens_its_sentence_and_the_way_back(plain: Page, base: str) -> None:
    plain.goto(base + CASE)
    plain.locator("#f1").get_by_role("link", name="原句").click()
    assert plain.url.endswith("#s1")
    expect(plain.locator("#s1")).to_be_in_viewport()
    plain.locator("a[href='#f1'].ref").click()
    assert plain.url.endswith("#f1")
    expect(plain.locator("#f1")).to_be_in_viewport()


def test_without_scripts_lists_lead_to_cases_and_issues_to_their_articles(plain: Page, base: str) -> None:
    plain.goto(base + "places/index.html")
    plain.locator("a[href*='320300']").first.click()
    plain.locator(".row a").first.click()
    expect(plain.locator("article.case h1")).to_be_visible()
    plain.goto(base + "bulletins/wmsj/2025/15.html")
    plain.locator(".contents a[href='#a2']").click()
    expect(plain.locator("#a2")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["search.html", "compare.html"])
def test_without_scripts_search_and_comparison_say_so_and_lead_to_the_lists(plain: Page, base: str, name: str) -> None:
    plain.goto(base + name)
    expect(plain.locator("main")).to_contain_text("脚本")
    plain.locator("main a[href*='cases/index.html']").first.click()
    expect(plain.locator(".row a").first).to_be_visible()


def test_no_script_needs_lookbehind() -> None:
    """Safari before 16.4 does not know it, and then runs nothing of the script in which it stands."""
    scripts = [path for folder in (ROOT / "site", ROOT / "cms") for path in folder.rglob("*.js")]
    assert len(scripts) > 30
    assert [str(path) for path in scripts if re.search(r"\(\?<[=!]", path.read_text("utf-8"))] == []
