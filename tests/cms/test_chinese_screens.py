"""The screens of the main tasks, as each role sees them in a real browser: nothing English is left on them, nothing is
asked of other hosts, and the content security policy holds without breaking anything."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.office import Office

ROLES = {
    "tongxunyuan": [
        "/admin/",
        "/admin/articles/",
        "/admin/cases/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/second-factor/",
        "/admin/notifications/",
        "/admin/calls/",
        "/admin/articles/word/",
        "/admin/help/",
        "/admin/adoption/record/",
    ],
    "shiji": [
        "/admin/",
        "/admin/adoption/?cell=all",
        "/admin/adoption/scores/",
        "/admin/articles/",
        "/admin/images/",
        "/admin/documents/",
    ],
    "xitong": ["/admin/", "/admin/articles/"],
    "bianji": [
        "/admin/",
        "/admin/snippets/issues/issue/",
        "/admin/snippets/newsroom/clipping/",
        "/admin/snippets/cases/collection/",
        "/admin/snippets/newsroom/call/add/",
        "/admin/snippets/adoption/report/",
        "/admin/adoption/?cell=all",
        "/admin/adoption/rates/?span=year&year=2025&cell=&list=adopted",
        "/admin/adoption/silent/?span=year&year=2025",
        "/admin/adoption/circular/?span=year&year=2025",
        "/admin/adoption/scores/",
        "/admin/adoption/happenings/",
        "/admin/adoption/happenings/add/",
        "/admin/adoption/happenings/file/",
        "/admin/adoption/rulings/",
        "/admin/adoption/rulings/add/?example=05-quzhou",
    ],
    "zhubian": [
        "/admin/",
        "/admin/cases/",
        "/admin/snippets/issues/issue/add/",
        "/admin/audit/",
        "/admin/releases/",
        "/admin/issues/1/builder/",
        "/admin/issues/1/decision/",
    ],
    "yinfa": [
        "/admin/",
        "/admin/snippets/distribution/distributionlist/",
        "/admin/dispatch/?year=2025",
        "/admin/dispatch/receipts/",
        "/admin/dispatch/recalls/",
        "/admin/dispatch/destructions/",
        "/admin/snippets/distribution/distributionlist/edit/1/",
        "/admin/snippets/distribution/recipient/",
        "/admin/snippets/distribution/recipient/add/",
        "/admin/distribution/register/import/",
        "/admin/distribution/register/doubles/",
        "/admin/distribution/lists/1/",
        "/admin/distribution/print/",
        "/admin/distribution/print/1/",
    ],
    "guanli": [
        "/admin/",
        "/admin/users/",
        "/admin/users/new/",
        "/admin/collections/",
        "/admin/collections/add/",
        "/admin/images/add/",
        "/admin/audit/",
        "/admin/login-locks/",
        "/admin/snippets/units/place/",
        "/admin/snippets/cases/indicator/add/",
        "/admin/reports/site-history/",
        "/admin/nowhere/",
    ],
}
# Names of formats and keys that Chinese officials read as they are, and the accounts of the demonstration.
FORMATS = "PDF PNG JPG JPEG CSV XLSX JSON Word WPS Excel doc docx xlsx txt pdf MB"
KEYS = "Ctrl Alt Shift Enter Esc Tab Cmd Del"
KNOWN = {*re.split(" ", f"{FORMATS} {KEYS} ID URL TOTP CMS"), *ROLES}
WORD = re.compile(r"[A-Za-z]{2,}")
# Doubled or straight quotation marks, and words that are not the office's.
NOT_OURS = re.compile('““|””|“《|《《|"|提交审核|已提交|工作流')

TITLE = "“旧伞”在河边的桥头等了三个月，雨天借出去，晴天又还回来"

# All that is visible or read aloud, but not what people typed.
SPOKEN = """() => {
  const found = [];
  const typed = "textarea, [contenteditable], script, style, template, noscript, iframe, code, kbd, .audit__data";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (parent && text && !parent.closest(typed) && shown(parent)) found.push(text);
  }
  for (const name of ["title", "placeholder", "aria-label", "alt"]) {
    for (const e of document.body.querySelectorAll(`[${name}]`)) {
      if (shown(e) && !e.closest("[contenteditable]")) found.push(e.getAttribute(name).trim());
    }
  }
  for (const e of document.querySelectorAll("input[type=submit], input[type=button]"))
    if (shown(e)) found.push(e.value);
  found.push(document.title);
  return found;
}"""
WATCH = """document.addEventListener("securitypolicyviolation", (e) =>
  console.error("POLICY " + e.violatedDirective + " " + e.blockedURI + " " +
    e.sourceFile + ":" + e.lineNumber + " " + e.sample));"""


@dataclass
class Seen:
    """What came up on the way: English by screen, broken rules of the policy, errors
    of scripts, requests to elsewhere."""

    english: dict[str, set[str]] = field(default_factory=dict)
    not_ours: dict[str, set[str]] = field(default_factory=dict)
    policy: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    screens: int = 0


class Walker:
    """Goes through the screens as one account."""

    def __init__(self, browser: Browser, running: Office, name: str, seen: Seen) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
        self.office, self.name, self.seen, self.where = running, name, seen, ""
        self.page.set_default_timeout(15_000)
        self.page.add_init_script(WATCH)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: seen.errors.append(f"{self.where}: {error}"))
        self.page.on("request", self.asked)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def heard(self, message: Any) -> None:
        if message.text.startswith("POLICY") or "Content Security Policy" in message.text:
            self.seen.policy.append(f"{self.where}: {message.text[:300]}")

    def asked(self, request: Any) -> None:
        # What begins with chrome is the browser's own viewer of PDFs.
        if not request.url.startswith((self.office.url, "data:", "blob:", "about:", "chrome")):
            self.seen.foreign.add(request.url)

    def look(self, where: str) -> None:
        """Note what of the present screen is English."""
        self.seen.screens += 1
        self.page.wait_for_function("() => document.readyState === 'complete'")
        for text in self.page.evaluate(SPOKEN):
            if set(WORD.findall(text)) - KNOWN:
                self.seen.english.setdefault(text[:120], set()).add(f"{self.name} {where}")
            if NOT_OURS.search(text):
                self.seen.not_ours.setdefault(text[:120], set()).add(f"{self.name} {where}")

    def visit(self, address: str) -> None:
        """Open an address and look."""
        self.where = f"{self.name} {address}"
        self.page.goto(self.office.url + address, wait_until="load")
        self.look(address)

    def click(self, selector: str, where: str, wait: str = "") -> bool:
        """Click the first visible match and look at what comes up; False if there is none."""
        targets = self.page.locator(f"{selector} >> visible=true")
        if not targets.count():
            return False
        targets.first.click()
        if wait:
            self.page.wait_for_selector(wait)
        self.page.wait_for_timeout(250)
        self.look(where)
        return True


def log_in(walker: Walker) -> None:
    walker.visit("/admin/login/")
    walker.page.fill("[name=username]", walker.name)
    walker.page.fill("[name=password]", "wrong")
    with walker.page.expect_navigation():
        walker.page.click("[type=submit]")
    walker.look("wrong password")
    walker.page.fill("[name=password]", walker.office.password)
    walker.page.click("[type=submit]")
    walker.page.wait_for_url("**/admin/")


def write_article(walker: Walker) -> str:
    """Write an article with a paragraph and a table, with every panel open once; return the address of its editor."""
    page = walker.page
    walker.visit("/admin/")
    page.click("text=写一篇稿件")
    page.wait_for_selector("[name=title]")
    walker.look("new article")
    for tab in page.locator("[role=tab] >> visible=true").all()[::-1]:
        tab.click()
        walker.look("new article")
    for name, value in (("title", TITLE), ("leader", "科长"), ("writer", "办公室"), ("phone", "0510")):
        page.locator(f"[name={name}]").evaluate("(field, text) => { field.value = text }", value)
    walker.click(".c-sf-add-button", "kinds of block")
    for option in page.locator("[role=option] >> visible=true").all()[:1]:
        option.click()
    page.locator("textarea[name^=body-] >> visible=true").first.fill("雨天借伞，晴天还伞。")
    walker.look("first block")
    for toggle in page.locator("[data-side-panel-toggle] >> visible=true").all():
        toggle.click()
        page.wait_for_timeout(400)
        walker.look(f"side panel {toggle.get_attribute('data-side-panel-toggle')}")
    page.keyboard.press("Escape")
    page.click("button:has-text('保存草稿')")
    page.wait_for_selector(".messages .success, [data-w-autosave-target]")
    walker.look("saved")
    return page.url.removeprefix(walker.office.url)


def try_fields(walker: Walker) -> None:
    """Open the modal windows, menus and errors of the forms."""
    page = walker.page
    walker.visit("/admin/snippets/issues/issue/add/")
    walker.click("button:has-text('开始编排')", "an empty issue")
    walker.visit("/admin/snippets/issues/issue/add/")
    page.click("[name=date]")
    page.wait_for_selector(".xdsoft_datetimepicker >> visible=true")
    walker.look("calendar")
    walker.visit("/admin/snippets/adoption/report/add/")
    walker.click(".c-sf-add-button", "table")
    cells = page.locator(".ht_master .htCore tbody td")
    if cells.count():
        cells.nth(4).click(button="right")
        page.wait_for_timeout(300)
        walker.look("menu of a table")
        page.keyboard.press("Escape")
    walker.visit("/admin/snippets/newsroom/clipping/add/")
    assert walker.click(".chooser__choose-button", "chooser", wait=".modal-body >> visible=true")
    page.click(".modal-body a:has-text('南京市')")
    page.wait_for_selector(".chooser__title:has-text('南京市')")
    page.click("#id_figures-ADD")
    page.wait_for_selector("#id_figures-0-date >> visible=true")
    walker.look("a figure more")
    page.click("#id_figures-0-date")
    page.wait_for_selector(".xdsoft_datetimepicker >> visible=true")


def pictures(walker: Walker) -> None:
    """Upload a picture, and something that is none."""
    page = walker.page
    walker.visit("/admin/images/add/")
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")
    for name, data in (("伞.png", out.getvalue()), ("坏.png", b"<svg/>")):
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "image/png", "buffer": data})
        page.wait_for_timeout(1500)
        walker.look(f"uploaded {name}")
    walker.visit("/admin/images/")
    walker.click(".listing a[href*='/admin/images/'], ul.listing a", "a picture")


def pages(walker: Walker, editor: str) -> None:
    """Look at what can be done with a page beside editing."""
    base = editor.rstrip("/").removesuffix("edit").rstrip("/")
    for verb in ("history", "move", "delete", "workflow/status", "usage"):
        walker.visit(f"{base}/{verb}/")
    for verb in ("way", "compare", "word", "case"):
        walker.visit(f"{base.replace('pages', 'articles')}/{verb}/")
    revisions = re.findall(r"/revisions/(\d+)/", walker.page.content()) or ["earliest"]
    walker.visit(f"{base}/revisions/compare/{revisions[0]}...latest/")
    walker.visit("/admin/articles/")
    walker.click("tbody input[type=checkbox]", "bulk actions")
    walker.click("button:has-text('筛选')", "filters")
    walker.visit("/admin/articles/?q=没有这样的稿件")


def workflow(walker: Walker, editor: str) -> None:
    """Open the review, and what asks why an article goes back."""
    walker.visit(editor)
    walker.click("footer button:has-text('保存并去审核')", "review", wait=".review__decide")
    for summary in walker.page.locator(".review__decide summary").all():
        summary.click()
        walker.look("asked before it is done")


@pytest.fixture(scope="module")
def seen(running: Office, browser: Browser) -> Seen:
    found, editor = Seen(), ""
    for name, addresses in ROLES.items():
        walker = Walker(browser, running, name, found)
        log_in(walker)
        for address in addresses:
            walker.visit(address)
        if name == "tongxunyuan":
            editor = write_article(walker)
            walker.click("footer button:has-text('报送')", "handed in", wait=".review")
        if name == "shiji":
            workflow(walker, editor)
            pictures(walker)
        if name == "bianji":
            try_fields(walker)
        if name == "guanli":
            pages(walker, editor)
        walker.page.context.close()
    return found


def test_no_screen_shows_english(seen: Seen) -> None:
    assert {text: sorted(where)[0] for text, where in seen.english.items()} == {}
    assert seen.screens > 60


def test_every_screen_speaks_the_offices_words(seen: Seen) -> None:
    assert {text: sorted(where)[0] for text, where in seen.not_ours.items()} == {}


def test_nothing_is_asked_of_another_host(seen: Seen) -> None:
    assert seen.foreign == set()


def test_the_policy_holds_and_scripts_run_without_errors(seen: Seen) -> None:
    assert seen.policy == []
    assert seen.errors == []


def test_an_injected_inline_script_does_not_run(running: Office, browser: Browser) -> None:
    found = Seen()
    walker = Walker(browser, running, "bianji", found)
    walker.visit("/admin/login/")
    walker.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hurt = 1\">')")
    walker.page.evaluate(
        "s = document.createElement('script'); s.textContent = 'window.hurt = 2'; document.body.append(s)"
    )
    walker.page.wait_for_timeout(300)
    assert walker.page.evaluate("window.hurt === undefined")
    assert len(found.policy) >= 2
