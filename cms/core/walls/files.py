"""Hands out uploads to those who may see the picture or document they belong to."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.static import serve
from taggit.models import TaggedItem
from wagtail.documents.models import Document

from cms.core.models import Picture, Rendition
from cms.core.walls import reach
from cms.core.who import user_of

SHOWN = {".png", ".jpg", ".jpeg"}
AVATARS = "avatar_images"  # of an earlier release: unlike pictures, they were kept as they came


@login_required(login_url="wagtailadmin_login")
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with an uploaded file, shown if it is a picture and saved if not.

    Raises:
        PermissionDenied: it belongs to nothing that the user may reach, or to nothing at all.
        Http404: it is a picture of a person, which nobody needs here.

    """
    if PurePath(path).parts[:1] == (AVATARS,):
        raise Http404
    if not may_see(user_of(request), path):
        raise PermissionDenied
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer["X-Content-Type-Options"] = "nosniff"
    if PurePath(path).suffix.lower() not in SHOWN:
        answer["Content-Disposition"] = "attachment"
    return answer


def may_see(user: User, path: str) -> bool:
    """Whether a user may see the file at a path below the uploads: equal content of
    several pictures has a file each."""
    if user.is_superuser:
        return True
    pictures = {
        *Picture.objects.filter(file=path),
        *(r.image for r in Rendition.objects.filter(file=path).select_related("image")),
    }
    if any(reach.reaches_picture(user, picture) for picture in pictures):
        return True
    return any(reach.reaches_document(user, document) for document in Document.objects.filter(file=path))


@login_required(login_url="wagtailadmin_login")
def tags(request: HttpRequest, **which: str) -> HttpResponse:
    """Answer with the tags that begin with `term`, of what lies in the user's own folders."""
    term = request.GET.get("term", "")
    found: set[str] = set()
    for files in (reach.pictures(user_of(request)), reach.documents(user_of(request))) if term else ():
        kind = ContentType.objects.get_for_model(files.model)
        held = TaggedItem.objects.filter(
            content_type=kind, object_id__in=files.values("pk"), tag__name__istartswith=term
        )
        found |= set(held.values_list("tag__name", flat=True).distinct()[:10])
    return JsonResponse(sorted(found)[:10], safe=False)
