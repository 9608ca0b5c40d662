"""The app `issues`."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of `issues`."""

    name = "cms.issues"
    verbose_name = "期刊编排"
