"""Random timings of typing, saving and handing in against one editor:
`python -m tests.tools.saving [how many] [first seed]`.

Each seed is one story of one person at one article: keys, pauses, saves, a second tab, cuts of the network, a login
that ends, leaving and coming back. The law: no conflict with oneself, no lost word, at most one message at a time, and
what is handed in is what stood on the screen. Stories run side by side, since most of their time is waiting.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.office import CHROMIUM, CHROMIUM_FLAGS, Office, office

TOGETHER = 6  # stories at a time
SLOW = 40_000  # ms that a busy machine may take
PAUSES = (0, 0, 0.1, 0.4, 0.7, 1.0, 1.3, 1.8, 2.6)  # s between steps: about when the editor saves by itself
DELAYS = (0, 0, 0.2, 0.6, 1.2, 2.5)  # s on the way to the server, and back
FIELDS = ("[name=title]", "[name=body-0-value]", "[name=body-1-value]")
MAKE = """
import json, sys
from django.contrib.auth import get_user_model
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
unit, user = UnitPage.objects.get(code="320282"), get_user_model().objects.get(username="tongxunyuan")
made = []
for n in range({count}):
    page = ArticlePage(title=f"故事{{n}}", leader="科长", writer="办公室", phone="0510-00000000",
        owner=user, live=False)
    page.body = [("paragraph", "第一段。"), ("paragraph", "第二段。")]
    unit.add_child(instance=page)
    page.save_revision(user=user)
    made.append(page.pk)
print("MADE", json.dumps(made))
"""


@dataclass
class Timed:
    """One person at one thing, and what went wrong. Subclasses say who, at what (`make`
    makes so many), and what is done."""

    seed: int
    pk: int
    office: Office
    context: BrowserContext
    typed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    windows: int = 1
    make: ClassVar[str]
    who: ClassVar[str]

    def __post_init__(self) -> None:
        self.chance, self.line = random.Random(self.seed), random.Random(~self.seed)

    async def type(self) -> None:
        """Type some words."""
        raise NotImplementedError

    async def cut(self) -> None:
        """Type while there is no network."""
        await self.context.set_offline(True)
        await self.type()
        await asyncio.sleep(self.chance.choice(PAUSES))
        await self.context.set_offline(False)

    async def end_session(self) -> None:
        """Type after the login has ended, then log in in another tab."""
        cookies: Any = await self.context.cookies()
        await self.context.clear_cookies()
        await self.type()
        await asyncio.sleep(self.chance.choice(PAUSES))
        await self.context.add_cookies(cookies)


@dataclass
class Story(Timed):
    """One person at one article."""

    handed_in: bool = False
    make: ClassVar[str] = MAKE
    who: ClassVar[str] = "tongxunyuan"

    @property
    def address(self) -> str:
        """Where the article is edited."""
        return f"{self.office.url}/admin/pages/{self.pk}/edit/"

    async def play(self) -> None:
        """Take some steps in any order, and see that the law holds."""
        self.page = await self.context.new_page()
        await self.open(self.page)
        steps = self.chance.choices(STEPS, weights=[step.often for step in STEPS], k=self.chance.randint(4, 8))
        for step in steps:
            self.told.append(step.name)
            await step.take(self)
            await self.look()
            await asyncio.sleep(self.chance.choice(PAUSES))
        if self.chance.random() < 0.4:
            self.told.append("hand in")
            await self.hand_in()
        await self.settle()

    async def open(self, page: Page) -> None:
        """Open the article, on a line that takes its time."""
        page.set_default_timeout(SLOW)
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        await slow(page, f"*/pages/{self.pk}/edit/", self.line)
        await page.goto(self.address)
        await page.wait_for_selector(FIELDS[2])

    async def type(self, page: Page | None = None) -> None:
        """Type some words at the end of a field."""
        where = (page or self.page).locator(self.chance.choice(FIELDS))
        await where.press("Control+End")
        for _ in range(self.chance.randint(1, 3)):
            word = f"w{self.chance.randrange(16**6):06x}"
            await where.press_sequentially(f"{word} ", delay=self.chance.choice((2, 15, 60)))
            self.typed.append(word)

    async def save(self) -> None:
        """Press the button that saves, and go on when the page has come back."""
        await self.press("button.action-save:not([name])")

    async def press(self, button: str, then: str = FIELDS[2]) -> bool:
        """Press a button and go on when the next page has come; False if both versions were kept
        instead, as another tab had saved."""
        await self.page.evaluate("document.body.dataset.old = 1")
        await self.page.click(button)
        for _ in range(SLOW // 250):
            await asyncio.sleep(0.25)
            if await self.page.locator("#w-save-confirmation-dialog:not([aria-hidden])").count():
                await self.page.click("#w-save-confirmation-dialog [data-w-dialog-target=confirm]")
            if await self.page.locator("button:has-text('两版都留')").count():
                await self.keep_both(self.page)
                return False
            if await self.page.locator(f"body:not([data-old]) {then}").count():
                return True
        raise TimeoutError(button)

    async def leave(self) -> None:
        """Go elsewhere, come back, and begin to type before the editor has looked round."""
        await self.page.goto(f"{self.office.url}/admin/")
        await self.page.goto(self.address)
        await self.page.wait_for_selector(FIELDS[2])
        await self.type()

    async def other_tab(self) -> None:
        """Type in a second tab, and close it when it has saved."""
        self.windows += 1
        tab = await self.context.new_page()
        await self.open(tab)
        await self.type(tab)
        await tab.wait_for_selector(".keep-status:has-text('已保存'), .keep--clash")
        if await tab.locator(".keep--clash").count():
            await self.keep_both(tab)
        await tab.close()

    async def keep_both(self, page: Page) -> None:
        """Save beside the other version."""
        await page.click("button:has-text('两版都留')")
        await page.wait_for_selector(".messages .success")

    async def hand_in(self) -> None:
        """Hand the article in with whatever stands on the screen."""
        await self.page.wait_for_selector("form[data-kept=looked]")
        while await self.page.locator("button:has-text('取回')").count():
            await self.page.click("button:has-text('取回')")
            await self.page.wait_for_selector(".messages .success")
            await self.page.wait_for_selector("form[data-kept=looked]")
        on_screen = [await self.page.input_value(name) for name in FIELDS]
        if not await self.press("[name=action-submit]", ".way"):
            return await self.hand_in()  # it asked about the other tab's version first
        self.handed_in = True
        text = json.dumps(json.loads(submitted(self.office, self.pk)), ensure_ascii=False)
        missing = [word for value in on_screen for word in value.split() if word.startswith("w") and word not in text]
        if missing:
            self.faults.append(f"not handed in: {missing}")

    async def look(self) -> None:
        """Count the messages on the screen; one that speaks of another version needs another tab."""
        if await self.page.locator(".keep--clash").count() and self.windows == 1:
            self.faults.append(f"conflict with oneself after {self.told}")
        if await self.page.locator(".keep:visible").count() > 1:
            self.faults.append("more than one message")

    async def settle(self) -> None:
        """Give the editor time, take back what it offers, and look for every word."""
        for _ in range(25):
            everything = "".join(versions(self.office, self.pk))
            missing = [word for word in self.typed if word not in everything]
            if not missing:
                return
            await self.look()
            for label in ("两版都留", "取回"):
                if await self.page.locator(f"button:has-text('{label}')").count():
                    await self.page.locator(f"button:has-text('{label}')").first.click()
                    await self.page.wait_for_load_state()
            await asyncio.sleep(1)
        self.faults.append(f"lost: {missing}")


@dataclass(frozen=True)
class Step:
    """What a person may do next, and how often."""

    name: str
    often: int
    take: Callable[[Story], Any]


STEPS = (
    Step("type", 8, Story.type),
    Step("save", 4, Story.save),
    Step("cut", 1, Story.cut),
    Step("end session", 1, Story.end_session),
    Step("leave", 1, Story.leave),
    Step("other tab", 1, Story.other_tab),
)


async def slow(page: Page, address: str, line: random.Random, answer: object = None) -> None:
    """Let what a page posts to an address (with * for anything) take its time there and
    back; with an answer, answer it at once.

    Only these requests are stopped. Playwright's own routes stop all of them and keep the browser from caching a single
    script, which takes most of the time of a story.
    """
    browser = await page.context.new_cdp_session(page)

    async def stopped(event: Any) -> None:
        if event["request"]["method"] == "POST" and answer is None:
            await asyncio.sleep(line.choice(DELAYS))
        with suppress(Exception):  # the page was left, or the line is cut
            if answer is None:
                await browser.send("Fetch.continueRequest", {"requestId": event["requestId"]})
            else:
                body = base64.b64encode(json.dumps(answer).encode()).decode()
                headers = [{"name": "Content-Type", "value": "application/json"}]
                told = {"requestId": event["requestId"], "responseCode": 200, "responseHeaders": headers, "body": body}
                await browser.send("Fetch.fulfillRequest", told)

    browser.on("Fetch.requestPaused", lambda event: asyncio.ensure_future(stopped(event)))
    stages = ("Request", "Response") if answer is None else ("Request",)
    await browser.send(
        "Fetch.enable", {"patterns": [{"urlPattern": address, "requestStage": stage} for stage in stages]}
    )


def versions(running: Office, pk: int) -> list[str]:
    """Return the texts of all versions, newest first."""
    return query(
        running, "SELECT content FROM wagtailcore_revision WHERE object_id = ? ORDER BY created_at DESC", str(pk)
    )


def submitted(running: Office, pk: int) -> str:
    """Return the text that was handed in last."""
    question = "SELECT text FROM newsroom_step WHERE article_id = ? AND move = 'submit' ORDER BY id DESC"
    return next(iter(query(running, question, pk)), "{}")


def query(running: Office, question: str, *values: Any) -> list[str]:
    """Return the first column of what the office's database answers."""
    with closing(sqlite3.connect(f"file:{running.var / 'cms.sqlite3'}?mode=ro", uri=True)) as database:
        return [found for (found,) in database.execute(question, values)]


async def play(running: Office, kind: Any, seeds: Sequence[int]) -> list[Any]:
    """Return the stories of all seeds, told; `kind` makes one."""
    made = running.run("cms", "shell", "-v0", "-c", kind.make.format(count=len(seeds))).stdout
    numbers = json.loads(made.partition("MADE ")[2])
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        state = await _logged_in(browser, running, kind.who)
        free: asyncio.Queue[BrowserContext] = asyncio.Queue()  # used again: a fresh one would load all scripts anew
        for _ in range(TOGETHER):
            free.put_nowait(await browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900}))

        async def one(seed: int, pk: int) -> Any:
            context = await free.get()
            story = kind(seed, pk, running, context)
            try:
                await story.play()
            except Exception as error:
                story.faults.append(f"stuck after {story.told}: {str(error)[:300]}")
            for page in context.pages:
                await page.close()
            await context.set_offline(False)
            await context.add_cookies(state["cookies"])
            free.put_nowait(context)
            return story

        stories = await asyncio.gather(*(one(seed, pk) for seed, pk in zip(seeds, numbers, strict=True)))
        await browser.close()
    return list(stories)


async def _logged_in(browser: Browser, running: Office, who: str) -> Any:
    page = await browser.new_page()
    await page.goto(f"{running.url}/admin/login/")
    await page.fill("[name=username]", who)
    await page.fill("[name=password]", running.password)
    await page.click("[type=submit]")
    await page.wait_for_url("**/admin/")
    return await page.context.storage_state()


def report(kind: Any, count: int = 500, first: int = 0) -> int:
    """Play so many stories and print what went wrong; return 1 if anything did."""
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as running:
        stories = asyncio.run(play(running, kind, range(first, first + count)))
    wrong = [story for story in stories if story.faults]
    for story in wrong:
        sys.stdout.write(f"{story.seed} {story.told} {story.faults}\n")
    words = sum(len(story.typed) for story in stories)
    sys.stdout.write(f"{count} timings, {words} words; {len(wrong)} went wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(report(Story, *map(int, sys.argv[1:])))
