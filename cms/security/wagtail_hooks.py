"""Where security meets the admin: addresses, menu entries, and the files that each screen loads."""

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.security import audit_log, dashboard, first_password, lockout  # noqa: F401 (registers what stands on the home page)
from cms.security import second_factor_views as second
from cms.security.account_views import IN_BULK
from cms.security.accounts import SecondFactorPanel


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return our addresses."""
    return [
        path("second-factor/", second.SecondFactor.as_view(), name="second_factor"),
        path("second-factor/verify/", second.Verify.as_view(), name="second_factor_verify"),
        path("second-factor/off/", second.TurnOff.as_view(), name="second_factor_off"),
        path("second-factor/codes/", second.RenewCodes.as_view(), name="second_factor_codes"),
        path("first-password/", first_password.ChooseOwn.as_view(), name="first_password"),
        path("login-locks/", lockout.Locks.as_view(), name="login_locks"),
        path("audit/", audit_log.AuditLog.as_view(), name="audit_log"),
        path("audit/results/", audit_log.AuditLog.as_view(results_only=True), name="audit_log_results"),
        path("audit/export/", audit_log.export_lines, name="audit_export"),
    ]


@hooks.register("insert_global_admin_js", order=-100)
def start_js() -> str:
    """Load what takes the place of inline scripts."""
    return format_html('<script src="{}"></script>', static("security/start.js"))


@hooks.register("insert_global_admin_css")
def security_css() -> str:
    """Load the few rules of our pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("security/security.css"))


@hooks.register("register_account_settings_panel")
def second_factor(request: HttpRequest, user: User, profile: Model) -> SecondFactorPanel:
    """Show the second factor among what one sets of the own account."""
    return SecondFactorPanel(request, user, profile)


for action in IN_BULK:
    hooks.register("register_bulk_action", action, order=100)


class AuditItem(MenuItem):
    """For whoever may read the audit log."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right."""
        return bool(request.user.has_perm(audit_log.MAY_READ))


class AdministratorItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask whether it is one."""
        return bool(request.user.is_superuser)


@hooks.register("register_settings_menu_item")
def audit_item() -> MenuItem:
    """Lead to the audit log."""
    return AuditItem("审计记录", reverse("audit_log"), name="audit", icon_name="history", order=900)


@hooks.register("register_settings_menu_item")
def locks_item() -> MenuItem:
    """Lead to who is locked out."""
    return AdministratorItem("登录锁定", reverse("login_locks"), name="login-locks", icon_name="lock", order=910)
