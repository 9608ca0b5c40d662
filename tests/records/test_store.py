"""Records are split between public and private, and errors say where they are."""

import datetime as dt
from pathlib import Path

import jsonschema
import msgspec
import pytest

from records import (
    Case,
    Collection,
    Contact,
    Export,
    Issue,
    Notice,
    Paragraph,
    Publication,
    RecordError,
    Source,
    Writer,
)
from records.store import KINDS

CASE = Case(
    number=12,
    title="标题",
    place="320282",
    unit="320282",
    year=2024,
    summary="摘要。",
    contact=Contact(office="指导科"),
    cleared_by="主编",
    body=(Paragraph(text="正文。"),),
)


def written(path: Path, *records: Case | Issue | Collection | Publication) -> Export:
    writer = Writer.for_records(path, list(records))
    for record in records:
        writer.add(record)
    return Export(path)


def cleared(case: Case, **more: object) -> Case:
    return msgspec.structs.replace(case, cleared_on=dt.date(2025, 1, 2), **more)


def public(path: Path) -> str:
    return "".join(p.read_text("utf-8") for p in sorted((path / "public").rglob("*.*")))


def test_an_uncleared_case_leaves_no_trace_in_public(tmp_path: Path) -> None:
    export = written(tmp_path, CASE)
    assert export.get(Case, "000/000012") == CASE
    assert not (tmp_path / "public" / "cases").exists()
    assert list(Export(tmp_path, private=False).all(Case)) == []


def test_a_cleared_case_keeps_contact_and_names_private(tmp_path: Path) -> None:
    case = cleared(CASE)
    export = written(tmp_path, case)
    assert export.get(Case, case.key) == case
    assert "正文" in public(tmp_path)
    assert "指导科" not in public(tmp_path)
    assert "主编" not in public(tmp_path)


def test_a_contact_is_public_only_when_ticked(tmp_path: Path) -> None:
    written(tmp_path, cleared(CASE, contact=Contact(office="指导科", public=True)))
    assert "指导科" in public(tmp_path)


def test_a_withdrawn_case_leaves_only_a_notice(tmp_path: Path) -> None:
    case = cleared(CASE, withdrawn_on=dt.date(2025, 3, 4), withdrawn_reason="数据有误")
    export = written(tmp_path, case)
    assert export.get(Case, case.key) == case
    seen = Export(tmp_path, private=False)
    assert "数据有误" in public(tmp_path)
    assert "标题" not in public(tmp_path)
    assert list(seen.all(Case)) == []
    assert [(n.key, n.reason) for n in seen.public(Case) if isinstance(n, Notice)] == [("000/000012", "数据有误")]


def test_the_source_of_a_case_is_private_until_its_issue_is_cleared(tmp_path: Path) -> None:
    case = cleared(CASE, source=Source(publication="wmsj", year=2024, number=3, item="a1"))
    export = written(tmp_path, case)
    assert export.get(Case, case.key) == case
    assert "wmsj" not in public(tmp_path)


def test_a_collection_shows_readers_only_cleared_cases(tmp_path: Path) -> None:
    collection = Collection(slug="xuan", title="展播", date=dt.date(2025, 1, 1), cases=(12, 13))
    export = written(tmp_path, cleared(CASE), msgspec.structs.replace(CASE, number=13), collection)
    assert export.get(Collection, "xuan") == collection
    assert Export(tmp_path, private=False).get(Collection, "xuan").cases == (12,)


def test_a_publication_is_unknown_to_readers_until_an_issue_of_it_is_cleared(tmp_path: Path) -> None:
    publication = Publication(slug="mi", name="内部专报", issuer="办公室")
    issue = Issue(publication="mi", year=2024, number=1, date=dt.date(2024, 1, 1))
    export = written(tmp_path / "a", publication, issue)
    assert export.get(Publication, "mi") == publication
    assert "内部专报" not in public(tmp_path / "a")
    written(tmp_path / "b", publication, msgspec.structs.replace(issue, cleared_on=dt.date(2024, 2, 1)))
    assert "内部专报" in public(tmp_path / "b")


def test_private_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    written(tmp_path, CASE)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("year: 2024", "year: 明年", r"000012\.md：应为 int，实为 str（项：year）"),
        ("title: 标题", "titel: 标题", r"缺少必填项 title|有不认识的项 titel"),
        ("title: 标题", "title: [标题", r"第 \d+ 行：YAML 写法有误"),
        ("## 摘要", "## 概要", r"第 \d+ 行：“## 概要”不是案例的一节"),
        ("---\nnumber", "number", "第 1 行：缺少 --- 之间的记录头"),
        ("place: '320282'", "place: '32028'", r"写法不合规定（项：place）"),
    ],
)
def test_a_broken_file_is_named_with_place_and_remedy(tmp_path: Path, old: str, new: str, says: str) -> None:
    export = written(tmp_path, CASE)
    path = tmp_path / "private" / "cases" / "000" / "000012.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(RecordError, match=says) as caught:
        export.get(Case, "000/000012")
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_a_directory_that_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"缺少 public/format\.yaml"):
        Export(tmp_path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    written(tmp_path, CASE)
    (tmp_path / "public" / "format.yaml").write_text("format: press-export\nversion: 2\n")
    with pytest.raises(RecordError, match="本程序只认"):
        Export(tmp_path)


def test_codes_are_quoted_so_that_no_reader_takes_them_for_numbers(tmp_path: Path) -> None:
    written(tmp_path, cleared(CASE, fields=("0903",)))
    assert "- '0903'" in public(tmp_path)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_record_of_the_sample_fits_its_schema(kind: type, sample: Path) -> None:
    schema = msgspec.json.decode((SCHEMAS / f"{kind.__name__}.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    for record in Export(sample).all(kind):
        validator.validate(msgspec.json.decode(msgspec.json.encode(record)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_the_schemas_are_those_of_the_code(kind: type) -> None:
    from records.schema import schema_text

    assert (SCHEMAS / f"{kind.__name__}.json").read_text("utf-8") == schema_text(kind), "run make golden"


SCHEMAS = Path(__file__).resolve().parents[2] / "build" / "records" / "schemas"
