"""Reading in a process of its own, with limits on memory and time: a file is read, or refused in
one line, whatever it is made to do.

The process is `python -m readers`: no Django, no database, a quarter of a second to start. Task and
answer are msgspec bytes in files without a name, so that neither side waits for the other, and an answer
that does not end meets a limit too.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from readers.places import Register
from readers.reading import Note, Reading
from readers.tasks import Answer, AnyTask, Clipboard, Known, OnDisk, Pasted, Uploaded, with_slug
from readers.word import WordArticle
from records.body import Body
from records.errors import ContentError
from records.model import Place, Unit

PATIENCE_S = 20
"""Until a process is ended that waits instead of working;
one that works meets its own limit before (`readers/__main__.py`)."""
SOURCES = Path(__file__).resolve().parents[1]
LOG = logging.getLogger(__name__)

Found = TypeVar("Found", WordArticle, Pasted, Reading)


def read_article(data: bytes, name: str, register: Register) -> WordArticle:
    """Read a .docx as `word.read_docx` does, another file as `plain.read_plain` does;
    ContentError where that costs too much, too."""
    return _apart(Uploaded(data, _printable(name), Known(tuple(register.places), tuple(register.units))), WordArticle)


def read_html(html: bytes) -> tuple[Body, dict[str, bytes], tuple[Note, ...]]:
    """Read pasted HTML as `readers.word.read_html` does; ContentError where that costs too much, too."""
    found = _apart(Clipboard(html), Pasted)
    return found.body, found.media, found.notes


def read_file(path: Path, *, places: Iterable[Place] = (), units: Iterable[Unit] = ()) -> Reading:
    """Read a file as `readers.read_file` does; ContentError where that costs too much, too."""
    return with_slug(
        _apart(
            OnDisk(os.fsencode(path.absolute()), _printable(str(path)), Known(tuple(places), tuple(units))), Reading
        ),
        "",
    )


def _printable(name: str) -> str:
    """Return the name of a file, which need not be UTF-8, as it can be shown."""
    return name.encode("utf-8", "backslashreplace").decode()


def _apart(task: AnyTask, kind: type[Found]) -> Found:
    """Return what a task finds; ContentError where it is refused or costs too much."""
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered, tempfile.TemporaryFile() as said:
        asked.write(msgspec.msgpack.encode(task))
        asked.seek(0)
        status = _run(asked, answered, said)
        said.seek(0)
        answered.seek(0)
        if status:
            raise _ended(task, status, said.read(2_000).decode("utf-8", "replace"))
        return _found(task, answered.read(), kind)


def _found(task: AnyTask, data: bytes, kind: type[Found]) -> Found:
    try:
        answer = msgspec.msgpack.decode(data, type=Answer)
        if not answer.refused:
            return msgspec.msgpack.decode(answer.found, type=kind)
    except msgspec.DecodeError as error:  # a date or a number that no record may hold
        raise _ended(task, 0, str(error)) from error
    raise answer.refused.error()


def _run(asked: IO[bytes], answered: IO[bytes], said: IO[bytes]) -> int:
    """Return the status with which the process ended, negative for a signal."""
    path = os.pathsep.join(filter(None, (str(SOURCES), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", "readers"]
    with subprocess.Popen(command, stdin=asked, stdout=answered, stderr=said, env=environment) as process:
        try:
            return process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return -signal.SIGKILL


def _ended(task: AnyTask, status: int, said: str) -> ContentError:
    """Return what to say of a task whose process did not come to its end."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return ContentError("读入要用的时间或内存太多，已经停下", place=task.place, remedy=task.remedy)
    LOG.error("reading %r ended with status %d: %s", task.place, status, said.strip())
    return ContentError("内容读不懂，没有读入", place=task.place, remedy=task.remedy)
