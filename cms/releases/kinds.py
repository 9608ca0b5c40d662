"""What readers can be shown, of all apps: how its things are called in a release, and how they stand in the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cms.core.decisions import DecisionView

Sees = Literal["text", "notice", "nothing"]


@dataclass(frozen=True)
class Office:
    """How something stands in the office: what readers should see of it, and whom it, or a change of it, waits for."""

    sees: Sees
    waits: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of things that readers can be shown.

    Attributes:
        model: its model.
        folder: where its records stand in an export.
        key: the key of a thing's record, without making the record.
        find: the things that have these keys.
        office: how a thing stands in the office.
        view: makes the page on which it is cleared.
        decision: the name of that page's address.
        right: who may clear it.

    """

    model: type[Model]
    folder: str
    key: Callable[[Any], str]
    find: Callable[[list[str]], QuerySet[Any]]
    office: Callable[[Any], Office]
    view: Callable[[], DecisionView]
    decision: str
    right: str

    @property
    def label(self) -> str:
        """How the audit log names this kind."""
        return self.model._meta.label_lower

    def name(self, target: Model) -> str:
        """Return the name of a thing's record, `folder/key`."""
        return f"{self.folder}/{self.key(target)}"

    def url(self, pk: object) -> str:
        """Return the address of the page on which a thing is cleared."""
        return reverse(self.decision, args=[pk])

    def asked(self, user: User, pk: int, **posted: str) -> DecisionView:
        """Return the page on which a thing is cleared, as if this user had posted a form there."""
        request = HttpRequest()
        request.method, request.path, request.user = "POST", self.url(pk), user
        request.POST = QueryDict(mutable=True)  # type: ignore[assignment]
        request.POST.update(posted)
        view = self.view()
        view.setup(request, pk=pk)
        return view


KINDS: dict[str, Kind] = {}  # by the name that the audit log has for a model


def register(kind: Kind) -> None:
    """Let things of this kind be timed, and their standing be told."""
    KINDS[kind.label] = kind


def kind_of(target: Model) -> Kind:
    """Return the kind of a thing; KeyError for what readers are never shown."""
    return KINDS[target._meta.label_lower]
