"""The app `issues`."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of `issues`."""

    name = "cms.issues"
    verbose_name = "期刊编排"

    def ready(self) -> None:
        """Register the check for PDFs that a cut-off sign-off left, and say who arranges, signs and prints."""
        from cms.issues import leftovers  # noqa: F401
        from cms.issues.public import ISSUES
        from cms.releases.kinds import register
        from cms.units.roles import PROVINCE, editing, grant

        grant(PROVINCE, "issues.view_publication", *editing("issues", "issue", "report"))
        grant([*PROVINCE, "clerk"], *editing("issues", "distributionlist"))
        grant(["chief"], "issues.sign_issue", "issues.clear_issue")
        grant(["clerk"], "issues.print_issue")
        register(ISSUES)
