from typing import Any

from .audit_log import BaseLogEntry as BaseLogEntry
from .audit_log import ModelLogEntry as ModelLogEntry
from .media import Collection as Collection
from .media import GroupCollectionPermission as GroupCollectionPermission
from .orderable import Orderable as Orderable
from .pages import (
    GroupPagePermission as GroupPagePermission,
)
from .pages import (
    Page as Page,
)
from .pages import (
    PageLogEntry as PageLogEntry,
)
from .pages import (
    PageManager as PageManager,
)
from .pages import (
    PagePermissionTester as PagePermissionTester,
)
from .pages import (
    WorkflowPage as WorkflowPage,
)
from .preview import PreviewableMixin as PreviewableMixin
from .reference_index import ReferenceIndex as ReferenceIndex
from .revisions import Revision as Revision
from .sites import Site as Site
from .workflows import (
    Task as Task,
)
from .workflows import (
    TaskState as TaskState,
)
from .workflows import (
    Workflow as Workflow,
)
from .workflows import (
    WorkflowState as WorkflowState,
)
from .workflows import (
    WorkflowTask as WorkflowTask,
)

def __getattr__(name: str) -> Any: ...
