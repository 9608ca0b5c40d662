"""The app `distribution`."""

from django.apps import AppConfig


class DistributionConfig(AppConfig):
    """Configuration of `distribution`."""

    name = "cms.distribution"
    verbose_name = "分发"

    def ready(self) -> None:
        """Keep register and lists the same, say who is on a list on a day, what is asked before signing, and whose
        the register is."""
        from cms.distribution import checks, signals, staying  # noqa: F401 (they register themselves)
        from cms.distribution.members import recipients_on
        from cms.issues.lists import REGISTERS
        from cms.units.roles import PROVINCE, editing, grant

        REGISTERS.append(recipients_on)
        grant([*PROVINCE, "clerk"], *editing("distribution", "recipient"))
