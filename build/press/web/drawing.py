"""Pages that others draw, where there are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from typing import NamedTuple, Self

from press.crew import Crew
from press.reuse import Reuse
from press.shift import Job, Shift, gathered
from press.steps import Progress
from press.web.pages import Drawn, Page
from press.web.render import renderer
from records import Export, Name

FEW = 500  # pages that are drawn here first: an edit never waits for a process to start
BATCH = 25
MOST_WAITING = 1000  # batches, of some 200 kB; beyond that, this process draws too


class Waiting(NamedTuple):
    """A page that somebody draws: its path, the stamp of what it is made of, and the record whose page it is."""

    path: str
    stamp: bytes
    record: Name | None


class Drawing:
    """Hands pages to others and writes what they have drawn, while this process prepares the next ones.

    Args:
        files: where the pages come to stand.
        export: whose records are told of what is wrong with their pages.
        told: what the theme needs of the bundles, as JSON.
        crew: who draws; None if that is this process alone.
        progress: is told of what is still to be drawn at the end.

    """

    def __init__(self, files: Reuse, export: Export, told: str, crew: Crew | None, progress: Progress) -> None:
        self.files, self.export, self.told, self.crew, self.progress = files, export, told, crew, progress
        self.here = 0
        self.pages: list[Page] = []
        self.waiting: list[Waiting] = []
        self.given: deque[tuple[list[Waiting], Job[list[bytes | Exception]]]] = deque()
        self.opened = ExitStack()
        self.shift: Shift | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.opened.close()

    def takes(self, page: Page, stamp: bytes) -> bool:
        """Take a page that is to be drawn; return False if it is to be drawn here, see `press.web.pages.Drawing`."""
        if self.crew is None or self.here < FEW:
            self.here += 1
            return False
        if self.shift is None:
            self.shift = self.opened.enter_context(self.crew.at_work(MOST_WAITING, beside=True))
        if not self.shift.others:
            return False
        self.files.clear(page.path)
        self.pages.append(page)
        self.waiting.append(Waiting(page.path, stamp, self.export.now))
        if len(self.pages) == BATCH:
            self._give(self.shift)
        return True

    def _give(self, shift: Shift) -> None:
        self.given.append((self.waiting, shift.give(drawn, self.told, self.pages)))
        self.pages, self.waiting = [], []
        while self.given and (self.given[0][1].done or len(self.given) > MOST_WAITING):
            self._write(*next(gathered(self.given)))

    def finish(self) -> None:
        """Write what is still being drawn; this process draws too now."""
        if self.pages and self.shift:
            self._give(self.shift)
        total = len(self.given)
        for n, (waiting, pages) in enumerate(gathered(self.given), 1):
            self._write(waiting, pages)
            self.progress("render", n, total)

    def _write(self, waiting: list[Waiting], pages: list[bytes | Exception]) -> None:
        for page, made in zip(waiting, pages, strict=True):
            with self.export.about(*page.record) if page.record else nullcontext():
                if isinstance(made, Exception):
                    raise made
                self.files.write(page.path, page.stamp, made)


def drawn(told: str, pages: list[Page]) -> list[bytes | Exception]:
    """Draw pages: return the bytes of each, or what is wrong with it; `told` is what the theme needs of the bundles, as
    JSON."""
    theme = renderer(told)
    return [_drawn(theme.draw, page) for page in pages]


def _drawn(draw: Callable[[Page], Drawn], page: Page) -> bytes | Exception:
    try:
        return draw(page)[1].encode()
    except (OSError, MemoryError):
        raise
    except Exception as error:
        return error
