"""The real forms of the admin, filled with what a record holds, so that one value at a time can be put in its place."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.urls import get_resolver
from wagtail import blocks
from wagtail.blocks.base import BlockField
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.models import Page

Data = dict[str, Any]


@dataclass
class Answer:
    """What a form said: the object it would store, or what is wrong by the name of the field."""

    made: Any = None
    stored: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def taken(self) -> bool:
        """Whether nothing was wrong."""
        return not self.errors


def form_of(made: Any, data: Data | None = None, parent: Any = None) -> Any:
    """Return the form in which the admin edits an object, or makes it."""
    _ = get_resolver().url_patterns  # the addresses bring the forms of snippets with them
    handler = made.get_edit_handler() if isinstance(made, Page) else type(made).snippet_viewset._edit_handler
    given: Data = {"instance": made, "for_user": get_user_model().objects.get(username="guanli")}
    if isinstance(made, Page):
        given["parent_page"] = parent or made.get_parent().specific
    return handler.get_form_class()(data, {} if data is not None else None, **given)


def filled(made: Any, parent: Any = None) -> Data:
    """Return what the browser would send of an object's form as it opens."""
    form = form_of(made, parent=parent)
    data = fields_of(form)
    for prefix, formset in getattr(form, "formsets", {}).items():
        data |= {f"{prefix}-TOTAL_FORMS": len(formset.forms), f"{prefix}-INITIAL_FORMS": formset.initial_form_count()}
        for n, row in enumerate(formset.forms):
            data |= fields_of(row) | {f"{row.prefix}-ORDER": n + 1}
    return data


def fields_of(form: Any) -> Data:
    """Return what is sent of the plain fields and texts of a form."""
    data: Data = {}
    for name, box in form.fields.items():
        key = form.add_prefix(name)
        data |= (
            block_of(box.block, form[name].value(), key)
            if isinstance(box, BlockField)
            else {key: sent(form[name].value())}
        )
    return {name: value for name, value in data.items() if value is not None}


def sent(value: Any) -> Any:
    """Return a value as a browser sends it."""
    if isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple | models.QuerySet):
        return [sent(one) for one in value]
    if isinstance(value, dict):
        return json.dumps(value)
    return None if value is None else str(getattr(value, "pk", value))


def block_of(block: Any, value: Any, prefix: str) -> Data:
    """Return what is sent of a block of a text."""
    match block:
        case blocks.StreamBlock():
            rows = [(child.block_type, child.block, child.value) for child in value or ()]
            data: Data = {f"{prefix}-count": str(len(rows))}
            for n, (kind, below, one) in enumerate(rows):
                data |= {
                    f"{prefix}-{n}-deleted": "",
                    f"{prefix}-{n}-order": str(n),
                    f"{prefix}-{n}-type": kind,
                    f"{prefix}-{n}-id": "",
                }
                data |= block_of(below, one, f"{prefix}-{n}-value")
            return data
        case blocks.ListBlock():
            data = {f"{prefix}-count": str(len(value or ()))}
            for n, one in enumerate(value or ()):
                data |= {f"{prefix}-{n}-deleted": "", f"{prefix}-{n}-order": str(n), f"{prefix}-{n}-id": ""}
                data |= block_of(block.child_block, one, f"{prefix}-{n}-value")
            return data
        case blocks.StructBlock():
            data = {}
            for name, below in block.child_blocks.items():
                data |= block_of(below, value[name], f"{prefix}-{name}")
            return data
        case TableBlock():
            return {prefix: json.dumps(value)}
    return {prefix: "" if value is None else sent(value)}


def tried(made: Any, data: Data, parent: Any = None) -> Answer:
    """Return what the admin's form says to what is sent."""
    try:
        form = form_of(made, data_dict(data), parent)
        said = errors_of(form)
    except BadRequest as error:
        return Answer(errors={"__all__": [str(error)]})
    stored = (
        {name: value for name, value in form.cleaned_data.items() if name not in said}
        if hasattr(form, "cleaned_data")
        else {}
    )
    return Answer(form.instance, stored, said)


def errors_of(form: Any) -> dict[str, list[str]]:
    """Return what is wrong in a form and in its rows."""
    form.is_valid()
    said = {name: [str(one) for one in told] for name, told in form.errors.items()}
    for prefix, formset in getattr(form, "formsets", {}).items():
        for row in formset.forms:
            said |= {f"{row.prefix}-{name}": [str(one) for one in told] for name, told in row.errors.items()}
        if told := formset.non_form_errors():
            said[prefix] = [str(one) for one in told]
    return said


def data_dict(data: Data) -> Any:
    """Return a browser's data."""
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    for name, value in data.items():
        made.setlist(name, value if isinstance(value, list) else [str(value)])
    return made


__all__ = ["Answer", "ValidationError", "filled", "form_of", "forms", "tried"]
