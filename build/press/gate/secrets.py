"""Private words: none stands in a file of a site, or can be found in its search index."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from pathlib import Path
from typing import Any

import pikepdf

import press.web
from press.crew import Crew
from press.gate.memory import Memory, Said
from press.gate.problem import Problem
from press.home import SETTINGS, SOURCES
from press.reuse import files_below
from press.search import Index
from press.search.reader import Segment
from press.shift import gathered
from records import Case, Collection, DistributionList, Export, Found, Indicator, Issue, is_public, scalars
from records.folding import fold

LEAST = 6  # shorter private words, such as the name of an office, may well stand in public texts
FEW = 40  # words: as quickly looked for one by one
MANY_FILES, BATCH = 2000, 200  # files that one process looks through
LEAST_TITLE = 8  # and so may a title of a few words
READABLE = (".html", ".json", ".js", ".css", ".xml", ".txt", ".csv", ".svg", ".md", ".yml", ".yaml", ".py")
# Parts of the search index that hold strings of a few characters and numbers, and no text to
# read: `findable_words` looks there.
GRAMS = re.compile(r"assets/search/\w+/[glm]/")
INDEX = re.compile(r"assets/search/(\w+)/")  # a segment, named by the hash of all that stands in it
OWN_SOURCES = (SOURCES, SETTINGS, Path(press.web.__file__).parent)


def leaks(site: Path, export: Export, memory: Memory | None = None, crew: Crew | None = None) -> Iterator[Problem]:
    """Yield private words that stand in a file of the site, in PDF streams, attachments and metadata too.

    What `memory` knows of the release before is not looked through again but for words that are new. `crew` looks too,
    where there are many files.
    """
    words = frozenset(private_words(export))
    said = _said(export, words, memory)
    secret = words.difference(*(found for _, found in said.values()))
    new = secret - memory.before.secret if memory else secret
    every, some = Words(secret), Words(new)
    before = memory.before.segments if memory and memory.before.release else frozenset[str]()
    cut = memory.reuse.index_cut if memory else {}
    found: dict[str, str] = {}
    whole: list[str] = []
    for name in _readable(site, memory, all_of_them=bool(new)):
        segment = INDEX.match(name)
        known = (memory and memory.reuse.taken(name)) or (segment and cut.get(segment[1], segment[1]) in before)
        looked_for = some if known else every
        if not looked_for.all or GRAMS.match(name):
            continue
        if memory and not known and not new and name in memory.reuse.old:
            found |= _first(name, looked_for, _lines_since(texts_of(site / name), memory.reuse.source / name))
        elif looked_for is every:
            whole.append(name)
        else:
            found |= _first(name, looked_for, texts_of(site / name))
    found |= _found(site, whole, every, crew)
    for name, word in sorted(found.items()):
        yield Problem(name, f"出现不公开的内容“{word}”")
    names = _segments(site)
    # Where only something was cut out, nothing can be found that could not before.
    asked = {name: new if cut.get(name, name) in before else secret for name in names}
    if any(asked.values()):
        index = Index(site / "assets" / "search")
        for word in findable_words(index.segments, asked, lambda: _open_files(export)):
            yield Problem(
                "assets/search",
                f"检索索引里查得到不公开的内容“{word}”（如果是以前公开过的旧文字，运行 press build --full）",
            )
    if memory:
        memory.now.words, memory.now.secret, memory.now.said, memory.now.segments = words, secret, said, names


def _first(name: str, words: Words, texts: Iterable[str]) -> dict[str, str]:
    """Return under the name of a file the first word that stands there, if one does."""
    word = next((word for text in texts for word in words.found_in(text)), None)
    return {name: word} if word else {}


def look_through(site: Path, names: Iterable[str], words: Words) -> dict[str, str]:
    """Return the first word that stands in a file, for each where one does."""
    return {name: word for each in names for name, word in _first(each, words, texts_of(site / each)).items()}


def _found(site: Path, names: Sequence[str], words: Words, crew: Crew | None) -> dict[str, str]:
    if crew is None or len(names) < MANY_FILES:
        return look_through(site, names, words)
    found: dict[str, str] = {}
    with crew.at_work(len(names), beside=True, disk=True) as shift:
        batches = (names[at : at + BATCH] for at in range(0, len(names), BATCH))
        for _, some in gathered(deque((None, shift.give(look_through, site, batch, words)) for batch in batches)):
            found |= some
    return found


def _readable(site: Path, memory: Memory | None, *, all_of_them: bool) -> Iterable[str]:
    """Return the files to look through: where only what is new has to be found in them, those that are new."""
    if not memory or not memory.alive or all_of_them:
        return sorted(files_below(site))
    before = memory.before.segments
    index = (f"assets/search/{name}" for name in memory.reuse.index if name.partition("/")[0] not in before)
    made = (name for name in memory.reuse.made() if name not in memory.reuse.composed)
    return [*made, *index]


def _lines_since(texts: Iterable[str], before: Path) -> Iterator[str]:
    """Yield the lines of a file that it did not have in the release before, which passed: no word that is looked for
    goes over the end of a line."""
    if before.suffix not in READABLE or not before.is_file():
        return iter(texts)
    known = set(before.read_text("utf-8").splitlines())
    return iter(["\n".join(line for text in texts for line in text.splitlines() if line not in known)])


def _segments(site: Path) -> frozenset[str]:
    return frozenset(path.name for path in (site / "assets" / "search").iterdir() if path.is_dir())


def _open_files(export: Export) -> Iterator[Path]:
    """Yield what readers may see anyway: what our own pages say, or a public record, is no secret although a private
    record says it too."""
    for root in [export.path, *(other for other in export.instead.values() if other)]:
        names = (name for name in files_below(root / "public") if name.endswith((".md", ".yaml")))
        paths = (Path(f"{root}/public/{name}") for name in names)
        yield from (path for path in paths if not export.passes(path))
    for root in OWN_SOURCES:
        yield from (p for p in ([root] if root.is_file() else root.rglob("*.*")) if p.suffix in READABLE)


def _said(export: Export, words: frozenset[str], memory: Memory | None) -> dict[str, Said]:
    """Return by open file its digest and which of the words it says."""
    before = memory.before.said if memory else {}
    fresh = words - memory.before.words if memory else words
    gone = memory.before.words - words if memory else frozenset[str]()
    every, new = Words(words), Words(fresh)
    if memory and memory.alive and not fresh:
        said = {name: own if gone.isdisjoint(own[1]) else _less(own, gone) for name, own in before.items()}
        open_files: Iterable[Path] = memory.changed
        sums: dict[str, bytes] = {}
    else:
        said, open_files = {}, _open_files(export)
        sums = {f"{export.path}/{name}": bytes.fromhex(sum) for name, sum in export.sums.items()}
    for path in open_files:
        said.pop(str(path), None)
        known = before.get(str(path))
        if known and not new.all and known[0] == sums.get(str(path)):
            said[str(path)] = _less(known, gone) if gone else known
            continue
        if not path.is_file():
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).digest()
        if known and known[0] == digest:
            found = {word for word in known[1] if word in words}
            found.update(new.found_in(data.decode(errors="replace")) if new.all else ())
        else:
            found = set(every.found_in(data.decode(errors="replace")))
        said[str(path)] = digest, tuple(found)
    return said


def _less(said: Said, gone: Set[str]) -> Said:
    return said[0], tuple(word for word in said[1] if word not in gone)


def findable_words(
    segments: Iterable[Segment], asked: Mapping[str, Set[str]], open_files: Callable[[], Iterable[Path]]
) -> list[str]:
    """Return the words that the search index can find, also in texts that are no
    longer shown but stand in its files yet; `asked` are those to look for by segment.

    Words that an open file says in another spelling (spaces, case, traditional
    characters) are none, for the search folds.
    """
    found = sorted({word for segment in segments for word in _answered(segment, asked[segment.folder.name])})
    if found:
        said = [fold(line) for path in open_files() for line in path.read_text("utf-8", "replace").splitlines()]
        found = [word for word in found if not any(fold(word) in line for line in said)]
    return found


def _answered(segment: Segment, asked: Set[str]) -> Iterator[str]:
    """Yield the words that a segment can find. Of one that holds what has changed, which is made anew each time and
    never cut, only those are asked that stand in its texts."""
    if segment.before is not None and asked:
        folded = {fold(word): word for word in asked}
        said = Words(word for word in folded if len(word) >= LEAST)
        texts = "\n".join(map(fold, segment.texts()))
        asked = {folded[word] for word in said.found_in(texts)} | {w for f, w in folded.items() if len(f) < LEAST}
    yield from (word for word in asked if segment.answer(fold(word), near=False))


class Words:
    """Words of at least LEAST characters, however many, looked for in one pass over a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self.all = frozenset(words)
        self.few = sorted(self.all) if len(self.all) <= FEW else []
        self.by_start: dict[str, list[str]] = {}
        for word in sorted(self.all):
            self.by_start.setdefault(word[:LEAST], []).append(word)
        first, *others = (f"[{re.escape(''.join(sorted({word[n] for word in self.all})))}]" for n in range(LEAST))
        # The pattern passes over nearly all of a page, the dictionary decides: both take the same time for one word or
        # thousands.
        self.candidates = re.compile(f"{first}(?={''.join(others)})") if self.all else re.compile(r"(?!)")

    def found_in(self, text: str) -> Iterator[str]:
        """Yield the words that stand in a text."""
        if self.few:
            yield from (word for word in self.few if word in text)
            return
        for match in self.candidates.finditer(text):
            at = match.start()
            yield from (word for word in self.by_start.get(text[at : at + LEAST], ()) if text.startswith(word, at))


def private_words(export: Export) -> set[str]:
    """Return the lines of an export's private fields that are long enough to tell."""
    made = (export.made(kind, frozenset[str], _lines, b"private words") for kind in WORDS_OF)
    return {line for _, lines in chain.from_iterable(made) for line in lines}


def _lines(found: Found[Any]) -> frozenset[str]:
    """Return the private lines of a record that are long enough to tell, and its title if that is private and tells."""
    if found.record is None:
        return frozenset()
    lines = {line.strip() for text in WORDS_OF[type(found.record)](found.record) for line in text.splitlines()}
    titles = {title for title in _titles(found.record) if len(title) >= LEAST_TITLE}
    return frozenset({line for line in lines if len(line) >= LEAST} | titles)


def _of_case(case: Case) -> Iterator[str]:
    yield from (case.cleared_by, case.withdrawn_by)
    if case.contact and not case.contact.public:
        yield from (case.contact.office, case.contact.phone)
    if not is_public(case):
        yield from (case.summary, case.lead_department)


def _of_issue(issue: Issue) -> Iterator[str]:
    yield from (issue.cleared_by, issue.withdrawn_by, *issue.signed_by, *strings(issue.recipients))
    for item in issue.items:
        yield from strings(getattr(item, "submission", None))


def _titles(record: Any) -> Iterator[str]:
    if isinstance(record, Case) and not is_public(record):
        yield record.title
    elif isinstance(record, Issue) and not is_public(record):
        yield from (item.title for item in record.items)


WORDS_OF: dict[type[Any], Callable[[Any], Iterable[str]]] = {
    Case: _of_case,
    Issue: _of_issue,
    Collection: lambda showcase: [showcase.preface] if showcase.withdrawn_on else [],
    Indicator: lambda indicator: [indicator.definition] if indicator.withdrawn_on else [],
    DistributionList: lambda register: strings(register.recipients),
}


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a record or a part of one."""
    return (found for found in scalars(value) if isinstance(found, str))


def texts_of(path: Path) -> Iterator[str]:
    """Yield what can be read in a file: its text, or what a PDF says outside its glyphs
    (those come from public records)."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            yield "\n".join(str(value) for value in pdf.docinfo.values())
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Type") in (
                    pikepdf.Name.Metadata,
                    pikepdf.Name.EmbeddedFile,
                ):
                    yield thing.read_bytes().decode("utf-8", "replace")
                elif isinstance(thing, pikepdf.Dictionary):
                    yield "\n".join(str(v) for v in thing.values() if isinstance(v, pikepdf.String))
    elif path.suffix in READABLE:
        yield path.read_text("utf-8")
