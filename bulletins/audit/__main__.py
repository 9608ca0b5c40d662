"""Audit a PDF from the shell: `python -m bulletins.audit FILE.pdf [--json]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bulletins.audit import Audit, State, audit
from records import ContentError

PIPED_COLUMNS = 160
COLOURS = {State.HOLDS: "green", State.BROKEN: "bold red", State.UNKNOWN: "yellow"}


def main(arguments: list[str] | None = None) -> int:
    """Print the verdicts on a PDF; return 0 without defects, 1 with some, 2 where the file cannot be audited."""
    options = _options(arguments)
    try:
        found = audit(options.file)
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
    else:
        _show(found, options.file.name)
    return 1 if found.defects else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bulletins.audit", description="按 GB/T 9704-2012 等量一份 PDF，逐条给出结论。"
    )
    parser.add_argument("file", type=Path, metavar="FILE.pdf", help="要检查的 PDF")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    return parser.parse_args(arguments)


def _show(found: Audit, name: str) -> None:
    table = Table(title=f"{name}　共 {found.pages} 页", title_justify="left", show_lines=False)
    for column in ("规则", "依据", "应为", "实测", "位置", "结论"):
        table.add_column(column, overflow="fold")
    for verdict in found.verdicts:
        colour = COLOURS[verdict.state]
        state = f"[{colour}]{verdict.state}[/]"
        table.add_row(verdict.title, verdict.source, verdict.expected, verdict.measured, verdict.where, state)
    console = Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS)
    console.print(table)
    holds = len(found.verdicts) - len(found.defects) - len(found.unknown)
    console.print(
        f"共 {len(found.verdicts)} 条：合格 {holds}，不合格 {len(found.defects)}，无法判定 {len(found.unknown)}",
        highlight=False,
    )


if __name__ == "__main__":
    sys.exit(main())
