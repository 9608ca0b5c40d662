"""What changed in the CMS, as its database says itself: triggers note every row that a release is made of, whoever
changes it and how (a form, a bulk update, a page moved with all below it, SQL by hand).

A note names the row of the model that is exported, also for a change in a table that belongs to it, such as that of its
figures. Notes are only added and, once what they tell of is published, deleted by their numbers: nobody waits for
anybody, and a row that changes again while it is being published is noted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Model

from cms.cases.models import CaseFigure, CasePage, Collection, CollectionEntry
from cms.issues.lists import DistributionList, Recipient
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication
from cms.newsroom.models import Clipping, ClippingFigure
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.releases.models import Touched
from cms.units.models import Place, UnitPage
from press.finished import Row, table_of

# Of each model whose rows are exported, the tables that belong to it and how a row of theirs names its own.
WATCHED: dict[type[Model], list[tuple[type[Model], str]]] = {
    CasePage: [
        (CasePage, "page_ptr_id"),
        (CaseFigure, "page_id"),
        (CasePage.fields.through, "casepage_id"),
        (CasePage.kinds.through, "casepage_id"),
    ],
    UnitPage: [(UnitPage, "page_ptr_id")],
    Issue: [(Issue, "id"), (IssueVersion, "issue_id")],
    Collection: [(Collection, "id"), (CollectionEntry, "collection_id")],
    Clipping: [(Clipping, "id"), (ClippingFigure, "clipping_id")],
    DistributionList: [(DistributionList, "id"), (Recipient, "distribution_list_id")],
    **{model: [(model, "id")] for model in (Place, Publication, Field, PracticeKind, Indicator, Synonym)},
}
PREFIX = "touched_"


class Note(NamedTuple):
    """That a row was touched."""

    number: int
    row: Row


def watch() -> None:
    """Have the database note changes from now on; to be called again after its tables were made anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]():
            cursor.execute(statement)


def watched() -> bool:
    """Whether all triggers are there: SQLite drops those of a table that a migration makes anew."""
    asked = {
        "sqlite": f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'",
        "postgresql": f"SELECT count(*) FROM pg_trigger WHERE tgname LIKE '{PREFIX}%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        count: int = cursor.fetchone()[0]
    return count >= len(STATEMENTS[connection.vendor]()) // 2  # each is dropped, then made


def notes() -> list[Note]:
    """Return what was touched since."""
    return [Note(number, (table, row)) for number, table, row in Touched.objects.values_list("pk", "table", "row")]


def forget(done: Sequence[Note]) -> None:
    """Delete notes of what is published."""
    numbers = [note.number for note in done]
    for at in range(0, len(numbers), 500):
        Touched.objects.filter(pk__in=numbers[at : at + 500]).delete()


def _tables() -> Iterator[tuple[str, str, str]]:
    """Yield (table, column that names the row, table by which that row is known); of pages, all of them: whatever
    happens to one may happen to a case or a unit."""
    yield "wagtailcore_page", "id", "wagtailcore_page"
    for model, own in WATCHED.items():
        yield from ((part._meta.db_table, column, table_of(model)) for part, column in own)


def _sqlite() -> list[str]:
    made = []
    for table, column, known in _tables():
        for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            name = f'"{PREFIX}{table}_{event.lower()}"'
            now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
            values = (f'SELECT \'{known}\', {row}."{column}", {now} WHERE {row}."{column}" NOTNULL' for row in rows)
            noted = f'INSERT INTO {Touched._meta.db_table} ("table", "row", "at") {" UNION ".join(values)};'
            made += [
                f"DROP TRIGGER IF EXISTS {name}",
                f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {noted} END',
            ]
    return made


def _postgresql() -> list[str]:
    made = [
        f"""
        CREATE OR REPLACE FUNCTION {PREFIX}row() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE old_row text := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ->> TG_ARGV[1] END;
                new_row text := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ->> TG_ARGV[1] END;
        BEGIN
          INSERT INTO {Touched._meta.db_table} ("table", "row", "at")
            SELECT DISTINCT TG_ARGV[0], r, clock_timestamp() FROM unnest(ARRAY[old_row, new_row]) AS r
              WHERE r IS NOT NULL;
          RETURN NULL;
        END $$
        """,
    ]
    for table, column, known in _tables():
        name = f'"{PREFIX}{table}"'
        made += [
            f'DROP TRIGGER IF EXISTS {name} ON "{table}"',
            f'CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}row('{known}', '{column}')",
        ]
    return made


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
