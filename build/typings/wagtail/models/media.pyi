from typing import Any, ClassVar

from django.contrib.auth.models import Group, Permission
from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager

class Collection(MP_Node):
    name = models.CharField(max_length=255)
    objects: ClassVar[MP_NodeManager[Collection]]
    _default_manager: ClassVar[MP_NodeManager[Collection]]

class CollectionMember(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    search_fields: list[Any]

    class Meta:
        abstract = True

class GroupCollectionPermission(models.Model):
    objects: ClassVar[models.Manager[GroupCollectionPermission]]
    _default_manager: ClassVar[models.Manager[GroupCollectionPermission]]
    group = models.ForeignKey(Group, related_name="collection_permissions", on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, related_name="group_permissions", on_delete=models.CASCADE)
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE)
