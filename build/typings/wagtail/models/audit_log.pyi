from typing import Any, Self, TypeVar

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models.revisions import Revision

_M = TypeVar("_M", bound=models.Model)

class LogEntryQuerySet(models.QuerySet[_M]): ...

class BaseLogEntryManager(models.Manager[_M]):
    def log_action(self, instance: models.Model, action: str, **kwargs: Any) -> _M: ...
    def for_instance(self, instance: models.Model) -> LogEntryQuerySet[_M]: ...
    def viewable_by_user(self, user: Any) -> LogEntryQuerySet[_M]: ...

class BaseLogEntry(models.Model):
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.SET_NULL, related_name="+")
    label = models.TextField()
    action = models.CharField(max_length=255, blank=True)
    data = models.JSONField(blank=True, default=dict)
    timestamp = models.DateTimeField()
    uuid = models.UUIDField(blank=True, null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, related_name="+")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.DO_NOTHING, related_name="+")
    content_changed = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def object_id(self) -> Any: ...
    @property
    def user_display_name(self) -> str: ...

class ModelLogEntry(BaseLogEntry):
    object_id = models.CharField(max_length=255)  # type: ignore[assignment]
    objects = BaseLogEntryManager[Self]()
