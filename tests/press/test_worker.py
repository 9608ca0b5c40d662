"""The worker: what changes in the CMS is live soon, what cannot be published waits, and the CMS is told of both."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.cases.models import CasePage
from cms.reference.models import PracticeKind
from cms.releases.models import Run, Standing, Touched
from press import outbox, worker
from press.export import Exporter
from press.publication import Publication
from press.release import How
from press.worker import Worker
from records import ContentError
from tests.published import with_release

pytestmark = pytest.mark.django_db
PAGE = "site/cases/000/000001.html"
DAY = dt.date(2026, 11, 1)


class Lines(list[str]):
    def __call__(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def working(tmp_path: Path, release: Path) -> Worker:
    """A worker that has published once."""
    made = Worker(with_release(release, tmp_path / "out"), How(), Lines())
    assert made.look()
    return made


def found(site: Path, folder: str) -> list[str]:
    """Return the pages of records in a folder of the site: no lists."""
    pages = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [page for page in pages if page.startswith(folder) and not page.endswith("index.html")]


def shown(working: Worker, page: str = PAGE) -> str:
    return (working.out / "current" / page).read_text("utf-8")


def test_the_first_look_publishes_everything_and_tells_of_each_record(working: Worker) -> None:
    assert Run.objects.get().outcome in (Run.PUBLISHED, Run.UNCHANGED)
    one = Standing.objects.get(name="cases/000/000001")
    assert one.live_at and one.release == (working.out / "current").resolve().name
    site = working.out / "current/site"
    pages = [
        page for folder in ("cases/0", "collections/", "indicators/", "bulletins/") for page in found(site, folder)
    ]
    assert {row.address for row in Standing.objects.all()} == set(pages)
    assert not Touched.objects.exists()


def test_nothing_changed_is_nothing_done(working: Worker) -> None:
    assert working.look() is None
    assert Run.objects.count() == 1


def test_a_draft_that_was_saved_is_nothing_to_publish_and_said_once(working: Worker) -> None:
    before = (working.out / "current").resolve()
    for n in range(3):
        Page.objects.filter(pk=CasePage.objects.get(number=1).pk).update(draft_title=f"草稿{n}")
        assert Touched.objects.exists() and working.look() is None and not Touched.objects.exists()
    assert (working.out / "current").resolve() == before
    assert Run.objects.filter(outcome=Run.UNCHANGED).count() == 1


def test_an_edit_is_live_and_only_it_is_told(working: Worker) -> None:
    before = Standing.objects.get(name="cases/000/000002").live_at
    CasePage.objects.filter(number=1).update(title="一个改过的题目")
    release = working.look()
    assert release and "一个改过的题目" in shown(working)
    assert release.changes == {"cases/000/000001": "changed"}
    run = Run.objects.latest("pk")
    assert run.changes == [{"name": "cases/000/000001", "what": "changed"}] and run.seconds > 0
    one = Standing.objects.get(name="cases/000/000001")
    assert one.live_at == run.ended and one.seconds == run.seconds
    assert Standing.objects.get(name="cases/000/000002").live_at == before


def test_a_burst_is_one_release(working: Worker) -> None:
    numbers = list(
        CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).values_list("number", flat=True)
    )
    for number in numbers:
        CasePage.objects.filter(number=number).update(title=f"改过的题目{number}")
    release = working.look()
    assert release and len(release.changes) == len(numbers) > 20 and Run.objects.count() == 2
    assert working.look() is None


def test_a_withdrawal_is_told_and_a_clearance_after_it_too(working: Worker) -> None:
    CasePage.objects.get(number=1).withdraw("主编", DAY, "数据有误")
    assert working.look()
    assert "数据有误" in shown(working)
    assert Run.objects.latest("pk").changes == [{"name": "cases/000/000001", "what": "withdrawn"}]
    CasePage.objects.get(number=1).clear("主编", DAY + dt.timedelta(days=1))
    assert working.look()
    assert Run.objects.latest("pk").changes == [{"name": "cases/000/000001", "what": "new"}]
    CasePage.objects.get(number=1).unclear()
    assert working.look()
    assert Run.objects.latest("pk").changes == [{"name": "cases/000/000001", "what": "gone"}]
    assert Standing.objects.get(name="cases/000/000001").live_at is None


def test_a_broken_record_is_told_beside_the_others_that_go_live(
    working: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_record = CasePage.as_record

    def broken(page: CasePage, *source: Any) -> Any:
        if page.number == 1:
            raise KeyError("body")
        return as_record(page, *source)

    monkeypatch.setattr(CasePage, "as_record", broken)
    CasePage.objects.filter(number__lt=4).update(summary="换过的摘要。")
    CasePage.objects.get(number=3).withdraw("主编", DAY, "数据有误")
    release = working.look()
    assert release and len(release.held) == 1
    held = Standing.objects.get(held_since__isnull=False)
    assert (held.name, held.shows) == ("cases/000/000001", "last") and "打开这一条" in held.remedy and held.live_at
    assert "换过的摘要" in shown(working, "site/cases/000/000002.html")
    assert "数据有误" in shown(working, "site/cases/000/000003.html")
    monkeypatch.undo()
    CasePage.objects.filter(number=1).update(summary="改好了的摘要。")
    assert working.look()
    assert not Standing.objects.filter(held_since__isnull=False).exists() and "改好了" in shown(working)


def test_what_is_refused_is_told_once_waits_and_goes_live_with_the_next_change(
    working: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ContentError("总装不成立", place="发布前检查", remedy="改正")

    monkeypatch.setattr(worker, "build_release", refused)
    CasePage.objects.filter(number=1).update(title="等着上线的题目")
    for _ in range(3):
        assert working.look() is None
    run = Run.objects.latest("pk")
    assert (run.outcome, run.message) == (Run.REFUSED, "总装不成立")
    assert Run.objects.count() == 2 and len([line for line in working.say if "总装不成立" in line]) == 1  # type: ignore[attr-defined]
    assert Touched.objects.exists()
    monkeypatch.undo()
    CasePage.objects.filter(number=2).update(title="另一个题目")
    assert working.look()
    assert "等着上线的题目" in shown(working) and not Touched.objects.exists()


def test_what_went_wrong_in_the_program_is_told_and_the_next_look_begins_anew(
    working: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "dist/x")

    monkeypatch.setattr(Exporter, "_take_over", full)
    CasePage.objects.filter(number=1).update(title="磁盘满时改的题目")
    assert working.look() is None
    run = Run.objects.latest("pk")
    assert (run.outcome, run.place) == (Run.REFUSED, "dist/x") and "磁盘空间" in run.remedy
    monkeypatch.undo()
    monkeypatch.setattr(worker, "AGAIN_S", 0)
    assert working.look() and "磁盘满时改的题目" in shown(working)


def test_what_is_held_back_costs_no_other_record_anything(working: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    as_record = CasePage.as_record

    def broken(page: CasePage, *source: Any) -> Any:
        record = as_record(page, *source)
        return msgspec.structs.replace(record, year_end=1990) if page.number == 1 else record

    monkeypatch.setattr(CasePage, "as_record", broken)
    CasePage.objects.filter(number=1).update(summary="不成立的一条。")
    release = working.look()
    assert release and len(release.held) == 1 and "截止年度早于起始年度" in release.held[0]
    attempts: list[int] = []
    attempt = Publication._attempt
    monkeypatch.setattr(Publication, "_attempt", lambda *given: attempts.append(1) or attempt(*given))
    CasePage.objects.filter(number=2).update(summary="别的一条照常上线。")
    release = working.look()
    assert release and len(release.held) == 1 and len(attempts) == 1
    assert "别的一条照常上线" in shown(working, "site/cases/000/000002.html")
    monkeypatch.undo()
    CasePage.objects.filter(number=1).update(summary="改好的一条。")
    release = working.look()
    assert release and release.held == () and "改好的一条" in shown(working)


def test_what_waited_while_nobody_worked_is_published_at_the_next_start(working: Worker) -> None:
    CasePage.objects.filter(number=1).update(title="停机时改的题目")
    assert Worker(working.out, How(), Lines()).look()
    assert "停机时改的题目" in shown(working) and not Touched.objects.exists()


def test_a_reference_record_that_many_name_is_followed(working: Worker) -> None:
    kind = PracticeKind.objects.filter(cases__isnull=False, cleared_on__isnull=False).first()
    assert kind
    kind.withdraw("主编", DAY, "不再用")
    assert working.look()
    assert not (working.out / "current/site/kinds" / f"{kind.slug}.html").exists()


def test_triggers_that_a_migration_dropped_are_made_again(working: Worker) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        name = "touched_cases_casepage"
        which = {"sqlite": f"{name}_update", "postgresql": f"{name} ON cases_casepage"}
        cursor.execute(f"DROP TRIGGER {which[connection.vendor]}")
    assert not outbox.watched()
    working.look()
    assert outbox.watched()


def test_an_hour_that_has_come_is_kept(working: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dt.datetime] = []
    monkeypatch.setattr(worker, "clear_due", asked.append)
    working.look()
    assert asked and abs((asked[0] - timezone.now()).total_seconds()) < 60
