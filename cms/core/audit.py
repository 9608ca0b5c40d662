"""The audit log: every change of state, in order, each entry sealed with a hash over itself and the entry before it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

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

    def seal(self) -> str:
        """Return the SHA-256, in hex, over this entry in canonical JSON, with the hash of the one before it."""
        told = {
            "seq": self.seq,
            "at": self.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(),
            **{name: getattr(self, name) for name in ("actor", "action", "kind", "object_id", "label", "data", "previous")},
        }
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def record(action: str, target: models.Model, by: str, **data: Any) -> AuditEntry:
    """Add an entry in the transaction that makes the change, so that neither stands without the other.

    `data` holds what else tells of the change, as JSON values: state before and after, reason, hashes.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # One chain: writers wait for each other until they commit. SQLite lets one write at a time anyway.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core_auditentry'))")
        last = AuditEntry.objects.order_by("-seq").first()
        entry = AuditEntry(
            seq=last.seq + 1 if last else 1,
            at=timezone.now(),
            actor=by,
            action=action,
            kind=target._meta.label_lower,
            object_id=str(target.pk),
            label=str(target)[:255],
            data=data,
            previous=last.sha256 if last else FIRST,
        )
        entry.sha256 = entry.seal()
        entry.save(force_insert=True)
        return entry
