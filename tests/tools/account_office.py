"""An office with years of signed issues for the bench, and how long each screen of the account takes in it.

`python -m tests.tools.account_office YEARS ISSUES RECIPIENTS` fills the database of `DATABASE_URL`, in which the sample
must be, and prints the milliseconds of each screen as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

ARTICLES, CHARACTERS = 10, 1800  # of an issue; of an article
REPORTED = 3  # articles handed in for each that was adopted
LAST = 2026
TIMES = 20  # how often a screen is opened
SCREENS = {
    "我的待办（编辑）": ("bianji", "/admin/", {}),
    "我的待办（通讯员）": ("tongxunyuan", "/admin/", {}),
    "统计表": ("bianji", "/admin/adoption/", {"cell": "all"}),
    "统计表 XLSX": ("bianji", "/admin/adoption/table.xlsx", {"span": "year"}),
    "采用率": ("bianji", "/admin/adoption/rates/", {"cell": "", "list": "reported"}),
    "没有报送的单位": ("bianji", "/admin/adoption/silent/", {}),
    "通报": ("bianji", "/admin/adoption/circular/", {"rates": "on"}),
    "采用记录（市）": ("shiji", "/admin/adoption/record/", {}),
    "采用记录（省）": ("bianji", "/admin/adoption/record/", {}),
    "统计表，五年": ("bianji", "/admin/adoption/", {"span": "days", "since": "2022-01-01", "until": "2026-12-31"}),
}
CIRCULAR = "一年的通报 PDF"


def fill(years: int, issues: int, recipients: int) -> None:
    """Write so many years of so many signed issues, with articles of all units, handed in and adopted."""
    from cms.issues.lists import DistributionList, Recipient
    from cms.issues.publications import Publication

    dice, publication = random.Random(1), Publication.objects.get(slug="wmsj")
    register = DistributionList(slug="zhanghu", name="各地各单位", publication=publication)
    register.recipients = [Recipient(name=f"第{n}收件单位", copies=1) for n in range(recipients)]
    register.save()
    for year in range(LAST - years + 1, LAST + 1):
        for number in range(issues):
            day = dt.date(year, 1, 1) + dt.timedelta(days=number * 364 // issues)
            _issue(publication, day, 100 + number, dice)
    _reports(publication, years)


def _issue(publication: Any, day: dt.date, number: int, dice: random.Random) -> None:
    from cms.issues.models import Issue, IssueEntry
    from cms.newsroom.models import ArticlePage, Step
    from cms.units.models import UnitPage

    units = list(UnitPage.objects.exclude(kind__in=("office", "general")).order_by("path"))
    issue = Issue.objects.create(publication=publication, year=day.year, number=number, date=day)
    body = [("paragraph", "".join(dice.choices("雨天借伞晴天还志愿服务文明实践网格", k=CHARACTERS)))]
    for n in range(ARTICLES * REPORTED):
        unit = dice.choice(units)
        unit = UnitPage.objects.get(pk=unit.pk)
        page = ArticlePage(title=f"旧伞{number}之{n}", place=unit.place, state="pool", live=False, body=body)
        unit.add_child(instance=page)
        step = Step.objects.create(article=page, move="submit", before="draft", after="submitted", by_name="通讯员")
        at = dt.datetime.combine(day - dt.timedelta(days=dice.randrange(20)), dt.time(9), tzinfo=dt.UTC)
        Step.objects.filter(pk=step.pk).update(at=at)
        if n < ARTICLES:
            IssueEntry.objects.create(issue=issue, section="工作交流", article=page, sort_order=n)
    issue = Issue.objects.get(pk=issue.pk)
    version = issue.freeze(issue.draft_record(), state="signed", date=day, by="主编")
    version.first_pages = {item["anchor"]: 1 for item in version.record["items"]}
    version.save()
    ArticlePage.objects.filter(issue_entries__issue=issue).update(state="adopted")


def _reports(publication: Any, years: int) -> None:
    """Put a table of each month into an issue of its own time."""
    import records
    from cms.issues.models import Issue, IssueEntry
    from cms.issues.reports import Report

    signed = list(Issue.objects.filter(publication=publication).order_by("pk"))
    for n in range(years * 12):
        rows = tuple((f"第{m}市", str(m), "1") for m in range(13))
        told: dict[str, Any] = {"number": 5000 + n, "title": f"第{n}月统计", "columns": ("地区", "市本级", "县级")}
        report = Report.from_record(records.Report(**told, rows=rows, total=91, printed=n % 2 == 0))
        issue = signed[n % len(signed)]
        IssueEntry.objects.create(issue=issue, report=report, sort_order=99)


def measure() -> Iterator[tuple[str, list[float]]]:
    """Yield each screen with the milliseconds that it took each time, of another month, quarter or year each."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    for name, (user, path, asked) in SCREENS.items():
        client = Client()
        client.force_login(get_user_model().objects.get(username=user))
        client.get(path, {**_period(0), **asked})  # templates and caches become warm
        yield name, [_timed(client, path, {**_period(n), **asked}) for n in range(TIMES)]
    client = Client()
    client.force_login(get_user_model().objects.get(username="bianji"))
    given = {"span": "year", "year": LAST, "office": "某省文明办", "rates": "on"}
    yield CIRCULAR, [_timed(client, "/admin/adoption/circular/circular.pdf", given) for _ in range(TIMES // 2)]


def _period(n: int) -> dict[str, Any]:
    span = ("year", "quarter", "month")[n % 3]
    return {"span": span, "year": LAST, "quarter": n % 4 + 1, "month": n % 12 + 1}


def _timed(client: Any, path: str, asked: dict[str, Any]) -> float:
    began = time.monotonic()
    answer = client.get(path, asked)
    assert answer.status_code == 200, (path, asked, answer.status_code)
    assert b"".join(answer) if answer.streaming else answer.content
    return (time.monotonic() - began) * 1000


def main(years: int, issues: int, recipients: int) -> None:
    import django

    django.setup()
    fill(years, issues, recipients)
    sys.stdout.write(json.dumps(dict(measure()), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    main(*map(int, sys.argv[1:4]))
