"""The export is the border: what was loaded comes out again, byte for byte."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from cms.core import audit
from cms.core.audit import AuditEntry
from press.export import export
from press.load import load

pytestmark = pytest.mark.django_db


def files(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for half in ("public", "private")
        for p in (root / half).rglob("*")
        if p.is_file()
    }


def test_loading_the_sample_and_exporting_gives_the_same_bytes(tmp_path: Path, sample: Path) -> None:
    export(tmp_path / "export", lambda *_: None)
    made, golden = files(tmp_path / "export"), files(sample)
    assert sorted(made) == sorted(golden)
    assert [name for name in golden if made[name] != golden[name]] == []
    last = AuditEntry.objects.latest("seq")
    assert (tmp_path / "export/audit.heads").read_text().startswith(f"{last.seq} {last.sha256} "), "beside the records"
    audit.enter("test.step", None, "主编")
    export(tmp_path / "export", lambda *_: None)
    assert files(tmp_path / "export") == made, "another log, the same bytes"
    assert len((tmp_path / "export/audit.heads").read_text().splitlines()) == 2


def test_a_day_of_redaction_goes_through_the_cms(tmp_path: Path, sample: Path) -> None:
    """No record of the sample has one, so a case and an issue get one on the way in."""
    from cms.cases.models import CasePage
    from press.load import load_case, load_issue
    from records import Case, Export
    from records import Issue as IssueRecord

    day, given = dt.date(2025, 3, 1), Export(sample)
    case = msgspec.structs.replace(given.get(Case, "000/000001"), redacted_on=day, source=None)
    issue = msgspec.structs.replace(given.get(IssueRecord, "wmsj/2024/3"), redacted_on=day)
    CasePage.objects.get(number=1).delete()
    load_case(msgspec.structs.replace(case, number=901), given)
    loaded = load_issue(msgspec.structs.replace(issue, year=1999), given)
    assert loaded.as_record().redacted_on == day
    later = dt.date(2025, 4, 1)
    type(loaded).objects.filter(pk=loaded.pk).update(redacted_on=later)
    export(tmp_path / "export", lambda *_: None)
    made = Export(tmp_path / "export")
    assert made.get(Case, "000/000901") == msgspec.structs.replace(case, number=901)
    assert made.get(IssueRecord, "wmsj/1999/3").redacted_on == later, "the day is no part of the text that was signed"


def test_loading_twice_changes_nothing(sample: Path) -> None:
    assert load(sample, lambda *_: None) == {}


def test_a_broken_export_loads_nothing(tmp_path: Path, sample: Path) -> None:
    import shutil

    from cms.cases.models import CasePage
    from cms.reference.models import Synonym
    from records import RecordError

    shutil.copytree(sample, tmp_path / "broken")
    (tmp_path / "broken/public/synonyms/xinde.yaml").write_text("slug: xinde\nwords: [新的]\n", "utf-8")
    case = next((tmp_path / "broken/public/cases/000").glob("*.md"))
    case.write_text(case.read_text("utf-8").replace("year: ", "yaer: ", 1), "utf-8")
    before = CasePage.objects.count()
    with pytest.raises(RecordError, match=case.name):
        load(tmp_path / "broken", lambda *_: None)
    assert CasePage.objects.count() == before
    assert not Synonym.objects.filter(slug="xinde").exists()


def test_an_export_is_replaced_only_when_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "export"
    export(target, lambda *_: None)
    before = files(target)

    def stop(step: str, done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(target, stop)
    assert files(target) == before


def test_where_a_masthead_breaks_is_kept_and_must_be_the_name() -> None:
    from django.core.exceptions import ValidationError

    import records
    from cms.issues.publications import Publication

    record = records.Publication(slug="chang", name="文明实践工作简报", issuer="文明办", break_hint="文明实践|工作简报")
    made = Publication.from_record(record)
    made.full_clean()
    assert made.as_record() == record
    made.break_hint = "文明实践|工作动态"
    with pytest.raises(ValidationError, match="一字不差"):
        made.full_clean()
