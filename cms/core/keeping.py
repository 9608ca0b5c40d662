"""No word is lost: what an editor keeps on the machine until the server has it, and two people in one text."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision

from cms.core.fields import column
from cms.core.together import together

UNDER_WAY = datetime.timedelta(seconds=30)  # within which the request that made a version surely notes its window


class Sent(models.Model):
    """From which window of a browser a page's newest version came. Not in the session: two
    requests at once would undo each other's."""

    page = models.PositiveIntegerField(primary_key=True)
    window = models.CharField(max_length=40)
    revision = models.PositiveIntegerField()


def pulse(request: HttpRequest) -> JsonResponse:
    """Say who is logged in, with a token for the next save; anyone else is sent to the login."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def note_window(request: HttpRequest, page: Page) -> None:
    """Note from which window the newest version of a page came."""
    if (window := request.POST.get("keep_window")) and page.latest_revision_id:
        noted = {"window": window[:40], "revision": page.latest_revision_id}
        Sent.objects.update_or_create(page=page.pk, defaults=noted)


def sent_from_here(request: HttpRequest, pk: int) -> JsonResponse:
    """Return number and time of a page's newest version if the window that asks sent
    it; `wait` if that is not known yet."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    newest, noted = page.get_latest_revision(), Sent.objects.filter(page=pk).first()
    if newest is None or newest.user_id != request.user.pk:
        return JsonResponse({"revision": None})
    if noted is None or noted.revision != newest.pk:
        return JsonResponse({"revision": None, "wait": timezone.now() - newest.created_at < UNDER_WAY})
    mine = noted.window == request.GET.get("window")
    return JsonResponse({"revision": [str(newest.pk), newest.created_at.isoformat()] if mine else None})


class Together(View):
    """Shows two versions of a page beside each other; POST makes one of them, as a third."""

    def find(self, request: HttpRequest, pk: int, theirs: int, mine: int) -> tuple[Page, Revision, Revision]:
        """Return page and revisions; PermissionDenied for whoever may not edit the page now."""
        page = get_object_or_404(Page, pk=pk).specific
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        lock = page.get_lock()
        if lock and lock.for_user(request.user):
            raise PermissionDenied
        return page, get_object_or_404(page.revisions, pk=theirs), get_object_or_404(page.revisions, pk=mine)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: int) -> HttpResponseBase:
        """Ask those who may refuse an edit."""
        page, theirs, mine = self.find(request, **kwargs)
        for refuse in hooks.get_hooks("before_edit_page"):
            if isinstance(refused := refuse(request, page), HttpResponse):
                return refused
        return (
            self.get(request, page, theirs, mine)
            if request.method != "POST"
            else self.post(request, page, theirs, mine)
        )

    def get(self, request: HttpRequest, page: Page, theirs: Revision, mine: Revision) -> HttpResponse:
        """Show what differs."""
        left, right = theirs.as_object(), mine.as_object()
        panel = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
        differences = [comparison(left, right) for comparison in panel.get_comparison()]
        facts = {
            "page": page,
            "theirs": theirs,
            "mine": mine,
            "theirs_by": name_of(theirs),
            "mine_by": name_of(mine),
            "comparison": [difference for difference in differences if difference.has_changed()],
        }
        return render(request, "core/together.html", facts)

    def post(self, request: HttpRequest, page: Page, theirs: Revision, mine: Revision) -> HttpResponse:
        """Make one text of both."""
        with transaction.atomic():
            if type(page).objects.select_for_update().get(pk=page.pk).latest_revision_id != mine.pk:
                messages.warning(request, "刚才又存了新的一版，请看过以后再合。")
                return redirect("wagtailadmin_pages:history", page.pk)
            content, doubts = together(
                base_of(page, theirs, mine).content, theirs.content, mine.content, fields_of(page)
            )
            one = page.with_content_json(content)
            if not page.live:
                one.save()
            one.save_revision(user=request.user, log_action=True, clean=False)
        if doubts:
            labels = "、".join(dict.fromkeys(label_of(page, name) for name in doubts))
            told = "段落和数据两种写法都在，别的栏目留的是后存的。"
            messages.warning(request, f"已经合成一版。两边改过同一处的有：{labels}，请看一遍：{told}")
        else:
            messages.success(request, "已经合成一版，两边写的都在。")
        return redirect("wagtailadmin_pages:edit", page.pk)


def name_of(revision: Revision) -> str:
    """Return who saved a version."""
    return str(get_user_display_name(revision.user)) if revision.user else "系统"


def base_of(page: Page, theirs: Revision, mine: Revision) -> Revision:
    """Return the version that both began with: the newest one before either, else the older of the two."""
    first = min(theirs, mine, key=lambda revision: (revision.created_at, revision.pk))
    return page.revisions.filter(created_at__lt=first.created_at).order_by("-created_at", "-pk").first() or first


def fields_of(page: Page) -> list[str]:
    """Return the names of what people write in an editor."""
    form = page.get_edit_handler().get_form_class()
    return [name for name in (*form.base_fields, *form.formsets) if name not in ("comments", "comment_notifications")]


def label_of(page: Page, name: str) -> str:
    """Return what the screen calls a field."""
    return "数据" if name == "figures" else str(column(page, name).verbose_name)


@hooks.register("after_edit_page")
def say_that_two_versions_stand(request: HttpRequest, page: Page) -> None:
    """Tell whoever saves over another's newer version that it is still there, and how to bring the two together."""
    loaded = (request.POST.get("loaded_revision_id"), request.POST.get("loaded_revision_created_at"))
    newest = list(page.revisions.select_related("user").order_by("-created_at", "-pk")[:2])
    if request.headers.get("Accept") == "application/json" or len(newest) < 2 or not loaded[0]:
        return
    mine, theirs = newest
    if theirs.user_id == request.user.pk or loaded == (str(theirs.pk), theirs.created_at.isoformat()):
        return
    messages.warning(
        request,
        f"{name_of(theirs)}在这之前也存了一版。两版都在，没有丢字。",
        buttons=[messages.button(reverse("keep_together", args=(page.pk, theirs.pk, mine.pk)), "看差别，合起来")],
    )


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("keep/", pulse, name="keep_pulse"),
        path("keep/<int:pk>/", sent_from_here, name="keep_sent"),
        path("keep/<int:pk>/<int:theirs>/<int:mine>/", Together.as_view(), name="keep_together"),
    ]


@hooks.register("insert_global_admin_js")
def store() -> str:
    """Load the drawer on every screen: it is emptied at logout and after a week."""
    return format_html(
        '<script src="{}" data-pulse="{}" defer></script>', static("core/keep-store.js"), reverse("keep_pulse")
    )


@hooks.register("insert_global_admin_css")
def styles() -> str:
    """Load the look of its messages."""
    return format_html('<link rel="stylesheet" href="{}">', static("core/keep.css"))


@hooks.register("insert_editor_js")
def keeper() -> str:
    """Keep what is typed in editors."""
    return format_html('<script src="{}" defer></script>', static("core/keep.js"))
