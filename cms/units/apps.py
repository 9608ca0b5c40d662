"""The app `units`."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Configuration of `units`."""

    name = "cms.units"
    verbose_name = "单位与地区"
