"""The menu 分发: distribution lists and the private register of recipients."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.distribution.models import DistributionList


class DistributionListViewSet(SnippetViewSet):
    """Distribution lists."""

    model = DistributionList
    icon = "mail"
    menu_label = "分发"
    menu_order = 400
    add_to_admin_menu = True
    list_display = ["name", "publication", Column("copies", label="份数", accessor="copies")]


register_snippet(DistributionListViewSet)
