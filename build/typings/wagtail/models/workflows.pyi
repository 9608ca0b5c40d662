from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models.orderable import Orderable
from wagtail.models.revisions import Revision

_M = TypeVar("_M", bound=models.Model)

class Workflow(ClusterableModel):
    objects: ClassVar[models.Manager[Workflow]]
    _default_manager: ClassVar[models.Manager[Workflow]]
    name = models.CharField(max_length=255)
    active = models.BooleanField(default=True)
    def start(self, obj: Any, user: Any) -> WorkflowState: ...

class TaskManager(models.Manager[_M]): ...

class Task(models.Model):
    objects: ClassVar[TaskManager[Self]]
    _default_manager: ClassVar[TaskManager[Task]]
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, related_name="wagtail_tasks", on_delete=models.CASCADE)
    active = models.BooleanField(default=True)
    admin_form_fields: ClassVar[list[str]]
    @property
    def specific(self) -> Any: ...
    @classmethod
    def get_description(cls) -> Any: ...
    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState: ...
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None: ...
    def user_can_access_editor(self, obj: Any, user: Any) -> bool: ...
    def locked_for_user(self, obj: Any, user: Any) -> bool: ...
    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]: ...
    def get_form_for_action(self, action: str) -> Any: ...
    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]: ...

class WorkflowTask(Orderable):
    workflow = ParentalKey(Workflow, on_delete=models.CASCADE, related_name="workflow_tasks")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="workflow_tasks")

class WorkflowState(models.Model):
    objects: ClassVar[models.Manager[WorkflowState]]
    _default_manager: ClassVar[models.Manager[WorkflowState]]
    STATUS_IN_PROGRESS: ClassVar[str]
    STATUS_APPROVED: ClassVar[str]
    STATUS_NEEDS_CHANGES: ClassVar[str]
    STATUS_CANCELLED: ClassVar[str]
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    base_content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="workflow_states")
    status = models.CharField(max_length=50)
    created_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="requested_workflows"
    )
    current_task_state = models.OneToOneField("wagtailcore.TaskState", null=True, blank=True, on_delete=models.SET_NULL)
    @property
    def content_object(self) -> Any: ...
    def cancel(self, user: Any = None) -> None: ...
    def resume(self, user: Any = None) -> TaskState: ...
    def user_can_cancel(self, user: Any) -> bool: ...

class TaskState(models.Model):
    objects: ClassVar[TaskManager[TaskState]]
    _default_manager: ClassVar[TaskManager[TaskState]]
    STATUS_IN_PROGRESS: ClassVar[str]
    STATUS_APPROVED: ClassVar[str]
    STATUS_REJECTED: ClassVar[str]
    STATUS_SKIPPED: ClassVar[str]
    STATUS_CANCELLED: ClassVar[str]
    workflow_state = models.ForeignKey(WorkflowState, on_delete=models.CASCADE, related_name="task_states")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="task_states")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="task_states")
    status = models.CharField(max_length=50)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(blank=True, null=True)
    finished_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="finished_task_states"
    )
    comment = models.TextField(blank=True)
    @property
    def specific(self) -> Any: ...
    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState: ...
    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState: ...
