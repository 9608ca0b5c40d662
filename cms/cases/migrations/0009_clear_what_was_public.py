"""What readers saw before entries were cleared one by one counts as cleared, on the day of the upgrade."""

from typing import Any

from django.db import migrations
from django.utils import timezone

TOLD = {
    "Field": lambda e: {"code": e.code, "name": e.name} | ({"parent": e.parent.code} if e.parent else {}),
    "PracticeKind": lambda e: {"slug": e.slug, "name": e.name},
    "Indicator": lambda e: {"slug": e.slug, "name": e.name, "unit": e.unit, "definition": e.definition},
    "Synonym": lambda e: {"slug": e.slug, "words": [w.strip() for w in e.words.split("、") if w.strip()]},
}


def clear(apps: Any, editor: Any) -> None:
    """Note of each entry what it says now as what was cleared."""
    today = timezone.localdate()
    for name, told in TOLD.items():
        for entry in apps.get_model("cases", name).objects.all():
            keep(entry, told(entry), today)
    entries = apps.get_model("cases", "CollectionEntry").objects
    for showcase in apps.get_model("cases", "Collection").objects.all():
        told = {"slug": showcase.slug, "title": showcase.title, "date": showcase.date.isoformat()}
        preface = "\n\n".join(line.strip() for line in showcase.preface.splitlines() if line.strip())
        told |= {"preface": preface} if preface else {}
        cases = list(entries.filter(collection=showcase).order_by("sort_order").values_list("case__number", flat=True))
        keep(showcase, told | ({"cases": cases} if cases else {}), today)


def keep(entry: Any, told: dict[str, Any], on: Any) -> None:
    """Note what readers see of an entry."""
    entry.cleared, entry.cleared_on, entry.cleared_by = told, on, "升级前已公开"
    entry.save(update_fields=["cleared", "cleared_on", "cleared_by"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_entries_are_cleared")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
