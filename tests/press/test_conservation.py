"""Text is conserved: what sixty Word files, twenty texts and sixty pastes show is, after reading, in
the draft or named in the report."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from records import Export, Issue, Picture, Publication
from tests.conservation import PLACE_NAMES, losses, printed, read
from tests.documents.pieces import plain
from tests.random_documents import FEATURES, Document, alone, document, paste, text

SEEDS = range(60)
DOCUMENTS = [document(seed) for seed in SEEDS]
TEXTS = [text(seed, kind) for seed in range(10) for kind in ("bulletin", "article")]
PASTES = [paste(seed) for seed in range(60)]
BULLETINS = [found for found in DOCUMENTS if found.kind == "bulletin"]
BY_COMMAND = sorted(BULLETINS, key=lambda found: found.pictures)[-4:] + TEXTS[:4:2]


def named(found: Document) -> str:
    return found.name


@pytest.mark.parametrize("found", [*DOCUMENTS, *TEXTS, *PASTES], ids=named)
def test_what_a_file_shows_is_in_the_draft_or_named(found: Document, tmp_path: Path) -> None:
    assert losses(found, *read(found, tmp_path)) == []


@pytest.mark.parametrize("found", BY_COMMAND, ids=named)
def test_what_a_bulletin_shows_is_in_the_export_or_named(found: Document, tmp_path: Path) -> None:
    path, out = tmp_path / found.name, tmp_path / "out"
    path.write_bytes(found.data)
    done = subprocess.run([sys.executable, "-m", "press", "import", path, "--to", out], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    records = (*Export(out).all(Publication), *Export(out).all(Issue))
    report = "\n".join(file.read_text("utf-8") for file in out.glob("import-*.txt"))
    assert losses(found, printed(records, PLACE_NAMES), report) == []
    shown = [
        block
        for issue in Export(out).all(Issue)
        for item in issue.items
        for block in getattr(item, "body", ())
        if isinstance(block, Picture)
    ]
    assert [block.media for block in shown if not Export(out).file("media", block.media)] == []


def test_the_files_have_every_feature_and_are_well_formed() -> None:
    assert {feature for found in DOCUMENTS for feature in found.features} >= set(FEATURES)
    for found in DOCUMENTS:
        with zipfile.ZipFile(io.BytesIO(found.data)) as file:
            for name in file.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(file.read(name))


def test_a_number_makes_the_same_file_again() -> None:
    assert document(7) == document(7)
    assert document(7).data != document(8).data


# The checker itself -----------------------------------------------------------------------------


def faithful(found: Document) -> tuple[str, str]:
    """Return a draft that holds all that a document shows, line by line, and a report that names the rest."""
    numbers = {words: plain(number) for number, words in found.numbered}
    aside = [piece for piece in found.shown if piece in found.hidden]
    lines = [plain(piece) for piece in found.shown if piece not in aside]
    draft = [next((number for words, number in numbers.items() if line.startswith(words)), "") + line for line in lines]
    return "\n".join(draft), "\n".join((*aside, *found.struck))


@pytest.mark.parametrize("feature", ["footnote", "comment", "struck", "list upperRoman n.", "headings"])
def test_the_checker_finds_each_piece_that_is_taken_away(feature: str) -> None:
    found = alone(feature)
    draft, report = faithful(found)
    assert losses(found, draft, report) == []
    for line in (*draft.splitlines(), *report.splitlines()):
        without = ["\n".join(kept for kept in text.splitlines() if kept != line) for text in (draft, report)]
        assert losses(found, *without)


def test_the_checker_finds_a_wrong_number_a_shifted_cell_hidden_text_and_what_is_only_named() -> None:
    counted = alone("list upperRoman n.")
    draft, report = faithful(counted)
    assert losses(counted, draft.replace("III.", "3."), report)[0].startswith("number lost: III.")
    merged = alone("cells over rows")
    draft, report = printed_table(merged)
    assert losses(merged, draft, report) == []
    assert losses(merged, draft.replace("\t", "", 1), report)[0].startswith("in another column")
    unseen = alone("vanished")
    draft, report = faithful(unseen)
    assert losses(unseen, draft + unseen.hidden[0], report) == [f"became text: {unseen.hidden[0]}"]
    ordinary = alone("addressee")
    draft, report = faithful(ordinary)
    assert all(loss.startswith("not in the draft") for loss in losses(ordinary, "", draft))


def printed_table(found: Document) -> tuple[str, str]:
    """Return the faithful draft of a document whose table is set in columns."""
    heads = list(dict.fromkeys(head for head, _ in found.placed))
    cells = ["\t" * heads.index(head) + value + "\t" for head, value in found.placed]
    others = [
        line
        for line in faithful(found)[0].splitlines()
        if line not in heads and line not in dict(found.placed).values()
    ]
    return "\n".join((*others, "\t".join(heads), *cells)), ""


def test_the_checker_finds_what_is_named_without_its_place_and_numbers_that_nobody_wrote() -> None:
    noted = alone("footnote")
    draft, report = faithful(noted)
    note = next(piece for piece in noted.shown if piece not in noted.ordinary)
    kept = draft.replace(note, "")
    assert losses(noted, kept, f"3 [脚注] {note}") == []
    assert losses(noted, kept, f"0 [脚注] {note}") == [f"named without its place: {note}"]
    plain_text = alone("quotation")
    draft, report = faithful(plain_text)
    sentence = next(piece for piece in plain_text.ordinary if piece.endswith("。"))
    assert losses(plain_text, draft.replace(sentence, f"1.{sentence}"), report) == [
        f"number invented: 1. before {sentence}"
    ]
    assert losses(plain_text, f"{draft}\n{sentence}", report) == [f"twice in the draft: {sentence}"]


def test_what_a_box_shows_is_not_there_twice() -> None:
    box = alone("text box")
    draft, report = faithful(box)
    assert losses(box, draft + "\n" + box.once[0], report) == [f"shown twice: {box.once[0]}"]
