"""The app `security`."""

from django.apps import AppConfig, apps
from wagtail.users import apps as wagtails  # not the class: of two here, Django would take neither


class SecurityConfig(AppConfig):
    """Configuration of `security`."""

    name = "cms.security"
    verbose_name = "安全"

    def ready(self) -> None:
        """Watch what the audit log keeps, let the admin run without inline scripts, and use our forms of accounts."""
        from cms.security import accounts, inline, watch  # noqa: F401 (connects its receivers)
        from cms.units.roles import grant

        grant(["chief"], "core.view_auditentry")
        inline.replace()
        accounts.ours()
        users = apps.get_app_config("wagtailusers")
        assert isinstance(users, wagtails.WagtailUsersAppConfig)
        users.user_viewset = "cms.security.account_views.AccountViewSet"
