"""One build at a time: what works in the same output directory waits for the other, or says so."""

from __future__ import annotations

import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import SetupError

PATIENCE_S = 5.0
FOR_EVER_S = math.inf


@contextmanager
def locked(out: Path, wait_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the output directory for the with-block; SetupError if another process
    still holds it after `wait_s` seconds."""
    out.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_s
    with (out / ".lock").open("w") as file:
        # lockf, not flock: a typesetting process that outlives a killed build would inherit the latter.
        while not taken(file.fileno()):
            if time.monotonic() > until:
                raise SetupError("另一次构建正在进行", place=str(out), remedy="等它结束后再运行")
            time.sleep(0.1)
        yield


@contextmanager
def held(folder: Path, wait_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold what stands in a folder for the with-block, with no file of its own there; SetupError if another process
    still holds it after `wait_s` seconds."""
    until = time.monotonic() + wait_s
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # lockf needs a file that can be written
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise SetupError("另一个命令正在这里写", place=str(folder), remedy="等它结束后再运行") from None
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)


def taken(file: int) -> bool:
    """Try to take the lock."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX allows either
        return False
    return True
