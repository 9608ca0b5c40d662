"""The app `units`."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Configuration of `units`."""

    name = "cms.units"
    verbose_name = "单位与地区"

    def ready(self) -> None:
        """Listen to changes of the tree."""
        from cms.units import signals  # noqa: F401 (connects them)
