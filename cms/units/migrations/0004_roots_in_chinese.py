"""The roots of the trees of pages and of folders, which Wagtail makes as Root, in Chinese."""

from django.db import migrations


def rename(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root").update(title="全部单位", draft_title="全部单位")
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(name="全部文件夹")


class Migration(migrations.Migration):
    dependencies = [("units", "0003_stricter_codes"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
