"""Hostile files: reading one ends in a result or in one clear refusal, within bounds of time and memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from readers import apart, read_file
from readers.places import Register
from readers.word import read_docx, read_html
from records import ContentError, NotABulletin, Paragraph, Place, Table
from tests.attacks.every import MAKERS
from tests.attacks.making import bulletin
from tests.attacks.pictures import flat_png, photo, png_of, turned, with_pictures
from tests.cms.word_samples import clipboard, plain_article


def table(rows: int, cells: int, span: str = "", words: str = "") -> str:
    return "<table>" + f"<tr>{f'<td {span}>{words}</td>' * cells}</tr>" * rows + "</table>"


def test_a_table_has_at_most_as_many_cells_as_characters_can_fill() -> None:
    body, _, notes = read_html(
        table(300, 20, "colspan=50 rowspan=50") + table(1, 3000, words="甲") + table(3000, 1, words="乙")
    )
    assert sum(len(block.columns) * (1 + len(block.rows)) for block in body if isinstance(block, Table)) <= 11_000
    body, _, notes = read_html(
        "<table><tr>" + "<td>甲</td>" * 3000 + "</tr>" + "<tr><td>乙</td></tr>" * 3000 + "</table>"
    )
    assert body[1:] == (Paragraph(text="乙"),) * 3000 and [note.kind for note in notes] == ["表格"]


def test_a_genuine_table_keeps_its_cells() -> None:
    (block,), _, notes = read_html(table(400, 6, words="甲") + table(40, 40))
    assert isinstance(block, Table) and (len(block.columns), len(block.rows), notes) == (6, 399, ())


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "0", "1.5", "", "十"])
def test_a_span_that_is_no_number_counts_as_one_or_as_the_widest(value: str) -> None:
    (block,), _, _ = read_html(f"<table><tr><td colspan='{value}'>甲</td><td>乙</td></tr></table>")
    assert (
        isinstance(block, Table)
        and block.columns[0] == "甲"
        and block.columns[-1] == "乙"
        and len(block.columns) in (2, 51)
    )


def outcome(name: str, folder: Path) -> str:
    """Read a hostile file as callers do; return what came of it: what it was read into, or the refusal."""
    path = folder / name
    path.write_bytes(MAKERS[name]())
    try:
        if path.suffix == ".docx":
            return f"{len(apart.read_article(path.read_bytes(), name, Register([], [], None)).body)} blocks"
        return (
            f"{len(apart.read_html(path.read_bytes())[0] if path.suffix == '.html' else apart.read_file(path).items)}"
            " blocks"
        )
    except ContentError as error:
        assert error.place and error.remedy
        return str(error)


HOSTILE = {
    "short paragraphs.docx": "读入要用的时间或内存太多，已经停下",
    "relationships.docx": "1 blocks",
    "ratio.docx": "文件解开以后太大",
    "entities.docx": "文件内部的文字读不出来",
    "deep tables.docx": "",
    "wide tables.docx": "1 blocks",
    "PNG turned by EXIF.docx": "1 blocks",
    "TIFF that lies.docx": "1 blocks",
    "JPEG of scans.docx": "1 blocks",
    "eight photographs of 20 MB.docx": "9 blocks",
    "spans.html": "1 blocks",
    "25 MB of text.html": "内容太多",
    "comments.html": "",
    "nested bold.html": "已经停下",
    "lists.html": "已经停下",
    "short lines.txt": "",
    "titles.txt": "",
    "contents.txt": "",
    "NULs.txt": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_one_line_that_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if HOSTILE[name] and "停下" not in HOSTILE[name]:  # how fast the machine is must not decide; the bench times it
        monkeypatch.setenv("PRESS_READING_CPU_S", "15")
    assert HOSTILE[name] in outcome(name, tmp_path)


def test_the_process_that_reads_has_limits_and_neither_django_nor_numpy() -> None:
    code = (
        "import sys, json, resource as r; from readers.__main__ import limits; limits();"
        "held = [r.getrlimit(kind)[0] for kind in (r.RLIMIT_AS, r.RLIMIT_CPU)];"
        "print(json.dumps([*held, [m for m in ('django', 'numpy') if m in sys.modules]]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [300 * 2**20, 3, []]


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    register = Register([Place(code="320282", name="宜兴市", level="county")], [], None)
    assert apart.read_article(plain_article(), "稿.docx", register) == read_docx(plain_article(), "稿.docx", register)
    assert apart.read_html(clipboard().encode()) == read_html(clipboard())
    path = tmp_path / "\udcff简报.txt"
    path.write_bytes(bulletin("　　二是补得上。每周清点一次。"))
    assert apart.read_file(path, places=register.places) == read_file(path, places=register.places)


def test_a_broken_address_of_a_picture_costs_only_that_picture() -> None:
    body, media, notes = apart.read_html(
        f'<p>甲。</p><img src="data:image/png;base64,{"A" * 101}"><p>乙。</p>'.encode()
    )
    assert (len(body), media) == (2, {}) and "打不开" in notes[0].text


def test_a_refusal_comes_back_as_the_error_that_it_was(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("今天天气很好，大家都出来走一走。")
    with pytest.raises(NotABulletin) as found:
        apart.read_file(tmp_path / "x.txt")
    assert found.value.place == str(tmp_path / "x.txt") and found.value.remedy
    with pytest.raises(ContentError, match="文件是空的"):
        apart.read_article(b"", "x.docx", Register([], [], None))


def test_a_process_that_waits_or_dies_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE_S", 0.01)
    with pytest.raises(ContentError, match="太多，已经停下"):
        apart.read_html(b"<p>x</p>")
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    monkeypatch.setattr(apart, "PATIENCE_S", 20)
    with pytest.raises(ContentError, match="内容读不懂"):
        apart.read_html(b"<p>x</p>")


def test_large_pictures_are_made_smaller_turned_or_named_and_photographs_stay_photographs() -> None:
    large = photo(6_000, 4_000, 60)
    kept = (turned(large), photo(1_200, 800), flat_png(5_500, 4_400), photo(1_000, 800, kind="BMP"))
    files = (*kept, png_of(30_000, 30_000, b"claims more than it has"), b"x")
    read = read_docx(with_pictures(*files), "x.docx", Register([], [], None))
    sizes = [(Image.open(io.BytesIO(data)).size, name.rpartition(".")[2]) for name, data in read.media.items()]
    assert sizes == [((2_000, 3_000), "jpg"), ((1_200, 800), "jpg"), ((2_750, 2_200), "png"), ((1_000, 800), "jpg")]
    said = [note.text for note in read.notes if "有一张图片" in note.text]
    assert said == [
        "有一张图片太大（6000×4000 像素），已按比例缩小",
        "有一张图片太大（5500×4400 像素），已按比例缩小",
        "有一张图片太大，没有读入，请缩小后另传",
        "有一张图片打不开，没有读入，请另存为 PNG 或 JPEG 后另传",
    ]
