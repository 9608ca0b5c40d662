"""The form by which a clerk gets a run of numbered copies of a signed issue, and the list of runs that were made."""

from __future__ import annotations

from django import forms
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from bulletins.copies import DIGITS, numbered
from cms.issues.models import Issue

MADE = "press.copies"
LAST = 10**DIGITS - 1
MOST = 500  # a run of a bulletin of eight pages is then a file of a few megabytes


class CopiesForm(forms.Form):
    """Asks for the first number and how many copies."""

    first = forms.IntegerField(
        label="起始份号",
        min_value=1,
        max_value=LAST,
        error_messages={
            "invalid": "起始份号请填数字。",
            "min_value": "起始份号从 1 起。",
            "max_value": "份号最多六位。",
        },
    )
    count = forms.IntegerField(
        label="份数",
        min_value=1,
        max_value=MOST,
        error_messages={
            "invalid": "份数请填数字。",
            "min_value": "份数至少是 1。",
            "max_value": f"一次最多 {MOST} 份，再多请分几次。",
        },
    )

    def clean(self) -> dict[str, object]:
        """Refuse a run that would need a seventh digit."""
        data = super().clean() or {}
        if "first" in data and "count" in data and data["first"] + data["count"] - 1 > LAST:
            self.add_error("count", f"最后一份的份号会超过 {LAST}，请减少份数。")
        return data

    @property
    def numbers(self) -> range:
        """The numbers asked for."""
        return range(self.cleaned_data["first"], self.cleaned_data["first"] + self.cleaned_data["count"])


def copies_form(issue: Issue) -> CopiesForm | None:
    """Return the form, proposing what has not been made yet; None where the issue's copies carry no numbers."""
    signed = issue.signed
    if (
        not signed
        or not signed.pdf
        or not signed.record.get("numbered_copies")
        or "copy_number" not in issue.publication.head
    ):
        return None
    first = max((run.data["last"] for run in runs_made(issue)), default=0) + 1
    left = (signed.record.get("print_run") or 0) - first + 1
    return CopiesForm(initial={"first": first, "count": min(left, MOST) if left > 0 else 1})


def make_run(issue: Issue, numbers: range) -> bytes:
    """Return the PDF of a run of numbered copies, and keep in the issue's history that it was made.

    Raises:
        ContentError: the signed PDF has no copy number in its head.

    """
    signed = issue.signed
    assert signed is not None
    with signed.pdf.open() as file:
        made = numbered(file.read(), numbers)
    log(issue, MADE, data={"first": numbers[0], "last": numbers[-1]})
    return made


def runs_made(issue: Issue) -> list[ModelLogEntry]:
    """Return the runs made so far, the first one first; each entry's `data` has its first and last number."""
    return list(ModelLogEntry.objects.for_instance(issue).filter(action=MADE).order_by("timestamp", "pk"))
