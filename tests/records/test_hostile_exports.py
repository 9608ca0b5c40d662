"""An export that was made to do harm is refused in one line, quickly and in little memory,
whatever file of it the harm stands in."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from records import Export, Record, RecordError
from records.store import KINDS

SECONDS, MEGABYTES = 1.0, 100


def laughs(levels: int, wide: int) -> str:
    """Lines of which each names the one before so often (“billion laughs”)."""
    rows = [f"b0: &b0 [{', '.join(['哈'] * wide)}]"]
    rows += [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * wide)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


HARM = {
    "laughs": laughs(10, 10),
    "merged laughs": "a: &a {x: 1}\nb: {<<: *a}\n",
    "of itself": "a: &a [*a]\n",
    "an object": "a: !!python/object/apply:os.system ['exit']\n",
    "flow": "a: " + "[" * 4_000_000 + "\n",
    "maps": "a: " + "{a: " * 900_000 + "\n",
    "dashes": "a:\n  " + "- " * 1_000_000 + "x\n",
    "questions": "? " * 1_000_000 + "x\n",
    "wide": "a: [" + "x," * 1_000_000 + "x]\n",
    "lines": "".join(f"k{n}: 1\n" for n in range(400_000)),
    "larger than a record": "a: " + "x" * 6_000_000 + "\n",
    "digits": "a: " + "9" * 1_000 + "\n",
    "more digits": "a: " + "9" * 100_000 + "\n",
    "twice": "a: 1\nb: 2\na: 3\n",
    "a date as key": "2024-01-01: x\n",
    "a list as key": "? [a, b]\n: x\n",
    "NUL": "a: x\0y\n",
    "control": "a: x\x01y\n",
    "no mapping": "- a\n- b\n",
}


@pytest.fixture
def export(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "export"))


def refused(export: Path, file: Path, kind: type[Record] = KINDS[0]) -> str:
    """Read the records of a kind; return the one line that names the file."""
    began = time.process_time()
    with pytest.raises(RecordError) as error:
        list(Export(export).all(kind))
    took = time.process_time() - began
    assert took < SECONDS, took
    said = str(error.value)
    assert file.name in said and "\n" not in said and len(said) < len(str(file)) + 250
    return said


@pytest.mark.parametrize("harm", HARM)
def test_the_mark_of_an_export_is_refused_small_and_quickly(harm: str, export: Path) -> None:
    mark = export / "public/format.yaml"
    mark.write_text(HARM[harm], "utf-8")
    refused(export, mark)
    mark.write_bytes(HARM["twice"].encode("utf-16"))
    assert "不是 UTF-8" in refused(export, mark)


def files(export: Path) -> Iterator[tuple[type[Record], Path]]:
    """A file of every kind of record."""
    for kind in KINDS:
        found = sorted(
            path
            for half in export.iterdir()
            for path in (half / kind.folder).rglob("*.*")
            if path.suffix in (".yaml", ".md")
        )
        yield from ((kind, path) for path in found[:1])


def test_what_stands_before_any_record_s_text_is_refused_alike(export: Path) -> None:
    rng, tried = random.Random(14), 0
    for kind, file in list(files(export)):
        text, mark = file.read_text("utf-8"), "---\n" if file.suffix == ".md" else ""
        for harm in rng.sample(sorted(set(HARM) - {"no mapping", "larger than a record", "wide", "lines"}), 3):
            file.write_text(mark + HARM[harm] + text.removeprefix(mark), "utf-8")
            refused(export, file, kind)
            tried += 1
        file.write_text(text, "utf-8")
    assert tried >= 3 * (len(KINDS) - 1)


@pytest.mark.parametrize("harm", ["laughs", "lines", "wide", "flow"])
def test_little_memory_is_needed_to_refuse_it(harm: str, export: Path) -> None:
    (export / "public/format.yaml").write_text(HARM[harm], "utf-8")
    child = (
        "import resource, sys, pathlib; from records import Export, RecordError\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\nbefore = used()\n"
        "try: Export(pathlib.Path(sys.argv[1]))\nexcept RecordError: print(used() - before)"
    )
    done = subprocess.run([sys.executable, "-c", child, str(export)], capture_output=True, text=True, timeout=60)
    assert int(done.stdout) < MEGABYTES
