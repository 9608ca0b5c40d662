"""The app `newsroom`."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Configuration of `newsroom`."""

    name = "cms.newsroom"
    verbose_name = "稿件"
