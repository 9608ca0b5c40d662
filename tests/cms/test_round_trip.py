"""The export is the border: what was loaded comes out again, byte for byte."""

from pathlib import Path

import pytest

from press.export import export
from press.load import load

pytestmark = pytest.mark.django_db


def files(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for half in ("public", "private") for p in (root / half).rglob("*") if p.is_file()
    }


def test_loading_the_sample_and_exporting_gives_the_same_bytes(tmp_path: Path, sample: Path) -> None:
    export(tmp_path / "export", lambda *_: None)
    made, golden = files(tmp_path / "export"), files(sample)
    assert sorted(made) == sorted(golden)
    assert [name for name in golden if made[name] != golden[name]] == []


def test_loading_twice_changes_nothing(sample: Path) -> None:
    assert load(sample, lambda *_: None) == {}


def test_a_broken_export_loads_nothing(tmp_path: Path, sample: Path) -> None:
    import shutil

    from cms.cases.models import CasePage, Synonym
    from press.records import RecordError

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
