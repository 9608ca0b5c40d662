from django.db import migrations

from cms.distribution.members import take_in


def fill(apps, schema_editor):
    """Enter the recipients of the lists that there were before there was a register."""
    rows = apps.get_model("issues", "Recipient").objects.order_by("distribution_list", "sort_order", "pk")
    for row in rows.filter(membership=None).iterator():
        take_in(apps, row)


class Migration(migrations.Migration):

    dependencies = [("distribution", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
