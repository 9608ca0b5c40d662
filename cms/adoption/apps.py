"""The app `adoption`."""

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """Configuration of `adoption`."""

    name = "cms.adoption"
    verbose_name = "采用统计"

    def ready(self) -> None:
        """Keep the roll of units with every version that is signed; say who enters, rules and publishes."""
        from cms.adoption import signals, touching  # noqa: F401 (they connect their receivers)
        from cms.units.roles import PROVINCE, editing, grant

        grant(PROVINCE, *editing("adoption", "happening", "ruling"), "adoption.view_published")
        grant(["chief"], "adoption.enact_ruling", "adoption.publish_account")
