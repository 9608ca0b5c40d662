from typing import Any

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic

class IndexView(generic.IndexView):
    def annotate_queryset(self, pages: Any) -> Any: ...

class PageFilterSet(WagtailFilterSet): ...
