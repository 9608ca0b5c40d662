from typing import Any, TypeVar

from django.db import models
from modelcluster.forms import ClusterForm

_M = TypeVar("_M", bound=models.Model, default=Any)

class WagtailAdminModelForm(ClusterForm[_M]):
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
