"""Twenty people at work in the admin: each does one thing every five seconds over HTTP, and
every answer is timed. No Django here."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

PAUSE_S = 5.0
CSRF = "0123456789abcdefghijklmnopqrstuv"
COMMON = ("志愿服务", "文明实践", "社区", "积分", "网格员")
RARE = ("外来务工人员", "快递员", "退役军人", "村民55", "三百六十行", "鹮")


WORDS = (*COMMON, *RARE)


class Screen(NamedTuple):
    """A screen of every day: its name, address, how often it is opened, what may be asked of it, and
    whether only the province has it."""

    name: str
    path: str
    often: int
    asked: dict[str, tuple[Any, ...]] = {}
    province: bool = False


SCREENS = (
    Screen("我的待办", "/admin/", 3),
    Screen("稿件列表", "/admin/articles/", 3, {"p": (1, 1, 1, 2, 3)}),
    Screen("稿件列表，按状态", "/admin/articles/", 3, {"state": ("pool", "submitted", "adopted")}),
    Screen("稿件检索，常用词", "/admin/articles/results/", 2, {"q": COMMON}),
    Screen("稿件检索，少见词", "/admin/articles/results/", 2, {"q": RARE}),
    Screen("案例列表", "/admin/cases/", 2, {"p": (1, 1, 2)}),
    Screen("案例检索", "/admin/cases/results/", 2, {"q": WORDS}),
    Screen("全部页面检索", "/admin/pages/search/", 1, {"q": WORDS}),
    Screen("单位树", "/admin/pages/{unit}/", 2),
    Screen("选图片", "/admin/images/chooser/", 1),
    Screen("选页面检索", "/admin/choose-page/search/", 1, {"q": WORDS}),
    Screen("通知", "/admin/notifications/", 1),
    Screen("打开稿件", "/admin/pages/{page}/edit/", 3),
    Screen("处理情况", "/admin/articles/{page}/way/", 2),
    Screen("各期简报", "/admin/snippets/issues/issue/", 2, province=True),
    Screen("编排", "/admin/issues/{issue}/builder/", 2, province=True),
    Screen("采用统计", "/admin/adoption/", 1, {"span": ("year", "quarter", "month")}),
    Screen("采用率", "/admin/adoption/rates/", 1, {"span": ("year", "quarter")}),
    Screen("采用记录", "/admin/adoption/record/", 1),
    Screen("没有报送的单位", "/admin/adoption/silent/", 1, {"span": ("quarter", "month")}, province=True),
    Screen("通报", "/admin/adoption/circular/", 1, {"span": ("year", "month")}, province=True),
    Screen("收件单位", "/admin/snippets/distribution/recipient/", 1, {"p": (1, 2)}, province=True),
    Screen("收件单位检索", "/admin/snippets/distribution/recipient/results/", 1, {"q": WORDS}, province=True),
    Screen("印刷单", "/admin/distribution/print/", 1, province=True),
    Screen("一期的印刷单", "/admin/distribution/print/{issue}/", 1, province=True),
    Screen("采用计分", "/admin/adoption/scores/", 1, {"group": ("city", "county")}, province=True),
    Screen("计分事项", "/admin/adoption/happenings/", 1, province=True),
    Screen("计分办法", "/admin/adoption/rulings/", 1, province=True),
    Screen("备选稿件", "/admin/issues/{issue}/builder/pool/", 3, {"q": ("", *WORDS)}, province=True),
)
SAVING, HINTS = 6, 4  # how often


@dataclass(frozen=True)
class Answer:
    """How long a screen took, in milliseconds, and what was wrong with it ('' if nothing)."""

    screen: str
    ms: float
    error: str


@dataclass
class Person:
    """Someone at work: a session, a connection, and the pages that they edit."""

    host: str
    port: int
    session: str
    role: str
    unit: int
    issue: int
    edited: list[dict[str, Any]]
    dice: random.Random
    answers: list[Answer] = field(default_factory=list)
    line: http.client.HTTPConnection | None = None

    def work(self, until: float) -> None:
        """Do one thing every five seconds; begin at another moment than the others."""
        screens = [screen for screen in SCREENS if self.role == "editor" or not screen.province]
        at = time.monotonic() + self.dice.random() * PAUSE_S
        while at < until:
            time.sleep(max(0.0, at - time.monotonic()))
            things = [*(partial(self.open, screen) for screen in screens), self.save_draft, self.ask_for_hints]
            (do,) = self.dice.choices(things, [*(screen.often for screen in screens), SAVING, HINTS])
            do()
            at += PAUSE_S

    def open(self, screen: Screen) -> None:
        """Open a screen."""
        query = {name: self.dice.choice(values) for name, values in screen.asked.items()}
        address = screen.path.format(unit=self.unit, issue=self.issue, page=self.dice.choice(self.edited)["pk"])
        self.ask(screen.name, "GET", f"{address}?{urllib.parse.urlencode(query)}" if query else address)

    def save_draft(self) -> None:
        """Save as the editor does by itself while someone types."""
        page = self.dice.choice(self.edited)
        page["form"]["title"] = page["form"]["title"][:20] + str(self.dice.randrange(1000))
        body = urllib.parse.urlencode(page["form"])
        answer = self.ask("自动保存", "POST", f"/admin/pages/{page['pk']}/edit/", body)
        try:
            saved = json.loads(answer)
            page["form"]["overwrite_revision_id"] = saved["revision_id"]
            page["form"]["loaded_revision_created_at"] = saved["revision_created_at"]
        except (ValueError, KeyError):
            last = self.answers.pop()
            self.answers.append(Answer(last.screen, last.ms, last.error or f"not saved: {answer[:200]!r}"))

    def ask_for_hints(self) -> None:
        """Ask as the editor does by itself when someone stops typing."""
        page = self.dice.choice(self.edited)
        self.ask(
            "写作提示", "POST", "/admin/articles/hints/", urllib.parse.urlencode({**page["form"], "page": page["pk"]})
        )

    def ask(self, screen: str, method: str, address: str, body: str | None = None) -> bytes:
        """Send a request, note how long the whole answer took, and return it."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}"}
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": CSRF,
                "Accept": "application/json",
            }
        began, error, text = time.monotonic(), "", b""
        try:
            self.line = self.line or http.client.HTTPConnection(self.host, self.port, timeout=30)
            self.line.request(method, address, body, headers)
            answer = self.line.getresponse()
            text = answer.read()
            error = "" if answer.status == 200 else f"{answer.status} {address}"
        except (OSError, http.client.HTTPException) as failure:
            self.line, error = None, f"{type(failure).__name__} {address}"
        self.answers.append(Answer(screen, (time.monotonic() - began) * 1000, error))
        return text


def load(host: str, port: int, known: dict[str, Any], seconds: float) -> list[Answer]:
    """Let everybody work for so long; return all answers."""
    people = [
        Person(host, port, p["session"], p["role"], p["unit"], known["issue"], p["edited"], random.Random(n))
        for n, p in enumerate(known["people"])
    ]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=person.work, args=(until,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    return [answer for person in people for answer in person.answers]
