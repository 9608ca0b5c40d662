"""A record is finished only if the export can be read back as what it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

from records.errors import ContentError, RecordError
from records.model import Record
from records.store import Export
from records.writer import Writer


def check_survival(record: Record) -> None:
    """Write a record and read it back; ContentError says what would be lost, before anyone signs or publishes it."""
    with tempfile.TemporaryDirectory() as folder:
        Writer.for_records(Path(folder), [record]).add(record)
        try:
            found = Export(Path(folder)).get(type(record), record.key)
        except RecordError as error:
            raise ContentError(error.message, remedy=error.remedy) from error
    if found != record:
        raise ContentError("有的内容存不下来", remedy="检查空白的要点、小标题和表格")
