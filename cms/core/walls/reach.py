"""What a user may reach: pages of the own subtree, pictures and documents of the own folders and of the own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images import permissions as image_permissions
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy

PAGE_RIGHTS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
FILE_RIGHTS = {"change", "delete", "choose"}


def explorable(user: User) -> QuerySet[Page]:
    """Return the pages that a user may see in the tree."""
    found: QuerySet[Page] = PagePermissionPolicy().explorable_instances(user)
    return found


def reaches_page(user: User, page: Page | None) -> bool:
    """Whether a page stands in a subtree on which a user has any right."""
    return page is not None and bool(
        PagePermissionPolicy().user_has_any_permission_for_instance(user, PAGE_RIGHTS, page)
    )


def reaches_pages(user: User, pks: Iterable[int]) -> bool:
    """Whether all pages of these numbers exist and may be reached."""
    wanted = set(pks)
    pages = Page.objects.filter(pk__in=wanted)
    return len(pages) == len(wanted) and all(reaches_page(user, page) for page in pages)


def pictures(user: User) -> QuerySet[AbstractImage]:
    """Return the pictures in a user's folders."""
    found: QuerySet[AbstractImage] = image_permissions.permission_policy.instances_user_has_any_permission_for(
        user, FILE_RIGHTS
    )
    return found


def documents(user: User) -> QuerySet[AbstractDocument]:
    """Return the documents in a user's folders."""
    found: QuerySet[AbstractDocument] = document_policy.instances_user_has_any_permission_for(user, FILE_RIGHTS)
    return found


def reaches_picture(user: User, picture: Model) -> bool:
    """Whether a picture lies in a user's folders or stands in a text of the user's subtree."""
    return pictures(user).filter(pk=picture.pk).exists() or _stands_in_own_text(user, picture)


def reaches_document(user: User, document: Model) -> bool:
    """Whether a document lies in a user's folders or is linked in a text of the user's subtree."""
    return documents(user).filter(pk=document.pk).exists() or _stands_in_own_text(user, document)


def check_references(user: User, data: dict[str, object], held: dict[str, object]) -> None:
    """Refuse a form that names a page or picture out of reach, which no chooser offered;
    what the text `held` before may stay.

    Raises:
        PermissionDenied: if there is one. No message of the form: shown again, it would tell the title.

    """
    walls: dict[type[Model], Callable[[Any, Any], bool]] = {Page: reaches_page, get_image_model(): reaches_picture}
    known = {named for value in held.values() for named in _named(value)}
    for kind, pk in {named for value in data.values() for named in _named(value)} - known:
        found = kind._default_manager.filter(pk=pk).first()
        reaches = walls.get(kind)
        if found and reaches and not reaches(user, found):
            raise PermissionDenied


def _named(value: object) -> Iterable[tuple[type[Model], str]]:
    if isinstance(value, StreamValue):
        return [(kind, str(pk)) for kind, pk, *_ in value.stream_block.extract_references(value)]
    return [(Page, str(value.pk))] if isinstance(value, Page) else []


def _stands_in_own_text(user: User, file: Model) -> bool:
    uses = (
        ReferenceIndex.get_references_to(file)
        .filter(base_content_type__app_label="wagtailcore")
        .values_list("object_id", flat=True)
    )
    return any(reaches_page(user, page) for page in Page.objects.filter(pk__in={int(pk) for pk in uses}))
