"""The app `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Configuration of `core`."""

    name = "cms.core"
    verbose_name = "核心"
