"""The app `units`."""

from django.apps import AppConfig, apps
from wagtail.users import apps as wagtails  # not the class: of two here, Django would take neither


class UnitsConfig(AppConfig):
    """Configuration of `units`."""

    name = "cms.units"
    verbose_name = "单位与地区"

    def ready(self) -> None:
        """Listen to changes of the tree, and put our answer in the place of Wagtail's groups."""
        from cms.units import roles, signals  # noqa: F401 (signals connects them)

        roles.grant(roles.PROVINCE, "units.edit_for_province")

        users = apps.get_app_config("wagtailusers")
        assert isinstance(users, wagtails.WagtailUsersAppConfig)
        users.group_viewset = "cms.units.groups.Roles"
