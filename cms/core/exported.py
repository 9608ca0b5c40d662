"""What a form accepts can be exported: a model's record is held against the schema of the export before the model is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import RegexValidator
from django.db import models

from press.records.model import Record

CODE = RegexValidator(r"^[0-9]{6}\Z", "行政区划代码是六位数字，例如 320282。")
FIELD_CODE = RegexValidator(r"^[0-9]{2}([0-9]{2})?\Z", "代码是两位（大类）或四位（小类）数字。")


class Exported(models.Model):
    """A model of which `as_record` makes a record of the export."""

    as_record: Callable[..., Record]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse what the export would not hold; the validators of fields say most of it sooner and better."""
        super().clean()
        try:
            record = self.as_record()
        except (ObjectDoesNotExist, ValidationError):
            return  # something is missing or wrong that is said at its field
        try:
            msgspec.convert(msgspec.to_builtins(record), type(record))
        except msgspec.ValidationError as error:
            found = re.search(r"\$\.(\w+)", str(error))
            name = found[1] if found and hasattr(self, found[1]) else None
            raise ValidationError({name or "__all__": "这样写导不出去，网站和印刷都用不了，请换一种写法。"}) from error
