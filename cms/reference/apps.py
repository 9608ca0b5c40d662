"""The app `reference`."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Configuration of `reference`."""

    name = "cms.reference"
    verbose_name = "资料库"

    def ready(self) -> None:
        """Say who writes entries."""
        from cms.reference import entries, public
        from cms.releases.kinds import register
        from cms.units.roles import PROVINCE, editing, grant

        grant(PROVINCE, *editing("reference", "synonym", "indicator"))
        for model in entries.kinds():
            register(public.kind_for(model))
