"""No word is lost: two people in one text, cuts of the network, a killed browser, a server
that was away, a login that ended."""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, sync_playwright

from tests.office import CHROMIUM, CHROMIUM_FLAGS, ROOT, Office, set_up, wait_for

SEED = int(os.environ.get("KEEP_SEED", "20230704"))
LOST_AT_MOST = 2.0  # seconds before a crash
SLOW = 60_000  # ms that a busy machine may take


class Server:
    """The CMS of an office, which can be stopped and started."""

    def __init__(self, office: Office) -> None:
        self.office, self.process = office, None

    def start(self) -> None:
        environment = {**os.environ, "PRESS_VAR": str(self.office.var)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "cms", "runserver", self.office.url.removeprefix("http://"), "--noreload"]
        with (self.office.var / "cms.log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_for(f"{self.office.url}/admin/login/", seconds=120)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    made = Server(set_up(tmp_path_factory.mktemp("office"), url=url, like=prepared))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


class Person:
    """Someone at a machine of their own, who notes when each word was typed."""

    def __init__(self, playwright: Playwright, server: Server, name: str, folder: Path) -> None:
        self.playwright, self.server, self.name, self.folder = playwright, server, name, folder
        self.typed: list[tuple[str, float]] = []
        self.open()

    def open(self) -> None:
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=CHROMIUM_FLAGS, viewport={"width": 1280, "height": 900}
        )
        self.context.set_default_timeout(SLOW)
        self.page: Page = self.context.pages[0]
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(f"{self.server.office.url}/admin/login/")
        if self.page.locator("[name=password]").count():
            self.log_in(self.page)

    def log_in(self, page: Page) -> None:
        page.fill("[name=username]", self.name)
        page.fill("[name=password]", self.server.office.password)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")

    def kill(self) -> None:
        """Kill the browser as a power cut would."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--user-data-dir={self.folder}".encode() in command and not any(
                part.startswith(b"--type=") for part in command
            ):
                os.kill(int(process.name), signal.SIGKILL)
        time.sleep(0.5)
        (self.folder / "SingletonLock").unlink(missing_ok=True)

    def type(self, where: str, words: list[str]) -> None:
        """Type words at the end of a field."""
        field = self.page.locator(where)
        field.press("Control+End")
        for word in words:
            field.press_sequentially(f"{word} ", delay=4)
            self.typed.append((word, time.monotonic()))

    def safe(self, before: float) -> list[str]:
        """Return the words that must be somewhere after a crash."""
        return [word for word, at in self.typed if at < before - LOST_AT_MOST]


def words(chance: random.Random, mark: str, count: int = 4) -> list[str]:
    return [f"{mark}{chance.randrange(16**6):06x}" for _ in range(count)]


def new_article(person: Person, title: str) -> int:
    """Begin an article with two paragraphs; return its number once it is saved by itself."""
    page = person.page
    page.goto(f"{person.server.office.url}/admin/")
    page.click("a:has-text('写一篇稿件')")
    page.fill("[name=title]", title)
    add_paragraph(page, 1)  # below the one that a new article opens with
    page.fill("[name=body-0-value]", "第一段。")
    page.fill("[name=body-1-value]", "第二段。")
    page.wait_for_url("**/edit/**")
    saved(page)
    return int(page.url.split("/pages/")[1].split("/")[0])


def add_paragraph(page: Page, n: int) -> None:
    page.locator("[data-streamfield-stream-container] .c-sf-add-button:visible").last.click()
    page.locator("[role=option]:has-text('段落'), .w-combobox__option:has-text('段落')").first.click()
    page.wait_for_selector(f"[name=body-{n}-value]")


def saved(page: Page) -> None:
    page.wait_for_selector(".keep-status:has-text('已保存')")


def edit(person: Person, pk: int) -> None:
    person.page.goto(f"{person.server.office.url}/admin/pages/{pk}/edit/")
    person.page.wait_for_selector("[name=body-1-value]")


def revisions(office: Office, pk: int) -> list[str]:
    """Return the texts of all versions, newest first."""
    with closing(sqlite3.connect(f"file:{office.var / 'cms.sqlite3'}?mode=ro", uri=True)) as database:
        query = "SELECT content FROM wagtailcore_revision WHERE object_id = ? ORDER BY created_at DESC"
        return [content for (content,) in database.execute(query, (str(pk),))]


def keep_both(person: Person, pk: int) -> None:
    """Wait until the server has a person's words, by saving another version if someone else's stands in the way."""
    last = time.monotonic() + SLOW / 1000
    while not all(word in "".join(revisions(person.server.office, pk)) for word, _ in person.typed):
        assert time.monotonic() < last, "neither saved nor asked what to do with two versions"
        person.page.wait_for_timeout(500)
        if person.page.locator("button:has-text('两版都留')").count():
            person.page.click("button:has-text('两版都留')")
            person.page.wait_for_selector(".messages .success")


def offered(page: Page) -> str:
    """Return the words that the editor offers to take back."""
    page.wait_for_selector("form[data-kept=looked]")
    for button in page.locator("button:has-text('看看差别')").all():
        button.click()
    return "\n".join(page.locator(".keep__sides > div:first-child").all_inner_texts())


@pytest.fixture(scope="module")
def contributor(playwright: Playwright, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    made = Person(playwright, server, "tongxunyuan", tmp_path_factory.mktemp("contributor"))
    yield made
    made.context.close()


@pytest.fixture(scope="module")
def editor(playwright: Playwright, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    made = Person(playwright, server, "shiji", tmp_path_factory.mktemp("editor"))
    yield made
    made.context.close()


@pytest.fixture(autouse=True)
def nothing_typed_yet(contributor: Person, editor: Person) -> None:
    contributor.typed.clear()
    editor.typed.clear()


FIELDS = ["[name=title]", "[name=body-0-value]", "[name=body-1-value]"]


def test_two_people_type_at_once_through_cuts_and_a_kill_and_every_word_is_found(
    server: Server, contributor: Person, editor: Person
) -> None:
    chance = random.Random(SEED)
    pk = new_article(contributor, "两个人写")
    edit(contributor, pk)
    edit(editor, pk)
    for turn in range(4):
        for person in (contributor, editor):
            person.type(chance.choice(FIELDS), words(chance, f"{person.name[0]}{turn}", 2))
        cut = chance.choice((contributor, editor))
        cut.context.set_offline(True)
        cut.type(chance.choice(FIELDS), words(chance, f"{cut.name[0]}{turn}cut", 2))
        time.sleep(chance.random())
        cut.context.set_offline(False)
    contributor.context.set_offline(True)
    contributor.type(FIELDS[1], words(chance, "tlast", 2))
    time.sleep(LOST_AT_MOST + 0.5)
    killed = time.monotonic()
    contributor.kill()
    keep_both(editor, pk)

    contributor.open()
    edit(contributor, pk)
    found = "\n".join([*revisions(server.office, pk), offered(contributor.page)])
    typed = [*contributor.safe(killed), *editor.safe(killed)]
    assert [word for word in typed if word not in found] == []

    contributor.page.locator("button:has-text('取回')").first.click()
    contributor.page.wait_for_selector(".messages .success")
    contributor.page.locator("a:has-text('看差别，合起来')").click()
    contributor.page.click("button:has-text('合成一版')")
    contributor.page.wait_for_selector(".messages")
    everywhere = "\n".join(revisions(server.office, pk))
    assert [word for word in typed if word not in everywhere] == [], "after taking back, the server has every word"


# A key pressed in the very moment in which the answer to a save arrives.
LATE_KEY = """addEventListener("w-autosave:success", () => {
    document.querySelector("[name=body-0-value]").value += " second";
}, {capture: true, once: true})"""


def test_words_typed_while_a_save_is_under_way_or_an_editor_opens_follow_without_another_key(
    server: Server, contributor: Person
) -> None:
    pk = new_article(contributor, "保存途中")
    contributor.page.evaluate(LATE_KEY)
    contributor.type(FIELDS[1], ["first"])
    arrives(server.office, contributor.page, pk, "second")
    edit(contributor, pk)
    contributor.type(FIELDS[1], ["third"])
    arrives(server.office, contributor.page, pk, "third")


def arrives(office: Office, page: Page, pk: int, word: str) -> None:
    """Wait until a word is on the server."""
    last = time.monotonic() + 20
    while word not in revisions(office, pk)[0]:
        assert time.monotonic() < last, f"{word} stays in the browser"
        page.wait_for_timeout(300)


def test_a_button_pressed_while_a_save_is_lost_with_the_line_is_not_forgotten(
    server: Server, contributor: Person
) -> None:
    pk, page = new_article(contributor, "断线的时候按下"), contributor.page
    edit(contributor, pk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/pages/{pk}/edit/", hold)
    contributor.type(FIELDS[1], ["onitsway"])
    while not held:
        page.wait_for_timeout(100)
    page.evaluate("document.body.dataset.old = 1")
    page.click("button.action-save:not([name])")
    held[0].abort("internetdisconnected")
    page.wait_for_selector("body:not([data-old]) [name=body-1-value]")
    page.unroute_all()
    assert "onitsway" in revisions(server.office, pk)[0]


def test_a_server_that_was_away_gets_the_words_by_itself(server: Server, contributor: Person) -> None:
    pk = new_article(contributor, "服务器停了")
    server.stop()
    contributor.type(FIELDS[1], ["whileaway"])
    contributor.page.wait_for_selector(".keep-status:has-text('没有连上服务器')")
    server.start()
    saved(contributor.page)
    assert "whileaway" in revisions(server.office, pk)[0]


def test_a_login_that_ended_loses_nothing_and_goes_on_after_a_new_one(server: Server, contributor: Person) -> None:
    pk = new_article(contributor, "登录过期")
    contributor.context.clear_cookies()
    contributor.type(FIELDS[1], ["loggedout"])
    contributor.page.wait_for_selector(".keep-status:has-text('登录已过期')")
    second = contributor.context.new_page()
    second.goto(f"{server.office.url}/admin/login/")
    contributor.log_in(second)
    saved(contributor.page)
    assert "loggedout" in revisions(server.office, pk)[0]
    second.close()


def test_what_the_server_refuses_is_kept_and_comes_back_with_its_errors(server: Server, contributor: Person) -> None:
    pk = new_article(contributor, "没填对")
    contributor.page.click("[role=tab]:has-text('数据')")
    contributor.page.click("button:has-text('添加数据')")
    contributor.page.fill("[name=figures-0-label]", "refusedlabel")  # and no value, which the server asks for
    contributor.page.wait_for_selector(".keep-status:has-text('没有填对')")
    time.sleep(LOST_AT_MOST)
    contributor.kill()
    contributor.open()
    edit(contributor, pk)
    assert "refusedlabel" in offered(contributor.page)
    contributor.page.click("button:has-text('取回')")
    contributor.page.wait_for_selector("[name=figures-0-label]", state="attached")
    assert contributor.page.input_value("[name=figures-0-label]") == "refusedlabel"


def test_a_new_issue_that_was_never_saved_is_offered_again_and_only_to_its_writer(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    person = Person(playwright, server, "bianji", tmp_path)
    address = f"{server.office.url}/admin/snippets/newsroom/clipping/add/"
    person.page.goto(address)
    person.type(FIELDS[0], ["neversaved"])
    person.page.wait_for_selector(".keep-status:has-text('还没有保存')")
    time.sleep(LOST_AT_MOST)
    person.kill()
    person.open()
    person.page.goto(f"{server.office.url}/admin/")
    person.page.wait_for_selector("text=《neversaved》")
    person.page.goto(address)
    assert "neversaved" in offered(person.page)
    person.context.clear_cookies()
    person.name = "zhubian"
    person.page.goto(f"{server.office.url}/admin/login/")
    person.log_in(person.page)
    person.page.goto(address)
    assert offered(person.page) == ""
    person.context.close()


def test_logging_out_empties_the_drawer(server: Server, playwright: Playwright, tmp_path: Path) -> None:
    person = Person(playwright, server, "bianji", tmp_path)
    address = f"{server.office.url}/admin/snippets/newsroom/clipping/add/"
    person.page.goto(address)
    person.type(FIELDS[0], ["onasharedmachine"])
    person.page.wait_for_selector(".keep-status:has-text('还没有保存')")
    person.page.goto(f"{server.office.url}/admin/")
    person.page.wait_for_selector("text=《onasharedmachine》")
    person.page.click(".sidebar-footer__account")
    person.page.click("button:has-text('退出'), a:has-text('退出')")
    person.page.wait_for_url("**/login/**")
    person.log_in(person.page)
    person.page.goto(address)
    assert offered(person.page) == ""
    person.context.close()
