"""Who counted for whom on the day on which an issue was signed."""

from __future__ import annotations

from django.db import models


class Roll(models.Model):
    """The units that there were when a version of an issue was signed.

    The frozen record says by its code whose an article is; names, kinds and what stands above a unit may change
    afterwards, and no table of an earlier time changes with them.
    """

    version = models.OneToOneField("issues.IssueVersion", models.CASCADE, related_name="roll")
    units = models.JSONField("单位")  # code: what `rolls.Who` holds of it

    class Meta:
        verbose_name = verbose_name_plural = "签发时的单位名册"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)


from cms.adoption.happenings import Happening  # noqa: E402, F401 (Django finds models here)
from cms.adoption.published import Published  # noqa: E402, F401
from cms.adoption.ruling import Ruling  # noqa: E402, F401
