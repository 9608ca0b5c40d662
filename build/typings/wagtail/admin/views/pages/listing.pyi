from typing import Any

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic
from wagtail.query import PageQuerySet

class IndexView(generic.IndexView):
    def annotate_queryset(self, pages: Any) -> PageQuerySet[Any]: ...

class PageFilterSet(WagtailFilterSet): ...
