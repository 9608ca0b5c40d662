"""A paste from Word becomes the blocks that the same text makes as a file, in a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Browser, Page

from cms.core.models import Picture
from cms.newsroom.models import ArticlePage
from cms.newsroom.word.draft import register
from cms.units.models import UnitPage
from readers.word import read_docx, read_html
from tests.cms.word_samples import clipboard, plain_article
from tests.office import Office, log_in

BROWSER = """<html><body><!--StartFragment--><h2>做法</h2><ol><li>先摆伞。</li><li>再补伞。</li></ol>
<p>结尾一段。<script>alert(1)</script><img src="https://example.invalid/x.png"></p><!--EndFragment--></body></html>"""


@pytest.mark.django_db
def test_the_file_and_the_clipboard_make_the_same_blocks() -> None:
    from datetime import date

    of_file = read_docx(plain_article(), "x.docx", register(date(2026, 1, 5)))
    body, media, notes = read_html(clipboard())
    assert (body, media, notes) == (of_file.body, of_file.media, ())


def post(client: Any, html: str, **where: int) -> Any:
    return client.post(reverse("article_paste"), {"html": SimpleUploadedFile("paste.html", html.encode()), **where})


def test_a_paste_is_answered_with_blocks_and_its_pictures_lie_in_the_unit_s_folder(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    answer = post(as_user("tongxunyuan"), clipboard(), parent=unit.pk).json()
    kinds = [block["type"] for block in answer["blocks"]]
    assert kinds == [
        "paragraph",
        "heading",
        "point",
        "point",
        "heading",
        "point",
        "point",
        "table",
        "picture",
        "quotation",
    ]
    image = answer["blocks"][8]["value"]["image"]["id"]
    assert Picture.objects.get(pk=image).collection.name == "宜兴市"
    assert answer["said"].startswith("已按格式粘贴：段落 1、小标题 2、要点 4、表格 1、图片 1、引语 1")


def test_a_picture_that_the_clipboard_only_names_is_told_and_never_fetched(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    answer = post(as_user("tongxunyuan"), clipboard("file"), parent=unit.pk).json()
    assert "请另传图片" in answer["notes"][0] and "picture" not in [block["type"] for block in answer["blocks"]]
    answer = post(as_user("tongxunyuan"), BROWSER, parent=unit.pk).json()
    assert "请另传图片" in answer["notes"][0] and "alert" not in json.dumps(answer)
    assert [block["type"] for block in answer["blocks"]] == ["heading", "point", "point", "paragraph"]


def test_nobody_pastes_into_what_is_not_theirs(as_user: Any) -> None:
    unit = UnitPage.objects.get(code="320282")
    made = ArticlePage(title="河边的旧伞", live=False)
    unit.add_child(instance=made)
    pictures = Picture.objects.count()
    for where in ({"parent": unit.pk}, {"page": made.pk}, {"page": unit.pk}, {"parent": 1}, {}):
        assert post(as_user("xitong"), clipboard(), **where).status_code in (302, 403, 404)
    assert post(as_user("tongxunyuan"), clipboard(), page=unit.pk).status_code == 404  # a unit is no text
    assert Picture.objects.count() == pictures


@pytest.fixture(scope="module")
def page(running: Office, browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    log_in(page, running, "tongxunyuan")
    return page


PASTE = """([area, html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return !area.dispatchEvent(event);
}"""
KINDS = "() => document.getElementById('body-root').rootBlock.children.map((child) => child.type)"
VALUES = "() => document.getElementById('body-root').rootBlock.getState().map((child) => child.value)"


def write(page: Page, running: Office, text: str) -> Any:
    """Open a new article, and write in the paragraph that it opens with; return its text area."""
    code = "from cms.units.models import UnitPage; print(UnitPage.objects.get(code='320282').pk)"
    unit = running.run("cms", "shell", "-v0", "-c", code).stdout.strip()
    page.goto(f"{running.url}/admin/pages/add/newsroom/articlepage/{unit}/")
    page.wait_for_selector("#body-root", state="attached")
    area = page.locator("#body-root textarea").first
    area.fill(text)
    return area


def paste(page: Page, area: Any, html: str, text: str = "x") -> bool:
    caught: bool = page.evaluate(PASTE, [area.element_handle(), html, text])
    return caught


def test_a_rich_paste_becomes_blocks_between_what_stood_there_and_can_be_undone(page: Page, running: Office) -> None:
    area = write(page, running, "前面后面")
    area.evaluate("(area) => area.setSelectionRange(2, 2)")
    assert paste(page, area, clipboard())
    page.wait_for_selector(".pasted >> text=已按格式粘贴")
    kinds = page.evaluate(KINDS)
    assert (
        kinds[0] == kinds[-1] == "paragraph" and kinds.count("point") == 4 and "table" in kinds and "picture" in kinds
    )
    assert page.evaluate(VALUES)[0] == "前面" and page.evaluate(VALUES)[-1] == "后面"
    page.click("text=撤销粘贴")
    assert page.evaluate(KINDS) == ["paragraph"] and page.evaluate(VALUES) == ["前面后面"]


def test_what_was_pasted_is_saved_as_the_same_text_that_the_file_makes(page: Page, running: Office) -> None:
    area = write(page, running, "")
    paste(page, area, clipboard())
    page.wait_for_selector(".pasted >> text=已按格式粘贴")
    page.fill("#id_title", "粘贴来的旧伞稿件两篇")
    page.wait_for_url("**/edit/**")  # saved by itself
    page.click("button:has-text('保存草稿')")
    page.wait_for_selector(".messages .success")
    code = (
        "from cms.newsroom.models import ArticlePage as A; from records import format_body; import json;"
        "print(json.dumps(format_body(A.objects.get(title='粘贴来的旧伞稿件两篇').latest.as_record().body)))"
    )
    saved = json.loads(running.run("cms", "shell", "-v0", "-c", code).stdout)
    from records import format_body

    body, media, _ = read_html(clipboard())
    expected = format_body(body)
    assert len(media) == 1
    assert [line for line in saved.splitlines() if "media/" not in line] == [
        line for line in expected.splitlines() if "media/" not in line
    ]


@pytest.mark.parametrize("html", ["", "<p>只有一段话</p>", "<span>几个<b>字</b></span>"])
def test_a_plain_paste_is_left_to_the_browser(html: str, page: Page, running: Office) -> None:
    assert not paste(page, write(page, running, ""), html)


def test_a_failed_paste_says_so_and_changes_nothing(page: Page, running: Office) -> None:
    area = write(page, running, "原来的话")
    page.route("**/articles/paste/", lambda route: route.abort())
    assert paste(page, area, clipboard())
    page.wait_for_selector(".pasted--failed >> text=网络不通")
    page.unroute("**/articles/paste/")
    assert page.evaluate(VALUES) == ["原来的话"] and area.is_editable()


def test_remarks_appear_while_one_writes_and_lead_to_the_place(page: Page, running: Office) -> None:
    area = write(page, running, "宜星市的伞有320把。")
    page.wait_for_selector(".hints >> text=处可以再看看")
    page.click(".hints > summary")
    page.click(".hints button:has-text('是不是宜兴市')")
    assert area.evaluate("(area) => area === document.activeElement")
    page.click(".hints button:has-text('单位审签人')")
    assert page.locator("#id_leader").is_visible()
