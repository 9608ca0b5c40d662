"""Measure a finished PDF against GB/T 9704-2012, CLREQ and the custom of bulletins.

`audit` takes any PDF and returns a verdict for every rule. To add a rule, copy one from a module below: a function with
a decorator that carries its name, title, clause and what it expects.
"""

from pathlib import Path

from bulletins.audit import (
    articles,
    blanks,
    breaking,
    faces,
    files,
    filling,
    folio,
    grid,
    head,
    imprint,
    paper,
    tables,
    tagging,
)
from bulletins.audit.document import read_document
from bulletins.audit.rules import RULES, judge
from bulletins.audit.verdict import Audit, State, Verdict

# From the sheet to the letter to the file; each module registers its rules.
ORDER = (paper, grid, filling, breaking, faces, head, articles, tables, blanks, imprint, folio, tagging, files)

__all__ = ["Audit", "State", "Verdict", "audit"]


def audit(pdf: bytes | Path) -> Audit:
    """Return the verdict of every rule on a PDF, given as its bytes or its path.

    Raises:
        ContentError: it is missing, no PDF, damaged beyond reading, or needs a password.

    """
    document = read_document(pdf)
    modules = [module.__name__ for module in ORDER]
    rules = sorted(RULES.values(), key=lambda rule: modules.index(rule.module))
    return Audit(len(document.pages), tuple(judge(rule, document) for rule in rules))
