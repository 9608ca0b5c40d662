"""The middleware that refuses a request before its view runs, by what stands in the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from wagtail.admin.auth import permission_denied
from wagtail.documents import get_document_model
from wagtail.models import Revision, TaskState, WorkflowState

from cms.core.numbers import LARGEST, number_in
from cms.core.walls import reach
from cms.core.walls.questions import OPEN_CHOOSERS, QUESTIONS
from cms.units.roles import edits_for_province

# What nobody but an administrator needs: the rights themselves, and parts of Wagtail that this office does not use.
ADMINISTRATORS_ONLY = re.compile(
    r"wagtailadmin_(api|collections|workflows|reports):|wagtailsites:|wagtailusers_(users|groups):|wagtailadmin_error_test$"
    r"|wagtailadmin_choose_page_(external|email|phone|anchor)_link$|wagtailadmin_pages:(set_privacy|convert_alias|type_use)"
    r"|wagtailimages:url_generator|wagtaildocs_authenticate_with_password$"
)
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
EXPLORERS = ("wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_choose_page_child")
CHOOSER = re.compile(r"wagtailsnippetchoosers_([a-z]+)_(\w+)$")
DOCUMENTS = re.compile(r"wagtaildocs(_chooser)?$")
PICTURES = re.compile(r"wagtailimages(_chooser)?$")


class Wall:
    """Middleware: nobody gets past it with the number of a page, picture, document or
    snippet that is not theirs to see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[str], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Refuse before the view runs; those who are not logged in are refused by the views, but for documents."""
        match = request.resolver_match
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404  # no row has such a number, and a database breaks on it
        if match is None or request.user.is_superuser:
            return None
        if not request.user.is_authenticated:
            shown = match.url_name == "wagtaildocs_serve"
            return redirect_to_login(request.get_full_path(), resolve_url("wagtailadmin_login")) if shown else None
        named = Named(request.user, match.namespace, match.url_name or "", args, kwargs, request.GET)
        refused = ADMINISTRATORS_ONLY.match(match.view_name or "") or not all(
            allowed() for allowed in named.questions()
        )
        return permission_denied(request) if refused else None


class Named:
    """What an address names, and whether the user may reach it."""

    def __init__(
        self, user: User, space: str, name: str, args: Sequence[str], kwargs: dict[str, Any], query: QueryDict
    ) -> None:
        self.user, self.space, self.name, self.kwargs, self.query = user, space, name, kwargs, query
        self.page = kwargs.get("page_id") or (_key(args[0]) if name == "revisions_compare" else None)
        self.compared = args[1:] if name == "revisions_compare" else ()
        self.served = _key(args[0]) if name == "wagtaildocs_serve" else None

    def questions(self) -> list[Callable[[], bool]]:
        """Return the questions that must all be answered yes, the cheap ones first."""
        return [
            self.chooser,
            self.pages,
            self.parts_of_the_page,
            self.chosen,
            self.files,
            *(partial(ask, self) for ask in QUESTIONS),
        ]

    def chooser(self) -> bool:
        """Whether a snippet chooser answers this user: those who may view, add or change the model,
        or anyone for what all texts use."""
        match = CHOOSER.match(self.space)
        if match is None or f"{match[1]}_{match[2]}" in OPEN_CHOOSERS:
            return True
        return any(self.user.has_perm(f"{match[1]}.{verb}_{match[2]}") for verb in ("view", "add", "change"))

    def pages(self) -> bool:
        """Whether the pages in the address stand in the user's subtree; the way down to it is open in the tree."""
        pks = {self.kwargs[key] for key in PAGE_KEYS if key in self.kwargs} | ({self.page} if self.page else set())
        if not pks:
            return True
        if self.name in EXPLORERS:
            return bool(reach.explorable(self.user).filter(pk__in=pks).exists())
        return reach.reaches_pages(self.user, pks)

    def parts_of_the_page(self) -> bool:
        """Whether revisions and states of the workflow belong to the page they are named with."""
        named = [str(pk) for pk in (self.kwargs.get("revision_id"), *self.compared) if pk] if self.page else []
        revisions = {number_in(pk) for pk in named if not pk.isalpha()}  # a word is the latest one, or the like
        own = Revision.page_revisions.filter(pk__in=revisions, object_id=str(self.page)).count() == len(revisions)
        task, state = self.kwargs.get("task_state_id"), self.kwargs.get("workflow_state_id")
        if task:
            own = own and TaskState.objects.filter(pk=task, workflow_state__object_id=str(self.page)).exists()
        if state:
            own = own and WorkflowState.objects.filter(pk=state, object_id=str(self.page)).exists()
        return own

    def chosen(self) -> bool:
        """Whether the objects named by `id` may be reached: bulk actions and choosers of several say their titles."""
        ids = self.query.getlist("id")
        if self.name == "wagtail_bulk_action":
            kind = f"{self.kwargs['app_label']}.{self.kwargs['model_name']}"
        else:
            kind = {"wagtailadmin_choose_page_chosen_multiple": "wagtailcore.page"}.get(self.name, "")
        if not kind:
            return True
        if kind not in ("wagtailcore.page", "core.picture", "wagtaildocs.document"):
            return any(
                self.user.has_perm(f"{self.kwargs['app_label']}.{verb}_{self.kwargs['model_name']}")
                for verb in ("view", "change")
            )
        if "all" in ids:
            return edits_for_province(self.user)  # of everyone
        if not all(map(number_in, ids)):
            return False
        if kind == "wagtailcore.page":
            return reach.reaches_pages(self.user, map(int, ids))
        files = reach.pictures(self.user) if kind == "core.picture" else reach.documents(self.user)
        return bool(files.filter(pk__in=ids).count() == len(set(ids)))

    def files(self) -> bool:
        """Whether the picture or document in the address may be reached."""
        pk = str(self.kwargs.get("pk", ""))
        picture = self.kwargs.get("image_id") or (pk if PICTURES.match(self.space) else "")
        document = (
            self.kwargs.get("document_id") or self.kwargs.get("doc_id") or (pk if DOCUMENTS.match(self.space) else "")
        )
        if self.served:
            served = get_document_model().objects.filter(pk=self.served).first()
            return served is not None and reach.reaches_document(self.user, served)
        return all(
            not named or (number_in(str(named)) and files(self.user).filter(pk=named).exists())
            for named, files in ((picture, reach.pictures), (document, reach.documents))
        )


def _key(text: str) -> int:
    """Return the key in an address; Http404 for what is none."""
    if number := number_in(text):
        return number
    raise Http404
