from typing import Any

from django.http.response import HttpResponseBase
from wagtail.admin.views import generic

class ReportView(generic.IndexView):
    header_icon: str
    @property
    def header_more_buttons(self) -> list[Any]: ...
    def get_filename(self) -> str: ...
    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase: ...
