"""Have the database refuse to change or delete entries of the audit log."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON core_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION audit_only_added() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit log is only ever added to'; END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = "CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON core_auditentry FOR EACH ROW EXECUTE FUNCTION audit_only_added()"


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(FUNCTION)
    for verb in ("update", "delete"):
        schema_editor.execute((POSTGRESQL if on_postgresql else SQLITE).format(verb=verb))


def release(apps, schema_editor):
    table = " ON core_auditentry" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb}{table}")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_auditentry_notice")]
    operations = [migrations.RunPython(guard, release)]
