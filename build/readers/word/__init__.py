"""Reads Word: an uploaded .docx and pasted HTML go the same way to the same blocks."""

from readers.word.article import WordArticle
from readers.word.reader import docx_lines, read_docx, read_html

__all__ = ["WordArticle", "docx_lines", "read_docx", "read_html"]
