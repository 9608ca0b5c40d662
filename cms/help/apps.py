"""The app `help`."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    """Configuration of `help`."""

    name = "cms.help"
    verbose_name = "使用说明"
