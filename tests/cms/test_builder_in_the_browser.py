"""The builder in a real browser: by mouse and by keyboard, two editors at once, a preview
that follows and keeps its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.office import Office, log_in

POOL = """
from cms.units.models import UnitPage
from cms.newsroom.models import ArticlePage
for n, code in enumerate(("320282", "320200", "320300", "320500")):
    unit = UnitPage.objects.get(code=code)
    page = ArticlePage(title=f"第{n}篇旧伞", place=unit.place, state="pool", live=False,
        body=[("paragraph", "雨天借伞，晴天还伞。" * 60)])
    unit.add_child(instance=page)
    page.save_revision()
"""


@pytest.fixture(scope="module")
def pages(running: Office, browser: Browser) -> tuple[Page, Page]:
    """Two editors, each with a browser of their own, and a pool."""
    running.run("cms", "shell", "-v0", "-c", POOL)
    made = []
    for username in ("zhubian", "bianji"):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        log_in(page, running, username)
        made.append(page)
    return made[0], made[1]


@pytest.fixture
def page(running: Office, pages: tuple[Page, Page]) -> Iterator[Page]:
    """The builder of a new issue."""
    page = pages[0]
    page.goto(f"{running.url}/admin/snippets/issues/issue/add/")
    page.click("form button:has-text('开始编排')")
    page.wait_for_url("**/builder/")
    page.wait_for_selector("[data-rows] [data-item]")
    yield page
    page.unroute_all()
    while count := page.locator("[data-act=out]").count():  # back to the pool, for the next test
        page.locator("[data-act=out]").first.click()
        expect(page.locator("[data-act=out]")).to_have_count(count - 1)


def put(page: Page, title: str) -> None:
    page.locator("[data-rows] li", has_text=title).get_by_role("button", name="放入").click()
    expect(items(page).filter(has_text=title)).to_have_count(1)


def items(page: Page) -> Locator:
    return page.locator("[data-layout] [data-item]")


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("[data-layout] [data-item] a").all_inner_texts()]


def add_section(page: Page, name: str) -> None:
    page.fill("[data-add] input", name)
    page.click("[data-add] button")
    expect(page.locator(f'[data-section="{name}"]')).to_have_count(1)


def slow(route: Route) -> None:
    """Let an answer take its time."""
    answer = route.fetch()
    route.request.frame.page.wait_for_timeout(800)
    route.fulfill(response=answer)


def test_names_typed_while_a_save_is_answered_stay_and_are_saved(page: Page) -> None:
    add_section(page, "一线")
    put(page, "第0篇")
    page.route("**/save/", slow)
    page.locator("[data-layout] [data-act=out]").first.press("Enter")
    page.locator("[data-rename]").first.press("End")
    page.locator("[data-rename]").first.press_sequentially("观察", delay=60)
    page.locator("[data-add] input").press_sequentially("新风", delay=60)
    page.wait_for_timeout(2500)
    assert page.input_value("[data-add] input") == "新风"
    page.locator("[data-add] input").press("Enter")
    expect(page.locator('[data-section="一线观察"]')).to_have_count(1)
    expect(page.locator('[data-section="新风"]')).to_have_count(1)


def test_an_article_is_dragged_from_the_pool_into_a_section_and_back_and_forth(page: Page) -> None:
    add_section(page, "工作交流")
    add_section(page, "基层动态")
    page.drag_and_drop("[data-rows] li:has-text('第0篇')", '[data-section="工作交流"]')
    expect(page.locator('[data-section="工作交流"] [data-item]')).to_have_count(1)
    page.drag_and_drop(
        "[data-rows] li:has-text('第1篇')", '[data-section="工作交流"] [data-item]', target_position={"x": 40, "y": 4}
    )
    expect(page.locator('[data-section="工作交流"] [data-item]')).to_have_count(2)
    assert titles(page) == ["第1篇旧伞", "第0篇旧伞"]
    page.drag_and_drop('[data-layout] li:has-text("第1篇")', '[data-section="基层动态"]')
    expect(page.locator('[data-section="基层动态"] [data-item]')).to_have_count(1)
    page.reload()
    page.wait_for_selector("[data-layout] [data-item]")
    assert titles(page) == ["第0篇旧伞", "第1篇旧伞"]


def test_everything_works_by_keyboard_and_the_focus_stays(page: Page) -> None:
    for n in (0, 1):
        put(page, f"第{n}篇")
    page.locator("[data-layout] li", has_text="第1篇").get_by_role("button", name="上移").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-layout] [data-item] >> nth=0")).to_contain_text("第1篇")
    assert page.evaluate("document.activeElement.closest('[data-item]').innerText").startswith("第1篇")
    add_section(page, "基层动态")
    page.locator("[data-layout] li", has_text="第1篇").locator("select").select_option(label="基层动态")
    expect(page.locator('[data-section="基层动态"] [data-item]')).to_have_count(1)
    box = page.locator('[data-section="基层动态"] [data-rename]')
    box.fill("各地动态")
    box.press("Enter")
    box.blur()
    expect(page.locator('[data-section="各地动态"]')).to_have_count(1)
    page.get_by_role("button", name="去掉栏目“各地动态”").click()
    expect(page.locator("[data-section]")).to_have_count(1)
    assert titles(page) == ["第0篇旧伞", "第1篇旧伞"]


def test_the_later_of_two_editors_sees_what_the_first_did(page: Page, pages: tuple[Page, Page]) -> None:
    other = pages[1]
    other.goto(page.url)
    other.wait_for_selector("[data-rows] [data-item]")
    put(page, "第0篇")
    other.locator("[data-rows] li", has_text="第1篇").get_by_role("button", name="放入").click()
    expect(other.locator("[data-alert]")).to_contain_text("另一位编辑刚改过，已载入最新的编排")
    assert titles(other) == ["第0篇旧伞"]
    put(other, "第1篇")
    assert titles(other) == ["第0篇旧伞", "第1篇旧伞"]
    page.reload()


def test_the_preview_follows_an_edit_and_keeps_its_place(page: Page) -> None:
    for n in range(3):
        put(page, f"第{n}篇")
    expect(page.locator("[data-said]")).to_contain_text("双面")
    expect(page.locator("[data-setting]")).to_be_hidden()
    key = page.get_attribute("[data-pages]", "data-key")
    page.evaluate("document.querySelector('[data-pages]').scrollTop = 333")
    page.click("summary:has-text('编者按')")
    page.fill("#id_editor_note", "雨季将至，各地可以参照。")
    page.wait_for_function("key => document.querySelector('[data-pages]').dataset.key !== key", arg=key)
    assert page.evaluate("document.querySelector('[data-pages]').scrollTop") == 333
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    expect(page.locator("[data-contents]")).to_contain_text("第0篇旧伞")


def test_a_late_answer_does_not_replace_a_newer_preview(page: Page) -> None:
    put(page, "第0篇")
    expect(page.locator("[data-said]")).to_contain_text("共")
    held: list[Route] = []
    page.route("**/builder/preview/", lambda route: held.append(route) if not held else route.continue_())
    put(page, "第1篇")
    page.wait_for_timeout(600)
    put(page, "第2篇")
    expect(page.locator("[data-contents]")).to_contain_text("第2篇旧伞")
    page.wait_for_load_state("networkidle")
    key = page.get_attribute("[data-pages]", "data-key")
    held[0].fulfill(json={"key": "stale", "said": "旧的", "pages": [], "contents": []})
    page.wait_for_timeout(300)
    expect(page.locator("[data-said]")).not_to_contain_text("旧的")
    assert page.get_attribute("[data-pages]", "data-key") == key


def test_a_change_that_did_not_reach_the_server_is_said_and_sent_again(page: Page) -> None:
    page.route("**/builder/save/", lambda route: route.abort())
    page.locator("[data-rows] [data-put] >> nth=0").click()
    expect(page.locator("[data-alert]")).to_contain_text("没有连上服务器。刚才的改动还在这里")
    assert titles(page) == []
    page.unroute_all()
    expect(items(page)).to_have_count(1)
    expect(page.locator("[data-alert]")).to_be_hidden()


def test_two_editors_who_write_in_one_field_lose_neither_text(page: Page, pages: tuple[Page, Page]) -> None:
    other = pages[1]
    other.goto(page.url)
    other.wait_for_selector("[data-rows] li")
    for each, words in ((page, "雨季将至。"), (other, "晴天也借。")):
        each.click("summary:has-text('编者按')")
        each.fill("#id_editor_note", words)
        each.locator("#id_editor_note").blur()
        expect(each.locator("[data-saved]")).not_to_have_text("正在保存…")
    expect(other.locator("[data-field=editor_note] [data-error]")).to_contain_text("另一位编辑刚改成“雨季将至。”")
    assert other.input_value("#id_editor_note") == "晴天也借。"


def test_a_print_run_is_put_right_with_one_click(page: Page) -> None:
    page.click("summary:has-text('分发与印数')")
    page.select_option("#id_distribution", index=1)
    page.fill("#id_print_run", "17")
    page.locator("#id_print_run").blur()
    page.click("[data-fit]")
    expect(page.locator("[data-fit]")).to_have_count(0)
    assert page.input_value("#id_print_run") != "17"
