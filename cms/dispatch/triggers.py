"""What the database itself refuses: acts and entries of the ledger are only ever added.

As of the audit log (`core/audit_triggers.py`): it stops mistakes and injected queries, not the owner of the tables;
what holdings say beside the entries, `checking.py` compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

TABLES = ("dispatch_act", "dispatch_entry")
SAID = "the ledger of copies is only ever added to"
FUNCTION = "ledger_only_added"
BODY = f"BEGIN RAISE EXCEPTION '{SAID}'; END"
Run = Callable[[str], object]


def install(run: Run, vendor: str) -> None:
    """Put the triggers in place; `run` executes a statement."""
    remove(run, vendor)
    if vendor == "postgresql":
        run(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $${BODY}$$ LANGUAGE plpgsql")
    for statement in statements(vendor).values():
        run(statement)


def remove(run: Run, vendor: str) -> None:
    """Take the triggers off."""
    for table, verb in _names():
        run(f"DROP TRIGGER IF EXISTS {table}_no_{verb}" + (f" ON {table}" if vendor == "postgresql" else ""))


def statements(vendor: str) -> dict[str, str]:
    """Return the statements that make the triggers, by the name of each."""
    return {
        f"{table}_no_{verb}": (_postgresql if vendor == "postgresql" else _sqlite)(table, verb)
        for table, verb in _names()
    }


def guarded() -> bool:
    """Whether the triggers are in place, switched on and as they were made."""
    made = statements(connection.vendor)
    marks = ", ".join(["%s"] * len(TABLES))
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", TABLES
            )
            return made.items() <= dict(cursor.fetchall()).items()
        cursor.execute(
            "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            f" JOIN pg_class ON pg_class.oid = tgrelid WHERE relname IN ({marks})"
            " AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
            TABLES,
        )
        return dict.fromkeys(made, BODY).items() <= dict(cursor.fetchall()).items()


def _names() -> Iterator[tuple[str, str]]:
    for table in TABLES:
        for verb in ("update", "delete", "replace"):
            yield table, verb


def _sqlite(table: str, verb: str) -> str:
    """REPLACE takes a row away without a DELETE, by its number or by what else is unique of it."""
    event, when = verb.upper(), ""
    if verb == "replace":
        same = " OR key = NEW.key" if table == TABLES[0] else ""
        event, when = "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id{same}) "
    return f"CREATE TRIGGER {table}_no_{verb} BEFORE {event} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _postgresql(table: str, verb: str) -> str:
    event, each = (verb.upper(), "ROW") if verb != "replace" else ("TRUNCATE", "STATEMENT")
    return f"CREATE TRIGGER {table}_no_{verb} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
