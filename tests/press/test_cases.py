"""The inputs of `PRESS_CASES` that once failed, each with its right outcome, through the CMS and into an export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from press.importing import import_to_directory
from press.records import Export, Issue
from press.records.readers.reading import item_parts

CASES = Path(os.environ.get("PRESS_CASES", ""))
pytestmark = [pytest.mark.skipif(not os.environ.get("PRESS_CASES"), reason="PRESS_CASES is not set"), pytest.mark.django_db]


def case(number: str) -> Path:
    return next(path for path in CASES.glob(f"{number}-*") if path.suffix in (".txt", ".docx"))


def exported(path: Path, folder: Path) -> Issue:
    """Return the issue that `press import --to` makes of a file."""
    import_to_directory([path], folder / "out", "")
    (issue,) = Export(folder / "out").all(Issue)
    return issue


def drafted(path: Path) -> Issue:
    """Return the issue that `press import` makes of a file in the CMS."""
    from cms.issues.models import Issue as Row
    from cms.units.models import UnitPage
    from press.import_cms import import_to_cms
    from press.importing import SHIPPED
    from press.load import load

    if not UnitPage.objects.exists():
        load(SHIPPED, lambda *_: None)
    before = set(Row.objects.values_list("pk", flat=True))
    import_to_cms([path])
    record: Issue = Row.objects.exclude(pk__in=before).get().draft_record()
    return record


def told(issue: Issue) -> list[tuple[str, list[str]]]:
    """Return the sections with the titles and paragraphs of their items."""
    return [(s.name, [text for a in s.items for text in (issue.item(a).title, *item_parts(issue.item(a)))]) for s in issue.sections]


ARTICLE = ["推进文明乡风建设", "今年以来，镇江市统筹推进移风易俗，文明乡风持续向好。", "一是健全制度。全市712个行政村全部修订村规民约。"]
BRIEFS = ["南通市召开文明典范城市创建推进会", "7月2日，南通市召开文明典范城市创建推进会。"]
BRIEFS += ["扬州市启动“好人周周评”活动", "7月8日，扬州市启动“好人周周评”活动。"]


def test_case_33_has_its_article_in_a_section_without_a_name(tmp_path: Path) -> None:
    for issue in (exported(case("33"), tmp_path), drafted(case("33"))):
        assert told(issue) == [("", ARTICLE)]


def test_case_34_has_its_briefs_in_their_section(tmp_path: Path) -> None:
    for issue in (exported(case("34"), tmp_path), drafted(case("34"))):
        assert told(issue) == [("工作交流", ARTICLE), ("简讯", BRIEFS)]
