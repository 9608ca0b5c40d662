"""Ten bulletins of fictional offices in shapes that the readers' authors had not seen, with what a careful person takes from them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
import yaml

from press.records.model import Place, Unit
from press.records.readers import read_file
from press.records.store import Export

HERE = Path(__file__).parent
FOLDER = HERE / "bulletins_unseen"
NAMES = sorted(path.name.removesuffix(".expected.yaml") for path in FOLDER.glob("*.expected.yaml"))


def neighbour(path: Path) -> ModuleType:
    """Load a module that stands beside the tests."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


unseen = neighbour(HERE / "unseen.py")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every bulletin by its name; the Word files are made anew."""
    made = neighbour(FOLDER / "make_word.py").make_word(tmp_path_factory.mktemp("word"))
    return {path.stem: path for path in (*FOLDER.glob("*.txt"), *made)}


def expectation(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.expected.yaml").read_text(encoding="utf-8"))


def texts(value: Any) -> list[str]:
    """Return the words that an expectation names: titles, blocks, lines."""
    found = [
        value["publication"]["name"],
        value["editor_note"],
        *(s["name"] for s in value["sections"]),
        *(line["text"] for line in value["lines"]),
    ]
    for item in value["items"]:
        found += item.get("title", []) if isinstance(item.get("title"), list) else [item.get("title", "")]
        found += [block.partition(" ")[2].split("|")[0] for block in item.get("body", ())]
        found += [*item.get("contains", ()), item.get("first_row", ""), item.get("last_row", ""), item.get("prefix", "")]
    return found


def test_ten_bulletins_are_expected_and_there(files: dict[str, Path]) -> None:
    assert len(NAMES) == 10
    assert set(NAMES) == set(files)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_expected_stands_in_the_source(name: str, files: dict[str, Path]) -> None:
    """The expectations were written by hand; a slip in them must not be counted against the reader."""
    source = unseen.squeeze(unseen.source_text(files[name]))
    numbered = ("一、", "二、", "三、", "（一）", "（二）") if name.startswith("08") else ()  # Word counts these itself
    for words in texts(expectation(name)):
        bare = next((words.removeprefix(n) for n in numbered if words.startswith(n)), words)
        assert unseen.squeeze(bare) in source.replace("|", ""), words


def test_the_scorer_sees_each_field_that_is_wrong() -> None:
    expected = expectation("02-briefs")
    item = {"kind": "article", "title": "我县开出首趟“文明实践公交”", "body": [{"block": "heading", "text": "6月20日早上七点，一辆车"}]}
    found = unseen.score(expected, {"publication": {"name": "沭阳文明 实践快报"}, "number": 22, "items": [item]})
    assert "number: 21 expected, 22 found" in found.misses
    assert "items[0].body: heading 6月20日早上七点，一辆车 is one too many" in found.misses
    assert not any(miss.startswith("publication.name") for miss in found.misses)
    assert found.right < found.total / 3


def test_the_scorer_sees_text_that_is_lost() -> None:
    point = {"block": "point", "ordinal": "一是", "lead_in": "一张菜单。", "text": ["冷菜热菜都写明。"]}
    assert unseen.lost("一是一张菜单。冷菜热菜\n礼金一路看涨，家家犯愁", {"items": [{"body": [point]}]}) == ["礼金一路看涨", "家家犯愁"]


def test_unseen_bulletins_are_read_right_and_nothing_is_lost(files: dict[str, Path], sample: Path) -> None:
    export = Export(sample)
    places, units = tuple(export.all(Place)), tuple(export.all(Unit))
    known = {place.code: place.name for place in places}
    right = total = 0
    misses: list[str] = []
    lost: list[str] = []
    for name in NAMES:
        got = msgspec.to_builtins(read_file(files[name], places=places, units=units))
        found = unseen.score(expectation(name), got, known)
        right, total = right + found.right, total + found.total
        misses += [f"{name} {miss}" for miss in found.misses]
        misses += [f"    note {note['line']} {note['kind']}: {note['text'][:80]}" for note in got["notes"] if found.misses]
        lost += [f"{name} {run}" for run in unseen.lost(unseen.source_text(files[name]), got)]
    report = "\n".join([f"{right} of {total} fields right", *misses, *(f"lost: {run}" for run in lost)])
    assert not lost, report
    assert right >= 0.97 * total, report
