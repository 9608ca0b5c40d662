"""What the CMS exports of what has changed is what it exports of everything, whatever changes a row and by what way."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from wagtail.models import Page

from cms.cases.models import CaseFigure, CasePage, Collection, CollectionEntry
from cms.issues.lists import DistributionList, Recipient
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage, Clipping
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from press import outbox
from press.export import Exporter

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)
ROUNDS = int(os.environ.get("STEPS", "19")) // 19


@pytest.fixture
def exporter(tmp_path: Path) -> Iterator[Exporter]:
    outbox.watch()
    made = Exporter(tmp_path / "export")
    made.whole()
    outbox.forget(outbox.notes())
    yield made


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*.*")
        if path.is_file() and path.name != "audit.heads"
    }


def followed(exporter: Exporter, tmp_path: Path, said: str) -> set[str]:
    """Export what has changed, hold it against an export of everything, and return the names of what changed."""
    before = files(exporter.path)
    notes = outbox.notes()
    changed = exporter.part(note.row for note in notes)
    if changed is None:
        exporter.whole()
    outbox.forget(notes)
    whole = tmp_path / "whole"
    Exporter(whole).whole()
    now, full = files(exporter.path), files(whole)
    assert now.keys() ^ full.keys() == set(), said
    assert [name for name in full if full[name] != now[name]] == [], said
    differ = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    records = {name for name in differ if name.startswith(("public/", "private/")) and "/media/" not in name}
    if changed is not None:
        assert {record_of(name) for name in records} <= {f"{kind.folder}/{key}" for kind, key in changed}, said
        assert changed or not records, said
    return {record_of(name) for name in records}


def record_of(name: str) -> str:
    folder, _, rest = name.partition("/")[2].partition("/")
    return f"{folder}/{rest.rpartition('/')[0] if folder == 'issues' else rest.rpartition('.')[0]}"


def a(model: Any, random: Random, **only: object) -> Any:
    return random.choice(list(model._default_manager.filter(**only).order_by("pk")))


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def edit(random: Random) -> None:
    case = a(CasePage, random)
    case.title = f"换过的题目{random.random()}"
    case.save()


def many_at_once(random: Random) -> None:
    CasePage.objects.filter(year=2024).update(summary=f"一次改了许多{random.random()}")


def by_hand(random: Random) -> None:
    sql("UPDATE cases_casepage SET people_served = %s WHERE page_ptr_id = %s", "老人", a(CasePage, random).pk)


def figures(random: Random) -> None:
    if random.random() < 0.5 and (figure := CaseFigure.objects.order_by("?").first()):
        CaseFigure.objects.filter(pk=figure.pk).delete()
    else:
        CaseFigure.objects.create(
            page=a(CasePage, random), label="点位", value=random.randint(1, 99), unit="个", sort_order=9
        )


def classes(random: Random) -> None:
    through = CasePage.fields.through
    case, field = a(CasePage, random), a(Field, random)
    if not through.objects.filter(casepage=case, field=field).delete()[0]:
        through.objects.create(casepage=case, field=field)


def moved(random: Random) -> None:
    a(CasePage, random).move(a(UnitPage, random), "last-child")


def unit_moved(random: Random) -> None:
    root = UnitPage.objects.order_by("depth").first()
    unit = random.choice(list(UnitPage.objects.exclude(pk=root.pk)))
    if not root.is_descendant_of(unit) and unit.get_parent().pk != root.pk:
        unit.move(root, "last-child")


def renamed(random: Random) -> None:
    model = random.choice([Place, Publication, DistributionList])
    model.objects.filter(pk=a(model, random).pk).update(name=f"改名{random.randint(1, 999)}")
    unit = a(UnitPage, random)
    UnitPage.objects.filter(pk=unit.pk).update(title=f"改名{random.randint(1, 999)}")


def gone(random: Random) -> None:
    case = a(CasePage, random)
    CollectionEntry.objects.filter(case=case).delete()
    Page.objects.filter(pk=case.pk).first().delete()


def cleared(random: Random) -> None:
    decided(random, a(CasePage, random))


def issues(random: Random) -> None:
    decided(random, a(Issue, random, versions__isnull=False))


def decided(random: Random, row: Any) -> None:
    rows = type(row).objects.filter(pk=row.pk)
    if row.clearance == "已公开":
        random.choice([lambda: row.withdraw("主编", DAY, "数据有误"), row.unclear])()
    elif row.clearance == "已撤回":
        rows.update(withdrawn_on=None, withdrawn_reason="", cleared_on=DAY)
    else:
        rows.update(cleared_on=DAY, cleared_by="主编")


def entries(random: Random) -> None:
    model = random.choice([Field, PracticeKind, Indicator, Synonym, Collection])
    entry = a(model, random)
    if entry.public:
        entry.withdraw("主编", DAY, "不再用")
    else:
        entry.clear("主编", DAY)


def showcase(random: Random) -> None:
    collection = a(Collection, random)
    if random.random() < 0.5:
        CollectionEntry.objects.filter(collection=collection).order_by("?").first().delete()
    else:
        CollectionEntry.objects.create(collection=collection, case=a(CasePage, random), sort_order=99)
    Collection.objects.get(pk=collection.pk).clear("主编", DAY)


def register(random: Random) -> None:
    Recipient.objects.filter(pk=a(Recipient, random).pk).update(copies=F("copies") + 1)


def newspaper(random: Random) -> None:
    Clipping.objects.create(title="旧报", paper="日报", number=random.randint(1, 10**6))
    Clipping.objects.filter(pk=a(Clipping, random).pk).update(title=f"旧报{random.random()}")


def taken_down(random: Random) -> None:
    Page.objects.filter(pk=a(CasePage, random).pk).update(live=random.random() < 0.5)


def other_source(random: Random) -> None:
    articles = list(ArticlePage.objects.order_by("pk"))
    CasePage.objects.filter(pk=a(CasePage, random).pk).update(source_article=random.choice([None, *articles]))


CHANGES: list[Callable[[Random], None]] = [
    edit,
    many_at_once,
    by_hand,
    figures,
    classes,
    moved,
    unit_moved,
    renamed,
    gone,
    cleared,
    cleared,
    issues,
    entries,
    entries,
    showcase,
    register,
    newspaper,
    taken_down,
    other_source,
]


def test_what_has_changed_makes_the_export_of_everything(exporter: Exporter, tmp_path: Path) -> None:
    random, altered = Random(16), set[str]()
    for change in random.sample(CHANGES, len(CHANGES)) * ROUNDS:
        change(random)
        altered |= {name.partition("/")[0] for name in followed(exporter, tmp_path, change.__name__)}
    assert altered >= {"cases", "issues", "units", "collections"} and len(altered) > 5


def test_nothing_is_noted_where_nothing_changed_and_one_row_where_one_did(exporter: Exporter, tmp_path: Path) -> None:
    assert outbox.notes() == []
    edit(Random(1))
    assert {note.row[0] for note in outbox.notes()} == {"wagtailcore_page"}
    assert len({note.row for note in outbox.notes()}) == 1
    assert len(followed(exporter, tmp_path, "edit")) == 1


def test_a_row_that_is_touched_while_it_is_published_stays_noted(exporter: Exporter) -> None:
    edit(Random(1))
    first = outbox.notes()
    edit(Random(1))
    outbox.forget(first)
    assert outbox.notes()


def test_every_table_that_is_exported_is_watched(exporter: Exporter) -> None:
    assert outbox.watched()
    for of in exporter.finished._of.values():
        assert of.model in outbox.WATCHED
        own = {model for model, _ in outbox.WATCHED[of.model]}
        belonging = {
            relation.related_model
            for relation in of.model._meta.related_objects
            if hasattr(relation, "field") and type(relation.field).__name__.startswith("Parental")
        }
        # Drafts, calls for articles and remarks are not exported; what names an entry is not a part of it.
        assert {model.__name__ for model in belonging - own} <= {"IssueEntry", "Call", "Comment", "CasePage"}, of.model
    first = next(iter(outbox._tables()))[0]
    names = {"sqlite": f'"touched_{first}_update"', "postgresql": f'"touched_{first}" ON "{first}"'}
    sql(f"DROP TRIGGER {names[connection.vendor]}")
    assert not outbox.watched()
