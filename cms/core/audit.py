"""The audit log: every change of state, in order, each entry sealed with a hash over itself and the entry before it.

Against whom: whoever writes the database alone is found, by the chain, or by the heads that stand in files
(`audit_heads`). Whoever writes PRESS_VAR too is found up to the last head beside a release or an export; `audit verify`
says from where on not. Whoever reaches those as well can rewrite everything: only an exported log or a head kept
elsewhere, on paper, tells (`verify FILE`). A killed process or a restored backup looks in part like an attack: where it
cannot be told which it was, that is what is said. Triggers stop mistakes and injected queries, not the database's
owner; and that nothing is missing which never came in, no log shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NoReturn

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import get_active_log_context

from cms.core import audit_heads
from cms.core.decisions import name_of

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
        indexes = [models.Index(fields=["kind", "object_id"], name="audit_of_an_object")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.label}"

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise PermissionDenied("审计记录不能删除。")

    def told(self) -> dict[str, object]:
        """Return this entry as its seal and its export have it, without the seal."""
        names = ("actor", "action", "kind", "object_id", "label", "data", "previous")
        at = self.at.astimezone(timezone.get_fixed_timezone(0)).isoformat()
        return {"seq": self.seq, "at": at, **{name: getattr(self, name) for name in names}}

    def seal(self) -> str:
        """Return the SHA-256, in hex, over this entry in canonical JSON, with the hash of the one before it."""
        return hashlib.sha256(
            json.dumps(self.told(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()

    def line(self) -> str:
        """Return this entry as a line of an export."""
        return json.dumps({**self.told(), "sha256": self.sha256}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_line(cls, line: str) -> AuditEntry:
        """Return the entry that a line of an export tells; ValueError if it tells none,
        or not in the words of an export."""
        try:
            told = json.loads(line)
            entry = cls(**{**told, "at": parse_datetime(told["at"])})
            same = entry.line() == line
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from error
        if not same:
            raise ValueError("不是导出时的样子")
        return entry


def account_of(user: User) -> str:
    """Return how an entry names someone, in at most 150 characters: names repeat and change, accounts do not."""
    name, account = name_of(user), user.get_username()
    return name if name == account else f"{name[:80]}（{account[:68]}）"


def _who(by: str) -> str:
    """Return a name as entries have it: of whoever is at work in the admin, with the account."""
    user = get_active_log_context().user
    return account_of(user) if user and by in (name_of(user), name_of(user)[:60], user.get_username()) else by[:150]


def enter(action: str, target: models.Model | None, by: str, **data: object) -> AuditEntry:
    """Add an entry in the transaction that makes the change, so that neither stands without the other.

    `data` holds what else tells of the change, as JSON values: state before and after, reason, hashes. Without a
    target, `kind`, `object_id` and `label` in it name the object.
    """
    named: dict[str, str] = {name: str(data.pop(name)) for name in ("kind", "object_id", "label") if name in data}
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
        audit_heads.add(entry, audit_heads.BEGUN)
        transaction.on_commit(partial(audit_heads.add, entry))
        return entry


def verify(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield what is wrong with a chain, in order; nothing if it holds."""
    seq, previous = 1, FIRST
    try:
        for entry in entries:
            if entry.seq < seq:
                yield f"第{entry.seq}条重复，或者次序颠倒"
            elif entry.seq > seq:
                yield f"第{seq}条不见了，接下去的是第{entry.seq}条"
            elif entry.previous != previous:
                yield f"第{entry.seq}条接不上前一条：前面有记录被改过或换过"
            if entry.seal() != entry.sha256:
                when = timezone.localtime(entry.at)
                yield (
                    f"第{entry.seq}条（{when:%Y-%m-%d %H:%M} {entry.actor} {entry.action} {entry.label}）"
                    "的内容和校验值对不上"
                )
            seq, previous = entry.seq + 1, entry.sha256
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        yield f"第{seq}条读不出来：{error}"
