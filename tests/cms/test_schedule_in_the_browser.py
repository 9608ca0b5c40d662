"""A chief editor sets an hour in a real browser, and sees by itself when readers see the text."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.office import Office, log_in

PREPARE = """
import datetime as dt
from django.utils import timezone
from cms.cases.models import CasePage
from cms.releases.schedule import clear_due
from tests.cms.releasing import alive, live, ran
"""


def tell(running: Office, *lines: str) -> None:
    """Do in the office what the worker does."""
    running.run("cms", "shell", "-v0", "-c", PREPARE + "\n".join(lines))


def test_an_hour_is_set_in_the_form_and_the_page_says_by_itself_when_it_is_live(
    running: Office, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url) if "/releases/standing/" in request.url else None)
    log_in(page, running, "zhubian")
    page.goto(f"{running.url}/admin/cases/?clearance=open")
    number = re.findall(r"/pages/(\d+)/edit/", page.content())[0]
    where = f"{running.url}/admin/cases/{number}/decision/"
    page.goto(where)
    said = page.locator("[data-standing]")
    expect(said).to_contain_text("未上线：")

    page.locator("summary:has-text('公开这个案例')").click()
    hour = page.locator("[name=at]")
    expect(hour).to_be_hidden()
    page.check("[name=seen]")
    page.check("[name=when][value=later]")
    page.evaluate(
        "() => { const day = new Date(Date.now() + 864e5);"
        " document.querySelector('[name=at]').value = day.toISOString().slice(0, 10) + 'T09:05'; }"
    )
    page.click("button:has-text('确定公开这个案例')")
    expect(said).to_contain_text("定时 ")
    expect(said).to_contain_text(" 9:05 公开")
    expect(page.locator("summary:has-text('取消定时公开')")).to_be_visible()

    tell(running, "alive()", "assert clear_due(timezone.now() + dt.timedelta(days=3)) == 1")
    page.goto(where)
    expect(said).to_contain_text("正在上线…")
    tell(running, "alive()", "ran()", f"live(CasePage.objects.get(pk={number}))")
    expect(said).to_contain_text("已上线", timeout=15_000)
    assert asked
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == [], "what is settled is not asked for again"
    assert errors == []
