from collections.abc import Callable
from typing import Any, Self, TypeVar, overload

from django.db import models

_M = TypeVar("_M", bound=type[models.Model])

@overload
def register_setting(model: _M) -> _M: ...
@overload
def register_setting(model: None = None, **kwargs: Any) -> Callable[[_M], _M]: ...

class BaseGenericSetting(models.Model):
    class Meta:
        abstract = True

    @classmethod
    def load(cls, request_or_site: Any = None) -> Self: ...
