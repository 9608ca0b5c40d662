"""What stands beside the texts and reaches readers with them: they see it as it was
cleared, whatever is edited since."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

import msgspec
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from cms.core import audit
from cms.core.fields import column
from cms.core.models import Asked, Clearable
from cms.core.notifications import notify
from cms.core.reasons import checked_reason
from cms.units.models import UnitPage
from cms.units.roles import people
from records import Record

CLEARING = "cases.clear_casepage"  # who may clear a case may clear what stands beside it


class Entry(Asked, Clearable):
    """An entry of the reference data, or a showcase; subclasses name the kind of their record."""

    kind: type[Record]

    cleared = models.JSONField("公开的内容", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def clearance(self) -> str:
        """Return the state of clearance in a word."""
        return f"{super().clearance}，有改动" if self.public and self.asked_on else super().clearance

    @property
    def public(self) -> bool:
        """Whether readers see this, as it was cleared."""
        return bool(self.cleared_on and not self.withdrawn_on)

    @property
    def decision_url(self) -> str:
        """Return the address of the page on which this is cleared."""
        return reverse(f"{self._meta.model_name}_decision", args=[self.pk])

    def told(self) -> dict[str, object]:
        """Return what this says now, as it is kept when it is cleared."""
        record: dict[str, object] = msgspec.to_builtins(self.as_record())
        return record

    def lines(self) -> list[tuple[str, str, str]]:
        """Return what each part is called, what readers see of it, and what it says now."""
        now, seen = self.told(), (self.cleared or {}) if self.public else {}
        lines = [
            (self.label(name), self.said(name, seen.get(name)), self.said(name, now.get(name)))
            for name in self.kind.__struct_fields__
        ]
        return [line for line in lines if line[1] or line[2]]

    def label(self, name: str) -> str:
        """Return what a part of the record is called."""
        return str(column(self, name).verbose_name)

    def said(self, name: str, value: object) -> str:
        """Return a value of the record as people read it."""
        return "、".join(value) if isinstance(value, list) else str(value or "")

    def exported(self) -> Record | None:
        """Return the record that readers see, or saw until it was withdrawn, with when and why; None if there is
        none."""
        if not self.cleared or not (self.public or self.withdrawn_on):
            return None
        gone = {"withdrawn_on": self.withdrawn_on, "withdrawn_reason": self.withdrawn_reason}
        return msgspec.convert(self.cleared | (gone if self.withdrawn_on else {}), self.kind)

    @property
    def changed(self) -> bool:
        """Whether this says something else than what readers see."""
        return not self.public or self.cleared != self.told()

    @transaction.atomic
    def clear(self, by: str, on: datetime.date, answers: Mapping[str, str] = MappingProxyType({})) -> None:
        """Let readers see this as it is now; what was asked for is done."""
        super().clear(by, on, answers)
        self._keep()
        self._ask("", None)

    @transaction.atomic
    def withdraw(self, by: str, on: datetime.date, reason: str) -> None:
        """Take this back from readers, and tell the editors why."""
        super().withdraw(by, on, reason)
        self._ask("", None)
        self._tell("editor", f"{self._meta.verbose_name}“{self}”已撤回：{self.withdrawn_reason}（{by}）")

    @transaction.atomic
    def reject(self, by: str, reason: str) -> None:
        """Leave what readers see as it is, and tell the editors why; ValidationError without a reason."""
        reason = checked_reason(reason)
        if not reason:
            raise ValidationError("退回须写明原因，省级编辑会看到。")
        audit.enter(f"{self._meta.model_name}.reject", self, by, reason=reason)
        self._ask("", None)
        self._tell("editor", f"{self._meta.verbose_name}“{self}”没有公开：{reason}（{by}）")

    def ask(self, by: str, on: datetime.date) -> None:
        """Ask the chief editors to clear this, told once; nothing to ask where it says what readers see."""
        if not self.changed:
            self._ask("", None)
        elif not self.asked_on:
            self._ask(by[:60], on)
            self._tell("chief", f"请公开{self._meta.verbose_name}“{self}”（{by}）")

    def clean(self) -> None:
        """Refuse another key once readers know it: it stands in addresses and in what was cleared."""
        key = self.kind.filed_under[0]
        if self.cleared and self.cleared[key] != getattr(self, key):
            raise ValidationError(
                {key: f"已经公开过，不能再改（原来是 {self.cleared[key]}）：网站的网址和数据用的是它。"}
            )
        super().clean()

    def taken_over(self, record: Record | None = None) -> Self:
        """Return this as cleared today: what an export holds was cleared where it comes from, and perhaps withdrawn."""
        self._keep()
        self.cleared_on, self.cleared_by = timezone.localdate(), "装入"
        self.withdrawn_on, self.withdrawn_reason = (
            getattr(record, "withdrawn_on", None),
            getattr(record, "withdrawn_reason", ""),
        )
        told = {name: getattr(self, name) for name in ("cleared_on", "cleared_by", "withdrawn_on", "withdrawn_reason")}
        type(self)._default_manager.filter(pk=self.pk).update(**told)
        return self

    def _keep(self) -> None:
        self.cleared = self.told()
        type(self)._default_manager.filter(pk=self.pk).update(cleared=self.cleared)

    def _tell(self, role: str, text: str) -> None:
        notify(people(role, UnitPage.objects.filter(depth=2)), text, self.decision_url)


def kinds() -> list[type[Entry]]:
    """Return the models of entries, of all apps."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]
