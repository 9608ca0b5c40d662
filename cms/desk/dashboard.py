"""The home page: 我的待办."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from wagtail.admin.ui.components import Component

from cms.core.notifications import unread
from cms.security.second_factor import device_of
from cms.units.work import SHOWN, Reader, beginnings, parts


class WorkPanel(Component):
    """Queues by role, and the ways to begin something new."""

    name = "work"
    template_name = "desk/dashboard.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, object]:
        """Return the queues and beginnings of this user."""
        user = parent_context["request"].user
        reader = Reader(user)
        news = list(unread(user)[: SHOWN // 2])
        return {
            "parts": list(parts(reader)),
            "beginnings": list(beginnings(reader)),
            "news": news,
            "unguarded": unguarded(user),
        }


def unguarded(user: User) -> bool:
    """Whether someone who signs or administers gets in by a password alone."""
    return bool((user.is_superuser or user.has_perm("issues.sign_issue")) and not device_of(user))
