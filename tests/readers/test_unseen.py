"""Eighty bulletins of fictional offices, in shapes that the readers' authors had not seen, and what
a careful person takes from them."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from readers import read_file
from records.model import Place, Unit
from records.store import Export
from tests.readers import unseen

HERE = Path(__file__).parent
FOLDERS = (
    "bulletins_unseen",
    "bulletins_unseen_2",
    "bulletins_unseen_3",
    "bulletins_unseen_4",
    "bulletins_unseen_5",
    "bulletins_unseen_6",
    "bulletins_unseen_7",
)
NAMES = {
    folder: sorted(path.name.removesuffix(".expected.yaml") for path in (HERE / folder).glob("*.expected.yaml"))
    for folder in FOLDERS
}
ALL = [(folder, name) for folder in FOLDERS for name in NAMES[folder]]
FOLDED = str.maketrans(",:;()!?０１２３４５６７８９", "，：；（）！？0123456789", '"“”|*')


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """Every bulletin by its folder and name; the Word files are made anew."""
    found = {}
    for folder in FOLDERS:
        made = importlib.import_module(f"tests.readers.{folder}.make_word").make_word(tmp_path_factory.mktemp("word"))
        found[folder] = {path.stem: path for path in (*(HERE / folder).glob("*.txt"), *made)}
    return found


def expectation(folder: str, name: str) -> Any:
    return yaml.safe_load((HERE / folder / f"{name}.expected.yaml").read_text(encoding="utf-8"))


def listed(value: Any) -> list[Any]:
    """Return all that is right: the values of a list, or the one value."""
    return value if isinstance(value, list) else [value]


def texts(value: Any) -> list[str]:
    """Return the words that an expectation names: titles, blocks, lines."""
    found = [
        value["publication"]["name"],
        *listed(value["publication"]["issuer"]),
        *listed(value["editor_note"]),
        *listed(value["registration_no"]),
        *(s["name"] for s in value["sections"]),
        *(words for line in value["lines"] for words in listed(line["text"])),
    ]
    for item in value["items"]:
        found += listed(item.get("title", ""))
        found += [block.partition(" ")[2].split("|")[0] for block in item.get("body", ())]
        found += [
            *item.get("contains", ()),
            item.get("first_row", ""),
            item.get("last_row", ""),
            item.get("prefix", ""),
        ]
    return found


def complete(expected: Any) -> Any:
    """Return a reading in which everything is as expected, the first of several values each time."""
    items = [_complete_item(item) for item in expected["items"]]
    anchors = iter(range(len(items)))
    sections = [{"name": s["name"], "items": [next(anchors) for _ in range(s["items"])]} for s in expected["sections"]]
    fields = {name: listed(expected[name])[0] for name in (*unseen.PLAIN, "editor_note")}
    doubts = [f"各行相加为 {item['sum_doubted']}" for item in expected["items"] if item.get("sum_doubted")]
    return {
        **fields,
        "publication": {name: listed(value)[0] for name, value in expected["publication"].items()},
        "sections": [s for s in sections if s["name"]],
        "items": items,
        "lines": [{"kind": listed(line["kind"])[0], "lines": [listed(line["text"])[0]]} for line in expected["lines"]],
        "notes": [{"text": words} for words in (*expected.get("said", ()), *doubts)],
    }


def _complete_item(item: Any) -> Any:
    found = {
        name: listed(item[name])[0] for name in ("kind", "title", "prefix", "place", "unit", "total") if name in item
    }
    contained = "".join(item.get("contains", ()))
    blocks = [line.split("|")[0].partition(" ") for line in item.get("body", ())]
    found["body"] = [_block(kinds.replace("?", "").split("/")[0], words) for kinds, _, words in blocks]
    found["body"][-1:] = [_block(found["body"][-1]["block"], blocks[-1][2] + contained)] if blocks else []
    found |= {} if blocks else {"note": contained}
    if "columns" in item:
        rows = [[""]] * listed(item["rows"])[0]
        found |= {
            "columns": [""] * item["columns"],
            "rows": [[item.get("first_row", "")], *rows[2:], [item.get("last_row", "")]],
        }
    return found


def _block(kind: str, words: str) -> dict[str, Any]:
    match kind:
        case "picture":
            return {"block": kind, "media": "1.png", "alt": words}
        case "table":
            return {"block": kind, "columns": [words], "rows": []}
        case "point" | "quotation":
            return {"block": kind, "text": [words]}
    return {"block": kind, "text": words}


@pytest.mark.parametrize("folder", FOLDERS)
def test_ten_bulletins_are_expected_and_there(folder: str, files: dict[str, dict[str, Path]]) -> None:
    assert len(NAMES[folder]) == 10
    assert set(NAMES[folder]) == set(files[folder])


@pytest.mark.parametrize(("folder", "name"), ALL)
def test_what_is_expected_stands_in_the_source(folder: str, name: str, files: dict[str, dict[str, Path]]) -> None:
    """The expectations were written by hand; a slip in them must not be counted against the reader."""
    pages = re.compile(r"^\s*— \d+ —$", re.MULTILINE)  # they part sentences where a page ends
    source = unseen.squeeze(pages.sub("", unseen.source_text(files[folder][name]))).translate(FOLDED)
    numbered = ("一、", "二、", "三、", "（一）", "（二）") if name.startswith("08") else ()  # Word counts these itself
    numbered += ("△",) if name.startswith("19") else ()
    numbered += ("一、", "二、", "三、", "1.", "2.") if name.startswith("28") else ()
    numbered += ("一、", "二、", "三、") if name.startswith(("39", "49")) else ()
    for words in texts(expectation(folder, name)):
        bare = next((words.removeprefix(n) for n in numbered if words.startswith(n)), words)
        assert unseen.squeeze(bare).translate(FOLDED) in source, words


@pytest.mark.parametrize(("folder", "name"), ALL)
def test_a_reading_with_all_that_is_expected_has_every_field_right(folder: str, name: str) -> None:
    expected = expectation(folder, name)
    assert unseen.score(expected, complete(expected)).misses == []


def test_the_scorer_sees_each_field_that_is_wrong() -> None:
    expected = expectation("bulletins_unseen", "02-briefs")
    item = {
        "kind": "article",
        "title": "我县开出首趟“文明实践公交”",
        "body": [{"block": "heading", "text": "6月20日早上七点，一辆车"}],
    }
    found = unseen.score(expected, {"publication": {"name": "沭阳文明 实践快报"}, "number": 22, "items": [item]})
    assert "number: 21 expected, 22 found" in found.misses
    assert "items[0].body: heading 6月20日早上七点，一辆车 is one too many" in found.misses
    assert not any(miss.startswith("publication.name") for miss in found.misses)
    assert found.right < found.total / 3


def test_the_scorer_sees_text_that_is_lost() -> None:
    point = {"block": "point", "ordinal": "一是", "lead_in": "一张菜单。", "text": ["冷菜热菜都写明。"]}
    assert unseen.lost("一是一张菜单。冷菜热菜\n礼金一路看涨，家家犯愁", {"items": [{"body": [point]}]}) == [
        "礼金一路看涨",
        "家家犯愁",
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_unseen_bulletins_are_read_right_and_nothing_is_lost(
    folder: str, files: dict[str, dict[str, Path]], sample: Path
) -> None:
    export = Export(sample)
    places, units = tuple(export.all(Place)), tuple(export.all(Unit))
    known = {place.code: place.name for place in places}
    right = total = 0
    misses: list[str] = []
    lost: list[str] = []
    for name in NAMES[folder]:
        got = msgspec.to_builtins(read_file(files[folder][name], places=places, units=units))
        found = unseen.score(expectation(folder, name), got, known)
        right, total = right + found.right, total + found.total
        misses += [f"{name} {miss}" for miss in found.misses]
        misses += [
            f"    note {note['line']} {note['kind']}: {note['text'][:80]}" for note in got["notes"] if found.misses
        ]
        lost += [f"{name} {run}" for run in unseen.lost(unseen.source_text(files[folder][name]), got)]
    figure = f"{folder}: {right} of {total} fields right"
    sys.stdout.write(figure + "\n")  # pytest -s shows it where the test passes, too
    report = "\n".join([figure, *misses, *(f"lost: {run}" for run in lost)])
    assert not lost, report
    assert right >= 0.97 * total, report
