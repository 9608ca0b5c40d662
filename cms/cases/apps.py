"""The app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Configuration of `cases`."""

    name = "cms.cases"
    verbose_name = "实践案例"
