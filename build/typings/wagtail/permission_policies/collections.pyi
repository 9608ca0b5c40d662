from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

class CollectionOwnershipPermissionPolicy(ModelPermissionPolicy):
    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]: ...
