"""What a form accepts can be exported: a record is held against the schema before it is kept, and
the key of one that is used stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import RegexValidator
from django.db import models

from cms.core.uses import Hold, used_outside, uses
from records.model import Record

CODE = RegexValidator(r"^[0-9]{6}\Z", "行政区划代码是六位数字，例如 320282。")
FIELD_CODE = RegexValidator(r"^[0-9]{2}([0-9]{2})?\Z", "代码是两位（大类）或四位（小类）数字。")
OUTSIDE = {
    "valid_from": ("以前已经用在", "。请把日期改早。"),
    "valid_to": ("以后还用在", "。先停用这些账号、结束这些约稿、停用下面的单位；已经有的文稿，请把日期改晚。"),
}
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
        self._check_validity()
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

    def _check_validity(self) -> None:
        """Refuse a changed end before the last use, and a changed beginning after the first."""
        ends = [name for name in ("valid_from", "valid_to") if hasattr(self, name)]
        old = type(self)._base_manager.filter(pk=self.pk).values(*ends).first() if self.pk and ends else None
        for name in ends if old else ():
            day = getattr(self, name)
            if old and day and day != old[name] and (used := list(used_outside(self, name, day))):
                raise ValidationError({name: f"{day:%Y年%-m月%-d日}{'；'.join(map(_told, used)).join(OUTSIDE[name])}"})

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
