"""What the draft of a text names that stands elsewhere than its text as it is now:
Wagtail's index knows only the latter."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

TECHNICAL = ("owner", "locale", "latest_revision", "live_revision", "locked_by", "alias_of", "content_type")


class DraftReference(models.Model):
    """The newest version of a page that is live names an object."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="draft_references")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.content_type_id} {self.object_id}"

    @classmethod
    def keep(cls, page: Page) -> None:
        """Note what a page names as it is drafted here; what is not live stands in the tables as it is drafted."""
        wanted = {(base_of(kind).pk, str(pk)) for kind, pk in named(page)} if page.live else set()
        held = {
            (kind, pk): key
            for key, kind, pk in cls.objects.filter(page=page.pk).values_list("pk", "content_type", "object_id")
        }
        if gone := [key for place, key in held.items() if place not in wanted]:
            cls.objects.filter(pk__in=gone).delete()
        if fresh := wanted - held.keys():
            DraftReference.objects.bulk_create(
                DraftReference(page_id=page.pk, content_type_id=kind, object_id=pk) for kind, pk in sorted(fresh)
            )


def base_of(model: type[models.Model]) -> ContentType:
    """Return the type under which references to a model are kept: all pages are pages."""
    return ContentType.objects.get_for_model(Page if issubclass(model, Page) else model)


def named(page: Page) -> Iterator[tuple[type[models.Model], object]]:
    """Yield model and key of what a page names: in its fields, its text, and the rows below it."""
    for field in (*page._meta.concrete_fields, *page._meta.many_to_many):
        if field.name in TECHNICAL or getattr(field.remote_field, "parent_link", False):
            continue
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            yield from ((kind, pk) for kind, pk, *_ in value.stream_block.extract_references(value))
        elif field.many_to_many:
            assert field.related_model
            yield from ((field.related_model, each.pk) for each in getattr(page, field.name).all())
        elif field.is_relation and getattr(page, field.attname) is not None:
            assert field.related_model
            yield field.related_model, getattr(page, field.attname)
    for relation in get_all_child_relations(type(page)):
        for row in getattr(page, relation.get_accessor_name()).all():
            yield from _named_by_row(row, relation.field.name)


def _named_by_row(row: models.Model, but: str) -> Iterator[tuple[type[models.Model], object]]:
    for field in row._meta.concrete_fields:
        if field.is_relation and field.name != but and getattr(row, field.attname) is not None:
            assert field.related_model
            yield field.related_model, getattr(row, field.attname)
