"""The app `distribution`."""

from django.apps import AppConfig


class DistributionConfig(AppConfig):
    """Configuration of `distribution`."""

    name = "cms.distribution"
    verbose_name = "分发"
