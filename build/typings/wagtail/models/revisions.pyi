from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models

class Revision(models.Model):
    objects: ClassVar[models.Manager[Revision]]
    _default_manager: ClassVar[models.Manager[Revision]]
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    base_content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    created_at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    object_str = models.TextField(default="")
    content = models.JSONField()
    approved_go_live_at = models.DateTimeField(null=True, blank=True)
    page_revisions: ClassVar[models.Manager[Revision]]

    @property
    def content_object(self) -> Any: ...
    def as_object(self) -> Any: ...
    def is_latest_revision(self) -> bool: ...
    def publish(
        self,
        user: Any = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Any = None,
        skip_permission_checks: bool = False,
    ) -> None: ...
    def get_previous(self) -> Revision | None: ...

class RevisionMixin(models.Model):
    latest_revision = models.ForeignKey(
        Revision, related_name="+", on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def revisions(self) -> models.QuerySet[Revision]: ...
    def get_latest_revision(self) -> Revision | None: ...
    def get_latest_revision_as_object(self) -> Any: ...
    def with_content_json(self, content: dict[str, Any]) -> Any: ...
    def save_revision(
        self,
        user: Any = None,
        approved_go_live_at: Any = None,
        changed: bool = True,
        log_action: bool | str = False,
        previous_revision: Revision | None = None,
        clean: bool = True,
        **kwargs: Any,
    ) -> Revision: ...
