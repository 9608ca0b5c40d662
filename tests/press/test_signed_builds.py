"""What `press build` signs: every release with a number and the hash of the one before, and what was cut out since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from press import signing
from press.cli import main
from press.manifest import root_of, sum_of
from tests.published import build, press, swap

WORDS = "只在这一个案例里写过的一句话"
CASE = "public/cases/000/000001.md"


@pytest.fixture
def export(sample: Path, tmp_path: Path) -> Path:
    """A small export, so that a build does not take long."""
    export = tmp_path / "export"
    for name in ("places", "units", "fields", "kinds", "indicators", "synonyms", "publications"):
        shutil.copytree(sample / "public" / name, export / "public" / name)
    (export / CASE).parent.mkdir(parents=True)
    shutil.copy(sample / "public/format.yaml", export / "public/format.yaml")
    for name in ("000001", "000003"):
        shutil.copy(sample / f"public/cases/000/{name}.md", (export / CASE).with_stem(name))
    return export


def built(export: Path, out: Path) -> Path:
    said = build(export, out)
    assert said.exit_code == 0, said.output
    return (out / "current").resolve()


def verified(folder: Path, state: Path) -> tuple[int, dict[str, object]]:
    said = CliRunner().invoke(main, ["verify", str(folder), "--state", str(state), "--json"])
    return said.exit_code, json.loads(said.output)


def test_every_release_is_signed_and_follows_the_one_before(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    out, state = tmp_path / "out", tmp_path / "seen.json"
    unsigned = built(export, out)
    status, said = verified(out, state)
    assert status == 1 and [f["kind"] for f in said["findings"]] == ["unsigned"] * 2  # type: ignore[attr-defined,index]
    assert built(export, out) == unsigned

    signing.make()
    first = built(export, out)
    assert first != unsigned, "what is not signed is published again once there is a key"
    assert built(export, out) == first
    swap(export / CASE, "## 摘要\n\n", f"## 摘要\n\n{WORDS}。")
    second = built(export, out)
    roots = [(each / "signed/site/manifest").read_bytes() for each in (first, second)]
    assert root_of(roots[1]).before == sum_of(roots[0]) and root_of(roots[1]).before_number == 2
    assert press("rollback", out).exit_code == 0
    back = root_of((out / "current/signed/site/manifest").read_bytes())
    assert (back.number, back.origin) == (4, 2)
    status, said = verified(out, state)
    assert status == 0 and said["number"] == 4

    notice = "withdrawn_on: 2026-03-05\nwithdrawn_reason: 数据有误\n"
    (export / CASE).write_text(f"---\nnumber: 1\n{notice}---\n", "utf-8")
    built(export, out)
    assert verified(out, state)[0] == 0
    for release in (first, second):
        status, said = verified(release, state)
        assert status == 0 and said["removed"], "cut as it was signed"
        assert WORDS not in "".join(p.read_text("utf-8") for p in release.rglob("*.html"))
    (first / "site/404.html").unlink()
    assert verified(first, state)[0] == 1

    shutil.rmtree(out)
    assert root_of((built(export, out) / "signed/site/manifest").read_bytes()).number == 6, "a number grows for ever"
    assert verified(out, state)[0] == 0


def test_a_broken_key_stops_a_build_and_the_running_release_stays(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    signing.make()
    running = built(export, tmp_path / "out")
    signing.private_file().write_text("no key")
    swap(export / CASE, "## 摘要\n\n", f"## 摘要\n\n{WORDS}。")
    said = build(export, tmp_path / "out")
    assert said.exit_code == 1 and "私钥读不懂" in said.output
    assert (tmp_path / "out/current").resolve() == running
