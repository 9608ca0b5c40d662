"""The app `releases`."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Configuration of `releases`."""

    name = "cms.releases"
    verbose_name = "发布"

    def ready(self) -> None:
        """Say who reads of releases, and name what the audit log keeps of timed clearances."""
        from cms.releases import signals  # noqa: F401 (connects its receivers)
        from cms.security import audit_words
        from cms.units.roles import grant

        grant(["chief"], "releases.view_run")
        audit_words.VERBS.update(
            schedule="定时公开",
            unschedule="取消定时公开",
            schedule_done="定时公开已执行",
            schedule_failed="定时公开已停止",
        )
        audit_words.DATA["at"] = "公开时间"
