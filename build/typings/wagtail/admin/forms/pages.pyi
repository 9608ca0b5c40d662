from typing import Any, TypeVar

from django.db import models
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Page

_M = TypeVar("_M", bound=models.Model, default=Any)

class WagtailAdminPageForm(WagtailAdminModelForm[_M]):
    parent_page: Page
    for_user: Any
