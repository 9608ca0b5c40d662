"""The app `cases`."""

from django.apps import AppConfig
from django.db.models import Q


class CasesConfig(AppConfig):
    """Configuration of `cases`."""

    name = "cms.cases"
    verbose_name = "实践案例"

    def ready(self) -> None:
        """Let the newsroom know what a case is, and say who clears it."""
        from cms.cases.mechanisms import mechanism_record
        from cms.cases.models import CasePage
        from cms.cases.public import CASES
        from cms.cases.way import CaseWay
        from cms.newsroom.hints.texts import SECTIONS
        from cms.newsroom.kinds import KINDS, TextKind
        from cms.releases.kinds import register
        from cms.units.roles import PROVINCE, editing, grant

        KINDS[CasePage] = TextKind(
            way=CaseWay(),
            public=("title", "people_served", "lead_department", *SECTIONS),
            fields=("title", "place", *SECTIONS),
            left_its_writer=Q(live=True),
            readable=Q(live=True, cleared_on__isnull=False, withdrawn_on=None),
            mechanism=mechanism_record,
        )
        grant(PROVINCE, *editing("cases", "collection"))
        grant(["chief"], "cases.clear_casepage")
        register(CASES)
