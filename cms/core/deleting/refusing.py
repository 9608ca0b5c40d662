"""Refuses to delete or move what is in use before the question is asked, and says where
it is used and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as picture_policy
from wagtail.models import BaseLogEntry, Page
from wagtail.permission_policies import ModelPermissionPolicy

from cms.core.models import NumberedPage
from cms.core.numbers import number_in
from cms.core.scripts import is_script, refusal
from cms.core.uses import RULES, Hold, holds, place_of
from cms.core.who import user_of

DELETES = re.compile(r"\w+:delete(_multiple)?$")
MOVES = re.compile(r"wagtailadmin_pages:move(_confirm)?$")
KEYS: dict[str, Callable[[], type[Model]]] = {
    "page_id": lambda: Page,
    "page_to_move_id": lambda: Page,
    "image_id": get_image_model,
    "document_id": get_document_model,
    "doc_id": get_document_model,
}
FILES: list[tuple[Callable[[], type[Model]], ModelPermissionPolicy]] = [
    (get_image_model, picture_policy),
    (get_document_model, document_policy),
]
# What Wagtail can do with the pages of a website and with its own parts: here it means
# nothing, or would go round clearance.
NOTHING_HERE = re.compile(
    r"wagtailadmin_pages:(unpublish|copy|convert_alias|set_privacy|revisions_unschedule)$|wagtailadmin_api:pages:action$"
    r"|wagtailadmin_collections:set_privacy$|wagtailadmin_workflows:|wagtailusers_groups:|wagtailsites:"
)
for action in (PublishBulkAction, UnpublishBulkAction):
    action.models = []
SHOWN = 20


class Refusal:
    """Middleware: answers a request to delete or move what is in use, by whatever address, before
    the view that would ask or do it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Refuse; whoever does not even see such things is refused by the view."""
        match = request.resolver_match
        if match is None or not getattr(request.user, "is_authenticated", False):
            return None
        bulk = match.url_name == "wagtail_bulk_action"
        if NOTHING_HERE.match(match.view_name or ""):
            raise Http404
        named: Iterable[Model] = ()
        moves = kwargs["action"] == "move" if bulk else MOVES.match(match.view_name or "")
        if bulk and kwargs["action"] in ("delete", "move"):
            named = chosen(request, kwargs)
        elif moves or DELETES.match(match.view_name or ""):
            named = filter(None, [thing_in(view, kwargs)])
        if moves and not request.user.has_perm("units.edit_for_province"):
            return None  # texts stay with their units: the view says so to writers
        seen = [thing for thing in named if may_see(user_of(request), thing)]
        verb = "移动" if moves else "删除"
        if held := [(thing, found) for thing in seen if (found := list(holds(thing)))]:
            return refuse(request, held, verb)
        denied = [
            (thing, found)
            for thing in seen
            if not moves and (found := list(forbidden(user_of(request), thing, bulk=bulk)))
        ]
        return refuse(request, denied, verb, status=403) if denied else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say the same where the database refuses, because somebody began to use it a moment ago."""
        if isinstance(error, ProtectedError):
            places = tuple(filter(None, map(place_of, list(error.protected_objects)[:SHOWN])))
            return refuse(request, [(None, [Hold(places)])])
        return None


def thing_in(view: Callable[..., object], kwargs: dict[str, str]) -> Model | None:
    """Return the thing that an address asks to delete."""
    for key, model in KEYS.items():
        if key in kwargs:
            return model()._default_manager.filter(pk=kwargs[key]).first()
    kind = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    pk = number_in(str(kwargs.get("pk", "")))
    return kind._default_manager.filter(pk=pk).first() if kind and pk else None


def chosen(request: HttpRequest, kwargs: dict[str, str]) -> list[Model]:
    """Return the things that were chosen in a list, also those of which Wagtail
    would say that they cannot be deleted."""
    names = kwargs["app_label"], kwargs["model_name"]
    action = bulk_action_registry.get_bulk_action_class(*names, kwargs["action"])
    if action is None or not all(key == "all" or number_in(key) for key in request.GET.getlist("id")):
        return []
    able, unable = action(request, apps.get_model(*names)).get_actionable_objects()
    return [*able, *unable["items_with_no_access"]]


def may_see(user: User, thing: Model) -> bool:
    """Whether a user has such things before the eyes; who has not learns nothing of where they are used.

    Accounts are never deleted, used or not: their own screens say so.
    """
    if isinstance(thing, get_user_model()):
        return False
    if isinstance(thing, Page):
        return bool(user.is_superuser or thing.permissions_for_user(user).can_edit())
    for kind, policy in FILES:
        if isinstance(thing, kind()):
            return bool(policy.user_has_permission_for_instance(user, "delete", thing))
    return any(
        user.has_perm(f"{thing._meta.app_label}.{verb}_{thing._meta.model_name}")
        for verb in ("view", "change", "delete")
    )


def forbidden(user: User, thing: Model, *, bulk: bool) -> Iterable[Hold]:
    """Yield why a user may not delete what is free, and who may."""
    thing = thing.specific if isinstance(thing, Page) else thing
    for kind, found in RULES.forbids.items():
        if isinstance(thing, kind):
            yield from found(thing, user)
    if not may_delete(user, thing, bulk=bulk):
        who = next((RULES.who[kind] for kind in type(thing).__mro__ if kind in RULES.who), "请管理员删除。")
        yield Hold(said="它没有用在别处，但这个账号没有删除它的权限。", instead=who)


def may_delete(user: User, thing: Model, *, bulk: bool) -> bool:
    """Whether a user has the right to delete this, of many at once by the right to all such things."""
    if isinstance(thing, Page):
        return bool(thing.permissions_for_user(user).can_delete())
    if isinstance(thing, tuple(kind() for kind, _ in FILES)):
        return True  # seen by this right alone
    viewset = None if bulk else getattr(thing, "snippet_viewset", None)
    if viewset:
        return bool(viewset.permission_policy.user_has_permission_for_instance(user, "delete", thing))
    return bool(user.has_perm(f"{thing._meta.app_label}.delete_{thing._meta.model_name}"))


def refuse(
    request: HttpRequest, held: Sequence[tuple[Model | None, list[Hold]]], verb: str = "删除", status: int = 409
) -> HttpResponse:
    """Return the page that says why these things stay; in a few words for a script."""
    if is_script(request):
        return refusal("in_use", f"不能{verb}：{'还在用着' if status == 409 else '没有权限'}。", status)
    finder = AdminURLFinder(request.user)
    facts = {
        "verb": verb,
        "held": [
            (thing and named(thing), [shown(h, finder) for h in found], instead(thing, found, user_of(request), verb))
            for thing, found in held
        ],
        "back": get_valid_next_url_from_request(request) or back(request, [thing for thing, _ in held]),
    }
    return render(request, "core/in_use.html", facts, status=status)


def named(thing: Model) -> str:
    """Return how a refusal names something: its kind and name."""
    thing = thing.specific if isinstance(thing, Page) else thing
    name = str(thing)
    marked = name if name.startswith("《") else f"《{name}》" if isinstance(thing, NumberedPage) else f"“{name}”"
    return f"{thing._meta.verbose_name}{marked}"


def shown(hold: Hold, finder: AdminURLFinder) -> dict[str, object]:
    """Return what of a hold a user may see: places that they may open by name and address, the number of the others."""
    opened = [(str(place), url) for place in hold.places if (url := url_of(place, finder))]
    return {
        "said": hold.said,
        "address": hold.address,
        "kind": kind_of(hold.places[0]) if hold.places else "",
        "count": len(hold.places),
        "more": hold.more,
        "opened": opened[:SHOWN],
        "others": len(hold.places) - len(opened[:SHOWN]),
    }


def kind_of(place: Model) -> str:
    """Return what a place is called; Wagtail's notes of who changed what have names that say nothing."""
    return "操作记录" if isinstance(place, BaseLogEntry) else str(place._meta.verbose_name)


def url_of(place: Model, finder: AdminURLFinder) -> str | None:
    """Return where a user may open a place."""
    if hasattr(place, "place_url"):
        return (
            str(place.place_url())
            if finder.user.has_perm("units.edit_for_province") or finder.user.is_superuser
            else None
        )
    found: str | None = finder.get_edit_url(place)
    return found


def instead(thing: Model | None, held: list[Hold], user: User, verb: str) -> str:
    """Return what to do instead of deleting or moving, as it fits who reads it."""
    if told := next((hold.instead for hold in held if hold.instead), ""):
        return told
    thing = thing.specific if isinstance(thing, Page) else thing
    rules = RULES.instead_of_moving if verb == "移动" else RULES.instead
    found = next(
        (rules[kind] for kind in type(thing).__mro__ if kind in rules), f"先在上面这些地方换掉或取消，再来{verb}。"
    )
    return found if isinstance(found, str) else found(thing, user)


def back(request: HttpRequest, things: list[Model | None]) -> str:
    """Return where the refusal leads back to."""
    if len(things) == 1 and things[0] and (url := AdminURLFinder(request.user).get_edit_url(things[0])):
        return str(url)
    return reverse("wagtailadmin_home")
