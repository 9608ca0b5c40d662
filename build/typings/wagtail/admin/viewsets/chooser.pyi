from typing import Any, ClassVar

from wagtail.admin.viewsets.base import ViewSet

class ChooserViewSet(ViewSet):
    preserve_url_parameters: ClassVar[list[str]]
    choose_view_class: type[Any]
    choose_results_view_class: type[Any]
