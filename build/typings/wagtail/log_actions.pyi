from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Model
from wagtail.models import BaseLogEntry

class LogFormatter:
    label: str
    message: str
    comment: str
    def format_message(self, log_entry: BaseLogEntry) -> str: ...
    def format_comment(self, log_entry: BaseLogEntry) -> str: ...

class LogContext:
    user: User | None
    uuid: UUID | None

class LogActionRegistry:
    def register_action(self, action: str, *args: Any) -> Any: ...
    def get_choices(self) -> list[tuple[str, str]]: ...
    def __getattr__(self, name: str) -> Any: ...

registry: LogActionRegistry

def get_active_log_context() -> LogContext: ...
def log(instance: Model, action: str, **kwargs: Any) -> BaseLogEntry | None: ...
