"""Imports old bulletins, and articles that came as Word files or texts, into the CMS, as drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone

import records
from cms.core.models import Counter
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage, Clipping
from cms.newsroom.originals import WordFile
from cms.newsroom.word.draft import draft_of, register
from cms.newsroom.word.files import shelf
from cms.units.models import UnitPage
from press.completing import completed, present
from press.importing import (
    Outcome,
    Taken,
    import_files,
    issue_of,
    names_of,
    pictures_in,
    unlike,
    with_slug,
    write_report,
)
from press.with_cms import whole
from readers import Note, Reading
from readers.apart import read_article, read_file
from readers.circulars import report_in
from readers.source import first_bytes
from readers.word.package import LARGEST_FILE
from records import NotABulletin

COUNTER = {records.Article: "article", records.Clipping: "clipping", records.Report: "report"}


def import_to_cms(files: Iterable[Path]) -> Outcome:
    """Make drafts from bulletins, newspaper pages and articles; each file is taken in
    wholly, with its report, or not at all."""
    known = register(None)  # an old bulletin names what was there on its day
    if not known.units:
        raise records.SetupError("CMS 里还没有报送单位", remedy="先装入基础数据：press load cms/sample")

    def take(path: Path) -> Taken:
        """Make one file's drafts and its report in PRESS_VAR/imports."""
        try:
            reading = read_file(path, places=known.places, units=known.units)
        except NotABulletin:
            reading = None
        with whole(str(path)):
            said, taken, notes = keep(path, reading) if reading else keep_article(path)
            if taken:
                folder = settings.VAR / "imports"
                folder.mkdir(exist_ok=True)
                folder.chmod(0o700)
                write_report(folder, path, said, notes)
            return said, taken, notes

    return import_files(files, take)


def keep(path: Path, reading: Reading) -> Taken:
    """Make the drafts of a bulletin or of a newspaper's page."""
    more = unlike(reading, [p.as_record() for p in Publication.objects.all()])
    return *(keep_issue if reading.shape == "bulletin" else keep_clippings)(path, reading), (*reading.notes, *more)


def keep_article(path: Path) -> Taken:
    """Make an article's draft under the unit that its title names, or under the office; one that
    is there already is left as it is."""
    data = first_bytes(path, LARGEST_FILE)
    if (
        source := WordFile.objects.filter(document__file_hash=hashlib.sha1(data).hexdigest())
        .select_related("article")
        .first()
    ):
        return f"{path.name}：已经建过稿《{source.article.title}》，没有改动", False, ()
    read = read_article(data, path.name, register(timezone.localdate()))
    if found := report_in(read.title, read.body):
        return keep_report(path, *found, read.notes)
    article = draft_of(read, None, data, path.name, None)
    notes = tuple(msgspec.convert(note, Note) for note in article.word_file.notes)
    unit = article.get_parent().title
    return f"{path.name}：稿件《{article.title}》，在{unit}名下，已成草稿，请在“稿件”里核对、报送", True, notes


def keep_report(path: Path, report: records.Report, doubts: list[Note], notes: tuple[Note, ...]) -> Taken:
    """Keep a circular of statistics as printed; one that is there already is left as it is."""
    if any(known.as_record().rows == report.rows for known in Report.objects.filter(title=report.title)):
        return f"{path.name}：已经有统计表《{report.title}》，没有改动", False, ()
    Report.from_record(msgspec.structs.replace(report, number=Counter.next("report")))
    said = f"{path.name}：统计表《{report.title}》，已存入“用稿统计表”（历史统计），请核对，要用时在编排台放入"
    return said, True, (*notes, *doubts)


def keep_issue(path: Path, reading: Reading) -> tuple[str, bool]:
    """Make an issue's drafts; one that is there already is left as it is, but for what an earlier import left out."""
    known = [p.as_record() for p in Publication.objects.all()]
    publication = with_slug(reading.publication, known)
    record = issue_of(path, reading, publication.slug)
    title = f"《{publication.name}》{record.year}年第{record.number}期"
    if held := Issue.objects.filter(publication__slug=publication.slug, year=record.year, number=record.number).first():
        said, mended = complete(held, record, reading.media)
        return f"{path.name}：{title}已经在 CMS 里，{said}", mended
    if publication not in known:
        Publication.from_record(publication)
    keep_pictures(record.items, reading.media, path.name)
    items = tuple(msgspec.structs.replace(i, number=Counter.next(COUNTER[type(i)])) for i in record.items)
    Issue.from_record(msgspec.structs.replace(record, items=items), live=False)
    return f"{path.name}：{title}，{len(items)} 篇，已成草稿，请在“期刊编排”里核对、签发", True


def keep_pictures(items: Iterable[Any], media: dict[str, bytes], name: str) -> None:
    """Put the pictures that items show into the office's folder, where they are not there yet."""
    shown = {picture: told for picture, told in pictures_in(items).items() if picture in media}
    if shown:
        with shelf(UnitPage.objects.get(kind="office", depth=2), None) as files:
            for picture, told in shown.items():
                files.picture(picture, media[picture], told or name)


def complete(issue: Issue, record: records.Issue, media: dict[str, bytes]) -> tuple[str, bool]:
    """Make drafts of the items that an earlier import left out of an issue; one that
    an editor took out of it stays out."""
    held = issue.draft_record() if issue.open else issue.as_record()
    known = present(record, held)
    lacking = [item for item in record.items if item.anchor not in known]
    out = [
        item
        for item in lacking
        if isinstance(item, records.Article) and ArticlePage.objects.filter(title=item.title).exists()
    ]
    fresh = [item for item in lacking if item not in out]
    if not lacking:
        return "没有改动", False
    if not issue.open:
        return f"缺{names_of(lacking)}；这一期已经签发，没有改动，请先点“更正”，再导入一次", False
    there = f"；{names_of(out)}在“稿件”里，没有排进这一期，要用请在编排台放入" if out else ""
    if not fresh:
        return f"没有改动{there}", False
    keep_pictures(fresh, media, str(issue))
    made = {item.anchor: msgspec.structs.replace(item, number=Counter.next(COUNTER[type(item)])) for item in fresh}
    issue.put_in(completed(held, record, made), live=False)
    return f"补上上次没有读入的 {len(fresh)} 篇：{names_of(fresh)}，已成草稿，请在“期刊编排”里核对{there}", True


def keep_clippings(path: Path, reading: Reading) -> tuple[str, bool]:
    """Make clippings of a newspaper's stories that are not there yet."""
    made = 0
    for item in reading.items:
        assert isinstance(item, records.Clipping)
        if not Clipping.objects.filter(paper=item.paper, paper_number=item.paper_number, title=item.title).exists():
            Clipping.from_record(msgspec.structs.replace(item, number=Counter.next("clipping"), anchor=""))
            made += 1
    said = f"{path.name}：《{reading.publication.name}》的剪报 {made} 则"
    return (said, True) if made else (f"{path.name}：其中的剪报都已导入", False)
