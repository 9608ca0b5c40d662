"""Work that is handed out: functions of a module with all that they need, whoever does them.

What a hand that was lost had in work is done again, at last here.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
K = TypeVar("K")
T = TypeVar("T")

TRIES = 2  # by others: what kills who has it may kill the next one too
DONE = ".done"
Outcome = tuple[Any, Exception | None]


class UnfitError(Exception):
    """Who was given this work cannot do it as it is wanted; it is done again here."""


class Shift:
    """Work on one thing, such as the pages of a site, by processes of this machine.

    Work and what comes of it stand in files: what waits needs no memory, and between processes goes what a pipe takes
    at once. Of one that is killed within a longer message, the pool of Python 3.11 would wait for the rest for ever.

    Args:
        folder: empty, for what is handed out and comes back.
        call: whoever works; None if that is this process alone.

    """

    patience: float | None = None  # seconds, where one does not hear of it when nobody is left

    def __init__(self, folder: Path, call: Callable[[], Executor | None]) -> None:
        self.folder, self.call = folder, call
        self.jobs = 0
        self.executor: Executor | None = None
        self.called = False
        self.lost = False  # whoever worked; the rest is done here

    @property
    def others(self) -> Executor | None:
        """Who else works, None if nobody; they are called now, if they were not before."""
        if not self.called:
            self.executor, self.called = self.call(), True
        return None if self.lost else self.executor

    def give(self, do: Callable[P, T], *args: P.args, **named: P.kwargs) -> Job[T]:
        """Hand out work: a function of a module, with arguments that can be pickled."""
        self.jobs += 1
        work = self.folder / str(self.jobs)
        work.write_bytes(pickle.dumps((do, args, named)))
        job = Job[T](self, work)
        job.begin()
        return job

    def send(self, executor: Executor, work: Path) -> Future[Any]:
        """Hand out the work that stands in a file."""
        return executor.submit(_done_in, work)

    def opened(self, work: Path, sent: Any) -> Outcome:
        """Return what came of a piece of work; UnfitError if it is not what was sent."""
        answer = work.with_suffix(DONE)
        found: Outcome = _read(answer)
        answer.unlink()
        return found

    def anyone(self) -> bool:
        """Whether somebody works still."""
        return True

    def end(self) -> None:
        """End; what nobody has asked for yet is given up."""
        if self.executor:
            self.executor.shutdown(cancel_futures=True)
        self.executor, self.called = None, True


class Job(Generic[T]):
    """A piece of work that was handed out."""

    def __init__(self, shift: Shift, work: Path) -> None:
        self.shift, self.work = shift, work
        self.tries = 0
        self.future: Future[Any] | None = None

    def begin(self) -> None:
        """Hand it to the others; where there are none, it is done here when its result is asked for."""
        self.future = None
        if self.tries < TRIES and (others := self.shift.others):
            self.tries += 1
            try:
                self.future = self.shift.send(others, self.work)
            except Exception:  # whatever it is, they are lost
                self.shift.lost = True

    @property
    def done(self) -> bool:
        """Whether the result is there, or can only come from here."""
        return self.future is None or self.future.done() or self.shift.lost

    def take_back(self) -> bool:
        """Take it back, to be done here; return False if somebody may have begun with it."""
        if self.future and not self.shift.patience and self.future.cancel():
            self.future = None
        return self.future is None

    def result(self) -> T:
        """Return what came of it; wait for it, or do it here where nobody else has done it.

        Raises:
            Exception: what the function raised.

        """
        while self.future and (self.future.done() or not self.shift.lost):
            try:
                result, error = self.shift.opened(self.work, self.future.result(self.shift.patience))
            except BrokenExecutor:
                self.begin()
            except TimeoutError:
                self.shift.lost = self.shift.lost or not self.shift.anyone()
                if self.future.done():  # it is the machine there that waited in vain
                    self.future = None
            except Exception:  # whatever is wrong on the way there and back, or with the machine there
                self.future = None
            else:
                self.work.unlink()
                if error:
                    raise error
                return result  # type: ignore[no-any-return]
        do, args, named = _read(self.work)
        return do(*args, **named)  # type: ignore[no-any-return]


def gathered(given: deque[tuple[K, Job[T]]]) -> Iterator[tuple[K, T]]:
    """Yield what came of each piece of work, in no order; what nobody has begun with is done here meanwhile."""
    while given:
        mine = not given[0][1].done and given[-1][1].take_back()
        key, job = given.pop() if mine else given.popleft()
        yield key, job.result()


def _read(file: Path) -> Any:
    return pickle.loads(file.read_bytes())


def _done_in(work: Path) -> None:
    """Do the work that stands in a file, and write beside it what came of it."""
    work.with_suffix(DONE).write_bytes(done(work.read_bytes()))


def done(work: bytes) -> bytes:
    """Do a piece of work; return what came of it or what was wrong with it. What the machine lacks is raised."""
    do, args, named = pickle.loads(work)
    try:
        found: Outcome = do(*args, **named), None
    except (OSError, MemoryError, UnfitError):
        raise
    except Exception as error:
        found = None, error
    return pickle.dumps(found)
