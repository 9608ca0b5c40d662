"""The app `adoption`."""

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """Configuration of `adoption`."""

    name = "cms.adoption"
    verbose_name = "用稿统计"
