"""What the filters of Wagtail's lists offer: people of the own subtree, where Wagtail offers everybody; no tags."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from taggit.models import Tag
from wagtail.admin import filters as admin_filters
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.images.views import chooser as image_chooser
from wagtail.models import PageLogEntry

from cms.core.patches import WAGTAIL
from cms.core.walls.reach import explorable
from cms.core.who import user_of


def owners(request: HttpRequest) -> QuerySet[User]:
    """Return those who own a page that the user may see."""
    return get_user_model().objects.filter(pk__in=explorable(user_of(request)).order_by().values("owner_id"))


def editors(request: HttpRequest) -> QuerySet[User]:
    """Return those who edited a page that the user may see."""
    edits = PageLogEntry.objects.filter(
        action="wagtail.edit", page__in=explorable(user_of(request)).order_by().values("pk")
    )
    return get_user_model().objects.filter(pk__in=edits.order_by().values("user_id"))


def own_filters_only() -> None:
    """Put these in the place of what Wagtail asks; the filter objects are shared by all lists of pages."""
    PageFilterSet.base_filters["owner"].queryset = owners
    PageFilterSet.base_filters["edited_by"].queryset = editors
    for module in (admin_filters, image_chooser):
        why = "tags are one list for all, and there is no user to ask for"
        WAGTAIL.put(module, "popular_tags_for_model", _no_tags, why=why, test="tests/cms/test_walls.py")


def _no_tags(model: Any) -> Any:
    return Tag.objects.none()
