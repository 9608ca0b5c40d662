"""How entries stand between the office and readers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet

from cms.reference.deciding import EntryDecision
from cms.reference.entries import CLEARING, Entry
from cms.releases.kinds import Kind, Office


def office(entry: Entry) -> Office:
    """Return what readers should see of an entry, and whom it, or a change of it, waits for."""
    if entry.public:
        return Office("text", "改动待主编公开" if entry.asked_on else "")
    if entry.withdrawn_on and not entry.asked_on:
        return Office("notice")
    waits = "待主编公开" if entry.asked_on else "待编辑修改、保存以后请主编公开"
    return Office("notice" if entry.withdrawn_on else "nothing", waits)


def kind_for(model: type[Entry]) -> Kind:
    """Return how entries of a model are called in a release, and how they stand in the office."""
    key = model.kind.filed_under[0]

    def find(keys: list[str]) -> QuerySet[Any]:
        return model._default_manager.filter(**{f"{key}__in": keys})

    return Kind(
        model=model,
        folder=model.kind.folder,
        key=lambda entry: str(getattr(entry, key)),
        find=find,
        office=office,
        view=partial(EntryDecision, model=model),
        decision=f"{model._meta.model_name}_decision",
        right=CLEARING,
    )
