"""Random timings of arranging an issue: `python -m tests.tools.saving_builder [how many] [first seed]`.

Each seed is one story of one editor at one issue: fields and names of sections typed, sections added and moved, answers
that take their time, cuts of the network, a login that ends, a second window. The law: every word that was typed stands
in the end, and nobody hears of another editor who is not there.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import ClassVar

from playwright.async_api import Locator, Page

from tests.tools.saving import PAUSES, SLOW, Step, Timed, query, report, slow

WORDS = (
    "SELECT editor_note || lines || responsible_editor || registration_no || sections FROM issues_issue WHERE id = ?"
)
BOXES = ("#id_editor_note", "#id_lines", "#id_responsible_editor")
OTHERS_BOX = "#id_registration_no"  # what the second window writes in
MAKE = """
import datetime, json
from cms.issues.models import Issue
from cms.issues.publications import Publication
publication = Publication.objects.first()
new = {{"year": 2028, "date": datetime.date(2028, 1, 1), "lines": "报：省委"}}
made = [Issue.objects.create(publication=publication, number=n + 1, **new).pk for n in range({count})]
print("MADE", json.dumps(made))
"""


@dataclass
class Arranging(Timed):
    """One editor at one issue."""

    make: ClassVar[str] = MAKE
    who: ClassVar[str] = "bianji"

    async def play(self) -> None:
        """Take some steps in any order, and see that the law holds."""
        self.page = await self.open()
        await self.add()
        await self.page.wait_for_selector("[data-rename]")
        for step in self.chance.choices(STEPS, weights=[step.often for step in STEPS], k=self.chance.randint(6, 12)):
            self.told.append(step.name)
            await step.take(self)
            if self.windows == 1 and "另一位编辑" in await self.page.inner_text("[data-alert]"):
                self.faults.append(f"conflict with oneself after {self.told}")
            await asyncio.sleep(self.chance.choice(PAUSES))
        await self.settle()

    async def open(self) -> Page:
        """Open the builder, on a line that takes its time."""
        page = await self.context.new_page()
        page.set_default_timeout(SLOW)
        await slow(page, "*/builder/save/", self.line)
        await slow(page, "*/builder/preview/", self.line, {"key": "", "said": "", "pages": [], "contents": []})
        await page.goto(f"{self.office.url}/admin/issues/{self.pk}/builder/")
        await page.wait_for_selector("[data-rows] li")
        await page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
        return page

    async def type(self, box: str = "", page: Page | None = None) -> None:
        """Type words at the end of a field."""
        await self.words((page or self.page).locator(box or self.chance.choice(BOXES)))

    async def words(self, box: Locator) -> None:
        """Type one or two words at the end of a box, letter by letter."""
        await box.press("Control+End")
        if await box.get_attribute("maxlength") and len(await box.input_value()) > 28:
            return
        for _ in range(self.chance.randint(1, 2)):
            word = f"w{self.chance.randrange(16**4):04x}"
            await box.press_sequentially(f" {word}", delay=self.chance.choice((2, 15, 60)))
            self.typed.append(word)

    async def rename(self) -> None:
        """Write on in the name of a section."""
        box = self.page.locator("[data-rename]").nth(
            self.chance.randrange(await self.page.locator("[data-rename]").count())
        )
        await self.words(box)

    async def add(self) -> None:
        """Add a section."""
        await self.words(self.page.locator("[data-add] input"))
        await self.page.locator("[data-add] input").press("Enter")

    async def move(self) -> None:
        """Move a section down."""
        down = self.page.locator("[data-act=section-down]:not([disabled])")
        if await down.count():
            await down.first.click()

    async def other_window(self) -> None:
        """Write in a second window, which makes this one fall behind."""
        self.windows += 1
        page = await self.open()
        await self.type(OTHERS_BOX, page)
        await page.wait_for_selector("[data-saved]:has-text('已保存')")
        await page.close()

    async def settle(self) -> None:
        """Give the screen time, and look for every word."""
        for _ in range(30):
            if await self.page.input_value("[data-add] input"):
                await self.page.locator("[data-add] input").press("Enter")
            await self.page.locator("h1").click()
            everything = "".join(query(self.office, WORDS, self.pk))
            missing = [word for word in self.typed if word not in everything]
            if not missing:
                return
            await asyncio.sleep(1)
        self.faults.append(f"lost: {missing} after {self.told}")


STEPS = (
    Step("type", 8, Arranging.type),
    Step("rename", 5, Arranging.rename),
    Step("add", 2, Arranging.add),
    Step("move", 2, Arranging.move),
    Step("cut", 1, Arranging.cut),
    Step("end session", 1, Arranging.end_session),
    Step("other window", 1, Arranging.other_window),
)


if __name__ == "__main__":
    sys.exit(report(Arranging, *map(int, sys.argv[1:])))
