"""Templates as Python code, compiled once and not in each process and for each site that it builds."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from types import CodeType

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

# As Python keeps its own: beside the source, and no part of it.
FOLDER = Path(__file__).parent / "__pycache__"


class Compiled(FileSystemBytecodeCache):
    """Keeps code by template and its source: in this process, and in files where it may.

    Args:
        settings: a name for the settings of the environment, to be changed with these.

    """

    def __init__(self, settings: str) -> None:
        super().__init__(str(FOLDER), f"{settings}-{version('jinja2')}-%s.pyc")
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is known."""
        bucket.code = self.known.get((bucket.key, bucket.checksum))
        if not bucket.code:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._keep(bucket)
        if not sys.dont_write_bytecode:
            try:
                super().dump_bytecode(bucket)
            except OSError:  # a folder of somebody else's, a full disk: it is compiled again
                return

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code:
            self.known[bucket.key, bucket.checksum] = bucket.code
