"""What is carried elsewhere arrives as it was published or not at all: bundles, deltas, and whatever comes instead."""

from __future__ import annotations

import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from press import apply as applying
from press import bundle as bundling
from press import signing
from press.bundle import DELTA, seal
from press.cli import main
from press.patching import difference, remade
from records import ContentError, PressError, SetupError
from tests.carried import BEGAN, Files, House, changed, kinds, some_site, tree

PREFIXES, FLIPS = 40, 80


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with a key, and three releases."""
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    signing.make()
    house, chance = House(tmp_path), random.Random(5)
    site = some_site(chance)
    for _ in range(3):
        house.publish(site)
        site = changed(chance, site)
    return house


def site_in(folder: Path) -> Files:
    """Return what was carried, without what signs it."""
    return {name: data for name, data in tree(folder).items() if not name.startswith("signed/")}


def run(*args: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(each) for each in args])
    return done.exit_code, done.output


# Whole, and what changed ---------------------------------------------------------------------


def test_a_bundle_in_an_empty_folder_is_the_site_byte_for_byte(house: House) -> None:
    target = house.base / "elsewhere/site"
    done = house.applied(house.bundled(), target)
    assert site_in(target) == house.sites[3]
    assert (done.number, done.before, done.came, done.gone) == (3, 0, len(house.sites[3]), 0)
    assert house.verified(target).findings == []
    with zipfile.ZipFile(house.bundled()) as archive:
        archive.extractall(house.base / "stick")
    assert tree(house.base / "stick") == tree(target), "who has no press unpacks the same"
    assert house.verified(house.base / "stick").findings == []


@pytest.mark.parametrize("seed", range(5))
def test_a_delta_makes_of_any_release_any_later_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    signing.make()
    chance, house = random.Random(seed), House(tmp_path)
    site, wholes = some_site(chance), {}
    for number in range(1, 5):
        house.publish(site)
        wholes[number] = house.bundled()
        for base in range(1, number):
            target = tmp_path / f"{base}-{number}"
            monkeypatch.setattr(House, "trust", lambda self, **_: _fresh(self, f"{base}-{number}"))  # noqa: B023
            house.applied(wholes[base], target)
            done = house.applied(house.bundled(base), target)
            assert site_in(target) == house.sites[number]
            assert done.gone == len(house.sites[base].keys() - house.sites[number].keys())
            assert house.verified(target).findings == []
        site = changed(chance, site)


def _fresh(house: House, name: str) -> Any:
    from press.trust import Trust

    return Trust(house.base / f"{name}.json", now=BEGAN)


def test_what_was_taken_back_is_neither_in_a_bundle_nor_left_by_a_delta(house: House) -> None:
    """A bundle is of the running release, and a delta removes what that has no more."""
    target, words = house.base / "site", b"what was taken back"
    house.publish(house.sites[3] | {"cases/000/000009.html": words})
    house.applied(house.bundled(), target)
    house.publish(house.sites[3])
    for since in (None, 4):
        with zipfile.ZipFile(house.bundled(since)) as archive:
            assert not any(words in archive.read(name) for name in archive.namelist())
    house.applied(house.bundled(4), target)
    assert not any(words in data for data in tree(house.base / "site").values())
    assert not list(house.base.glob(".site*"))


def test_nothing_of_the_print_room_is_carried(house: House) -> None:
    with zipfile.ZipFile(house.bundled()) as archive:
        assert not any("print" in name or b"a-2026-1" in archive.read(name) for name in archive.namelist())


def test_a_delta_has_no_more_than_what_changed(house: House) -> None:
    site = house.sites[3] | {f"cases/000/{n:06d}.html": random.Random(n).randbytes(900) for n in range(400)}
    house.publish(site)
    whole = house.bundled().stat().st_size
    house.publish(site | {"cases/000/000007.html": b"another"})
    delta = house.bundled(4)
    with zipfile.ZipFile(delta) as archive:
        assert {n for n in archive.namelist() if not n.startswith("signed/")} == {"cases/000/000007.html"}
    assert delta.stat().st_size < 4000 < 360_000 < whole


LINES = [b"%06d,row %d\n" % (n, n % 7) for n in range(9000)]


def test_of_a_long_file_the_lines_that_changed_are_carried(house: House, place: Path) -> None:
    table = {"data/cases.csv": b"".join(LINES)}
    house.publish(house.sites[3] | table)
    house.applied(house.bundled(), place)
    house.publish(
        house.sites[3] | {"data/cases.csv": b"".join([*LINES[:40], b"new\n", *LINES[41:8000], *LINES[8010:]])}
    )
    delta = house.bundled(4)
    assert delta.stat().st_size < 4000
    spoiled = _rewritten(delta, house.base / "spoiled.zip", {"signed/lines/data/cases.csv": lambda _: b"\x90"})
    refused(house, spoiled, place, "改动过")
    house.applied(delta, place)
    assert site_in(place) == house.sites[5]


def test_of_a_long_file_that_was_taken_out_since_all_is_carried(house: House, place: Path) -> None:
    house.publish(house.sites[3] | {"data/cases.csv": b"".join(LINES)})
    release = house.current
    house.applied(house.bundled(), place)
    house.publish(house.sites[3] | {"data/cases.csv": b"".join(LINES[1:])})
    (release / "site/data/cases.csv").unlink()
    house.applied(house.bundled(4), place)
    assert site_in(place) == house.sites[5]


@pytest.mark.parametrize("seed", range(40))
def test_what_differs_makes_the_new_of_the_old(seed: int) -> None:
    chance = random.Random(seed)
    lines = [chance.randbytes(chance.randrange(4)) + b"\n" for _ in range(20)]
    old, new = (b"".join(chance.choices(lines, k=chance.randrange(60))) + chance.randbytes(2) for _ in range(2))
    patch = difference(old, new)
    assert remade(old, patch, len(new)) == new
    assert len(difference(new, new)) < 12
    if new:
        with pytest.raises(ContentError):
            remade(old, patch, len(new) - 1)


@pytest.mark.parametrize("steps", [[(0, 9)], [(2, 1)], [(-1, 1)], "none", [[1, 2, 3]]])
def test_what_is_no_difference_of_this_file_is_refused(steps: object) -> None:
    with pytest.raises(ContentError):
        remade(b"abc", msgspec.msgpack.encode(steps), 1 << 40)


def test_the_same_release_gives_the_same_bundle(house: House) -> None:
    first = house.bundled().read_bytes()
    assert house.bundled().read_bytes() == first


# What is refused, and leaves all as it was ---------------------------------------------------------


@pytest.fixture
def place(house: House) -> Path:
    """A folder with release 2, for which there is a delta."""
    site3 = house.sites[3]
    newer = house.current
    (house.out / "current").unlink()
    (house.out / "current").symlink_to(next(house.out.glob("releases/000002-*")).relative_to(house.out))
    bundling.bundle(house.out, house.base / "two.zip")
    (house.out / "current").unlink()
    (house.out / "current").symlink_to(newer.relative_to(house.out.resolve()))
    house.applied(house.base / "two.zip", house.base / "place")
    assert site3 == house.sites[3]
    return house.base / "place"


def refused(house: House, file: Path, place: Path, says: str | None = None) -> None:
    """See that a file is refused with a remedy, and that nothing was touched."""
    before, state = tree(place), (house.base / "seen.json").read_bytes()
    with pytest.raises(PressError, match=says) as error:
        house.applied(file, place)
    assert error.value.remedy
    assert tree(place) == before and (house.base / "seen.json").read_bytes() == state
    assert not list(place.parent.glob(f".{place.name}*"))


def test_no_beginning_of_a_delta_is_taken(house: House, place: Path) -> None:
    data, file = house.bundled(2).read_bytes(), house.base / "torn.zip"
    chance = random.Random(1)
    for length in {*range(0, 4), *range(len(data) - 30, len(data)), *chance.sample(range(len(data)), PREFIXES)}:
        file.write_bytes(data[:length])
        refused(house, file, place)
    house.applied(house.bundled(2), place)
    assert site_in(place) == house.sites[3]


def test_no_byte_of_a_delta_may_be_another(house: House, place: Path) -> None:
    data, file = house.bundled(2).read_bytes(), house.base / "flipped.zip"
    chance = random.Random(2)
    for _ in range(FLIPS):
        at = chance.randrange(len(data))
        file.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        refused(house, file, place)


def test_what_is_sealed_anew_after_a_change_is_refused_by_its_signature(house: House, place: Path) -> None:
    """The sum at the end tells a torn file; who changes one on purpose computes it anew."""
    for since in (None, 2):
        source = house.bundled(since)
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
        for spoiled in names:
            file = _rewritten(source, house.base / "spoiled.zip", {spoiled: lambda data: data + b"<script>"})
            refused(house, file, place)


def _rewritten(
    source: Path, file: Path, change: dict[str, Callable[[bytes], bytes | None]], *more: tuple[Any, bytes]
) -> Path:
    """Write a bundle again with other contents, and seal it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change.get(name, lambda data: data)(old.read(name))
            if data is not None:
                new.writestr(name, data)
        for entry, data in more:
            new.writestr(entry, data)
        new.comment = b"0" * 64
    seal(file)
    return file


def _link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    "name", ["../escaped", "/tmp/escaped", "a/../../escaped", "C:\\escaped", "more.html", "signed/../../escaped"]
)
def test_a_file_that_is_not_listed_is_not_unpacked_wherever_it_points(house: House, place: Path, name: str) -> None:
    file = _rewritten(house.bundled(2), house.base / "odd.zip", {}, (name, b"x"))
    if name.startswith("signed/"):  # of what signs, only what is known by name is read
        house.applied(file, place)
    else:
        refused(house, file, place, "清单里没有")
    assert not [p for p in (*house.base.rglob("*escaped*"), Path("/tmp/escaped")) if p.exists()]


def test_links_and_two_of_a_name_are_refused(house: House, place: Path) -> None:
    file = house.base / "odd.zip"
    refused(house, _rewritten(house.bundled(2), file, {}, (_link("x"), b"/etc/passwd")), place, "普通文件")
    refused(house, _rewritten(house.bundled(2), file, {}, ("folder/", b"")), place, "普通文件")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = _rewritten(house.bundled(2), file, {}, ("signed/manifest", b"{}"))
    refused(house, twice, place, "同名")


def test_a_file_that_unpacks_to_more_than_was_signed_is_cut_off(
    house: House, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = _rewritten(house.bundled(), house.base / "bomb.zip", {"index.html": lambda _: bytes(200 << 20)})
    assert bomb.stat().st_size < 1 << 20
    read: list[int] = []
    plain = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        data = plain(self, n)
        read.append(len(data))
        return data

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    refused(house, bomb, place, "比清单上写的大")
    assert sum(read) < 1 << 20


def test_a_delta_for_another_base_is_refused(house: House, place: Path) -> None:
    refused(house, house.bundled(1), place, "要装在第 1 版上，这里是第 2 版")
    empty = house.base / "empty"
    empty.mkdir()
    refused(house, house.bundled(2), empty, "还没有整份")


def test_a_damaged_base_is_not_built_on_and_a_bundle_mends_it(house: House, place: Path) -> None:
    kept = next(n for n, data in house.sites[2].items() if data and house.sites[3].get(n) == data)
    (place / kept).write_bytes(b"damaged")
    refused(house, house.bundled(2), place, "改动过")
    (place / kept).unlink()
    refused(house, house.bundled(2), place, "少了这个文件")
    house.applied(house.bundled(), place)
    assert site_in(place) == house.sites[3]


def test_an_older_one_is_refused_where_a_newer_one_stands_or_was_seen(house: House, place: Path) -> None:
    house.applied(house.bundled(), place)
    refused(house, house.base / "two.zip", place, "比见过的旧")
    refused(house, house.base / "two.zip", house.base / "elsewhere", "比见过的旧")
    (house.base / "seen.json").write_text("{}")
    refused(house, house.base / "two.zip", place, "已经是第 3 版")


def test_the_same_again_changes_nothing(house: House, place: Path) -> None:
    delta = house.bundled(2)
    house.applied(delta, place)
    before = {p: p.stat().st_ino for p in place.rglob("*")}
    assert house.applied(delta, place).unchanged
    assert {p: p.stat().st_ino for p in place.rglob("*")} == before


def test_a_foreign_one_is_refused_though_nothing_but_the_folder_knows_the_key(house: House, place: Path) -> None:
    other = House(house.base / "other")
    shutil.rmtree(house.base / "var/keys")
    signing.make()
    for _ in range(3):
        other.publish(house.sites[3])
    file = other.bundled()
    shutil.rmtree(house.base / "var/keys")
    refused(house, file, place, "不是认识的公钥")
    (house.base / "seen.json").write_text("{}")
    refused(house, file, place, "不是认识的公钥")


def test_what_is_not_signed_is_bundled_with_a_word_and_not_applied(house: House, place: Path) -> None:
    shutil.rmtree(house.base / "var/keys")
    house.publish(house.sites[3])
    status, said = run("bundle", house.base / "unsigned.zip", "--out", house.out)
    assert status == 0 and "没有签名" in said
    refused(house, house.base / "unsigned.zip", place, "没有签名")


def test_a_folder_of_other_things_is_left_alone(house: House, place: Path) -> None:
    other = house.base / "documents"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    refused(house, house.bundled(), other, "没有动它")
    (place / "letter.txt").write_text("mine")
    refused(house, house.bundled(), place, "不是网站的文件")
    (place / "letter.txt").rename(place / "Thumbs.db")
    house.applied(house.bundled(), place)
    assert site_in(place) == house.sites[3]


def test_one_at_a_time_and_only_with_room(house: House, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from press.lock import held

    with held(place.parent):
        monkeypatch.setattr("press.lock.time.monotonic", iter([0.0, 9.0]).__next__)
        with pytest.raises(SetupError, match="正在这里写"):
            house.applied(house.bundled(2), place)
    monkeypatch.undo()
    monkeypatch.setattr(applying, "SPARE_BYTES", 1 << 60)
    refused(house, house.bundled(2), place, "不够放")


# Cut short -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("since", "exchange"), [(None, True), (2, True), (2, False)], ids=str)
def test_killed_at_any_moment_the_folder_is_as_before_or_as_published(
    house: House, place: Path, exchange: bool, since: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, kept = house.bundled(since), house.base / "kept"
    shutil.copytree(place, kept)
    old, new = house.sites[2], house.sites[3]
    if not exchange:
        monkeypatch.setattr(applying, "_exchanged", lambda one, other: False)
    calls = _killed(house, file, place, 1 << 30)
    assert calls > 20 and site_in(place) == new
    seen = set()
    for at in sorted({*range(1, calls, max(1, calls // 6)), *range(calls - 6, calls + 1)}):
        shutil.rmtree(place)
        shutil.copytree(kept, place)
        (house.base / "seen.json").write_text("{}")
        _killed(house, file, place, at)
        if exchange or place.exists():  # between two renames there is a moment without; the next one ends it
            seen.add("old" if site_in(place) == old else "new")
            assert site_in(place) in (old, new), at
            assert house.verified(place).holds, at
        house.applied(file, place)
        assert site_in(place) == new, at
        assert not list(place.parent.glob(f".{place.name}*")), at
    assert seen == {"old", "new"}


def test_what_stood_there_is_put_back_by_the_next_start_whatever_that_is_given(
    house: House, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two folders cannot be exchanged, there is a moment with neither; one who was killed in it is not waited
    for until there is a better file."""
    monkeypatch.setattr(applying, "_exchanged", lambda one, other: False)
    file, torn = house.bundled(2), house.base / "torn.zip"
    torn.write_bytes(file.read_bytes()[:-9])
    _killed_between_two_renames(house, file, place)
    assert not place.exists()
    status, said = run("verify", place)
    assert status == 1 and "换到一半被打断" in said and "press apply" in said
    with pytest.raises(ContentError, match="文件不全"):
        house.applied(torn, place)
    assert site_in(place) == house.sites[2] and house.verified(place).holds
    assert not list(place.parent.glob(f".{place.name}*"))


def _killed_between_two_renames(house: House, file: Path, place: Path) -> None:
    child = os.fork()
    if child == 0:
        plain = os.rename

        def dying(old: Path, new: Path) -> None:
            plain(old, new)
            if Path(old) == place:
                os._exit(1)

        os.rename = dying
        try:
            house.applied(file, place)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def _killed(house: House, file: Path, place: Path, at: int) -> int:
    """Apply in a process of its own that dies at its nth change of the disk; return how many it made."""
    count = house.base / "count"
    child = os.fork()
    if child == 0:
        made = 0

        def dying(plain: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                nonlocal made
                made += 1
                count.write_text(str(made)) if plain is not Path.write_text else None
                if made >= at:
                    os._exit(1)
                return plain(*args, **more)

            return call

        for owner, name in (
            (os, "link"),
            (os, "mkdir"),
            (os, "rename"),
            (os, "replace"),
            (os, "rmdir"),
            (os, "unlink"),
            (os, "fsync"),
            (Path, "write_bytes"),
            (applying, "_exchanged"),
        ):
            setattr(owner, name, dying(getattr(owner, name)))
        try:
            house.applied(file, place)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return int(count.read_text())


# Making one --------------------------------------------------------------------------------------


def test_a_release_that_is_published_meanwhile_is_what_is_bundled(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, once = bundling.seal, []

    def sealed(file: Path) -> None:
        plain(file)
        if not once:
            once.append(house.publish({"index.html": b"newest"}))

    monkeypatch.setattr(bundling, "seal", sealed)
    target = house.base / "site"
    house.applied(house.bundled(), target)
    assert site_in(target) == {"index.html": b"newest"}


def test_a_damaged_release_is_not_carried(house: House) -> None:
    page = house.current / "site/index.html"
    page.write_bytes(b"damaged")
    with pytest.raises(ContentError, match="与签名清单不符"):
        house.bundled()
    assert not list(house.base.glob("*.zip"))


@pytest.mark.parametrize(("since", "says"), [(9, "不在留着的"), (3, "就是当前版本")])
def test_a_delta_since_what_is_not_kept_says_which_are(house: House, since: int, says: str) -> None:
    status, said = run("bundle", house.base / "x.zip", "--out", house.out, "--since", since)
    assert status == 1 and says in said and "1、2" in said
    assert run("bundle", house.base / "x.zip", "--out", house.out, "--since", "x")[0] == 2


def test_the_verbs_carry_a_release_from_here_to_there(house: House) -> None:
    state = ("--state", house.base / "there.json")
    file, target = house.base / "b.zip", house.base / "there"
    assert run("bundle", file, "--out", house.out)[0] == 0
    assert run("apply", file, target, *state)[0] == 0
    assert '"holds":true' in run("verify", target, "--json", *state)[1]
    house.publish(house.sites[1])
    assert run("bundle", file, "--out", house.out, "--since", 3, "--json")[0] == 0
    status, said = run("apply", file, target, "--json", *state)
    assert status == 0 and '"number": 4' in said
    status, said = run("verify", target, *state)
    assert status == 0 and "第 4 版" in said
    (target / "index.html").write_bytes(b"<title>x</title>")
    status, said = run("verify", target, *state)
    assert status == 1 and "index.html：内容被改动过" in said
    assert run("apply", house.base / "nothing.zip", target)[0] == 1
    assert run("apply")[0] == 2
    assert kinds(house.verified(target)) == {"changed"}
    assert DELTA in zipfile.ZipFile(file).namelist()
