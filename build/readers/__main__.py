"""The process that reads one text, within limits: `python -m readers` takes a task on standard input (see `apart`)."""

from __future__ import annotations

import os
import resource
import sys
import traceback
from collections.abc import Iterable

import msgspec

from readers.reading import Reading
from readers.tasks import Answer, AnyTask, Pasted, Refused
from readers.word import WordArticle
from records.body import AnyBlock, Point, Table
from records.errors import ContentError
from records.model import Article, Clipping

MEMORY = 300 * 1024 * 1024
"""Bytes of address space, so that what is resident stays below; it begins with some 55 MB."""
CPU_S = int(os.environ.get("PRESS_READING_CPU_S", "3"))
"""Seconds; more only where a machine is so slow that genuine files are refused."""
LARGEST_ANSWER = 100_000_000
MOST_BLOCKS = 5_000
"""Paragraphs, points, pictures, tables and articles of one text;
a bulletin of a hundred pages has about a fifth of it."""
MOST_CELLS = 50_000
MOST_LETTERS = 6_000_000
"""Bytes of the text, tables and notes that a file becomes;
the longest text file (`source.LARGEST`) becomes about as much."""


def main() -> None:
    """Answer one task."""
    limits()
    task: AnyTask = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=AnyTask)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(task)))


def limits() -> None:
    """Set what this process may use from now on; never more than what it was given."""
    wanted = {"AS": MEMORY, "CPU": CPU_S, "FSIZE": LARGEST_ANSWER, "CORE": 0}
    for name, value in wanted.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        most = resource.getrlimit(kind)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (value, most))


def answer(task: AnyTask) -> Answer:
    """Return what a task finds, or why it is refused."""
    try:
        found = task.run()
        raw = msgspec.msgpack.encode(found)
        check_size(found, raw, task)
        return Answer(found=msgspec.Raw(raw))
    except ContentError as error:
        return Answer(refused=Refused.of(too_much(task) if ran_out(error) else error))
    except (MemoryError, RecursionError):
        return Answer(refused=Refused.of(too_much(task)))
    except Exception as error:
        # The readers' fault; one line for those who mend it, no traceback for those who read.
        frames = " < ".join(
            f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-4:])
        )
        sys.exit(f"{type(error).__name__}: {error} in {frames}"[:2_000])


def ran_out(error: BaseException | None) -> bool:
    """Whether memory or depth was what stood behind an error."""
    return error is not None and (isinstance(error, MemoryError | RecursionError) or ran_out(error.__cause__))


def too_much(task: AnyTask) -> ContentError:
    """Return the refusal of what would cost too much."""
    return ContentError("读入要用的时间或内存太多，已经停下", place=task.place, remedy=task.remedy)


def check_size(found: WordArticle | Pasted | Reading, raw: bytes, task: AnyTask) -> None:
    """Raise ContentError where a text is so long that no one could work with it, nor the CMS keep it."""
    media = sum(map(len, found.media.values()))
    bodies = (
        [item.body for item in found.items if isinstance(item, Article | Clipping)]
        if isinstance(found, Reading)
        else [found.body]
    )
    blocks = sum(map(_blocks, bodies)) + len(bodies)
    cells = sum(len(b.columns) * (1 + len(b.rows)) for body in bodies for b in body if isinstance(b, Table))
    if len(raw) - media > MOST_LETTERS or blocks > MOST_BLOCKS or cells > MOST_CELLS:
        raise ContentError(f"内容太多（{blocks} 段，表格 {cells} 格），没有读入", place=task.place, remedy=task.remedy)


def _blocks(body: Iterable[AnyBlock]) -> int:
    return sum(1 + _blocks(block.children) if isinstance(block, Point) else 1 for block in body)


if __name__ == "__main__":
    main()
