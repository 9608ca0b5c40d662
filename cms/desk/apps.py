"""The app `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Configuration of `desk`."""

    name = "cms.desk"
    verbose_name = "我的待办"
