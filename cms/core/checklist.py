"""The one list of checks: what each looks at, and at which step of the work it warns or
stops. Apps register what they look at."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from wagtail.admin.panels import HelpPanel

STATIONS = {"writing": "写稿", "handing_in": "报送", "assembling": "编排", "signing": "签发", "clearing": "公开"}
WARNS, OFFICE, CONFIRMED, STOPS = "提醒", "提醒，或按报送要求改好", "逐条勾选", "改好才行"


@dataclass(frozen=True)
class Check:
    """A check: its name, what it looks at, and what it does at each step; nothing where it is not made there.

    What looks at a text (`text`) is told to its writer first: it never appears for the first time at a later step.
    """

    name: str
    about: str
    text: bool = True
    writing: str = ""
    handing_in: str = ""
    assembling: str = ""
    signing: str = ""
    clearing: str = ""

    def __post_init__(self) -> None:
        if self.text and not self.writing:
            raise ValueError(f"{self.name} would surprise the writer")

    @property
    def steps(self) -> list[str]:
        """Return what is done at each of the `STATIONS`."""
        return [getattr(self, name) for name in STATIONS]


CHECKS: dict[str, Check] = {}


def register(*checks: Check) -> None:
    """Add checks to the list."""
    CHECKS.update({check.name: check for check in checks})


def stops(name: str, station: str) -> bool:
    """Whether a check keeps a text or an issue from going on at a step, whatever the office says."""
    return bool(getattr(CHECKS[name], station) == STOPS)


def as_table() -> str:
    """Return the list as a table."""
    return render_to_string("core/checklist.html", {"stations": STATIONS.values(), "checks": CHECKS.values()})


class ChecklistPanel(HelpPanel):
    """Shows the list in a form."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            """Add what the list says now."""
            return {
                **super().get_context_data(parent_context),
                "stations": STATIONS.values(),
                "checks": CHECKS.values(),
            }
