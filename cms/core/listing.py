"""How pages are listed in the admin."""

from typing import Any

from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn


def columns_with(*extra: Any) -> list[Any]:
    """Return the columns of a flat list of pages: title, our own, last change, state."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="标题", sort_key="title", classname="title"),
        *extra,
        DateColumn("latest_revision_created_at", label="最后修改", sort_key="latest_revision_created_at", width="12%"),
        PageStatusColumn("status", label="状态", sort_key="live", width="12%"),
    ]
