from django.db import migrations

from cms.adoption.rolls import keep_roll


def keep(apps, schema_editor):
    """Keep a roll for what was signed before there were any: of the units as they are now, by their dates of validity."""
    for version in apps.get_model("issues", "IssueVersion").objects.filter(roll=None).order_by("issue", "version").iterator():
        keep_roll(apps, version)


class Migration(migrations.Migration):

    dependencies = [("adoption", "0001_initial")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
