"""Passages are known by hashes of 13 letters, not 10: `cms.newsroom.apps` makes the table anew after this."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0006_hand_in_rules"),
    ]
