"""A bundle in an empty folder and a delta on it, opened from the disk: what was published last is there and found."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from press import signing
from press.apply import apply
from press.bundle import bundle
from press.trust import Trust
from press.verify import verify
from tests.published import build, swap

WORDS = "增量带来的一句新话"


def test_what_a_delta_brought_is_found_from_the_disk(
    browser: Browser, release: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESS_VAR", str(tmp_path / "var"))
    signing.make()
    out, export = tmp_path / "out", shutil.copytree(sample, tmp_path / "export")
    subprocess.run(["cp", "-a", release.parents[1], out], check=True)
    (out / "current").unlink()
    (out / "current").symlink_to(Path("releases") / release.name)
    assert build(export, out).exit_code == 0
    bundle(out, tmp_path / "whole.zip")
    swap(export / "public/cases/000/000002.md", "## 摘要\n\n", f"## 摘要\n\n{WORDS}。")
    assert build(export, out).exit_code == 0
    made = bundle(out, tmp_path / "delta.zip", 2)
    assert made.bytes < (tmp_path / "whole.zip").stat().st_size / 4

    stick, state = tmp_path / "优盘 1/site", tmp_path / "seen.json"
    for file in ("whole.zip", "delta.zip"):
        apply(tmp_path / file, stick, Trust(state))
    assert verify(stick, Trust(state)).findings == []
    same = ["diff", "-r", "--exclude=signed", out / "current/site", stick]
    assert subprocess.run(same, capture_output=True, check=False).stdout == b""

    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((stick / "index.html").as_uri())
    page.locator("a[href*='search.html']").first.click()
    page.locator("#ask").fill(WORDS)
    expect(page.locator(".search-results[data-total='1']")).to_be_attached()
    page.locator(".search-results > li[data-record='000002'] a").first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
    assert complaints == []
    page.close()
