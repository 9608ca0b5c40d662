"""How often someone may try something in a while: one counter for passwords, codes, previews and comparisons.

    REMARKS = Limit("remark", 40, timedelta(minutes=1))
    wait = REMARKS.take(request.user)   # None, or how long to wait;
                                        # then answer with `too_often(request, wait, "为什么")`

A whole address of the admin is limited by a line in `VIEWS`. What was counted inside a
transaction that fails is not counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.core.scripts import is_script, refusal


class Tally(models.Model):
    """How often someone has tried something since the first time that still counts."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=120)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["what", "who"], name="one_tally_each")]


@dataclass(frozen=True)
class Limit:
    """At most `times` in a `period`, counted from the first, for each account or other key."""

    what: str
    times: int
    period: timedelta

    def take(self, who: object) -> timedelta | None:
        """Count one more for an account or key and return None; if none is left, count
        nothing and return how long to wait."""
        now = timezone.now()
        with transaction.atomic():
            row, new = Tally.objects.select_for_update().get_or_create(
                what=self.what, who=key_of(who), defaults={"until": now + self.period}
            )
            if row.until <= now:
                row.count, row.until = 0, now + self.period
            if row.count >= self.times:
                return row.until - now
            row.count += 1
            row.save()
        if new:
            Tally.objects.filter(until__lte=now).delete()
        return None

    def wait(self, who: object) -> timedelta | None:
        """Return how long an account or key has to wait, None if not at all; counts nothing."""
        now = timezone.now()
        row = Tally.objects.filter(what=self.what, who=key_of(who), until__gt=now, count__gte=self.times).first()
        return row.until - now if row else None

    def give_back(self, who: object) -> None:
        """Take one off again."""
        Tally.objects.filter(what=self.what, who=key_of(who), count__gt=0).update(count=F("count") - 1)

    def forget(self, who: object) -> None:
        """Begin anew for an account or key."""
        Tally.objects.filter(what=self.what, who=key_of(who)).delete()


def key_of(who: object) -> str:
    """Return what a tally keeps of an account or key."""
    return str(getattr(who, "pk", who))[:120]


PREVIEWS = Limit("preview", 60, timedelta(minutes=1))
COMPARISONS = Limit("comparison", 30, timedelta(minutes=1))
# By the address's name. What typesets or compares takes the machine up to seconds, whoever asks.
VIEWS = {
    re.compile(
        r"issue_(preview|print|copies)|wagtailadmin_pages:(view_draft|revisions_view|workflow_preview)"
    ): PREVIEWS,
    re.compile(r"\w+:preview_on_(add|edit)"): PREVIEWS,
    re.compile(r"article_compare|keep_together|\w+:revisions_compare"): COMPARISONS,
}


class Throttle:
    """Middleware: an account opens the addresses of `VIEWS` so often and no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Refuse before the view runs."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        limit = next((limit for pattern, limit in VIEWS.items() if pattern.fullmatch(name)), None)
        wait = limit.take(request.user) if limit and request.user.is_authenticated else None
        return too_often(request, wait, "短时间里打开预览或者对照太多次。") if wait else None


def in_words(wait: timedelta) -> str:
    """Return how long to wait, for people."""
    seconds = math.ceil(wait.total_seconds())
    return f"{math.ceil(seconds / 60)} 分钟" if seconds > 60 else f"{seconds} 秒"


def too_often(request: HttpRequest, wait: timedelta, why: str) -> HttpResponse:
    """Answer that it was too often, why, and how long to wait: a page for people, `error` in JSON for scripts."""
    if is_script(request):
        return refusal("too_often", f"{why}请等 {in_words(wait)}再试。", 429)
    return render(request, "security/locked.html", {"wait": in_words(wait), "why": why}, status=429)
