"""Makes an object of any model, with what it must refer to, from the model's own
fields; a new model needs nothing here."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Revision

from cms.cases.models import CasePage
from cms.units.models import UnitPage
from tests.cms.planted import png

NUMBERS = itertools.count(979_000)


def make(model: type[models.Model], **given: Any) -> Any:
    """Return a saved object with these fields; the others are filled only where they must be."""
    if model is Page:
        model = CasePage
    values = {**given}
    for field in model._meta.concrete_fields:
        if not filled(field, given):
            values[field.name] = value_for(field)
    if model is Revision:
        return (given.get("page") or make(CasePage)).save_revision(user=given.get("user"))
    many = {field.name: values.pop(field.name) for field in model._meta.many_to_many if field.name in values}
    for generic in model._meta.private_fields:
        if isinstance(generic, GenericForeignKey) and generic.name not in given:
            page = given.get("page") or make(CasePage)
            values |= {generic.ct_field: ContentType.objects.get_for_model(type(page)), generic.fk_field: str(page.pk)}
            if hasattr(model, "base_content_type"):
                values["base_content_type"] = ContentType.objects.get_for_model(Page)
    made = saved(model, values)
    for name, others in many.items():
        getattr(made, name).set([others])
        made.save()
    return made


def filled(field: Any, given: dict[str, Any]) -> bool:
    """Whether a field needs nothing: it is given, fills itself, or may stay empty."""
    by_itself = (
        field.primary_key or getattr(field.remote_field, "parent_link", False) or field.has_default() or field.null
    )
    of_page = issubclass(field.model, Page | Collection) and field.name in ("path", "depth", "slug", "content_type")
    needless = field.blank and not field.is_relation and field.name != "action"
    return bool(field.name in given or by_itself or needless or of_page)


def value_for(field: Any) -> Any:
    """Return a value of its own for a field."""
    if field.is_relation:
        if field.related_model is ContentType:
            return ContentType.objects.get_for_model(CasePage)
        return Locale.get_default() if field.related_model is Locale else make(field.related_model)
    n = next(NUMBERS)
    if field.name == "action":
        return "wagtail.edit"
    match field.get_internal_type():
        case "CharField" | "SlugField" | "TextField":
            longest = field.max_length or 60
            return f"made-{n}" if longest > 10 else str(n)[-longest:]
        case "DateField":
            return timezone.localdate()
        case "DateTimeField":
            return timezone.now()
        case "JSONField":
            return {}
        case "BooleanField":
            return False
        case "FileField":
            return ContentFile(png(), name=f"{n}.png")
    return 2026


def saved(model: type[models.Model], values: dict[str, Any]) -> Any:
    """Save an object the way its kind is saved: in a tree, with a file, with a password that fits nothing."""
    if issubclass(model, Page):
        parent = values.pop("parent", None) or UnitPage.objects.get(code="320200")
        made = model(**{"live": False, **values})
        if isinstance(made, UnitPage):
            made.kind, made.slug = "general", made.code
        parent.add_child(instance=made)
        return model.objects.get(pk=made.pk)
    if model is Collection:
        return Collection.get_first_root_node().add_child(**values)
    if model is get_user_model():
        return get_user_model().objects.create_user(**values)
    if model in (get_image_model(), get_document_model()):
        values["file"] = ContentFile(png(), name=f"{next(NUMBERS)}.png")
    made = model(**values)
    made.save()
    return made
