"""The app `reference`."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Configuration of `reference`."""

    name = "cms.reference"
    verbose_name = "资料库"
