"""Whoever draws the pages and sets the type, and whoever is lost meanwhile: the release has the same bytes."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bulletins import Manuscript
from press import cluster as elsewhere
from press import crew
from press.crew import Crew
from press.gate import broken_links, leaks, links, secrets
from press.pdf import picture_file
from press.release import How, build_release
from press.reuse import Reuse
from press.steps import silent
from press.web import drawing
from press.web.bundles import bundled, told_of
from press.web.drawing import Drawing
from press.web.pages import Page
from records import Case, ContentError, Export, Issue, Place, Publication, RecordError, SetupError
from tests.published import with_release, with_shelf

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers of Dask."""
    with distributed.LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as started:
        yield started


class Small:
    """A cluster of one worker, each a process of its own, as on other machines: nobody calls another one instead."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        where = ("--scheduler-file", str(self.file))
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *where)
        self.worker = self.start("worker", "--no-nanny", "--no-dashboard", "--nthreads", "1", *where)
        for _ in range(3000):
            if self.file.exists() and self.file.stat().st_size:
                break
            time.sleep(0.01)
        self.address: str = json.loads(self.file.read_text())["address"]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen([sys.executable, "-m", "dask", *command], env=env, stderr=subprocess.DEVNULL)

    def end(self, *names: str) -> None:
        for process in [getattr(self, name) for name in names]:
            process.kill()
            process.wait()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    monkeypatch.setattr(elsewhere, "REACHED_WITHIN_S", 60)  # it is only being started
    started = Small(tmp_path)
    yield started
    started.end("worker", "scheduler")


def sums(release: Path) -> dict[str, str]:
    """What a release holds, by name: site and print."""
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for half in ("site", "print")
        for path in (release / half).rglob("*")
        if path.is_file()
    }


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def built(sample: Path, out: Path, how: How, when: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Build the sample, most of its pages and some of its PDFs by others; do something when a step of it has come
    half of its way."""
    for entry in sorted((out / "cache/pdf").iterdir())[::4]:
        shutil.rmtree(entry)

    def progress(step: str, done: int, total: int) -> None:
        if done * 2 >= total and step in when:
            when.pop(step)()

    release = build_release(sample, out, how, progress)
    assert not when and release.held == ()
    return sums(release.path)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sample has is many pages and files."""
    monkeypatch.setattr(drawing, "FEW", 10)
    monkeypatch.setattr(drawing, "BATCH", 5)
    monkeypatch.setattr(links, "MANY_PAGES", 10)
    monkeypatch.setattr(secrets, "MANY_FILES", 10)


@pytest.mark.usefixtures("many")
def test_processes_of_which_some_are_killed_make_the_same_bytes_as_one(
    sample: Path, release: Path, tmp_path: Path
) -> None:
    def lost() -> None:
        kill(multiprocessing.active_children()[0].pid or 0)

    assert built(sample, with_shelf(release, tmp_path), How(workers=2), {"pdf": lost, "案例页": lost}) == sums(release)


@pytest.mark.usefixtures("many")
def test_a_cluster_of_which_one_half_is_killed_makes_the_same_bytes(
    sample: Path, release: Path, tmp_path: Path, cluster: Any
) -> None:
    nanny = cluster.workers[0]
    killed = nanny.process.process

    def lost() -> None:
        nanny.status = distributed.Status.closing_gracefully  # it calls nobody else
        kill(killed.pid)

    how = How(cluster=cluster.scheduler_address)
    assert built(sample, with_shelf(release, tmp_path), how, {"案例页": lost}) == sums(release)
    assert not killed.is_alive()


@pytest.mark.parametrize("ends", ["worker", "scheduler"])
@pytest.mark.usefixtures("many")
def test_where_nobody_of_a_cluster_is_left_the_rest_is_done_here(
    sample: Path, release: Path, tmp_path: Path, small: Small, ends: str
) -> None:
    lost = partial(small.end, ends)
    how = How(cluster=small.address)
    assert built(sample, with_shelf(release, tmp_path / "out"), how, {"案例页": lost}) == sums(release)


def test_a_withdrawal_needs_no_cluster(sample: Path, release: Path, tmp_path: Path, small: Small) -> None:
    """The export lacks so much that it is not published; what it withdraws is, though the cluster has gone since."""
    out, export = with_release(release, tmp_path / "out"), Path(shutil.copytree(sample, tmp_path / "export"))
    for key in ("000011", "000012", "000013", "000016", "000018", "000022"):
        for file in export.glob(f"*/cases/000/{key}.md"):
            file.unlink()
    case = export / "public/cases/000/000009.md"
    title = Export(sample).get(Case, "000/000009").title
    case.write_text("---\nwithdrawn_on: 2026-03-05\nwithdrawn_reason: 数据有误\n---\n", "utf-8")

    def progress(step: str, done: int, total: int) -> None:
        small.end("worker", "scheduler")

    with pytest.raises(ContentError) as told:
        build_release(export, out, How(cluster=small.address), progress)
    assert "没有撤回的记录就不见了" in told.value.message and "已经生效" in told.value.remedy
    page = (out / "current/site/cases/000/000009.html").read_text("utf-8")
    assert "数据有误" in page and title not in page


def test_where_nobody_is_left_that_is_waited_for_once(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    look = elsewhere.Far.anyone

    def anyone(self: elsewhere.Far) -> bool:
        said.append(look(self))
        return said[-1]

    monkeypatch.setattr(elsewhere.Far, "anyone", anyone)
    with Crew(cluster=small.address) as called, called.at_work(6) as shift:
        jobs = [shift.give(endless, os.getpid()) for _ in range(6)]
        small.end("worker")
        assert [job.result() for job in jobs] == ["done"] * 6
        late = shift.give(endless, os.getpid())
        assert late.done and late.result() == "done"
    assert said.count(False) == 1


@pytest.mark.usefixtures("many")
def test_a_gate_of_several_finds_what_one_finds(sample: Path, release: Path, tmp_path: Path) -> None:
    export, site = Export(sample), shutil.copytree(release / "site", tmp_path / "site")
    (site / "cases/000/000003.html").unlink()
    with (site / "cases/000/000001.html").open("a") as page:
        page.write(" ".join(secrets.private_words(export)))
    alone = [*broken_links(site), *leaks(site, export)]
    assert {problem.message.partition("“")[0].partition("：")[0] for problem in alone} == {
        "链接没有目标",
        "出现不公开的内容",
    }
    with Crew(3) as several:
        assert [*broken_links(site, None, several), *leaks(site, export, None, several)] == alone


def test_what_is_set_elsewhere_is_what_a_preview_shows(sample: Path, release: Path) -> None:
    export, key = Export(sample), "wmsj/2024/17"
    issue = export.get(Issue, key)
    places = {place.code: place for place in export.all(Place)}
    media = partial(picture_file, export)
    preview = Manuscript.of(issue, export.get(Publication, issue.publication), places=places, media=media).typeset()
    assert preview.pdf == (release / "print/wmsj/2024/wmsj-2024-17.pdf").read_bytes()


def test_what_others_have_another_program_for_is_not_given_to_them(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "program", lambda: "another")
    with pytest.raises(SetupError) as told:
        Crew(cluster=cluster.scheduler_address)
    assert "程序和这台不一样：tcp://127.0.0.1:" in str(told.value) and "requirements.lock" in told.value.remedy


def test_a_cluster_that_is_not_there_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "REACHED_WITHIN_S", 0.2)
    for address, message in (("tcp://127.0.0.1:9", "连不上 Dask 集群"), ("10.0.0.5", "不是集群的地址")):
        with pytest.raises(SetupError) as told:
            Crew(cluster=address)
        assert (told.value.message, told.value.place) == (message, f"--cluster {address}") and told.value.remedy


def mortal(home: int) -> str:
    """End any process but one."""
    if os.getpid() != home:
        kill(os.getpid())
    return "done"


def mortal_once(home: int, killed: Path) -> int:
    """End a process, but only one; return which one has come through."""
    if os.getpid() != home and not killed.exists():
        killed.touch()
        kill(os.getpid())
    return os.getpid()


def slow(until: Path) -> bool:
    """Wait for a file for a few seconds; return whether it has come."""
    for _ in range(500):
        if until.exists():
            return True
        time.sleep(0.01)
    return False


def endless(home: int) -> str:
    """Take longer than a test, in any process but one."""
    if os.getpid() != home:
        time.sleep(3600)
    return "done"


def timed_out(home: int) -> str:
    if os.getpid() != home:
        raise TimeoutError("a file on another machine")
    return "done"


def wrong() -> str:
    raise RecordError("缺少图片", place="cases/1.md", remedy="补上")


def test_work_that_nobody_survives_is_done_here_at_last() -> None:
    with Crew(2).at_work(3) as shift:
        jobs = [shift.give(mortal, os.getpid()) for _ in range(3)]
        assert [job.result() for job in jobs] == ["done"] * 3


def test_who_is_left_goes_on_where_one_is_killed(tmp_path: Path) -> None:
    with Crew(2).at_work(20) as shift:
        jobs = [shift.give(mortal_once, os.getpid(), tmp_path / "killed") for _ in range(20)]
        came_through = {job.result() for job in jobs}
    assert len(came_through) == 1 and os.getpid() not in came_through


def test_nothing_waits_behind_work_that_takes_long_while_somebody_is_free(tmp_path: Path) -> None:
    with Crew(2).at_work(9) as shift:
        long = shift.give(slow, tmp_path / "others are done")
        for job in [shift.give(os.getpid) for _ in range(8)]:
            job.result()
        (tmp_path / "others are done").touch()
        assert long.result()


def test_what_a_machine_waits_for_in_vain_is_done_here() -> None:
    with Crew(1).at_work(1) as shift:
        assert shift.give(timed_out, os.getpid()).result() == "done"


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_with_a_piece_of_work_is_said_as_if_it_were_done_here(workers: int) -> None:
    with Crew(workers).at_work(1) as shift, pytest.raises(RecordError) as told:
        shift.give(wrong).result()
    assert str(told.value) == "cases/1.md：缺少图片（补上）"


def pages_of(export: Export, folder: Path, text: str, called: Crew) -> Drawing:
    """Have a page of a case drawn."""
    drawn = Drawing(Reuse(folder), export, told_of(bundled()), called, silent)
    with export.about(Case, "000/000001"):
        drawn.took = drawn.takes(Page("cases/a.html", "main.html", "标题", {}, text), b"stamp")  # type: ignore[attr-defined]
    return drawn


def test_what_is_wrong_with_a_page_that_others_draw_is_noted_of_its_record(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "FEW", 0)
    export = Export(sample, faults={})
    with pages_of(export, tmp_path, 1, Crew(2)) as drawn:  # type: ignore[arg-type]
        drawn.finish()
    assert list(export.faults or ()) == [(Case, "000/000001")]


def test_for_a_few_pages_nobody_is_called(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "Pool", lambda _: pytest.fail("a process was started"))
    with pages_of(Export(sample), tmp_path, "", Crew(2)) as drawn:
        drawn.finish()
        assert not drawn.took  # type: ignore[attr-defined]
