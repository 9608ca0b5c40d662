"""The resident release engine: a change in the CMS goes in, a release comes out, and the CMS is told what became of it.

One publication takes everything that was noted until it begins, so that a burst of changes becomes one release. What is
noted is forgotten only once it is published: cut short at any time, the next start publishes it.
"""

from __future__ import annotations

import datetime as dt
import gc
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from cms.core.sending import send_waiting
from cms.releases.alarm import watch
from cms.releases.models import Touched
from cms.releases.schedule import clear_due
from press import outbox
from press.export import Exporter
from press.finished import Row
from press.lock import FOR_EVER_S, locked
from press.release import How, Release, build_release
from press.steps import Progress
from press.telling import Attempt, alive, tell, tell_refused, tell_unchanged
from press.warm import Warm
from records import Name, PressError

LOOK_EVERY_S = 0.1
MAILS_EVERY_S = 5.0
WATCH_EVERY_S = 5.0
AGAIN_S = 60.0  # after which what was refused is tried again, though nothing has changed
HELD_AGAIN_S = 3600.0  # and what is held back, though neither it nor what others name has
KEPT = "没有重新生成，网站仍是上一个版本；改正后再次发布，就会重新生成。"


@dataclass
class Worker:
    """Publishes what changes in the CMS into an output directory.

    Attributes:
        out: where releases are made; nobody else has to publish there meanwhile.
        how: a release is built.
        say: is told in a line what was done.

    """

    out: Path
    how: How = field(default_factory=How)
    say: Callable[[str], object] = print
    problem: str = ""
    refused: set[int] = field(default_factory=set)
    waiting: set[Name] = field(default_factory=set)
    tried_at: float = 0.0
    watched_at: float = 0.0
    told: bool = False  # whether the CMS knows of all that readers see
    looked_at: float = field(default_factory=time.monotonic)  # at what is held back
    busy_since: dt.datetime | None = None

    def __post_init__(self) -> None:
        self.exporter, self.warm = Exporter(self.out / "export"), Warm()
        self.begun = False

    def run(self, stopped: Callable[[], bool]) -> None:
        """Work until told to stop; a database that does not answer is waited for."""
        while not stopped():
            try:
                self.look()
            except DatabaseError as error:
                self.say(f"数据库没有回答：{error}")
                connection.close()
                self.begun = False
                time.sleep(WATCH_EVERY_S)
            time.sleep(LOOK_EVERY_S)

    def look(self) -> Release | None:
        """Publish what has changed since the last look; None if nothing was published."""
        clear_due(timezone.now())
        self.begun = self.begun and outbox.watched()  # else something may have changed unnoted
        notes, begun = outbox.notes(), timezone.now()
        waits = {note.number for note in notes}
        waiting = not notes or (waits <= self.refused and time.monotonic() - self.tried_at < AGAIN_S)
        if self.begun and waiting and not self._held_long():
            self._rest(notes)
            return None
        if not self.begun:
            outbox.watch()
            notes, begun = outbox.notes(), timezone.now()
        since = min([begun, *Touched.objects.order_by("pk").values_list("at", flat=True)[:1]])
        self.busy_since = begun
        try:
            with locked(self.out, FOR_EVER_S):
                release = self._publish([note.row for note in notes], again=self._held_long())
        except (DatabaseError, KeyboardInterrupt):
            raise
        except Exception as error:  # whatever it is, it is said where somebody looks, and tried again
            self._refused(_as_press_error(error), Attempt(since, begun, timezone.now()))
            self.refused, self.tried_at = {note.number for note in notes}, time.monotonic()
            self.begun = self.begun and isinstance(error, PressError)  # else nobody knows how far the export came
            return None
        finally:
            self.busy_since = None
        attempt = Attempt(since, begun, timezone.now())
        if release is None:
            tell_unchanged(attempt)
        else:
            tell(release, self.out, attempt, changes_only=self.told)
            self.told = True
        outbox.forget(notes)
        self.refused.clear()
        if release is None:
            return None
        self._said(release, (timezone.now() - since).total_seconds())
        self._tidy()
        self._rest([])
        return release

    def _publish(self, rows: list[Row], *, again: bool) -> Release | None:
        """Export what has changed and publish it, and look at what was held back `again`; None if nothing has changed,
        as after a draft was saved."""
        changed = self.exporter.part(rows) if self.begun else None
        if changed is None:
            self.warm.clear()
            self.exporter.whole()
        self.waiting |= changed or set()
        self.begun = True
        if self.warm.release and not self.waiting and not again:
            return None
        if again:
            self.waiting |= self.warm.held.keys()
            self.looked_at = time.monotonic()
        release = build_release(self.out / "export", self.out, self.how, warm=self.warm, changed=self.waiting)
        self.waiting.clear()
        return release

    def _tidy(self) -> None:
        """Do what readers need not wait for."""
        try:
            with locked(self.out, FOR_EVER_S):
                self.warm.rest()
        except OSError as error:  # the release stands; what is not known of it costs the next one a whole build
            self.warm.clear()
            self.say(f"错误：{_as_press_error(error)}")
        _collect()

    def _held_long(self) -> bool:
        """Whether what is held back was not looked at for a while: what was wrong may have been with something else."""
        return bool(self.warm.held) and time.monotonic() - self.looked_at > HELD_AGAIN_S

    def _rest(self, notes: list[outbox.Note]) -> None:
        """Look now and then whether anything waits too long."""
        if time.monotonic() - self.watched_at > WATCH_EVERY_S:
            self.watched_at = time.monotonic()
            first = Touched.objects.order_by("pk").values_list("at", flat=True).first() if notes else None
            watch(timezone.now(), first)

    def _refused(self, error: PressError, attempt: Attempt) -> None:
        tell_refused(error, attempt)
        if (problem := str(error)) != self.problem:
            self.say(f"错误：{problem}\n{KEPT}")
        self.problem = problem

    def _said(self, release: Release, seconds: float) -> None:
        """Say what was published; of what is held back, only what was not said the last time."""
        state = "没有变化，仍是" if release.unchanged else "已发布"
        if not release.unchanged or self.problem:
            self.say(f"{state} {release.path}，用时 {seconds:.1f} 秒")
        if (held := "\n".join(f"没有照现在的样子发布：{line}" for line in release.held)) and held != self.problem:
            self.say(held)
        self.problem = held


def _as_press_error(error: Exception) -> PressError:
    if isinstance(error, PressError):
        return error
    if isinstance(error, OSError):
        said = f"读写时出错，{error.strerror or error}"
        return PressError(said, place=str(error.filename or ""), remedy="请管理员检查磁盘空间和权限")
    traceback.print_exception(error)
    said = f"发布程序出错（{type(error).__name__}：{str(error)[:200]}）"
    return PressError(said, remedy="请管理员把这句话转给维护程序的人")


def _collect() -> None:
    """Free what nobody needs any more, and look no more at what stays: there are millions of objects, and to look at
    all of them in the middle of a publication would take longer than that."""
    gc.disable()
    gc.collect(1)
    gc.freeze()


def build_once(out: Path, how: How, progress: Progress) -> Release:
    """Publish what is finished in the CMS, and tell it; PressError if nothing is published."""
    notes, begun = outbox.notes(), timezone.now()
    since = min([begun, *Touched.objects.order_by("pk").values_list("at", flat=True)[:1]])
    try:
        Exporter(out / "export").whole(progress)
        release = build_release(out / "export", out, how, progress)
    except PressError as error:
        tell_refused(error, Attempt(since, begun, timezone.now()))
        raise
    tell(release, out, Attempt(since, begun, timezone.now()))
    outbox.forget(notes)
    return release


def work(out: Path, how: How) -> None:
    """Publish and send mails until the process is ended; at any time it may be."""
    with locked(out / "worker"):
        worker = Worker(out, how, click.echo)
        threading.Thread(target=beside, args=[worker], daemon=True).start()
        worker.run(lambda: False)


def beside(worker: Worker) -> None:
    """Give signs of life and send the mails that the CMS writes, for ever."""
    while True:
        try:
            alive(timezone.now(), worker.busy_since)
            send_waiting()
        except Exception as error:  # a locked database: the next round is soon
            click.echo(f"邮件这一次没有发出：{error}", err=True)
        close_old_connections()
        time.sleep(MAILS_EVERY_S)
