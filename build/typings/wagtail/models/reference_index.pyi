from typing import Any, ClassVar, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

_M = TypeVar("_M", bound=models.Model)

class ReferenceIndexQuerySet(models.QuerySet[_M]): ...

class ReferenceIndex(models.Model):
    objects: ClassVar[models.Manager[ReferenceIndex]]
    _default_manager: ClassVar[models.Manager[ReferenceIndex]]
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    base_content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    to_content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    to_object_id = models.CharField(max_length=255)
    model_path = models.TextField()
    content_path = models.TextField()

    @classmethod
    def get_references_to(cls, object: models.Model) -> models.QuerySet[ReferenceIndex]: ...
    @classmethod
    def get_references_for_object(cls, object: models.Model) -> models.QuerySet[ReferenceIndex]: ...
    @classmethod
    def create_or_update_for_object(cls, object: models.Model) -> None: ...
    @classmethod
    def _get_base_content_type(cls, model_or_object: Any) -> ContentType: ...
    @classmethod
    def _extract_references_from_object(cls, object: models.Model) -> Any: ...
    @property
    def source_field(self) -> Any: ...
