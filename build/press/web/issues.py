"""Issue pages: the printed head, contents, every item in full, and the imprint as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from press.records import Clipping, Export, Issue, Picture, RecordError, Report, Table
from press.records.model import AnyItem
from press.web.cases import stage_withdrawn
from press.web.library import Entry, Library
from press.web.pages import Progress, Stage
from press.web.text import Anchors, body_markdown, markdown, rows_html
from press.web.wording import day_text, printed_title

ROOT = "../../../"


def stage_issues(
    stage: Stage,
    export: Export,
    library: Library,
    made_from: Mapping[tuple[str, str], Entry],
    pdfs: Iterable[str],
    first_pages: Mapping[str, Mapping[str, int]],
    progress: Progress,
) -> set[str]:
    """Write a page for each public or withdrawn issue; return the pictures in use."""
    media: set[str] = set()
    printed = set(pdfs)
    for done, issue in enumerate(library.issues.values(), 1):
        progress("期次", done, len(library.issues))
        media |= _stage_issue(stage, export, issue, library, made_from, issue.key in printed, first_pages.get(issue.key, {}))
    for notice in library.withdrawn_issues:
        stage_withdrawn(stage, f"bulletins/{notice.key}.md", notice, "期", ROOT)
    return media


def _stage_issue(
    stage: Stage,
    export: Export,
    issue: Issue,
    library: Library,
    made_from: Mapping[tuple[str, str], Entry],
    has_pdf: bool,
    pages: Mapping[str, int],
) -> set[str]:
    publication = library.publications[issue.publication]
    pdf = f"{issue.number}.pdf" if has_pdf else ""
    media: set[str] = set()

    def picture(block: Picture) -> str:
        if export.file("media", block.media) is None:
            raise RecordError(f"缺少图片 media/{block.media}", place=f"issues/{issue.key}", remedy="补上这个文件，或删去图片")
        media.add(block.media)
        return f"{ROOT}media/{block.media}"

    chunks = [
        stage.html("issue-printed.html", issue=issue, publication=publication),
        stage.html("issue-contents.html", pdf=pdf, sections=contents(issue, library.place_names, pages)),
        f'<div class="editor-note"><h2>编者按</h2><p>{stage_text(issue.editor_note)}</p></div>' if issue.editor_note else "",
    ]
    for section in issue.sections:
        for anchor in section.items:
            item = issue.item(anchor)
            chunks.append(f"## {markdown(printed_title(item, library.place_names))} {{ #{anchor} }}")
            chunks.append(_item(stage, item, picture))
            case = made_from.get((issue.key, anchor))
            if case:
                chunks.append(stage.html("item-case.html", case=case, root=ROOT))
    chunks.append(stage.html("imprint.html", issue=issue))
    name = library.issue_name(issue.key)
    titles = "；".join(printed_title(item, library.place_names) for item in issue.items)
    stage.page(f"bulletins/{issue.key}.md", "\n\n".join(filter(None, chunks)), title=name, template="issue.html", description=titles)
    return media


def stage_text(text: str) -> str:
    """Return plain text for an HTML block."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n\n", "</p><p>")


def contents(issue: Issue, place_names: dict[str, str], pages: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the sections of an issue with the printed titles of their items, and the page each begins on."""
    return [
        {
            "name": section.name,
            "entries": [
                {"anchor": anchor, "title": printed_title(issue.item(anchor), place_names), "page": pages.get(anchor)}
                for anchor in section.items
            ],
        }
        for section in issue.sections
    ]


def _item(stage: Stage, item: AnyItem, picture: Any) -> str:
    if isinstance(item, Report):
        rows = rows_html(Table(columns=item.columns, rows=item.rows))
        return stage.html("report.html", item=item, rows=stage.env.filters["safe"](rows), sum=sum_of(item))
    anchors = Anchors(item, prefix=item.anchor)
    chunks = [f"{clipping_source(item)}\n{{: .clipped }}"] if isinstance(item, Clipping) else []
    chunks.append(body_markdown(item.body, anchors, picture))
    if item.figures:
        chunks.append(stage.html("item-figures.html", figures=item.figures, prefix=item.anchor, lost=anchors.lost))
    return "\n\n".join(chunks)


def clipping_source(item: Clipping) -> str:
    """Return where a clipping was printed, as Markdown."""
    parts = [f"《{item.paper}》", item.paper_number, day_text(item.date) if item.date else "", item.page]
    state = [f"下转{item.continued_on}" if item.continued_on else "", "剪报不全" if item.incomplete else ""]
    return markdown("原载" + " ".join(filter(None, parts)) + "".join(f"（{text}）" for text in state if text))


def sum_of(report: Report) -> int:
    """Return the sum of all counts in a report's cells, its first column (the names) left out.

    Source: the adoption notices print a total that counts every cell, also those that list several systems in one.
    """
    return sum(int(number) for row in report.rows for cell in row[1:] for number in re.findall(r"\d+", cell))
