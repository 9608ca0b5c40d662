"""The app `adoption`."""

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """Configuration of `adoption`."""

    name = "cms.adoption"
    verbose_name = "采用统计"

    def ready(self) -> None:
        """Keep the roll of units with every version that is signed."""
        from cms.adoption import signals  # noqa: F401 (connects its receiver)
