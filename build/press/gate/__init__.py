"""What must hold of a release before anyone sees it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path

from press.crew import Crew
from press.gate.links import broken_links
from press.gate.memory import Memory, names_in
from press.gate.problem import Problem
from press.gate.secrets import leaks
from press.reuse import files_below
from records import Case, ContentError, Export, Issue, Report, is_public, report_sum
from records.pictures import strip_metadata

__all__ = ["Memory", "Problem", "broken_links", "check_release", "leaks", "misprints", "wrong_sums"]


def check_release(
    release: Path, *, export: Export | None = None, memory: Memory | None = None, crew: Crew | None = None
) -> list[Problem]:
    """Return every problem of a release; with the export it was made from, also leaks, sums, and pages that do not say
    what their print says; with the memory of one that passed, only those that can have come since. `crew` looks too,
    where there is much to look at."""
    site = release / "site"
    if not (site / "index.html").is_file():
        return [Problem(str(release), "这里没有发布版本")]
    problems = [*broken_links(site, memory, crew), *telling_pictures(site, memory)]
    if export is not None:
        names = names_in(site, memory)
        problems += [*leaks(site, export, memory, crew), *missing_pages(names, export), *wrong_sums(export)]
        from press.gate.printed import misstated  # here: with it come the readers of PDFs

        problems += misstated(site, export, memory)
    return problems


def misprints(release: Path, progress: Callable[[str, int, int], None]) -> Iterator[Problem]:
    """Yield what the audit finds in the PDFs for the print room; the site's are copies of these."""
    from bulletins.audit import audit

    files = sorted((release / "print").rglob("*.pdf"))
    for n, path in enumerate(files, 1):
        name = path.relative_to(release).as_posix()
        for verdict in audit(path).defects:
            where = f"（{verdict.where}）" if verdict.where else ""
            yield Problem(
                name, f"{verdict.title}：应为{verdict.expected}，实为{verdict.measured}{where} [{verdict.source}]"
            )
        progress("audit", n, len(files))


def telling_pictures(site: Path, memory: Memory | None = None) -> Iterator[Problem]:
    """Yield pictures that still say where, when or with what they were taken."""
    files = memory.reuse.made() if memory else files_below(site)
    for name in sorted(name for name in files if name.startswith("media/")):
        data = (site / name).read_bytes()
        try:
            if data != strip_metadata(data):
                yield Problem(name, "图片里有相机或编辑软件留下的信息")
        except ContentError as error:
            yield Problem(name, error.message)


def missing_pages(names: Container[str], export: Export) -> Iterator[Problem]:
    """Yield cleared cases and issues that have no page."""
    for key, public in export.made(Case, bool, lambda found: bool(found.record and is_public(found.record)), b"public"):
        if public and f"cases/{key}.html" not in names:
            yield Problem(f"cases/{key}.html", "已公开的案例没有页面")
    for issue in export.all(Issue):
        for ending in ("html", "pdf") if is_public(issue) else ():
            if f"bulletins/{issue.key}.{ending}" not in names:
                yield Problem(f"bulletins/{issue.key}.{ending}", "已公开的简报缺少文件")


def wrong_sums(export: Export) -> Iterator[Problem]:
    """Yield report tables whose cells do not add up to their total; what is kept as printed
    may differ, and its page says so."""
    for issue in export.all(Issue):
        for item in issue.items:
            if (
                isinstance(item, Report)
                and not item.printed
                and item.total is not None
                and report_sum(item) != item.total
            ):
                said = f"表中各数相加是 {report_sum(item)}，合计是 {item.total}"
                yield Problem(f"bulletins/{issue.key}#{item.anchor}", said)
