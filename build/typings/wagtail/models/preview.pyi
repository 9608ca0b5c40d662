from typing import Any

from django.http import HttpRequest, HttpResponse

class PreviewableMixin:
    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: Any = None,
    ) -> HttpResponse: ...
    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse: ...
