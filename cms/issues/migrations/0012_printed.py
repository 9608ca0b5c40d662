from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery


def printed_long_ago(apps, schema_editor):
    """What is signed already has been printed."""
    versions = apps.get_model("issues", "IssueVersion").objects.filter(issue=OuterRef("pk")).order_by()
    last = Subquery(versions.values("issue").annotate(last=Max("version")).values("last"))
    apps.get_model("issues", "Issue").objects.filter(versions__isnull=False).update(printed=last)


class Migration(migrations.Migration):
    dependencies = [("issues", "0011_confirmed")]

    operations = [
        migrations.AddField("issue", "printed", models.PositiveSmallIntegerField("已经印发的版次", default=0, editable=False)),
        migrations.AlterField(
            "issue",
            "total_number",
            models.PositiveIntegerField(
                "总期号",
                null=True,
                blank=True,
                help_text="从创刊号起连着数到这一期，跨年不重新数，印作“总第 345 期”。报头不印总期号的刊物留空",
            ),
        ),
        migrations.RunPython(printed_long_ago, migrations.RunPython.noop),
    ]
