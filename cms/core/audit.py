"""The audit log: every change of state, in order, each entry sealed with a hash over itself and the entry before it.

What shows, and what does not:

- A changed, removed or reordered entry breaks the chain at its place (`python -m cms audit verify`).
- Entries removed from the end, or a chain rewritten from some place on, no longer agree with the heads: each entry's number and
  hash is also a line of `audit.heads` in PRESS_VAR, written when the change is committed.
- Triggers refuse UPDATE and DELETE, so that a mistake or an injected query does no harm; an administrator of the database can
  remove the triggers, and whoever can write both the database and PRESS_VAR can rewrite everything. Against that helps only a
  copy that they cannot reach: keep the head that each export prints, on paper or on another machine; `audit verify FILE`
  tells whether an export, and with it the log up to there, is still the same.
- That nothing is missing which never came in, no log can show.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import get_active_log_context

from cms.core.decisions import name_of

logger = logging.getLogger(__name__)
FIRST = "0" * 64  # what the first entry names as the one before it


class AuditEntry(models.Model):
    """One change of state: who did what to which object, when. Entries are only ever added."""

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.CharField("经办人", max_length=150)
    action = models.CharField("事项", max_length=40, db_index=True)
    kind = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=40)
    label = models.CharField("对象", max_length=255)
    data = models.JSONField("细节", default=dict)
    previous = models.CharField("上一条的校验值", max_length=64)
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["seq"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.label}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse."""
        raise PermissionDenied("审计记录不能删除。")

    def told(self) -> dict[str, Any]:
        """Return this entry as its seal and its export have it, without the seal."""
        names = ("actor", "action", "kind", "object_id", "label", "data", "previous")
        at = self.at.astimezone(timezone.get_fixed_timezone(0)).isoformat()
        return {"seq": self.seq, "at": at, **{name: getattr(self, name) for name in names}}

    def seal(self) -> str:
        """Return the SHA-256, in hex, over this entry in canonical JSON, with the hash of the one before it."""
        return hashlib.sha256(json.dumps(self.told(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def line(self) -> str:
        """Return this entry as a line of an export."""
        return json.dumps({**self.told(), "sha256": self.sha256}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_line(cls, line: str) -> AuditEntry:
        """Return the entry that a line of an export tells; ValueError if it tells none."""
        try:
            told = json.loads(line)
            return cls(**{**told, "at": parse_datetime(told["at"])})
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from error


def account_of(user: Any) -> str:
    """Return how an entry names someone, in at most 150 characters: names repeat and change, accounts do not."""
    name, account = name_of(user), user.get_username()
    return name if name == account else f"{name[:80]}（{account[:68]}）"


def _who(by: str) -> str:
    """Return a name as entries have it: of whoever is at work in the admin, with the account."""
    user = get_active_log_context().user
    return account_of(user) if user and by in (name_of(user), name_of(user)[:60], user.get_username()) else by[:150]


def record(action: str, target: models.Model | None, by: str, **data: Any) -> AuditEntry:
    """Add an entry in the transaction that makes the change, so that neither stands without the other.

    `data` holds what else tells of the change, as JSON values: state before and after, reason, hashes. Without a target, `kind`,
    `object_id` and `label` in it name the object.
    """
    named = {name: str(data.pop(name)) for name in ("kind", "object_id", "label") if name in data}
    if target is not None:
        named = {"kind": target._meta.label_lower, "object_id": str(target.pk), "label": str(target)} | named
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # One chain: writers wait for each other until they commit. SQLite lets one write at a time anyway.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core_auditentry'))")
        last = AuditEntry.objects.order_by("-seq").first()
        entry = AuditEntry(
            seq=last.seq + 1 if last else 1,
            at=timezone.now(),
            actor=_who(by),
            action=action,
            kind=named.get("kind", ""),
            object_id=named.get("object_id", "")[:40],
            label=named.get("label", "")[:255],
            data=data,
            previous=last.sha256 if last else FIRST,
        )
        entry.sha256 = entry.seal()
        entry.save(force_insert=True)
        transaction.on_commit(partial(_keep_head, entry))
        return entry


def _keep_head(entry: AuditEntry) -> None:
    try:
        with settings.AUDIT_HEADS.open("a") as heads:
            heads.write(f"{entry.seq} {entry.sha256}\n")
    except OSError:
        # The change is committed and sealed; that the second witness is missing shows at the next check.
        logger.exception("%s cannot be written", settings.AUDIT_HEADS)


def verify(entries: Iterable[AuditEntry], whole: bool = True) -> Iterator[str]:
    """Yield what is wrong with a chain, in order; nothing if it holds. `whole`: it must begin with the first entry."""
    seq, previous = (1, FIRST) if whole else (None, None)
    for entry in entries:
        if seq is not None and entry.seq != seq:
            yield f"第{seq}条不见了，接下去的是第{entry.seq}条"
        elif previous is not None and entry.previous != previous:
            yield f"第{entry.seq}条接不上前一条：前面有记录被改过或换过"
        if entry.seal() != entry.sha256:
            when = timezone.localtime(entry.at)
            yield f"第{entry.seq}条（{when:%Y-%m-%d %H:%M} {entry.actor} {entry.action} {entry.label}）的内容和校验值对不上"
        seq, previous = entry.seq + 1, entry.sha256


def verify_heads(lines: Iterable[str]) -> Iterator[str]:
    """Yield where the log no longer agrees with the heads that were noted as entries came in."""
    stored = dict(AuditEntry.objects.values_list("seq", "sha256"))
    for line in lines:
        seq, _, sha256 = line.strip().partition(" ")
        if not seq.isdigit():
            yield f"这一行读不懂：{line.strip()[:80]}"
        elif int(seq) not in stored:
            yield f"第{seq}条不见了：{settings.AUDIT_HEADS.name} 里有，数据库里没有"
        elif stored[int(seq)] != sha256:
            yield f"第{seq}条的校验值和 {settings.AUDIT_HEADS.name} 里的不同：从这里起的记录被重写过"


def guarded() -> bool:
    """Whether the triggers that refuse changes are in place."""
    catalogue = "pg_trigger WHERE tgname" if connection.vendor == "postgresql" else "sqlite_master WHERE type = 'trigger' AND name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {catalogue} IN ('audit_no_update', 'audit_no_delete')")
        return bool(cursor.fetchone()[0] == 2)
