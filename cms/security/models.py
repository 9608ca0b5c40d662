"""The models of security: what is counted, and whose password somebody else has set. The audit log is `core.audit`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cms.security.throttle import Tally

__all__ = ["FirstPassword", "Tally"]


class FirstPassword(models.Model):
    """An account that must choose a password of its own before anything else."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="first_password"
    )
    at = models.DateTimeField("设定时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "初始密码"

    def __str__(self) -> str:
        return str(self.user)
