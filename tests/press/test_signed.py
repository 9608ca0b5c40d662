"""A copy is what was published, to the byte, or what is wrong with it is named: other bytes, missing, too many, of
another release, old, foreign, without a signature."""

from __future__ import annotations

import base64
import datetime as dt
import os
import random
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from press import signing
from press.cli import main
from press.manifest import Edition, Memo, note_removed, write
from records import ContentError, SetupError
from tests.carried import BEGAN, House, changed, kinds, some_site, tree


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for keys, with one in it."""
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    signing.make()
    return tmp_path / "var"


@pytest.fixture
def house(keys: Path, tmp_path: Path) -> House:
    """Three releases, of which the last one runs."""
    house, chance = House(tmp_path), random.Random(3)
    site = some_site(chance)
    for _ in range(3):
        house.publish(site)
        site = changed(chance, site)
    return house


def another_key(keys: Path) -> signing.OwnKey:
    """Throw the key away and make another."""
    shutil.rmtree(keys / "keys")
    signing.make()
    own = signing.own()
    assert own
    return own


# What the signature holds ---------------------------------------------------------------


def test_a_release_a_half_of_it_and_the_folder_of_releases_hold(house: House) -> None:
    for folder in (house.out, house.current, house.current / "site", house.current / "print"):
        report = house.verified(folder)
        assert report.findings == []
        assert report.number == 3 and report.key
    assert house.verified().files == len(house.sites[3]) + 1


@pytest.mark.parametrize("seed", range(4))
def test_any_byte_that_is_not_as_published_is_named(house: House, seed: int) -> None:
    chance = random.Random(seed)
    files = [p for p in house.current.rglob("*") if p.is_file() and p.stat().st_size]
    for path in {*chance.sample(files, 8), *(p for p in files if "signed" in p.parts and p.parent.name != "lists")}:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        kept = path.with_name("kept")
        path.rename(kept)  # lists are shared with other releases
        path.write_bytes(data)
        kept.rename(house.base / "kept")
        report = house.verified()
        assert not report.holds, path
        if "signed" not in path.parts:
            name = path.relative_to(house.current).as_posix()
            assert [(f.kind, f.place) for f in report.findings] == [("changed", name)]
        (house.base / "kept").replace(path)
    assert house.verified().holds


def test_a_file_that_is_missing_too_many_or_a_link_is_named(house: House) -> None:
    page = house.current / "site/index.html"
    (page.parent / "cases/more.html").write_bytes(b"")
    assert [(f.kind, f.place) for f in house.verified().findings] == [("extra", "site/cases/more.html")]
    (page.parent / "cases/more.html").unlink()
    page.rename(house.base / "index.html")
    assert [(f.kind, f.place) for f in house.verified().findings] == [("missing", "site/index.html")]
    page.symlink_to(house.base / "index.html")
    assert [(f.kind, f.place) for f in house.verified().findings] == [("link", "site/index.html")]
    page.unlink()
    os.mkfifo(page)
    assert [(f.kind, f.place) for f in house.verified().findings] == [("link", "site/index.html")]


def test_a_file_of_another_release_is_named_with_its_number(house: House) -> None:
    older, now = (house.sites[n] for n in (2, 3))
    name = next(name for name in older.keys() & now.keys() if older[name] not in now.values())
    (house.current / "site" / name).write_bytes(older[name])
    (finding,) = house.verified().findings
    assert (finding.kind, finding.place) == ("mixed", f"site/{name}")
    assert "第 2 版" in finding.message


def test_the_manifest_of_another_release_does_not_hold(house: House) -> None:
    older = next(house.out.glob("releases/000002-*/signed/site"))
    shutil.rmtree(house.current / "signed/site")
    shutil.copytree(older, house.current / "signed/site")
    assert "mixed" in kinds(house.verified())


@pytest.mark.parametrize("name", ["manifest", "manifest.minisig", "lists"])
def test_what_signs_cannot_be_left_out(house: House, name: str) -> None:
    path = house.current / "signed/site" / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert kinds(house.verified()) & {"list", "signature"}


# Of whom and how old ------------------------------------------------------------------------


def test_what_was_made_without_a_key_is_said_to_be_unsigned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "none"))
    house.publish(house.sites[3])
    assert kinds(house.verified()) == {"unsigned"}
    said = CliRunner().invoke(main, ["verify", str(house.out), "--state", str(tmp_path / "s.json")])
    assert said.exit_code == 1 and "没有签名" in said.output
    assert not (tmp_path / "s.json").exists()


def test_an_older_copy_is_named_and_forgotten_by_nobody(house: House) -> None:
    older = house.base / "older"
    shutil.copytree(next(house.out.glob("releases/000002-*")), older, symlinks=True)
    assert house.verified(older).holds, "nothing newer was seen yet"
    assert house.verified().holds
    assert kinds(house.verified(older)) == {"older"}
    assert kinds(house.verified(older)) == {"older"}


def test_an_older_release_that_is_kept_beside_the_running_one_holds(house: House) -> None:
    assert house.verified().holds
    report = house.verified(next(house.out.glob("releases/000001-*")))
    assert report.findings == [] and "留着的旧版本" in "".join(report.remarks)
    (house.out / "current").unlink()
    (house.out / "current").symlink_to("releases/000002-00000001")
    assert kinds(house.verified()) == {"older"}, "who points back to it does not make it new"


def test_two_that_were_signed_under_one_number_are_named(house: House, tmp_path: Path) -> None:
    assert house.verified().holds
    other = House(tmp_path / "other")
    other.publish(house.sites[1], number=3)
    assert "mixed" in kinds(house.verified(other.out))
    other.publish(house.sites[2])
    assert "mixed" in kinds(house.verified(other.out)), "nor does one that follows it hold"


def test_another_key_is_foreign_until_it_is_named(house: House, keys: Path, tmp_path: Path) -> None:
    assert house.verified().holds
    old = house.current
    own = another_key(keys)
    house.publish(house.sites[3])
    shutil.move(keys / "keys/release.pub", tmp_path / "new.pub")
    assert kinds(house.verified()) == {"foreign"}
    assert kinds(house.verified(old, key=tmp_path / "new.pub")) == {"foreign"}
    report = house.verified(key=tmp_path / "new.pub")
    assert report.findings == [] and report.key == own.public.name
    assert house.verified().holds, "what was named once is trusted"


def test_the_first_key_is_taken_and_said(house: House, keys: Path) -> None:
    (keys / "keys/release.pub").unlink()
    assert any("第一次见到公钥" in remark for remark in house.verified().remarks)
    assert house.verified().remarks == []


def test_a_copy_that_nobody_renews_says_its_age_and_fails_where_asked(house: House) -> None:
    now = BEGAN + dt.timedelta(days=40)
    report = house.verified(now=now)
    assert report.holds and report.age_days == 40
    assert house.verified(now=now, max_age_days=41).holds
    assert kinds(house.verified(now=now, max_age_days=39)) == {"frozen"}


# What was taken out since ----------------------------------------------------------------------


def test_what_was_taken_out_is_accepted_exactly_as_signed(house: House) -> None:
    older = next(house.out.glob("releases/000002-*"))
    signed = tree(older / "signed")
    first, second = sorted(house.sites[2])[:2]
    own = signing.own()
    note_removed(older, [f"site/{first}"], own)
    kept = (older / "site" / first).read_bytes()
    assert kinds(house.verified(older)) == {"returned"}
    (older / "site" / first).unlink()
    report = house.verified(older)
    assert report.findings == [] and report.removed == 1
    assert {name: data for name, data in tree(older / "signed").items() if "removed" not in name} == signed
    (older / "site" / second).unlink()
    assert [(f.kind, f.place) for f in house.verified(older).findings] == [("missing", f"site/{second}")]
    note_removed(older, [f"site/{first}", f"site/{second}", "print/a/2026/a-2026-1.pdf"], own)
    (older / "print/a/2026/a-2026-1.pdf").unlink()
    assert house.verified(older).removed == 3
    (older / "site" / first).write_bytes(kept)
    assert kinds(house.verified(older)) == {"returned"}


def test_a_list_of_what_was_taken_out_needs_a_signature_and_is_of_one_release(house: House) -> None:
    older, oldest = (next(house.out.glob(f"releases/00000{n}-*")) for n in (2, 1))
    name = sorted(house.sites[2])[0]
    note_removed(older, [f"site/{name}"], None)
    (older / "site" / name).unlink()
    assert kinds(house.verified(older)) == {"signature", "missing", "extra"}
    note_removed(oldest, [f"site/{name}"], signing.own())
    for file in ("removed", "removed.minisig"):
        shutil.copy(oldest / "signed/site" / file, older / "signed/site" / file)
    assert "missing" in kinds(house.verified(older))


def test_a_shorter_list_of_what_was_taken_out_is_named_once_a_longer_one_was_seen(house: House) -> None:
    """It is as validly signed as the longer one, and so is the release before anything was taken out of it."""
    older = next(house.out.glob("releases/000002-*"))
    first, second = sorted(name for name, data in house.sites[2].items() if data)[:2]
    copies = [house.base / "whole"]
    shutil.copytree(older, copies[0])
    for names in ([first], [first, second]):
        note_removed(older, [f"site/{name}" for name in names], signing.own())
        (older / "site" / names[-1]).unlink()
        copies.append(shutil.copytree(older, house.base / f"without-{len(names)}"))
    assert [house.verified(copy).removed for copy in copies] == [0, 1, 2], "nothing longer was seen yet"
    assert house.verified(older).removed == 2
    for copy in copies[:2]:
        (finding,) = house.verified(copy).findings
        assert (finding.kind, finding.place) == ("older", "site/signed/removed")
        assert "见过取出 2 个文件的" in finding.message and finding.remedy
    assert house.verified(copies[2]).holds and house.verified(older).holds


def test_another_list_of_as_many_is_named_too(house: House) -> None:
    older = next(house.out.glob("releases/000002-*"))
    first, second = sorted(house.sites[2])[:2]
    other = shutil.copytree(older, house.base / "other")
    for copy, name in ((older, first), (other, second)):
        note_removed(copy, [f"site/{name}"], signing.own())
        (copy / "site" / name).unlink()
    assert house.verified(older).holds
    assert kinds(house.verified(other)) == {"mixed"}


# How it is written -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_manifest_after_a_change_is_the_one_that_is_written_anew(keys: Path, tmp_path: Path, seed: int) -> None:
    chance, house = random.Random(seed), House(tmp_path)
    site = some_site(chance)
    for _ in range(5):
        release = house.publish(site)
        memo = Memo.of(release)
        assert memo
        shutil.copytree(release, anew := tmp_path / "anew" / release.name)
        shutil.rmtree(anew / "signed")
        assert write(anew, memo.files, Edition(house.number, BEGAN))[0].roots["site"].folders == (
            memo.roots["site"].folders
        )
        assert sorted(p.name for p in (anew / "signed/site/lists").iterdir()) == sorted(
            p.name for p in (release / "signed/site/lists").iterdir()
        )
        assert house.verified().holds
        site = changed(chance, site)


def test_a_list_that_is_the_same_is_stored_once(house: House) -> None:
    house.publish(house.sites[3] | {"one/more.html": b""})
    lists = list(house.current.glob("signed/*/lists/*"))
    assert sorted(path.stat().st_nlink for path in lists)[0] == 1
    assert [path.stat().st_nlink for path in lists].count(1) == 1


@pytest.mark.skipif(
    not shutil.which("minisign") and "CI" not in os.environ, reason="minisign is not here; `.ci/run` installs it"
)
def test_minisign_holds_what_we_sign_and_we_what_it_signs_with_our_key(house: House, keys: Path) -> None:
    def minisign(*command: str | Path) -> tuple[int, str]:
        done = subprocess.run(["minisign", *map(str, command)], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    signed = house.current / "signed/site"
    own = signing.own_public()
    assert own
    status, said = minisign("-Vm", signed / "manifest", "-p", signed / "release.pub")
    assert status == 0 and "bulletin-press site 3" in said
    assert minisign("-Vm", signed / "manifest", "-P", own.line)[0] == 0
    status, said = minisign("-S", "-s", keys / "keys/release.key", "-m", signed / "manifest", "-x", house.base / "sig")
    assert status == 0, said
    theirs, ours = ((p).read_text().split("\n")[1] for p in (house.base / "sig", signed / "manifest.minisig"))
    assert theirs == ours
    (signed / "manifest").write_bytes((signed / "manifest").read_bytes() + b" ")
    assert minisign("-Vm", signed / "manifest", "-p", signed / "release.pub")[0] != 0


# The key -----------------------------------------------------------------------------------------


def test_the_private_key_is_its_owners_alone_and_stands_nowhere_else(house: House, keys: Path) -> None:
    path = signing.private_file()
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]
    own = signing.own()
    assert own
    secret = own._private.private_bytes_raw()
    hidden = base64.b64decode(path.read_text().splitlines()[1])
    assert secret in hidden
    assert all(each not in repr(own) for each in (secret.hex(), repr(secret)))
    said = CliRunner().invoke(main, ["key", "--export", str(house.base / "for-others.pub")])
    assert said.exit_code == 0 and own.public.line in said.output
    house.bundled()
    for name, data in tree(house.base).items():
        if name != "var/keys/release.key":
            assert secret not in data and path.read_bytes().splitlines()[1] not in data, name


def test_there_is_one_key_and_a_damaged_one_is_said(keys: Path) -> None:
    path = signing.private_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "from the first byte on, not since somebody looked"
    assert signing.make() == signing.make()
    path.write_text(path.read_text().replace("A", "B"))
    with pytest.raises(SetupError, match="私钥读不懂"):
        signing.own()


def test_a_number_is_never_signed_twice(keys: Path) -> None:
    own = signing.own()
    assert own and own.last_number == 0
    own.use_up(7)
    own.use_up(3)
    assert own.last_number == 7


def test_verify_says_where_there_is_nothing_to_verify(keys: Path, tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert said.exit_code == 1 and "没有签名清单" in said.output
    assert CliRunner().invoke(main, ["verify", "--max-age", "x"]).exit_code == 2
    with pytest.raises(ContentError, match="不是公钥"):
        signing.PublicKey.of("nothing")
