"""发布版本: what was published when, what changed, and what could not be; the sentence that keeps itself fresh."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from wagtail.admin.menu import MenuItem

from cms.core.notifications import mark_read
from cms.core.who import user_of
from cms.releases.kinds import KINDS
from cms.releases.models import Run
from cms.releases.panel import Now
from cms.releases.standing import standing_of
from cms.releases.words import tell

MAY_READ = "releases.view_run"
PER_PAGE = 20


@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    """List what was published, the newest first; looks that found nothing new are left out."""
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    mark_read(user_of(request), reverse("releases"))
    now = timezone.now()
    page = Paginator(Run.objects.exclude(outcome=Run.UNCHANGED), PER_PAGE).get_page(request.GET.get("p"))
    told = tell(page.object_list, now)
    return render(
        request,
        "releases/releases.html",
        {"page_obj": page, "runs": told, "now": Now.at(now), "url": reverse("releases")},
    )


@require_GET
def standing(request: HttpRequest, kind: str, pk: int) -> JsonResponse:
    """Answer with the sentence of a thing, for those who may open the page on which it is decided."""
    if kind not in KINDS:
        raise Http404
    view = KINDS[kind].view()
    view.setup(request, pk=pk)
    said = standing_of(view.find(pk))
    answer = JsonResponse(
        {"html": render_to_string("releases/said.html", {"said": said}).strip(), "changing": said.changing}
    )
    answer["Cache-Control"] = "no-store"
    return answer


class ReleasesItem(MenuItem):
    """For whoever may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right."""
        return bool(request.user.has_perm(MAY_READ))
