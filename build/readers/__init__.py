"""Readers of old documents: the text of a bulletin or a newspaper's front page becomes records and a list of doubts."""

from readers.reading import Note, Reading, missing
from readers.recognise import read_file, read_text

__all__ = ["Note", "Reading", "missing", "read_file", "read_text"]
