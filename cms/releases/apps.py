"""The app `releases`."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Configuration of `releases`."""

    name = "cms.releases"
    verbose_name = "发布"
