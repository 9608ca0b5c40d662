"""How pages are listed in the admin."""

from wagtail.admin.ui.tables import BaseColumn, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.models import Page
from wagtail.query import PageQuerySet

CLEARANCE_CHOICES = [("open", "未公开"), ("cleared", "已公开"), ("withdrawn", "已撤回")]
# What the fields of clearance hold in each state.
CLEARANCE: dict[str, dict[str, object]] = {
    "open": {"cleared_on": None, "withdrawn_on": None},
    "cleared": {"cleared_on__isnull": False, "withdrawn_on": None},
    "withdrawn": {"withdrawn_on__isnull": False},
}


class PlacedIndexView(IndexView):
    """A flat list of pages that have a place."""

    def annotate_queryset(self, pages: PageQuerySet[Page]) -> PageQuerySet[Page]:
        """Fetch the places with the pages: Wagtail fetches each kind of page in a query of its own."""
        return super().annotate_queryset(pages).select_related("place", for_specific_subqueries=True)


def columns_with(*extra: BaseColumn) -> list[BaseColumn]:
    """Return the columns of a flat list of pages: title, our own, last change, state."""
    return [
        PageTitleColumn("title", label="标题", sort_key="title", classname="title"),
        *extra,
        DateColumn("latest_revision_created_at", label="最后修改", sort_key="latest_revision_created_at", width="12%"),
        PageStatusColumn("status", label="状态", sort_key="live", width="12%"),
    ]
