"""The way of a case from its writer through the review of the unit above; what readers see is decided apart."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.urls import reverse

from cms.cases.models import CasePage
from cms.core import audit
from cms.core.decisions import name_of
from cms.core.notifications import notify, settle
from cms.newsroom.hands import reviewers, reviews
from cms.newsroom.way import kept_by_the_writer


class CaseWay:
    """The way of cases, for the workflow: see `kinds.Way`."""

    def opens(self, page: CasePage) -> bool:
        """Return true: a case may be handed in at any time."""
        return True

    def hand_in(self, page: CasePage, user: User | None) -> None:
        """Note that it was handed in, and what the writer confirmed; tell the reviewers."""
        kept = kept_by_the_writer(page.get_latest_revision_as_object())
        audit.enter("casepage.submit", page, name_of(user) if user else "", reason=kept)
        tell(page, reviewers(page), user, "已报送，请审核", "case_decision")

    def actions(self, page: CasePage, user: User) -> list[tuple[str, str, bool]]:
        """Return what a reviewer may do."""
        return [("reject", "退回", True), ("approve", "通过", False)] if reviews(page, user) else []

    def review(self, page: CasePage, action: str, user: User, reason: str, asked_by: User | None) -> None:
        """Note a decision, and tell the writer."""
        back = action == "reject"
        audit.enter(
            "casepage.return" if back else "casepage.approve", page, name_of(user), reason=reason if back else ""
        )
        tell(
            page,
            {each for each in (page.owner, asked_by) if each},
            user,
            f"已退回。原因：{reason}" if back else "已通过审核",
        )

    def take_back(self, page: CasePage, user: User) -> None:
        """Note nothing: it is a draft again."""

    def may_write(self, page: CasePage, user: User) -> bool:
        """Whether someone reviews it: its writers wait."""
        return reviews(page, user)


def tell(
    page: CasePage, people: Iterable[User], by: User | None, said: str, where: str = "wagtailadmin_pages:edit"
) -> None:
    """Send the notifications of a case's review; they lead to the review, or to the text."""
    settle(*(reverse(name, args=[page.pk]) for name in ("case_decision", "wagtailadmin_pages:edit")))
    notify([person for person in people if person != by], f"案例《{page.title}》{said}", reverse(where, args=[page.pk]))
