"""The search index: exact against substring truth, the same after any edits, and without a trace of what is gone."""

import json
import os
import random
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.search import Document, Index, IndexCache, Spool, parse
from press.search import segment as segment_module
from press.search import texts as texts_module
from press.search.digits import LISTS, PLACES, SIZES, STRETCHES, Code
from press.search.document import SLOT, layout
from press.search.lists import SCORES
from press.search.reader import Segment
from press.web import build_site
from records import Export
from records.folding import fold

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "cms" / "sample"
EXAMPLES = json.loads((HERE / "folding.json").read_text("utf-8"))
ANSWERS = HERE.parent / "site" / "answers.js"


@pytest.mark.parametrize(("text", "folded"), EXAMPLES["fold"])
def test_texts_are_folded_as_in_the_examples(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("query", "words"), EXAMPLES["parse"])
def test_queries_are_read_as_in_the_examples(query: str, words: list[str]) -> None:
    assert parse(query) == words


def test_the_logic_in_javascript_passes_the_same_examples() -> None:
    done = subprocess.run(
        ["node", "--test", str(ANSWERS.with_name("search_logic.test.js"))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("code", "most"), [(PLACES, 6_900_000_000), (LISTS, 6_900_000_000), (SIZES, 7_000_000_000), (STRETCHES, 8191)]
)
@given(data=st.data())
def test_numbers_come_back(code: Code, most: int, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, most)))
    assert list(code.read(code.write(numbers))) == numbers
    values, begins = code.decode(code.write(numbers))
    assert values.tolist() == numbers
    assert begins.tolist() == code.encode(np.array(numbers, np.int64))[1].tolist()


# Answers of a whole site -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("site")
    build_site(Export(SAMPLE, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    return work / "out" / "assets" / "search"


def texts_of(index: Path) -> dict[str, tuple[str, ...]]:
    """Return the folded paragraphs of every document, from the files that results show."""
    found = {}
    for segment in Index(index).segments:
        for number in range(segment.table["documents"]):
            if number not in segment.gone:
                data = segment.read(f"t/{number // 1000}/{number}")
                found[data[0]] = tuple(fold(p) for paragraphs in data[6:] for p in paragraphs)
    return found


def truth(texts: dict[str, tuple[str, ...]], words: Sequence[str]) -> set[str]:
    """Return the records in which every word stands within a paragraph."""
    return {record for record, own in texts.items() if all(any(word in p for p in own) for word in words)}


def strings(texts: dict[str, tuple[str, ...]], chance: random.Random, n: int) -> list[str]:
    """Draw strings of 1 to 40 characters, a fifth of them as two words."""
    paragraphs = [p for own in texts.values() for p in own if p]

    def one() -> str:
        paragraph = chance.choice(paragraphs)
        at = chance.randrange(len(paragraph))
        cut = paragraph[at : at + chance.choice([1, 1, 2, 2, 3, 4, 5, 7, 11, 20, 40])]
        return cut.replace(" ", "").strip('“”"') or "志愿"

    return [one() if chance.random() < 0.8 else f"{one()} {one()}" for _ in range(n)]


@pytest.fixture(scope="module")
def seed() -> int:
    return int(os.environ["SEARCH_SEED"])


def test_any_string_finds_every_document_in_which_it_stands_and_no_other(index: Path, seed: int) -> None:
    texts, reader = texts_of(index), Index(index)
    for query in strings(texts, random.Random(seed), 1500):
        assert {row.record for row in reader.find(query)} == truth(texts, parse(query)), f"{query!r}, seed {seed}"


def test_the_page_and_the_shell_give_the_same_answers_in_the_same_order(index: Path, seed: int) -> None:
    queries = strings(texts_of(index), random.Random(seed), 400)
    reader = Index(index)
    for query, answer in zip(queries, in_javascript(index, queries), strict=True):
        assert answer["records"] == [row.record for row in reader.find(query)], f"{query!r}, seed {seed}"


def in_javascript(index: Path, queries: Sequence[str]) -> list[dict]:
    data = {"base": f"{index}/", "queries": [{"query": query, "options": {"synonyms": False}} for query in queries]}
    done = subprocess.run(["node", str(ANSWERS)], input=json.dumps(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_public_case_and_item_is_in_the_index(index: Path) -> None:
    export = Export(SAMPLE, private=False)
    from records import Case, Issue

    cases = {f"{case.number:06d}" for case in export.public(Case)}
    items = {f"{issue.key}#{item.anchor}" for issue in export.public(Issue) for item in issue.items}
    notes = {issue.key for issue in export.public(Issue) if issue.editor_note}
    assert texts_of(index).keys() == cases | items | notes


# Best first -----------------------------------------------------------------------------


def document(
    record: str,
    *,
    title: str = "甲",
    summary: str = "",
    data: str = "",
    body: str = "",
    year: int = 2024,
    purge: str = "",
) -> Document:
    texts = tuple(tuple(text.split("|")) if text else () for text in (title, summary, data, body))
    return Document(
        record=record, address=f"{record}.html", where="", when="", year=year, day=0, place="320000", figures=0,
        facets={"year": (str(year),)}, texts=texts, purge=purge,
    )  # fmt: skip


NOW = {
    "names": {"place": {}, "field": {}, "kind": {}},
    "parents": {"place": {}, "field": {}},
    "synonyms": [],
    "suggestions": [],
    "examples": [],
    "traditional": "traditional",
}


def spooled(folder: Path, documents: Sequence[Document]) -> Spool:
    spool = Spool(folder / "spool")
    for own in documents:
        spool.add(own)
    return spool


def published(folder: Path, cache: IndexCache, name: str = "site") -> Path:
    cache.publish(folder / name, NOW)
    (folder / name / "traditional.js").write_text('press.part(["",""]);')
    return folder / name


@pytest.fixture(params=["light", "heavy"])
def weight(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer once from places, once from lists: the order must not depend on how the index is built."""
    if request.param == "heavy":
        monkeypatch.setattr(segment_module, "frequent_from", lambda characters: 1)


def order_of(folder: Path, documents: Sequence[Document], query: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    cache = IndexCache(folder / "cache")
    cache.update(spooled(folder, documents))
    index = published(folder, cache)
    found = [row.record for row in Index(index).find(query)]
    assert in_javascript(index, [query])[0]["records"] == found
    return found


@pytest.mark.usefixtures("weight")
def test_the_title_counts_more_than_summary_data_and_body(tmp_path: Path) -> None:
    documents = [
        document("4", title="甲", body="积分" * 20),
        document("2", title="甲", summary="办积分"),
        document("1", title="积分"),
        document("3", title="甲", data="积分"),
    ]
    assert order_of(tmp_path, documents, "积分") == ["1", "2", "3", "4"]


@pytest.mark.usefixtures("weight")
def test_what_is_said_more_often_comes_first(tmp_path: Path) -> None:
    documents = [document("1", body="积分"), document("2", body="积分和积分和积分"), document("3", body="积分和积分")]
    assert order_of(tmp_path, documents, "积分") == ["2", "3", "1"]


@pytest.mark.usefixtures("weight")
def test_words_that_stand_near_each_other_come_first(tmp_path: Path) -> None:
    far = "积分" + "远" * 600 + "兑换"
    documents = [
        document("1", body=far, year=2025),
        document("2", body="远" * 600 + "积分兑换"),
        document("3", body=far),
    ]
    assert order_of(tmp_path, documents, "积分 兑换") == ["2", "1", "3"]


def test_no_match_crosses_a_paragraph_or_a_field(tmp_path: Path) -> None:
    documents = [document("1", title="文明", summary="实践", body="志愿|服务")]
    for query in ("文明实践", "志愿服务", "实践志愿"):
        assert order_of(tmp_path / query, documents, query) == []
    assert order_of(tmp_path / "both", documents, "文明 服务") == ["1"]


def test_a_long_title_moves_what_follows(tmp_path: Path) -> None:
    documents = [
        document("1", title="长" * 90, summary="摘要" * 200, data="数" * 800, body="正文"),
        document("2", title="正文"),
    ]
    assert order_of(tmp_path, documents, "正文") == ["2", "1"]
    assert order_of(tmp_path / "summary", documents, "要摘") == ["1"]
    assert order_of(tmp_path / "crossing", documents, "长摘") == []
    other = document("3", title="丙", body="摘要" * 100)
    assert order_of(tmp_path / "class", [other, *documents], "摘要") == ["1", "3"], "the summary still counts as one"


# Changes -----------------------------------------------------------------------------

WORDS = ["志愿", "服务", "文明", "实践", "a", "b ", "𠮷", "𬭎", "积分兑换", "，", "1154支"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
DOCUMENTS = st.dictionaries(
    st.integers(1, 12), st.tuples(TEXT, TEXT, TEXT, st.sampled_from(["", "1", "2"])), max_size=12
)


def as_documents(state: dict[int, tuple[str, str, str, str]]) -> list[Document]:
    return [
        document(f"{n:06d}", title=f"第{n}个{title}", summary=summary, body=body * 8, year=2020 + n % 3, purge=mark)
        for n, (title, summary, body, mark) in state.items()
    ]


@settings(max_examples=40, deadline=None)
@given(states=st.lists(DOCUMENTS, min_size=2, max_size=4), chance=st.randoms(use_true_random=False))
def test_after_any_edits_the_answers_are_those_of_a_full_build(
    states: list[dict], chance: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_module, "frequent_from", lambda characters: 30)  # heavy grams in a few documents
        go_through(states, chance, folder)


def go_through(states: list[dict], chance: random.Random, folder: Path) -> None:
    for step, state in enumerate(states):
        IndexCache(folder / "cache").update(spooled(folder, as_documents(state)))
        cache = IndexCache(folder / "cache")
        edited = Index(published(folder, cache, f"site{step}"))
        fresh = IndexCache(folder / f"fresh{step}")
        fresh.update(spooled(folder, as_documents(state)), full=True)
        whole = Index(published(folder, fresh, f"whole{step}"))
        texts = {d.record: tuple(fold(p) for own in d.texts for p in own) for d in as_documents(state)}
        for query in [*strings(texts, chance, 15), "志愿 服务", "务志", "𠮷 𬭎"] if texts else ["志愿"]:
            found = [row.record for row in edited.find(query)]
            assert found == [row.record for row in whole.find(query)], query
            assert set(found) == truth(texts, parse(query)), query


def test_a_full_build_is_a_function_of_the_documents_alone(tmp_path: Path) -> None:
    documents = as_documents({n: (f"题{n}", "文明实践", "志愿服务积分", "") for n in range(1, 40)})
    one, other = IndexCache(tmp_path / "one"), IndexCache(tmp_path / "other")
    one.update(spooled(tmp_path, documents))
    other.update(spooled(tmp_path, documents[:20]))
    other.update(spooled(tmp_path, documents[::-1]), full=True)
    assert files(published(tmp_path, one, "a")) == files(published(tmp_path, other, "b"))


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.js")}


def test_a_library_in_several_parts_has_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = as_documents({n: (f"题{n}", "文明实践", "志愿服务积分兑换" * (n % 7), "") for n in range(1, 60)})
    one, parts = IndexCache(tmp_path / "one"), IndexCache(tmp_path / "parts")
    one.update(spooled(tmp_path, documents))
    monkeypatch.setattr(texts_module, "PART_SLOTS", 8)
    parts.update(spooled(tmp_path, documents))
    assert answers(published(tmp_path, one, "a")) == answers(published(tmp_path, parts, "b"))


def answers(index: Path) -> list[list[str]]:
    return [
        [row.record for row in Index(index).find(query)]
        for query in ("志愿", "务积分兑", "题", "愿服务积", "第5个题5", "兑换志愿服务", "明实")
    ]


@pytest.fixture
def library(tmp_path: Path) -> tuple[IndexCache, list[Document]]:
    documents = as_documents({n: (f"题{n}", "文明实践", "志愿服务积分兑换" * (n % 7), "") for n in range(1, 60)})
    documents.append(
        document(
            "000777",
            title="绝密代号𬭎鲲鹏",
            summary="不该公开的鲲鹏一段",
            data="鲲鹏",
            body="鲲鹏" * 50 + "志愿服务" * 9,
        )
    )
    cache = IndexCache(tmp_path / "cache")
    cache.update(spooled(tmp_path, documents))
    return cache, documents


def test_one_changed_document_rewrites_no_file_of_the_base(
    library: tuple[IndexCache, list[Document]], tmp_path: Path
) -> None:
    cache, documents = library
    before = {
        name: p.stat()
        for p in published(tmp_path, cache, "before").rglob("*.js")
        if (name := p.relative_to(tmp_path / "before"))
    }
    changed = msgspec.structs.replace(documents[3], texts=(("改了的题目",), *documents[3].texts[1:]))
    cache.update(spooled(tmp_path, [*documents[:3], changed, *documents[4:]]))
    after = {p.relative_to(tmp_path / "after"): p.stat() for p in published(tmp_path, cache, "after").rglob("*.js")}
    base = [name for name in before if name.parent != Path()]
    assert all(after[name].st_ino == before[name].st_ino for name in base)
    assert [row.record for row in Index(tmp_path / "after").find("改了的题目")] == [changed.record]
    assert len(after) - len(before) < 60


@pytest.mark.parametrize("how", ["withdrawn", "redacted"])
def test_what_is_withdrawn_or_redacted_cannot_be_read_back_from_any_file(
    how: str, library: tuple[IndexCache, list[Document]], tmp_path: Path
) -> None:
    cache, documents = library
    now = documents[:-1]
    if how == "redacted":
        now = [*now, document("000777", title="改过的一件", body="志愿服务", purge="2025-03-01")]
    old = Index(published(tmp_path, cache, "old")).segments[0]
    number = next(n for n in range(len(documents)) if old.read(f"t/0/{n}")[0] == "000777")
    cache.update(spooled(tmp_path, now))
    site = published(tmp_path, cache, "new")
    for name, data in files(site).items():
        text = data.decode()
        assert not any(word in text for word in ("绝密", "鲲", "鹏", "𬭎", "不该公开")), name
    base = Index(site).segments[0]
    assert postings(base, number) == 0
    assert postings(old, number) > 100, "the earlier release still has them, so the count above can fail"
    assert {row.record for row in Index(site).find("志愿服务")} >= {d.record for d in now if "志愿服务" in d.texts[3]}


def postings(base: Segment, number: int) -> int:
    """Count what any file says of a document."""
    slots = range(base.first[number], base.first[number + 1])
    grams, lists = base.table["files"]
    found = 0
    for file in range(grams):
        for _, sizes, text in base.fresh(f"g/{file}"):
            for entry in cut(text, SIZES.read(sizes)):
                found += sum(place // SLOT in slots for place in accumulate(PLACES.read(entry)))
    for file in range(lists):
        for _, sizes, text in base.fresh(f"l/{file}"):
            for entry in cut(text, SIZES.read(sizes)):
                found += number in list(accumulate((n // SCORES + 1 for n in LISTS.read(entry)), initial=-1))[1:]
    return found


def cut(text: str, sizes: Iterable[int]) -> list[str]:
    ends = list(accumulate(sizes, initial=0))
    return [text[a:b] for a, b in pairwise(ends)]


def test_a_place_tells_the_class_of_text() -> None:
    text, starts = layout([["题"], ["摘要一", "摘要二"], [], ["正文"]])
    assert [text[start : start + 1] for start in starts] == ["题", "摘", "\0", "正"]
    assert [bisect_right(starts, text.index(word)) - 1 for word in ("题", "要二", "文")] == [0, 1, 3]
