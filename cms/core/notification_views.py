"""The page 通知: what a user should know, the unread first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.menu import MenuItem

from cms.core.notifications import Notification, unread
from cms.core.who import user_of

PER_PAGE = 30


def notifications(request: HttpRequest) -> HttpResponse:
    """Show a user's own notifications."""
    own = Notification.objects.filter(user=user_of(request)).order_by(F("read_at").desc(nulls_first=True), "-at", "-pk")
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("p"))
    facts = {"page_obj": page, "unread": unread(user_of(request)).count(), "url": reverse("notifications")}
    return render(request, "core/notifications.html", facts)


def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a notification was read and lead to what it is about; 404 for somebody else's."""
    notification = get_object_or_404(Notification, pk=pk, user=request.user)
    unread(user_of(request)).filter(pk=pk).update(read_at=timezone.now())
    return redirect(notification.url or "notifications")


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Note that a user has read everything."""
    unread(user_of(request)).update(read_at=timezone.now())
    return redirect("notifications")


class NotificationsItem(MenuItem):
    """The menu entry, with the number of unread notifications."""

    def render_component(self, request: HttpRequest) -> object:
        """Return the entry for this user."""
        count = unread(user_of(request)).count()
        item = MenuItem(
            f"通知（{count}）" if count else "通知",
            self.url,
            name=self.name,
            icon_name=self.icon_name,
            order=self.order,
        )
        return item.render_component(request)
