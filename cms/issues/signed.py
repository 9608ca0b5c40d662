"""What a signed version of an issue consists of, so that nothing of it is deleted: a row for
each thing that its record names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models

# What a record names, by the field of the row: its model, and the field in which the name stands.
NAMED = {
    "picture": ("core", "Picture", "name"),
    "article": ("newsroom", "ArticlePage", "number"),
    "clipping": ("newsroom", "Clipping", "number"),
    "report": ("issues", "Report", "number"),
    "place": ("units", "Place", "code"),
    "unit": ("units", "UnitPage", "code"),
    "indicator": ("reference", "Indicator", "slug"),
}


class SignedPart(models.Model):
    """One thing that a signed version of an issue shows or counts; exactly one of the
    fields below `version` is filled."""

    version = models.ForeignKey("issues.IssueVersion", models.CASCADE, related_name="parts")
    picture = models.ForeignKey("core.Picture", models.PROTECT, null=True, related_name="signed")
    article = models.ForeignKey("newsroom.ArticlePage", models.PROTECT, null=True, related_name="signed")
    clipping = models.ForeignKey("newsroom.Clipping", models.PROTECT, null=True, related_name="signed")
    report = models.ForeignKey("issues.Report", models.PROTECT, null=True, related_name="signed")
    place = models.ForeignKey("units.Place", models.PROTECT, null=True, related_name="signed")
    unit = models.ForeignKey("units.UnitPage", models.PROTECT, null=True, related_name="signed")
    indicator = models.ForeignKey("reference.Indicator", models.PROTECT, null=True, related_name="signed")
    distribution = models.ForeignKey("issues.DistributionList", models.PROTECT, null=True, related_name="signed")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)


def keep_parts(apps: Apps, version: Any) -> None:
    """Note what a version consists of; `apps` is that of a migration, or of the running CMS."""
    row: Any = apps.get_model("issues", "SignedPart")
    rows = []
    for field, names in names_in(version.record).items():
        app, model, key = NAMED[field]
        kind: Any = apps.get_model(app, model)
        found: dict[str | int, int] = {}
        for name, pk in kind._base_manager.filter(**{f"{key}__in": names}).order_by("-pk").values_list(key, "pk"):
            found[name] = pk  # of several pictures with the same content the first, which `Picture.by_name` shows
        rows += [row(version_id=version.pk, **{f"{field}_id": pk}) for pk in sorted(found.values())]
    if version.issue.distribution_id:
        rows.append(row(version_id=version.pk, distribution_id=version.issue.distribution_id))
    row._base_manager.bulk_create(rows)


Frozen = dict[str, Any]  # the record of an issue, as JSON


def names_in(record: Frozen) -> dict[str, set[str | int]]:
    """Return what the frozen record of an issue names, by the field of a row."""
    found: dict[str, set[str | int]] = {}
    for field, name in _names(record):
        found.setdefault(field, set()).add(name)
    return found


def _names(record: Frozen) -> Iterator[tuple[str, str | int]]:
    for item in record.get("items", ()):
        if item["kind"] in ("article", "clipping", "report"):
            yield item["kind"], item["number"]
        for field in ("place", "unit"):
            if item.get(field):
                yield field, item[field]
        yield from (("indicator", figure["indicator"]) for figure in item.get("figures", ()) if figure.get("indicator"))
        yield from (("picture", block["media"]) for block in item.get("body", ()) if block.get("media"))
