"""What a form accepts can be exported: a record is held against the schema before it is kept, and the key of one that is used stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import RegexValidator
from django.db import models

from cms.core.deleting.uses import Hold, uses
from press.records.model import Record

CODE = RegexValidator(r"^[0-9]{6}\Z", "行政区划代码是六位数字，例如 320282。")
FIELD_CODE = RegexValidator(r"^[0-9]{2}([0-9]{2})?\Z", "代码是两位（大类）或四位（小类）数字。")
SHOWN = 3  # places that are named of each kind


class Exported(models.Model):
    """A model of which `as_record` makes a record of the export."""

    as_record: Callable[..., Record]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse what the export would not hold; the validators of fields say most of it sooner and better."""
        super().clean()
        first, last = getattr(self, "valid_from", None), getattr(self, "valid_to", None)
        if first and last and last < first:
            raise ValidationError({"valid_to": f"结束的日期早于开始的日期（{first:%Y年%-m月%-d日}），请核对。"})
        try:
            record = self.as_record()
        except (ObjectDoesNotExist, ValidationError):
            return  # something is missing or wrong that is said at its field
        self._check_key(record.filed_under[0])
        try:
            msgspec.convert(msgspec.to_builtins(record), type(record))
        except msgspec.ValidationError as error:
            found = re.search(r"\$\.(\w+)", str(error))
            name = found[1] if found and hasattr(self, found[1]) else None
            raise ValidationError({name or "__all__": "这样写导不出去，网站和印刷都用不了，请换一种写法。"}) from error

    def _check_key(self, name: str) -> None:
        """Refuse another key once a record names this by it: what is signed or cleared goes on saying the old one."""
        old = type(self)._base_manager.filter(pk=self.pk).values_list(name, flat=True).first() if self.pk else None
        if old is None or old == getattr(self, name):
            return
        used = [hold for hold in uses(self) if hasattr(hold.places[0], "as_record")]
        if used:
            said = "；".join(map(_told, used))
            remedy = "写错了的，按正确的另建一个，把上面这些改用新的，再删去这一个。"
            raise ValidationError({name: f"已经用在{said}，不能再改（原来是 {old}）。{remedy}"})


def _told(hold: Hold) -> str:
    """Return some of the places in words, and how many there are."""
    names = "、".join(f"“{place}”" for place in hold.places[:SHOWN])
    many = f"等 {len(hold.places)} 处{'以上' if hold.more else ''}" if len(hold.places) > SHOWN else ""
    return f"{hold.places[0]._meta.verbose_name}{names}{many}"
