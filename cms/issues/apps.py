"""The app `issues`."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of `issues`."""

    name = "cms.issues"
    verbose_name = "期刊编排"

    def ready(self) -> None:
        """Register the check for PDFs that a cut-off sign-off left."""
        from cms.issues import leftovers  # noqa: F401
