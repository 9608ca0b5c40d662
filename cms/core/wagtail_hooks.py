"""What the base adds to every screen: its few rules of style, notifications, mails, the table
editor, the keeping of what is typed."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.core import keeping, mail_views, notification_views  # noqa: F401 (registers its hooks)
from cms.core.deleting import telling  # noqa: F401 (registers who is told)


@hooks.register("register_admin_menu_item")
def notifications_item() -> MenuItem:
    """Lead to the notifications."""
    return notification_views.NotificationsItem("通知", reverse("notifications"), icon_name="info-circle", order=110)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Load our few rules on every screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin.css"))


@hooks.register("register_log_actions")
def our_actions(actions: LogActionRegistry) -> None:
    """Name what is decided here, for the history of a page or an issue."""
    actions.register_action("press.sign", "签发", "签发")
    actions.register_action("press.clear", "公开", "公开")
    actions.register_action("press.withdraw", "撤回", "撤回")
    actions.register_action("press.reopen", "改回草稿", "改回草稿")


@hooks.register("register_settings_menu_item")
def mails_item() -> MenuItem:
    """Lead to the mails that wait."""
    return mail_views.MailsItem("待发邮件", reverse("mails"), name="mails", icon_name="mail", order=920)


@hooks.register("insert_editor_js")
def table_editor() -> str:
    """Name the entries of the table editor's menu in Chinese, keep it from merging words away,
    and let it show and set the head."""
    scripts = [(static(f"core/{name}.js"),) for name in ("table-zh", "table-merge", "table-head")]
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of notifications and mails."""
    return [
        path("mails/", mail_views.mails, name="mails"),
        path("notifications/", notification_views.notifications, name="notifications"),
        path("notifications/read/", notification_views.notifications_read, name="notifications_read"),
        path("notifications/<int:pk>/", notification_views.notification_open, name="notification_open"),
    ]
