"""A Dask cluster: machines elsewhere that have this program, but not its files."""

from __future__ import annotations

import hashlib
import pickle
import re
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from press.reuse import maker
from press.shift import Outcome, Shift, UnfitError, done
from records import SetupError

ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d+")
REACHED_WITHIN_S = 5
LOOK_EVERY_S = 2  # whether there is still anybody who works

_alone = Lock()  # neither the theme nor the typesetter is made for the threads of a Dask worker


def reached(address: str) -> Any:
    """Return Dask's client of a cluster, once somebody works there who has this program."""
    place = f"--cluster {address}"
    try:
        from distributed import Client  # an optional dependency
    except ImportError:
        raise SetupError(
            "这台机器没有装 Dask", place=place, remedy="安装 bulletin-press[cluster]，或去掉 --cluster 在本机构建"
        ) from None
    if not ADDRESS.fullmatch(address):
        raise SetupError("不是集群的地址", place=place, remedy="写成 tcp://主机:端口，如 tcp://10.0.0.5:8786")
    try:
        client = Client(address, timeout=REACHED_WITHIN_S, set_as_default=False)
    except OSError:
        raise SetupError(
            "连不上 Dask 集群",
            place=place,
            remedy="看看那里的 dask scheduler 是否在运行，主机和端口对不对；急用就去掉 --cluster，在本机构建",
        ) from None
    try:
        client.wait_for_workers(1, timeout=REACHED_WITHIN_S)
    except TimeoutError:
        client.close()
        raise SetupError(
            "集群里没有一台机器在干活",
            place=place,
            remedy=f"在要用的机器上运行 dask worker {address}；急用就去掉 --cluster，在本机构建",
        ) from None
    found = client.run(_unlike, program(), on_error="return")
    if others := sorted(worker for worker, unlike in found.items() if unlike):
        client.close()
        raise SetupError(
            f"集群里有机器装的程序和这台不一样：{'、'.join(others)}",
            place=place,
            remedy="在那里装同一版本的程序和依赖（requirements.lock），再启动 dask worker",
        )
    return client


@cache
def program() -> str:
    """Return what changes with anything that decides what comes of a piece of work: code, theme, fonts, libraries."""
    from bulletins.shelf import typesetter  # here: with it comes the whole typesetter

    return hashlib.sha256(f"{maker()} {typesetter()}".encode()).hexdigest()


def _unlike(wanted: str) -> bool:
    return wanted != program()


class Far(Shift):
    """Work by the machines of a cluster.

    Args:
        folder: empty, for what is handed out.
        client: Dask's, of the cluster.

    """

    patience = LOOK_EVERY_S

    def __init__(self, folder: Path, client: Any) -> None:
        super().__init__(folder, lambda: client.get_executor(pure=False))
        self.client = client

    def send(self, executor: Executor, work: Path) -> Future[Any]:
        """Hand out the work that stands in a file, with its hash."""
        return executor.submit(_done_there, work.read_bytes(), program())

    def opened(self, work: Path, sent: tuple[bytes, bytes]) -> Outcome:
        """Return what came of a piece of work; UnfitError if it is not what was sent."""
        data, digest = sent
        if hashlib.sha256(data).digest() != digest:
            raise UnfitError("damaged on the way")
        found: Outcome = pickle.loads(data)
        return found

    def anyone(self) -> bool:
        """Whether somebody works still."""
        with suppress(Exception):  # whatever is wrong with a connection, nobody is to be waited for
            return self.client.status == "running" and bool(self.client.nthreads())
        return False

    def end(self) -> None:
        """End; what nobody has asked for yet is given up."""
        if self.executor:
            self.executor.shutdown(wait=False)
        self.executor, self.called = None, True


def _done_there(work: bytes, wanted: str) -> tuple[bytes, bytes]:
    """Do a piece of work of another machine; return what came of it, and its hash.

    Raises:
        UnfitError: there is another program here than is wanted.

    """
    if wanted != program():
        raise UnfitError("another program")
    with _alone:
        data = done(work)
    return data, hashlib.sha256(data).digest()
