from typing import Any, TypeVar

from django.db import models

_ST = TypeVar("_ST", contravariant=True, default=Any)
_GT = TypeVar("_GT", covariant=True, default=Any)
_To = TypeVar("_To", bound=models.Model, default=Any)
_Through = TypeVar("_Through", bound=models.Model, default=Any)

class ParentalKey(models.ForeignKey[_ST, _GT]): ...
class ParentalManyToManyField(models.ManyToManyField[_To, _Through]): ...
