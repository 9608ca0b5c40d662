"""Readers of old documents: the text of a bulletin or a newspaper's front page becomes records and a list of doubts."""

from press.records.readers.reading import Note, Reading, missing
from press.records.readers.recognise import read_file, read_text

__all__ = ["Note", "Reading", "missing", "read_file", "read_text"]
