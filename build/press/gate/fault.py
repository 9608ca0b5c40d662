"""Which record is at fault where the gate finds a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from press.gate.problem import Problem
from records import (
    Case,
    Collection,
    ContentError,
    Export,
    Indicator,
    Issue,
    Name,
    PressError,
    Record,
    Unsound,
    pictures_in,
)

# Where the files of a record stand in a site, as `folder/key.ending`.
FOLDERS: dict[type[Record], str] = {
    Case: "cases",
    Issue: "bulletins",
    Collection: "collections",
    Indicator: "indicators",
}
KEYS: dict[type[Record], str] = {Case: r"\d{3}/\d{6}", Issue: r"[a-z0-9-]+/\d{4}/\d+"}
OF_RECORD = {
    kind: re.compile(rf"{folder}/(?!index\.)({KEYS.get(kind, '[a-z0-9-]+')})[.#]") for kind, folder in FOLDERS.items()
}


def blamed(error: PressError, export: Export) -> PressError:
    """Return an error as the fault of the record whose page should stand at its place; else the error."""
    for kind, folder in FOLDERS.items():
        found = re.fullmatch(rf"{folder}/({KEYS.get(kind, '[a-z0-9-]+')})[.]html", error.place)
        if found and next(export.files(kind, found[1]), None):
            return Unsound({(kind, found[1]): error})
    return error


def judge(problems: Iterable[Problem], export: Export) -> None:
    """Raise Unsound for problems of which the record at fault is known, ContentError if there are only others; none for
    what an editor should only look at."""
    problems = [problem for problem in problems if problem.holds]
    faults: dict[Name, PressError] = {}
    for problem in problems:
        for name in _at_fault(problem.file, export):
            faults.setdefault(name, ContentError(problem.message, place=problem.file, remedy=problem.remedy))
    if faults:
        raise Unsound(faults)
    if problems:
        raise ContentError(
            "；".join(str(p) for p in problems[:5]), place="发布前检查", remedy="改正后重新构建；当前版本没有动"
        )


def _at_fault(file: str, export: Export) -> Iterator[Name]:
    for kind, pattern in OF_RECORD.items():
        if (found := pattern.match(file)) and next(export.files(kind, found[1]), None):
            yield kind, found[1]
    if file.startswith("media/"):
        for record in (*export.all(Case), *export.all(Issue)):
            if file.removeprefix("media/") in pictures_in(record):
                yield type(record), record.key
