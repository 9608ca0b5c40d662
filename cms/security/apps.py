"""The app `security`."""

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    """Configuration of `security`."""

    name = "cms.security"
    verbose_name = "安全"

    def ready(self) -> None:
        """Watch what the audit log keeps, and let the admin run without inline scripts."""
        from cms.security import inline, watch  # noqa: F401 (connects its receivers)

        inline.replace()
