"""Joins surname and given name, which accounts kept apart, to one name."""

from typing import Any

from django.db import migrations


def join(apps: Any, schema_editor: Any) -> None:
    """Put the surname before the given name."""
    for user in apps.get_model("auth", "User").objects.exclude(last_name=""):
        user.first_name, user.last_name = (user.last_name + user.first_name)[:150], ""
        user.save(update_fields=["first_name", "last_name"])


class Migration(migrations.Migration):
    dependencies = [("security", "0001_audit_triggers"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
