"""The crew: what can be done side by side is handed to processes of this machine, or to a Dask cluster.

Only this process writes what a release is made of: whoever works, the same comes of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from press.cluster import Far, reached
from press.shift import Shift
from records.parent import end_with

P = ParamSpec("P")
T = TypeVar("T")


def cores() -> int:
    """Return how many processes can work at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """Who works on a release. Nobody is called before there is work.

    Args:
        workers: processes of this machine, this one among them where it has work of its own; 0 for one on each core.
        cluster: the address of a Dask scheduler to which work goes instead; its machines have this program too.
        folder: where what is handed out stands meanwhile; a temporary folder if not given.

    Raises:
        SetupError: the cluster cannot be reached, nobody works there, or with another program.

    """

    def __init__(self, workers: int = 0, cluster: str = "", folder: Path | None = None) -> None:
        self.workers, self.folder = workers or cores(), folder
        self.client: Any = reached(cluster) if cluster else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.client:
            self.client.close()

    @contextmanager
    def at_work(self, jobs: int, *, beside: bool = False, disk: bool = False) -> Iterator[Shift]:
        """Give a shift, to whom work can be handed in the with-block.

        Args:
            jobs: no more processes than that are of use.
            beside: whether this process works too meanwhile.
            disk: whether the work is on files of this machine, so that no other can do it.

        """
        processes = min(self.workers - beside, jobs)
        with TemporaryDirectory(prefix="press-", dir=self.folder) as folder:
            if self.client and not disk:
                shift: Shift = Far(Path(folder), self.client)
            else:
                shift = Shift(Path(folder), lambda: Pool(processes) if processes > 0 else None)
            try:
                yield shift
            finally:
                shift.end()


class Pool(ThreadPoolExecutor):
    """Processes of this machine, each led by a thread, with pipes of its own.

    In one pool they would wait for each other at a lock; of one that is killed while it holds that, the others would
    wait for ever. They are forked, so that what is read and ready here is so there.
    """

    def __init__(self, processes: int) -> None:
        super().__init__(processes)
        self.processes = [
            ProcessPoolExecutor(1, get_context("fork"), initializer=end_with, initargs=(os.getpid(),))
            for _ in range(processes)
        ]
        self.left, self.counting = processes, Lock()
        self.free = SimpleQueue[ProcessPoolExecutor | None]()  # None once all were killed
        for one in self.processes:
            one.submit(int)  # it is forked now and not by a thread, while others may hold a lock
            self.free.put(one)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand work to who is free next; BrokenExecutor, from here or from the future, where that one is killed."""
        if not self.left:
            raise BrokenExecutor
        return super().submit(self._led, fn, *args, **kwargs)

    def _led(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        one = self.free.get()
        if one is None:
            self.free.put(None)
            raise BrokenExecutor
        try:
            found = one.submit(fn, *args, **kwargs).result()
        except BrokenExecutor:
            with self.counting:
                self.left -= 1
            if not self.left:
                self.free.put(None)
            raise
        except BaseException:
            self.free.put(one)
            raise
        self.free.put(one)
        return found

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End them."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        for one in self.processes:
            one.shutdown(wait)
