"""待发邮件: what waits to be sent and why it has not left, for administrators."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem

from cms.core.mails import KEPT, Mail
from cms.core.notifications import mark_read

SHOWN = 200


def mails(request: HttpRequest) -> HttpResponse:
    """Show what waits, without its words; POST has all of it tried again at once."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        Mail.objects.update(next_at=timezone.now())
        messages.success(request, "马上再发一次，过几秒刷新看结果。")
        return redirect("mails")
    mark_read(request.user, reverse("mails"))
    waiting = Mail.objects.all()
    facts = {"mails": waiting[:SHOWN], "count": waiting.count(), "days": KEPT.days, "on": bool(settings.MAIL_BACKEND)}
    return render(request, "core/mails.html", facts)


class MailsItem(MenuItem):
    """The menu entry, with the number of mails that have failed."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for an administrator."""
        return bool(request.user.is_superuser)

    def render_component(self, request: HttpRequest) -> object:
        """Return the entry."""
        count = Mail.objects.exclude(error="").count()
        label = f"待发邮件（{count} 封没有发出）" if count else "待发邮件"
        return MenuItem(label, self.url, name=self.name, icon_name=self.icon_name, order=self.order).render_component(
            request
        )
