from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from wagtail.blocks import Block, StreamBlock, StreamValue

_ST = TypeVar("_ST", contravariant=True, default=StreamValue | Sequence[tuple[str, Any]] | str)
_GT = TypeVar("_GT", covariant=True, default=StreamValue)

class StreamField(models.Field[_ST, _GT]):
    _pyi_private_set_type: StreamValue | Sequence[tuple[str, Any]] | str
    _pyi_private_get_type: StreamValue
    stream_block: StreamBlock
    def __init__(
        self, block_types: StreamBlock | Sequence[tuple[str, Block]], use_json_field: bool = True, **kwargs: Any
    ) -> None: ...
