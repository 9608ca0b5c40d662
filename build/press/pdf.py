"""The PDFs of an export: a signed one as it was stored, any other from the build's shelf, or typeset."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bulletins import Manuscript, Parcel, Shelf, Shelved, Typeset
from press.crew import Crew
from press.shift import UnfitError
from press.steps import Progress
from press.warm import Warm
from records import Export, Issue, Place, Publication, RecordError


@dataclass(frozen=True)
class Printed:
    """The PDF of an issue's latest version, and the page on which each item begins (anchor → page from 1)."""

    path: Path
    first_pages: dict[str, int]


def make_pdfs(
    export: Export,
    cache: Path,
    *,
    retypeset: bool,
    crew: Crew,
    progress: Progress,
    warm: Warm | None = None,
) -> dict[str, Printed]:
    """Return a PDF for every issue by its key; stored ones are used as they are (design rule 3).

    Raises:
        RecordError: if a stored PDF is not the one that was signed.
        TypesetError: if a page cannot be set.

    """
    shelf = Shelf(cache)
    places = {p.code: p for p in export.all(Place)}
    publications = {p.slug: p for p in export.all(Publication)}
    export.settle()
    last: dict[str, _Last] = warm.keep("pdfs", dict) if warm else {}
    made: dict[str, Printed] = {}
    found: dict[str, Shelved] = {}
    waiting: dict[str, Manuscript] = {}
    for issue in export.all(Issue):
        if not issue.items:
            continue  # only the notice of a withdrawal is here
        before = last.get(issue.key)
        if before and before.holds(issue, publications.get(issue.publication), places):
            if isinstance(before.pdf, Shelved):
                found[issue.key] = before.pdf
            else:
                made[issue.key] = before.pdf
            continue
        with export.about(Issue, issue.key):
            stored = stored_pdf(export, issue)
            if stored:
                made[issue.key] = stored
                continue
            if issue.publication not in publications:
                where = f"{Issue.folder}/{issue.key}/issue.yaml"
                raise RecordError(f"刊物代码“{issue.publication}”不存在", place=where, remedy="先补充这个刊物")
            given = Manuscript.of(
                issue, publications[issue.publication], places=places, media=partial(picture_file, export)
            )
            known = None if retypeset else shelf.take(given.key)
            if known:
                found[issue.key] = known
            else:
                waiting[issue.key] = given
    with crew.at_work(len(waiting)) as shift:
        jobs = {key: shift.give(typeset, Parcel.of(given)) for key, given in waiting.items()}
        for n, (key, job) in enumerate(jobs.items(), 1):
            with export.about(Issue, key):
                found[key] = shelf.put(waiting[key].key, job.result())
            progress("pdf", n, len(jobs))
    export.settle()
    shelf.tidy(needed={shelved.key for shelved in found.values()})
    last.clear()
    for issue in export.all(Issue) if warm else ():
        pdf = found.get(issue.key) or made.get(issue.key)
        if pdf:
            last[issue.key] = _Last(issue, publications.get(issue.publication), places, pdf)
    return made | {key: Printed(shelved.path, shelved.first_pages) for key, shelved in found.items()}


@dataclass(frozen=True)
class _Last:
    """A PDF of the release before, and what it was made of."""

    issue: Issue
    publication: Publication | None
    places: Mapping[str, Place]
    pdf: Shelved | Printed

    def holds(self, issue: Issue, publication: Publication | None, places: Mapping[str, Place]) -> bool:
        """Whether the PDF is the same now: a record that was read again is another object."""
        same = self.issue is issue and self.publication == publication and self.places == places
        return same and self.pdf.path.is_file()


def stored_pdf(export: Export, issue: Issue) -> Printed | None:
    """Return the PDF that was stored at sign-off, after comparing its hash; None if
    there is none that may be read still."""
    last = issue.current
    path = export.pdf(issue, last.version) if last else None
    if last is None or path is None:
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != last.pdf:
        raise RecordError("PDF 与签发时留存的不一致", place=str(path), remedy="从备份恢复签发时的 PDF")
    return Printed(path, dict(last.first_pages))


def picture_file(export: Export, name: str) -> Path:
    """Return the file of a picture; FileNotFoundError if the export has none."""
    found = export.file("media", name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def typeset(parcel: Parcel) -> Typeset:
    """Typeset an issue, here or elsewhere.

    Raises:
        UnfitError: what was sent names another print here.
        TypesetError: if a page cannot be set.

    """
    with TemporaryDirectory() as folder:
        given = parcel.unpacked(Path(folder))
        if given.key != parcel.key:
            raise UnfitError(f"{given.key} for {parcel.key}")
        return given.typeset()
