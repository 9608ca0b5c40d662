"""An import takes a file in wholly, with a report of its own, or says in one line why not."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from press.importing import import_to_directory, reference_data
from records import (
    Article,
    Case,
    ContentError,
    Export,
    Issue,
    Paragraph,
    Picture,
    Publication,
    Record,
    Section,
    Version,
    Writer,
)

SOURCE = Path(__file__).parents[1] / "readers" / "bulletins" / "01-markdown.txt"
OTHER = Path(__file__).parents[1] / "readers" / "bulletins" / "02-spaced-gb18030.txt"


def test_a_report_for_each_file_under_a_name_of_its_own_for_its_owner_only(tmp_path: Path) -> None:
    files = [tmp_path / "a/x.txt", tmp_path / "b/x.txt"]
    for path, source in zip(files, (SOURCE, OTHER), strict=True):
        path.parent.mkdir()
        shutil.copyfile(source, path)
    out = tmp_path / "out"
    assert len(import_to_directory(files, out, "").notes) == 2
    reports = sorted(out.glob("import-*.txt"))
    assert [r.name for r in reports] == ["import-x-2.txt", "import-x.txt"]
    assert [r.stat().st_mode & 0o777 for r in reports] == [0o600, 0o600]
    assert str(files[0]) in reports[1].read_text("utf-8")
    assert str(files[1]) in reports[0].read_text("utf-8")


def test_an_import_keeps_what_stands_in_the_directory(tmp_path: Path) -> None:
    out = tmp_path / "out"
    import_to_directory([SOURCE], out, "")
    (out / "NOTES.txt").write_text("mine")
    import_to_directory([OTHER], out, "")
    assert (out / "NOTES.txt").read_text() == "mine"
    assert len(list(Export(out).all(Issue))) == 2
    (tmp_path / "home").mkdir()
    (tmp_path / "home/thesis.txt").write_text("mine")
    with pytest.raises(ContentError, match="这里有别的文件"):
        import_to_directory([SOURCE], tmp_path / "home", "")
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["thesis.txt"]


def test_a_name_that_is_no_utf_8_is_shown_with_escapes_and_the_file_is_imported(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"1\xff.txt")
    shutil.copyfile(SOURCE, path)
    command = [sys.executable, "-m", "press", "import", path, "--to", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"1\udcff.txt" in done.stdout
    assert len(list((tmp_path / "out").glob("import-*.txt"))) == 1
    again = subprocess.run(command, capture_output=True, text=True)
    assert "已经在" in again.stdout


@pytest.mark.parametrize("what", ["pipe", "device", "directory", "large"])
def test_what_is_no_ordinary_file_is_one_clear_line_and_the_others_go_on(tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path = Path("/dev/zero")
    elif what == "directory":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(50_000_000_000)
    outcome = import_to_directory([path, SOURCE], tmp_path / "out", "")
    assert len(outcome.done) == 1
    assert len(outcome.failed) == 1
    assert ("文件过大" if what == "large" else "不是普通文件") in outcome.failed[0]
    assert str(path) in outcome.failed[0]


# With the CMS -----------------------------------------------------------------------------

DAY = dt.date(2024, 1, 2)
CASE = Case(
    number=900001,
    title="一个案例",
    place="320381",
    unit="320381",
    year=2024,
    summary="摘要。",
    body=(Paragraph(text="正文。"),),
)
ISSUE = Issue(
    publication="ceshi",
    year=2024,
    number=9001,
    date=DAY,
    sections=(Section(name="交流", items=("a1",)),),
    versions=(Version(version=1, state="signed", date=DAY),),
    items=(Article(anchor="a1", number=900001, title="一篇稿件", body=(Paragraph(text="正文。"),)),),
)
PUBLICATION = Publication(slug="ceshi", name="测试简报", issuer="办公室")


def export_of(path: Path, *more: Record) -> Path:
    everything = [*reference_data(), PUBLICATION, *more]
    writer = Writer.for_records(path, everything)
    for record in everything:
        writer.add(record)
    return path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (
            lambda t: t.replace("place: '320381'", "place: '999999'"),
            r"cases/900/900001：CMS 里没有这一项：999999（项：place）",
        ),
        (
            lambda t: t.replace("unit: '320381'", "unit: nirgends"),
            r"cases/900/900001：CMS 里没有这一项：nirgends（项：unit）",
        ),
        (
            lambda t: t.replace("year: 2024", "year: 2024\nfields:\n- '9999'"),
            r"cases/900/900001：CMS 里没有这一项：9999（项：fields）",
        ),
        (lambda t: t.replace("year: 2024", "year: 2024\x00"), r"900001\.md：含有空字符"),
        (lambda t: t.replace("year: 2024", "cleared_on: 2024-13-45\nyear: 2024"), r"900001\.md：YAML 里有读不了的值"),
        (lambda t: t.replace("year: 2024", "year: 2024\x07"), r"900001\.md：YAML 里有读不了的值"),
        (lambda t: t.replace("year: 2024", "year: 2024\nitems: 3"), r"900001\.md：有不认识的项 items"),
    ],
    ids=["place", "unit", "field", "NUL", "no such day", "control character", "items"],
)
def test_a_case_that_cannot_be_loaded_is_named(tmp_path: Path, break_it: Callable[[str], str], says: str) -> None:
    from press.load import load

    export = export_of(tmp_path, CASE)
    path = export / "private/cases/900/900001.md"
    path.write_text(break_it(path.read_text("utf-8")), "utf-8")
    with pytest.raises(ContentError, match=says):
        load(export, lambda *_: None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda t: t + "signed_by:\n- 甲\n- 乙\n", r"issues/ceshi/2024/9001：signed_by 和 versions 的个数不同"),
        (lambda t: t.replace("sections:", "sections: 3\nsparte:"), r"issue\.yaml：应为 array，实为 int"),
    ],
    ids=["signed_by", "sections"],
)
def test_an_issue_that_cannot_be_loaded_is_named(tmp_path: Path, break_it: Callable[[str], str], says: str) -> None:
    from press.load import load

    export = export_of(tmp_path, ISSUE)
    path = export / "private/issues/ceshi/2024/9001/issue.yaml"
    path.write_text(break_it(path.read_text("utf-8")), "utf-8")
    with pytest.raises(ContentError, match=says):
        load(export, lambda *_: None)


@pytest.mark.django_db
def test_a_failed_load_leaves_no_picture_behind(tmp_path: Path) -> None:
    from django.conf import settings
    from PIL import Image

    from press.load import load

    data = io.BytesIO()
    Image.effect_noise((40, 30), 50).save(data, "PNG")
    shown = Case(
        **{n: getattr(CASE, n) for n in CASE.__struct_fields__} | {"body": (Picture(media="x.png", alt="图"),)}
    )
    other = Case(**{n: getattr(CASE, n) for n in CASE.__struct_fields__} | {"number": 900002, "unit": "nirgends"})
    export = export_of(tmp_path, shown, other)
    (export / "private/media").mkdir()
    (export / "private/media/x.png").write_bytes(data.getvalue())

    def stored() -> set[Path]:
        return {p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()}

    before = stored()
    with pytest.raises(ContentError, match="900002"):
        load(export, lambda *_: None)
    assert stored() == before
    (export / "private/cases/900/900002.md").unlink()
    load(export, lambda *_: None)
    assert len(stored() - before) == 1


@pytest.mark.django_db
def test_an_import_whose_report_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    from django.conf import settings

    from cms.issues.models import Issue as Row
    from press.import_cms import import_to_cms
    from press.load import load

    load(export_of(tmp_path / "export"), lambda *_: None)
    before = Row.objects.count()
    folder = settings.VAR / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way")
    with pytest.raises(OSError, match="imports"):
        import_to_cms([SOURCE])
    assert Row.objects.count() == before
    folder.unlink()
    assert len(import_to_cms([SOURCE]).done) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [p.stat().st_mode & 0o777 for p in folder.iterdir()] == [0o600]
