"""What a model and its record have in common, so that no list of names is kept beside them."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.db import models
from wagtail.fields import StreamField


@cache
def names_alike(model: type[models.Model], kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the names of the plain fields of a model that its record has too, in the record's order."""
    fields = (
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, StreamField | models.JSONField | models.ForeignKey)
    )
    own = {field.name for field in fields}
    return tuple(name for name in kind.__struct_fields__ if name in own)


def alike(
    thing: models.Model | msgspec.Struct, other: type[models.Model] | type[msgspec.Struct], *but: str
) -> dict[str, Any]:
    """Return by name what a model's object holds that its record has too, or the other way round; all but some."""
    pair = (type(thing), other) if isinstance(thing, models.Model) else (other, type(thing))
    return {name: getattr(thing, name) for name in names_alike(*pair) if name not in but}
