"""A clerk at work: a process that posts one submission by the ledger's own code, and dies in the middle if told so."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 3, 5)
OF_DISPATCH = ("receive", "reprint", "seal", "unseal", "send", "stocktake", "retain", "find")


@dataclass(frozen=True)
class Fate:
    """What befalls the process: at which statement it is killed, breaks or loses its line; or how slowly it works."""

    how: str = ""  # kill, error, cut
    at: int = -1
    slow_ms: float = 0


def hire(submission: dict[str, Any], fate: Fate, fault: str = "", start: float = 0) -> tuple[int, int]:
    """Start a clerk; return the process and the pipe on which it tells what came of it. Django is loaded, no connection
    is open; the clerk leaves by no way that would close what it inherited."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        time.sleep(max(0.0, start - time.time()))
        told = work(submission, fate, fault)
        os.write(writing, json.dumps(told).encode())
    except BaseException as error:
        os.write(writing, json.dumps({"broke": f"{type(error).__name__}: {error}"[:2000]}).encode())
    finally:
        os._exit(0)
    return 0, 0


def outcome(pid: int, reading: int) -> dict[str, Any]:
    """Wait for a clerk; return what it told, {} where it was killed before it could."""
    told = b""
    while part := os.read(reading, 65536):
        told += part
    os.close(reading)
    os.waitpid(pid, 0)
    found: dict[str, Any] = json.loads(told) if told else {}
    return found


def work(submission: dict[str, Any], fate: Fate, fault: str) -> dict[str, Any]:
    from django.core.exceptions import ValidationError
    from django.db import connection

    counted = befall(connection, fate)
    if fault:
        spoil(fault, submission)
    try:
        posted = DO[submission["kind"]](submission)
    except ValidationError as error:
        return {"refused": "".join(error.messages), "statements": counted()}
    return {"posted": not posted.again, "again": posted.again, "statements": counted()}


def befall(connection: Any, fate: Fate) -> Callable[[], int]:
    """Have it befall at a statement, or round a commit; return what counts the statements."""
    count = 0

    def strike() -> None:
        nonlocal count
        if fate.slow_ms:
            time.sleep(fate.slow_ms / 1000)
        if count == fate.at:
            if fate.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if fate.how == "error":
                raise RuntimeError("struck")
            if fate.how == "cut":
                connection.connection.close()
        count += 1

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        strike()
        found = execute(sql, params, many, context)
        strike()
        return found

    commit = connection._commit

    def committed() -> None:
        strike()
        commit()
        strike()

    connection.ensure_connection()
    connection.execute_wrappers.append(wrapper)
    connection._commit = committed
    return lambda: count


def spoil(fault: str, submission: dict[str, Any]) -> None:
    """Take away what holds the law: the lock, the transaction, the key."""
    from django.db.models import QuerySet

    from cms.dispatch import ledger, moves, recalling, receipts

    if fault in ("lock", "transaction"):
        QuerySet.select_for_update = lambda self, *_, **__: self  # type: ignore[assignment, method-assign]
    if fault == "transaction":
        bare: Any = vars(ledger.post)["__wrapped__"]
        for module in (ledger, moves, receipts, recalling):
            module.post = bare  # type: ignore[attr-defined]
    if fault == "key" and "key" in submission:
        submission["key"] = f"{submission['key'].partition('.')[0]}.{os.getpid()}.{time.time_ns()}"


def told(submission: dict[str, Any], **more: Any) -> Any:
    from cms.dispatch.ledger import Told

    said = {
        "reason": "试",
        "approved_by": "主任",
        "way": "粉碎",
        "site": "院内",
        "witness_1": "科长",
        "witness_2": "办公室",
    }
    return Told(key=submission["key"], by="印发员", day=DAY, **{**said, **more})


def do_open(submission: dict[str, Any]) -> Any:
    from cms.dispatch.models import Dispatch
    from cms.dispatch.opening import open_dispatch
    from cms.issues.models import IssueVersion

    version = IssueVersion.objects.get(pk=submission["version"])
    before = Dispatch.objects.filter(version=version).exists()
    open_dispatch(version)
    return _Opened(before)


@dataclass(frozen=True)
class _Opened:
    again: bool


def _of_dispatch(name: str) -> Callable[[dict[str, Any]], Any]:
    def act(submission: dict[str, Any]) -> Any:
        from cms.dispatch import moves
        from cms.dispatch.models import Dispatch

        dispatch = Dispatch.objects.get(pk=submission["dispatch"])
        return getattr(moves, name)(dispatch, told(submission), *submission["args"])

    return act


def _of_parcel(name: str) -> Callable[[dict[str, Any]], Any]:
    def act(submission: dict[str, Any]) -> Any:
        from cms.dispatch import receipts
        from cms.dispatch.models import Parcel

        parcel = Parcel.objects.get(pk=submission["parcel"])
        if name == "partial_receipt":
            return receipts.partial_receipt(parcel, told(submission), "收发室", *submission["args"])
        return getattr(receipts, name)(parcel, told(submission), *submission["args"])

    return act


def do_receipt(submission: dict[str, Any]) -> Any:
    from cms.dispatch.models import Parcel
    from cms.dispatch.receipts import receipt

    return receipt(list(Parcel.objects.filter(pk__in=submission["parcels"])), told(submission), {})


def do_settle(submission: dict[str, Any]) -> Any:
    from cms.dispatch.models import Parcel, Recall
    from cms.dispatch.recalling import settle

    parcel = Parcel.objects.select_related("dispatch__version").get(pk=submission["parcel"])
    issue = parcel.dispatch.version.issue_id
    again = {"reason": "更正", "opened_on": DAY, "due_on": DAY, "opened_by": "印发员", "key": f"issue-{issue}"}
    recall, _ = Recall.objects.get_or_create(scope="issue", issue_id=issue, defaults=again)
    return settle(recall, parcel, told(submission, recall=recall), submission["outcome"], *submission["args"])


def do_destroy(submission: dict[str, Any]) -> Any:
    from cms.dispatch.recalling import Pick, destroy

    return destroy(told(submission), [Pick(submission["dispatch"], submission["place"], *submission["args"])])


def do_reissue(submission: dict[str, Any]) -> Any:
    from cms.dispatch.models import Parcel
    from cms.dispatch.opening import Row
    from cms.dispatch.receipts import reissue

    parcel = Parcel.objects.get(pk=submission["parcel"])
    return reissue(parcel, told(submission), Row(parcel.name, 1, channel="机要"), *submission["args"])


DO: dict[str, Callable[[dict[str, Any]], Any]] = {
    "open": do_open,
    **{
        name: _of_dispatch(name)
        for name in ("receive", "reprint", "seal", "unseal", "send", "stocktake", "retain", "find")
    },
    **{name: _of_parcel(name) for name in ("partial_receipt", "returned", "lose", "keep")},
    "receipt": do_receipt,
    "settle": do_settle,
    "destroy": do_destroy,
    "reissue": do_reissue,
}


def in_a_process(what: Callable[[], object]) -> None:
    """Do something with a database in a process of its own, so that this one never has a connection to inherit."""
    pid = os.fork()
    if not pid:
        code = 1
        with contextlib.suppress(BaseException):
            try:
                what()
                code = 0
            except BaseException:
                import traceback

                traceback.print_exc()
        os._exit(code)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit("the database could not be prepared")
