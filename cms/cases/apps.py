"""The app `cases`."""

from django.apps import AppConfig
from django.db.models import Q


class CasesConfig(AppConfig):
    """Configuration of `cases`."""

    name = "cms.cases"
    verbose_name = "实践案例"

    def ready(self) -> None:
        """Let the remarks know what a case is."""
        from cms.cases.models import CasePage, mechanism_record
        from cms.newsroom.hints.kinds import KINDS, TextKind
        from cms.newsroom.hints.texts import SECTIONS

        KINDS[CasePage] = TextKind(
            public=("title", "people_served", "lead_department", *SECTIONS),
            fields=("title", "place", *SECTIONS),
            left_its_writer=Q(live=True),
            readable=Q(live=True, cleared_on__isnull=False, withdrawn_on=None),
            mechanism=mechanism_record,
        )
