"""Have the database refuse REPLACE and TRUNCATE too, and any entry of the audit log that is not the next one."""

from django.db import migrations

from cms.core import audit_triggers


def guard(apps, schema_editor):
    audit_triggers.install(schema_editor.execute, schema_editor.connection.vendor)


class Migration(migrations.Migration):
    dependencies = [("security", "0005_no_axes")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
