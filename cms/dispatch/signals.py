"""What begins elsewhere: an issue that is signed is dispatched, one that is withdrawn is told to who sent it out."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.db.models.signals import post_save
from django.urls import reverse

from cms.core.audit import AuditEntry
from cms.core.notifications import notify
from cms.core.numbers import number_in
from cms.dispatch.models import Dispatch
from cms.dispatch.opening import open_dispatch
from cms.issues.models import IssueVersion
from cms.issues.signing import signed
from cms.units.models import UnitPage
from cms.units.roles import people

AUDITED = {"dispatch.recall_open": "开始清退", "dispatch.recall_close": "结束清退", "dispatch.channel": "改渠道"}
DATA = {
    "copies": "份数",
    "copy_numbers": "份号",
    "approved_by": "批准人",
    "witnesses": "在场的人",
    "due_on": "截止日期",
}
GONE_OUT = Q(stage__in=("sent", "partly", "received"))


def connect() -> None:
    """Listen from now on."""
    signed.connect(on_signed, dispatch_uid="dispatch.opened")
    post_save.connect(on_audited, sender=AuditEntry, dispatch_uid="dispatch.withdrawn")


def clerks() -> QuerySet[User]:
    """Return the accounts that keep the ledger."""
    return people("clerk", UnitPage.objects.filter(depth=2))


def on_signed(sender: object, version: IssueVersion, **_: object) -> None:
    """Open the dispatch of a version; tell clerks what a correction replaces."""
    made = open_dispatch(version)
    if made.replaces and (out := said_out(made.replaces)):
        news = f"{made.issue_name}更正了：上一版{out}。更正发给同样的单位，换下的旧印本请清退"
        notify(clerks(), news, made.place_url())


def on_audited(sender: object, instance: AuditEntry, created: bool = False, **_: object) -> None:
    """Tell clerks that an issue was withdrawn whose copies went out."""
    if not created or instance.action != "issue.withdraw":
        return
    last = Dispatch.objects.filter(version__issue=number_in(instance.object_id)).order_by("-version__version").first()
    if last and (out := said_out(last)):
        reason = instance.data.get("withdrawn_reason", "")
        news = f"{last.issue_name}撤回了公开（{reason}）。{out}，要不要清退，请按领导意见办"
        notify(clerks(), news, reverse("dispatch", args=[last.pk]))


def said_out(dispatch: Dispatch) -> str:
    """Return how many copies of a dispatch went out and were signed for; '' if none went out."""
    counted = dispatch.parcels.aggregate(
        out=Count("pk", filter=GONE_OUT), signed=Count("pk", filter=Q(stage="received"))
    )
    return f"已发 {counted['out']} 家，签收 {counted['signed']} 家" if counted["out"] else ""
