from typing import Any

from django.db.models import Model
from wagtail.admin.viewsets.base import ViewSet

class PageListingViewSet(ViewSet):
    model: type[Model]
    add_to_admin_menu: bool
    columns: Any
    index_view_class: type[Any]
    choose_parent_view_class: type[Any]
    filterset_class: type[Any]
