from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

class BaseSettingsPanel:
    name: str
    title: str
    help_text: str
    template_name: str
    form_class: Any
    order: int
    request: HttpRequest
    user: User
    profile: Any
    def __init__(self, request: HttpRequest, user: Any, profile: Any) -> None: ...
    def is_active(self) -> bool: ...
    def get_form(self) -> Any: ...
    def get_context_data(self) -> dict[str, Any]: ...
    def render(self) -> str: ...

def __getattr__(name: str) -> Any: ...
