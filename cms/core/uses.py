"""Where something is used, read from the relations of all models, so that a new
model is known without being named here.

A relation counts in one of three ways. What points here is a *use* if it is a thing of its own (has a page on which it
is deleted), a row of such a thing, or would be left without what it points to. It is a *part* if it goes with what it
points to; then what points to the part is a use as well. And `NOTES` outlive what they tell of.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRel
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from cms.core.drafts import base_of

MOST = 50  # places that are looked at in each relation; a refusal needs no more
# Relations that break the rules above: these tell of a page and outlive it …
NOTES = {"wagtailcore.PageLogEntry.page", "wagtailcore.Revision.content_type", "wagtailcore.Page.alias_of"}


@dataclass(frozen=True)
class Hold:
    """Why something stays: where it is used, or a sentence; `address` is a page, with its label, where one goes on."""

    places: tuple[models.Model, ...] = ()
    said: str = ""
    address: tuple[str, str] | None = None
    instead: str = ""  # what to do, where it is not what the rules say of all such things
    more: bool = False  # there are more places than were looked at


Rows = QuerySet[Any]  # of any model
Uses = Callable[[Any], Rows]  # each asks about things of one model, which stands beside it
Keeps = Callable[[Any], Iterable[Hold]]
Outside = Callable[[Any, str, datetime.date], Iterable[Rows]]


@dataclass
class Rules:
    """What apps add for their models: further uses, by the model that is used; what
    keeps a thing; what to do instead."""

    uses: dict[type[models.Model], list[Uses]] = field(default_factory=dict)
    keeps: dict[type[models.Model], list[Keeps]] = field(default_factory=dict)
    # of the thing and who reads it
    instead: dict[type[models.Model], str | Callable[[Any, User], str]] = field(default_factory=dict)
    instead_of_moving: dict[type[models.Model], str] = field(default_factory=dict)
    # of the thing and the user
    forbids: dict[type[models.Model], Callable[[Any, User], Iterable[Hold]]] = field(default_factory=dict)
    who: dict[type[models.Model], str] = field(default_factory=dict)  # says who may delete
    outside: dict[type[models.Model], list[Outside]] = field(default_factory=dict)


RULES = Rules()


def used_by(model: type[models.Model]) -> Callable[[Uses], Uses]:
    """Register a function that returns a queryset of what else uses an object of this model."""

    def keep(found: Uses) -> Uses:
        RULES.uses.setdefault(model, []).append(found)
        return found

    return keep


def kept(model: type[models.Model]) -> Callable[[Keeps], Keeps]:
    """Register a function that yields what else forbids to delete an object of this model."""

    def keep(found: Keeps) -> Keeps:
        RULES.keeps.setdefault(model, []).append(found)
        return found

    return keep


def outside(model: type[models.Model]) -> Callable[[Outside], Outside]:
    """Register a function that yields querysets of what of an object of this model is dated after
    its end, or before its beginning."""

    def keep(found: Outside) -> Outside:
        RULES.outside.setdefault(model, []).append(found)
        return found

    return keep


def side(end: str) -> str:
    """Return the lookup that finds what lies outside of an end of validity, `valid_from` or `valid_to`."""
    return "gt" if end == "valid_to" else "lt"


def used_outside(thing: models.Model, end: str, day: datetime.date) -> Iterator[Hold]:
    """Yield where something is used after the day that becomes its `valid_to`, or before
    that which becomes its `valid_from`."""
    for registered, found in RULES.outside.items():
        if isinstance(thing, registered):
            for rows in chain.from_iterable(ask(thing, end, day) for ask in found):
                if places := dict.fromkeys(filter(None, map(place_of, rows[:MOST]))):
                    yield Hold(tuple(places))


def can_delete(thing: models.Model) -> bool:
    """Whether nothing forbids that this is deleted."""
    return next(holds(thing), None) is None


def holds(thing: models.Model) -> Iterator[Hold]:
    """Yield what forbids to delete something, places of one kind together."""
    thing = thing.specific if isinstance(thing, Page) else thing
    for registered, found in RULES.keeps.items():
        if isinstance(thing, registered):
            for ask in found:
                yield from ask(thing)
    yield from uses(thing)


def uses(thing: models.Model) -> Iterator[Hold]:
    """Yield where something is used, places of one kind together."""
    kinds: dict[type[models.Model], dict[object, models.Model]] = {}
    full = set()
    for rows in used(thing):
        some = list(rows[: MOST + 1])
        for place in (place_of(row, thing) for row in some[:MOST]):
            if place is not None and place != thing:
                kinds.setdefault(type(place), {})[place.pk] = place
                full |= {type(place)} if len(some) > MOST else set()
    for kind, places in kinds.items():
        yield Hold(tuple(places.values()), more=kind in full)


def used(thing: models.Model) -> Iterator[Rows]:
    """Yield querysets of what uses something, or a part of it."""
    for relation in relations_to(type(thing)):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: thing.pk})
        if is_use(relation):
            yield rows
        elif any(relations_to(relation.related_model)):
            for part in rows[:MOST]:
                yield from used(part)
    if type(thing) in things():
        yield from references_to(thing)
        for registered, found in RULES.uses.items():
            if isinstance(thing, registered):
                yield from (ask(thing) for ask in found)


def relations_to(model: type[models.Model]) -> Iterator[models.ForeignObjectRel]:
    """Yield the relations of other models that point here, without those that only make one table of two."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            not relation.is_relation
            or not relation.auto_created
            or relation.concrete
            or isinstance(relation, GenericRel)
        ):
            continue
        assert isinstance(relation, models.ForeignObjectRel)
        found = relation
        is_link = found.related_model._meta.auto_created or getattr(found.field.remote_field, "parent_link", False)
        if not is_link and name_of(found) not in NOTES:
            yield found


def name_of(relation: models.ForeignObjectRel) -> str:
    """Return a relation's name, as NOTES has it: the model that points, and the field."""
    return f"{relation.related_model._meta.label}.{relation.field.name}"


def is_use(relation: models.ForeignObjectRel) -> bool:
    """Whether what points here is a use; else it is a part."""
    rows_of = parental_key(relation.related_model)
    if relation.many_to_many or relation.on_delete is not models.CASCADE:
        return True
    return relation.related_model in things() or rows_of not in (None, relation.field)


@cache
def things() -> frozenset[type[models.Model]]:
    """Return the models whose objects are things of their own, which have a page on which they are deleted."""
    pages = {model for model in models_of_pages() if not model._meta.abstract}
    return frozenset(
        {*pages, *get_snippet_models(), get_image_model(), get_document_model(), get_user_model(), Collection}
    )


def models_of_pages(kind: type[Page] = Page) -> Iterator[type[Page]]:
    """Yield the models of pages."""
    yield kind
    for below in kind.__subclasses__():
        yield from models_of_pages(below)


def references_to(thing: models.Model) -> Iterator[Rows]:
    """Yield querysets of what names something within its text, as it stands and as it is drafted."""
    named = ReferenceIndex.get_references_to(thing).select_related("content_type")
    texts: dict[ContentType, set[str]] = {}
    for reference in named[: MOST * 20]:
        written_in: Any = reference.source_field
        if not written_in.is_relation:
            texts.setdefault(reference.base_content_type, set()).add(reference.object_id)
    for kind, pks in texts.items():
        model = kind.model_class()
        assert model
        yield model._base_manager.filter(pk__in=pks)
    yield Page.objects.filter(
        draft_references__content_type=base_of(type(thing)), draft_references__object_id=str(thing.pk)
    )


def place_of(row: models.Model, thing: models.Model | None = None) -> models.Model | None:
    """Return the thing of its own that a row belongs to, but not the `thing` that it uses;
    the row where it belongs to none."""
    if isinstance(row, Page):
        page: Page = row.specific
        return page
    if type(row) in things() or hasattr(row, "place_url"):
        return row
    for private in row._meta.private_fields:
        if isinstance(private, GenericForeignKey):
            above = getattr(row, private.name)
            return place_of(above, thing) if above else None
    carriers = (getattr(row, key.name) for key in (parental_key(type(row)), *carriers_of(type(row))) if key)
    above = next((found for found in carriers if found is not None and found != thing), None)
    return place_of(above, thing) if above else row


@cache
def parental_key(model: type[models.Model]) -> ParentalKey | None:
    """Return the field that makes an object a row of another, None where there is none."""
    return next((found for found in model._meta.concrete_fields if isinstance(found, ParentalKey)), None)


@cache
def carriers_of(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """Return the fields that name what an object goes with."""
    keys = [found for found in model._meta.concrete_fields if isinstance(found, models.ForeignKey)]
    return [found for found in keys if found.remote_field.on_delete is models.CASCADE]
