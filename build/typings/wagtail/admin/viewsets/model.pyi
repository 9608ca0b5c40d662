from typing import Any

from django.db.models import Model
from wagtail.admin.viewsets.base import ViewSet

class ModelViewSet(ViewSet):
    model: type[Model]
    list_display: Any
    list_filter: Any
    list_per_page: int
    add_to_admin_menu: bool
    copy_view_enabled: bool
    index_view_class: type[Any]
    add_view_class: type[Any]
    edit_view_class: type[Any]
    delete_view_class: type[Any]
    filterset_class: type[Any] | None
    chooser_viewset_class: type[Any]
    panels: Any
    @property
    def permission_policy(self) -> Any: ...
    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]: ...
    def get_form_class(self, for_update: bool = False) -> type[Any]: ...
