"""Fields of forms and of models as what they are, where only their names are known."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models


def choice(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return the field of a form in which something that is kept is chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


def column(model: models.Model | type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return a field of a model that is kept with it, unlike a relation that others have to it."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field
