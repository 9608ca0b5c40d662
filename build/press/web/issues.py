"""Issue pages: the printed head, the contents and the imprint as data, every item in full as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from press.steps import Progress
from press.web import linked
from press.web.cases import Pictures, Printed, figure_rows, stage_withdrawn
from press.web.citation import Site
from press.web.library import Entry, Library
from press.web.notes import Notes, with_readings
from press.web.pages import Stage
from press.web.text import Anchors, body_markdown, markdown, table_html
from press.web.versions import correction, version_code
from press.web.wording import day_text, full_title, phrases, printed_title
from records import Clipping, Export, Issue, Publication, Report, paragraphs, report_sum, split_notes
from records.model import AnyItem

ROOT = "../../../"


def stage_issues(
    stage: Stage,
    export: Export,
    library: Library,
    made_from: Mapping[tuple[str, str], Entry],
    printed: Printed,
    site: Site,
    progress: Progress,
) -> set[str]:
    """Write a page for each public or withdrawn issue; return the pictures in use."""
    media: set[str] = set()
    for done, issue in enumerate(library.issues.values(), 1):
        progress("期次", done, len(library.issues))
        cases = {item.anchor: case for item in issue.items if (case := made_from.get((issue.key, item.anchor)))}
        shown = issue, library.named, cases, printed.pdfs.get(issue.key), printed.first_pages.get(issue.key), site
        make = partial(_staged, stage, export, issue, library, cases, printed, site)
        with export.about(Issue, issue.key):
            media |= stage.once(("issue", issue.key), shown, make)
    for notice in library.withdrawn_issues:
        publication = library.publications[notice.key.split("/")[0]]
        lists = [
            (f"《{publication.name}》各期", f"bulletins/{publication.slug}/index.html"),
            ("全部简报", "bulletins/index.html"),
        ]
        stage_withdrawn(stage, f"bulletins/{notice.key}.html", notice, library.issue_name(notice.key), lists)
    return media


def _staged(
    stage: Stage,
    export: Export,
    issue: Issue,
    library: Library,
    cases: Mapping[str, Entry],
    printed: Printed,
    site: Site,
) -> set[str]:
    """Write the page of an issue; return the pictures in use. `cases` are those made from its items, by anchor."""
    pictures = Pictures(export, f"issues/{issue.key}", ROOT)
    publication, names = library.publications[issue.publication], library.place_names
    titles = [printed_title(item, names) for item in issue.items]
    notes = Notes("e")
    editor_note = [notes.html(text) for text in paragraphs(issue.editor_note)]
    chunks = []
    for anchor in (anchor for section in issue.sections for anchor in section.items):
        item = issue.item(anchor)
        below = Notes(anchor)
        title = _heading(full_title(item, names), below)
        chunks += [f"## {title} {{ #{anchor} }}", _item(stage, item, pictures, below)]
        if case := cases.get(anchor):
            title = markdown(case.title)
            chunks.append(f'本文已收入案例库：<a href="{ROOT}{case.address}">{title}</a>\n{{: .made }}')
    stage.page(
        f"bulletins/{issue.key}.html",
        template="issue.html",
        title=library.issue_name(issue.key),
        content="\n\n".join(filter(None, chunks)),
        description="；".join(titles),
        short=f"{issue.year}年第{issue.number}期",
        publication={"name": publication.name, "address": f"bulletins/{publication.slug}/index.html"},
        head=head(issue, publication),
        pdf=f"{issue.number}.pdf" if issue.key in printed.pdfs else "",
        data=f"{issue.number}.json",
        version=version_code(issue, publication, printed.pdfs.get(issue.key)),
        correction=correction(issue),
        contents=_contents(issue, names, printed),
        editor_note=editor_note,
        editor_notes=stage.block("notes.html", notes=notes) if notes.texts else "",
        lines=[{"kind": line.kind, "lines": line.lines} for line in issue.lines],
        registration_no=issue.registration_no,
        print_run=issue.print_run,
        linked=linked.script(linked.issue_data(issue, library, site, titles)),
    )
    return pictures.used


def _heading(title: str, notes: Notes) -> str:
    """Return a title as Markdown, its notes and readings as print has them."""
    return "".join(
        "".join(f'<span class="phrase">{with_readings(phrase, markdown)}</span>' for phrase in phrases(words))
        + (notes.mark(note) if note else "")
        for words, note in split_notes(title)
    )


def head(issue: Issue, publication: Publication) -> list[tuple[str, str, str]]:
    """Return the printed head from top to bottom: [element, text, text at the right];
    elements without text are left out."""
    total = f"总第 {issue.total_number} 期" if issue.total_number else ""
    elements = {
        "secrecy": ("note", issue.secrecy),
        "urgency": ("note", issue.urgency),
        "handling_note": ("note", publication.handling_note),
        "masthead": ("masthead", publication.name),
        "number": (
            "number",
            f"第 {issue.number} 期" + (f"（{total}）" if total and "total_number" not in publication.head else ""),
        ),
        "total_number": (
            "number",
            total if "number" in publication.head else f"第 {issue.number} 期" + (f"（{total}）" if total else ""),
        ),
        "series": ("series", issue.series_line or _series(issue)),
        "editor": ("editor", f"责任编辑：{issue.responsible_editor}" if issue.responsible_editor else ""),
        "dateline": ("dateline", publication.issuer),
        "rule": ("rule", "—"),
    }
    shown = [elements[name] for name in publication.head if name in elements]
    return [(name, text, day_text(issue.date) if name == "dateline" else "") for name, text in shown if text]


def _series(issue: Issue) -> str:
    return f"（{issue.series}{f' {issue.series_number}' if issue.series_number else ''}）" if issue.series else ""


def _contents(issue: Issue, names: Mapping[str, str], printed: Printed) -> list[dict[str, Any]]:
    """Return the sections with the printed titles of their items, and the PDF page on which each begins."""
    return [
        {
            "name": section.name,
            "entries": [
                {"anchor": a, "title": printed_title(issue.item(a), names), "page": printed.page(issue.key, a)}
                for a in section.items
            ],
        }
        for section in issue.sections
    ]


def _item(stage: Stage, item: AnyItem, pictures: Pictures, kept: Notes) -> str:
    if isinstance(item, Report):
        said = [Markup(kept.html(text)) for text in paragraphs(item.note)]
        rows = Markup(table_html(item, kept.html))
        return "\n\n".join(
            [stage.block("report.html", item=item, said=said, rows=rows, sum=report_sum(item)), *_notes(stage, kept)]
        )
    anchors = Anchors(item, prefix=item.anchor, notes=kept)
    chunks = [f"{clipping_source(item)}\n{{: .clipped }}"] if isinstance(item, Clipping) else []
    chunks.append(body_markdown(item.body, anchors, pictures))
    chunks += _notes(stage, anchors.notes)
    if item.figures:
        chunks.append(stage.block("item-figures.html", figures=figure_rows(item.figures, anchors), prefix=item.anchor))
    return "\n\n".join(chunks)


def _notes(stage: Stage, notes: Notes) -> list[str]:
    return [stage.block("notes.html", notes=notes)] if notes.texts else []


def clipping_source(item: Clipping) -> str:
    """Return where a clipping was printed, as Markdown."""
    parts = [f"《{item.paper}》", item.paper_number, day_text(item.date) if item.date else "", item.page]
    state = [f"下转{item.continued_on}" if item.continued_on else "", "剪报不全" if item.incomplete else ""]
    return markdown("原载" + " ".join(filter(None, parts)) + "".join(f"（{text}）" for text in state if text))
