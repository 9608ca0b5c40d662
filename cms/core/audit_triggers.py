"""What the database itself refuses: entries of the audit log are only ever added, each with the next number.

A table's owner can take the triggers off, and `guarded` then says so; what was done meanwhile the heads tell.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

TABLE = "core_auditentry"
SAID = "the audit log is only ever added to"
NEXT = f"NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {TABLE})"
_SQLITE = "CREATE TRIGGER audit_no_{} BEFORE {} ON " + TABLE + " {}BEGIN SELECT RAISE(ABORT, '" + SAID + "'); END"
# REPLACE takes a row away without a DELETE: by its number, which is never the next one, or by the hidden row id.
SQLITE = {
    "update": _SQLITE.format("update", "UPDATE", ""),
    "delete": _SQLITE.format("delete", "DELETE", ""),
    "replace": _SQLITE.format(
        "replace", "INSERT", f"WHEN {NEXT} OR EXISTS (SELECT 1 FROM {TABLE} WHERE rowid = NEW.rowid) "
    ),
}
BODY = f"BEGIN RAISE EXCEPTION '{SAID}'; END"
BODY_NEXT = f"BEGIN IF {NEXT} THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NEW; END"
FUNCTIONS = {"audit_only_added": BODY, "audit_only_next": BODY_NEXT}
_POSTGRESQL = "CREATE TRIGGER audit_no_{} BEFORE {} ON " + TABLE + " FOR EACH {} EXECUTE FUNCTION {}()"
POSTGRESQL = {
    "update": _POSTGRESQL.format("update", "UPDATE", "ROW", "audit_only_added"),
    "delete": _POSTGRESQL.format("delete", "DELETE", "ROW", "audit_only_added"),
    "truncate": _POSTGRESQL.format("truncate", "TRUNCATE", "STATEMENT", "audit_only_added"),
    "replace": _POSTGRESQL.format("replace", "INSERT", "ROW", "audit_only_next"),
}


def install(run: Callable[[str], object], vendor: str) -> None:
    """Put the triggers in place; `run` executes a statement."""
    remove(run, vendor)
    if vendor == "postgresql":
        for name, body in FUNCTIONS.items():
            run(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $${body}$$ LANGUAGE plpgsql")
    for statement in (POSTGRESQL if vendor == "postgresql" else SQLITE).values():
        run(statement)


def remove(run: Callable[[str], object], vendor: str) -> None:
    """Take the triggers off."""
    for verb in POSTGRESQL:
        run(f"DROP TRIGGER IF EXISTS audit_no_{verb}" + (f" ON {TABLE}" if vendor == "postgresql" else ""))


def guarded() -> bool:
    """Whether the triggers are in place, switched on and as they were made."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            return {sql for (sql,) in cursor.fetchall()} >= set(SQLITE.values())
        cursor.execute(
            "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
            [TABLE],
        )
        found = dict(cursor.fetchall())
    return all(
        found.get(f"audit_no_{verb}") == FUNCTIONS[sql.rpartition(" ")[2][:-2]] for verb, sql in POSTGRESQL.items()
    )
