"""A process that ends with the one that started it, whatever ends that: nothing is left to hold a port or to write."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

VARIABLE = "PRESS_PARENT"
PR_SET_PDEATHSIG = 1  # prctl(2)


def environment() -> dict[str, str]:
    """Return the environment for a child that is to end with this process."""
    return os.environ | {VARIABLE: str(os.getpid())}


def end_with_parent() -> None:
    """End with the process that started this one, if it asked for that."""
    if parent := os.environ.pop(VARIABLE, ""):
        end_with(int(parent))


def end_with(parent: int) -> None:
    """End when the process `parent` does, which started this one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was quicker
            os.kill(os.getpid(), signal.SIGTERM)
