"""Drops the tables of django-axes: they held whatever was typed as a name, passwords among it."""

from django.db import migrations

TABLES = ("accessattemptexpiration", "accessattempt", "accesslog", "accessfailurelog")


class Migration(migrations.Migration):
    dependencies = [("security", "0004_first_password")]
    operations = [migrations.RunSQL([f"DROP TABLE IF EXISTS axes_{name}" for name in TABLES], migrations.RunSQL.noop)]
