"""From an old text to a public bulletin, as an editor does it: import, look, sign and clear in the admin, build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from records import Export, Issue, Report, report_sum
from tests.office import Office, log_in

BULLETINS = Path(__file__).resolve().parents[1] / "readers" / "bulletins"


@pytest.fixture(scope="module")
def page(running: Office, browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    log_in(page, running, "zhubian")
    return page


def decide(page: Page, running: Office, title: str, *decisions: str) -> None:
    """Open an issue from the list and take decisions on its page."""
    page.goto(f"{running.url}/admin/snippets/issues/issue/")
    page.click(f"text={title}")
    page.click("text=检查并签发")
    for decision in decisions:
        page.click(f"summary:has-text('{decision}')")
        page.locator("[name=seen] >> visible=true").check()
        page.click(f"button:has-text('确定{decision}')")
        page.wait_for_selector(".messages .success")


def imported(files: list[Path], running: Office, page: Page, out: Path, titles: list[str]) -> Path:
    """Import, sign and clear, then build; returns the site."""
    said = running.run("press", "import", *files).stdout
    for title in titles:
        assert title in said
        decide(page, running, title, "签发这一期", "公开整期")
    running.run("press", "build", "--out", out)
    return out / "current" / "site"


def test_a_bulletin_goes_from_old_text_to_the_site(running: Office, page: Page, tmp_path: Path) -> None:
    source = sorted(BULLETINS.glob("*.txt"))[0]
    said = running.run("press", "import", source).stdout
    title = re.search(r"《.+?》\d+年第\d+期", said)
    assert title, said
    assert "没有改动" in running.run("press", "import", source).stdout
    decide(page, running, title[0], "签发这一期", "公开整期")
    running.run("press", "build", "--out", tmp_path)
    name = title[0].partition("》")[0][1:]
    assert any(name in p.read_text("utf-8") for p in (tmp_path / "current/site/bulletins").rglob("*.html"))


def test_the_real_bulletins_reach_the_site_with_their_pdfs(
    running: Office, page: Page, tmp_path: Path, seeds: Path
) -> None:
    files = [next(seeds.glob("000_*")), next(seeds.glob("004_*"))]
    site = imported(
        files, running, page, tmp_path, ["《江苏精神文明建设简报》2023年第4期", "《江苏精神文明建设简报》2022年第36期"]
    )
    pages = {p.stem: p.read_text("utf-8") for p in site.glob("bulletins/jsjswmjsjb/*/*.html") if p.stem.isdigit()}
    for place in ("无锡市", "扬州市", "宜兴市"):
        assert place in pages["4"]
    for place in ("苏州市", "盐城市", "宿迁市"):
        assert place in pages["36"]
    assert sorted(p.name for p in site.glob("bulletins/jsjswmjsjb/*/*.pdf")) == ["36.pdf", "4.pdf"]
    issue = Export(tmp_path / "export").get(Issue, "jsjswmjsjb/2022/36")
    report = next(i for i in issue.items if isinstance(i, Report))
    assert report_sum(report) == report.total == 93
    assert (tmp_path / "export" / "private").stat().st_mode & 0o777 == 0o700


def test_a_contributor_writes_a_case(running: Office, page: Page) -> None:
    context = page.context.browser.new_context()
    own = context.new_page()
    log_in(own, running, "tongxunyuan")
    own.click("a:has-text('写一个案例')")
    own.fill("[name=title]", "河边的一把旧伞")
    own.fill("[name=year]", "2025")
    own.fill("[name=summary]", "摘要写在这里。")
    own.click("button:has-text('保存草稿')")
    own.wait_for_selector(".messages .success")
    assert own.locator("text=宜兴市").count()  # the unit's own place, proposed
    context.close()


def test_the_files_that_were_chosen_are_listed_and_what_cannot_be_read_is_said_before_they_are_sent(
    running: Office, page: Page, tmp_path: Path
) -> None:
    for name, data in (("伞.docx", b"x" * 2_000), ("表.xlsx", b"x"), ("照片.docx", b"x" * 20_000_001)):
        (tmp_path / name).write_bytes(data)
    page.goto(f"{running.url}/admin/articles/word/")
    page.set_input_files("[name=file]", [tmp_path / name for name in ("伞.docx", "表.xlsx", "照片.docx")])
    said = page.locator(".word__chosen li")
    assert said.all_inner_texts() == [
        "伞.docx（2 KB）",
        "表.xlsx（不是 .docx 或 .txt，读不了）",
        "照片.docx（超过 20 MB，读不了）",
    ]
    assert page.locator(".word__unreadable").count() == 2


def test_the_table_editor_shows_the_head_keeps_it_and_lets_it_be_set(running: Office, page: Page) -> None:
    page.goto(f"{running.url}/admin/snippets/adoption/report/add/")
    page.fill("[name=title]", "两行表头")
    page.locator(".c-sf-add-button").first.click()
    rows, head = page.locator(".ht_master .htCore tbody tr"), page.locator(".ht_master .htCore tbody tr:has(td.head)")

    def offered(row: int, column: int, words: str) -> None:
        rows.nth(row).locator("td").nth(column).click(button="right")
        page.click(f".htContextMenu td:has-text('{words}')")

    expect(head).to_have_count(1)
    rows.nth(0).locator("td").nth(1).click()
    rows.nth(0).locator("td").nth(2).click(modifiers=["Shift"])
    offered(0, 1, "合并单元格")
    expect(head).to_have_count(2)
    for row, words in ((2, "表头到这一行为止"), (2, "表头到上一行为止"), (1, "插入")):
        offered(row, 0, words)
    expect(head).to_have_count(3)
    rows.nth(3).locator("td").nth(0).click()
    page.keyboard.type("河埠")
    page.keyboard.press("Enter")
    page.click("button:has-text('保存')")
    page.click(".messages .success a")
    expect(page.locator(".ht_master .htCore tbody tr:has(td.head)")).to_have_count(3)


def test_the_table_editor_merges_only_empty_cells_so_that_no_words_are_lost(running: Office, page: Page) -> None:
    page.goto(f"{running.url}/admin/snippets/adoption/report/add/")
    page.fill("[name=title]", "合并单元格")
    page.locator(".c-sf-add-button").first.click()
    kept = page.locator("[name=table-0-value]")
    rows = page.locator(".ht_master .htCore tbody tr")

    def choose(start: tuple[int, int], end: tuple[int, int]) -> None:
        for (row, column), held in ((start, []), (end, ["Shift"])):
            rows.nth(row).locator("td").nth(column).click(modifiers=held)  # type: ignore[arg-type]

    for row in range(3):
        for column in range(3):
            choose((row, column), (row, column))
            page.keyboard.type(f"{row}{column}")
            page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[name=table-0-value]').value.includes('22')")
    written = kept.input_value()
    for start, end in (((1, 0), (2, 0)), ((0, 1), (0, 2)), ((1, 0), (1, 1))):
        choose(start, end)
        rows.nth(end[0]).locator("td").nth(end[1]).click(button="right")
        offer = page.locator(".htContextMenu td:has-text('合并单元格（先清空要并进来的格，文字才不会丢）')")
        assert "htDisabled" in (offer.get_attribute("class") or "")
        page.keyboard.press("Escape")
        choose(start, end)
        page.keyboard.press("Control+m")
        assert kept.input_value() == written
    for row, column in ((1, 2), (2, 1), (2, 2)):
        rows.nth(row).locator("td").nth(column).click()
        page.keyboard.press("Delete")
    choose((1, 1), (2, 2))
    rows.nth(2).locator("td").nth(2).click(button="right")
    page.click(".htContextMenu td:has-text('合并单元格')")
    expect(kept).to_have_value(re.compile('"rowspan":2'))
    assert not page.locator("select[id$=table-header-choice]").is_visible(), (
        "the first row is the head, so it is not asked"
    )
    page.click("button:has-text('保存')")
    page.wait_for_selector(".messages .success")
