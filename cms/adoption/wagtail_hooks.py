"""The menu 统计: report tables."""

from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.adoption.models import Report


class ReportViewSet(SnippetViewSet):
    """Report tables."""

    model = Report
    icon = "table"
    menu_label = "统计"
    menu_order = 500
    add_to_admin_menu = True
    list_display = ["title", "total", BooleanColumn("printed", label="历史统计")]


register_snippet(ReportViewSet)
