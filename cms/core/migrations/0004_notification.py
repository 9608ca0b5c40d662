"""The class takes the name of the glossary: a notice is what stays of something withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RenameModel("Notice", "Notification"),
        migrations.RenameIndex("notification", "core_notifi_user_id_bd2d4b_idx", old_name="core_notice_user_id_d50ea3_idx"),
        migrations.AlterField(
            "notification",
            "user",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notifications", to=settings.AUTH_USER_MODEL),
        ),
    ]
