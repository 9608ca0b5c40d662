"""What the CMS cannot export stands alone; what it took back stays away, from a restored backup too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cms.cases.models import CasePage
from press.export import export
from press.release import Release, build_release
from press.rollback import roll_back
from press.search import Index
from tests.published import with_shelf

pytestmark = pytest.mark.django_db
PAGE = "site/cases/000/000001.html"


class Office:
    """An office that publishes."""

    def __init__(self, out: Path, release: Path) -> None:
        self.out = with_shelf(release, out)

    def publish(self) -> Release:
        """Export and build."""
        export(self.out / "export", lambda *_: None)
        return build_release(self.out / "export", self.out)


@pytest.fixture
def office(tmp_path: Path, release: Path) -> Office:
    return Office(tmp_path / "out", release)


def found(release: Release) -> set[str]:
    return {row.record for row in Index(release.path / "site/assets/search").find(title())}


def title() -> str:
    return CasePage.objects.get(number=1).title


def test_what_cannot_be_exported_keeps_its_last_page_and_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.publish()
    assert first.held == ()
    as_record = CasePage.as_record

    def broken(page: CasePage, *source: Any) -> Any:
        if page.number == 1:
            raise KeyError("body")
        return as_record(page, *source)

    monkeypatch.setattr(CasePage, "as_record", broken)
    CasePage.objects.filter(number=2).update(summary="换过的摘要，说的是第二个案例。")
    second = office.publish()
    assert len(second.held) == 1 and second.held[0].startswith(title())
    assert "打开这一条" in second.held[0] and "仍是上次发布的" in second.held[0]
    assert (second.path / PAGE).read_bytes() == (first.path / PAGE).read_bytes()
    assert "换过的摘要" in (second.path / "site/cases/000/000002.html").read_text("utf-8")
    monkeypatch.undo()
    assert office.publish().held == ()
    assert not (office.out / "export/faults.json").exists()


def test_a_restored_backup_shows_nothing_again_and_a_new_clearance_does(office: Office) -> None:
    assert found(office.publish()) >= {"000001"}
    with transaction.atomic():
        CasePage.objects.get(number=1).withdraw("主编", date(2026, 11, 1), "数据有误")
        withdrawn = office.publish()
        said = json.loads((office.out / "export/decisions.json").read_text())
        assert {name: row["what"] for name, row in said.items()} == {"cases/000/000001": "withdraw"}
        assert "000001" not in found(withdrawn)
        transaction.set_rollback(True)
    # The database is what it was before the withdrawal.
    restored = office.publish()
    assert "000001" not in found(restored) and "数据有误" in (restored.path / PAGE).read_text("utf-8")
    assert "cases/000/000001.md" in restored.held[0] and "重新公开" in restored.held[0]
    page = CasePage.objects.get(number=1)
    page.withdraw("主编", date(2026, 11, 1), "数据有误")
    page.clear("主编", date(2026, 11, 1), {point.key: "已核对" for point in page.points()})
    again = office.publish()
    assert again.held == () and found(again) >= {"000001"}
    CasePage.objects.filter(number=2).update(summary="换过的摘要，说的是第二个案例。")
    office.publish()
    back = roll_back(office.out)
    assert back.held == () and found(back) >= {"000001"}


def test_an_ended_clearance_leaves_every_release_at_once(office: Office) -> None:
    first, page = office.publish(), CasePage.objects.get(number=1)
    page.unclear("编辑")
    second = office.publish()
    assert second.held == () and not (second.path / PAGE).exists() and not (first.path / PAGE).exists()
    said = [p for p in first.path.rglob("*.html") if page.title in p.read_text("utf-8")]
    assert said == []
