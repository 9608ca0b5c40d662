"""Related cases measured: how many lists one changed case alters, how much of the best is found, time and memory."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from press.web.library import read_library
from press.web.nearest import MOST, nearest
from press.web.related import Profile, profile_of, relate
from press.web.terms import FIELD, PEOPLE, STEP, THEME, Term, weight
from press.web.themes import themes
from records import Export
from tests.random_cases import SAMPLE, SERVED, STEPS, random_cases
from tests.tools.bench_search import at_most, row

CASES, FEWER, CHANGES = 10_000, 2_000, 100


class Practices:
    """Makes profiles that resemble each other as real ones do: of a few hundred practices some
    are copied far more often than others.

    Cases of one practice share its field and about half of its themes, and have others of their own.
    """

    def __init__(self, seed: int, *, practices: int = 400) -> None:
        self.random = Random(seed)
        self.words = [word for word, known in sorted(themes().weights.items()) if known]
        self.random.shuffle(self.words)
        self.fields = [f"领域{n:02d}" for n in range(53)]
        self.practices = [
            (self._often(self.fields), [self._often(self.words) for _ in range(10)]) for _ in range(practices)
        ]

    def profile(self, number: int) -> Profile:
        """Return a case of one practice."""
        field, words = self._often(self.practices)
        terms = {
            Term(FIELD, field),
            Term(FIELD, self._often(self.fields)),
            Term(PEOPLE, self.random.choice((*SERVED, f"第{number}号"))),
        }
        terms |= {Term(THEME, word) for word in words if self.random.random() < 0.5}
        terms |= {Term(THEME, self._often(self.words)) for _ in range(self.random.randrange(8))}
        terms |= {Term(STEP, name) for name in STEPS if self.random.random() < 0.3}
        return Profile(number, tuple(sorted(terms, key=lambda term: (-weight(term), term))))

    def _often(self, options: list[Any]) -> Any:
        return options[int(len(options) * self.random.random() ** 2)]


def rows() -> Iterator[dict[str, Any]]:
    """Measure everything."""
    yield from cost_rows()
    practices = Practices(5)
    profiles = {number: practices.profile(number) for number in range(1, FEWER + 1)}
    before = related(profiles)
    yield from found_rows(profiles, before)
    yield from change_rows(profiles, before, practices)


def cost_rows() -> Iterator[dict[str, Any]]:
    """Time and memory with the words of random cases."""
    library = read_library(Export(SAMPLE, private=False))
    cases = random_cases(CASES)
    tracemalloc.start()
    profiles = [profile_of(case, library) for case in cases]
    yield named(at_most(f"{CASES} 篇：比较用的资料", tracemalloc.get_traced_memory()[0] / 1e6, "MB", 30))
    tracemalloc.stop()
    started = time.process_time()
    relate(profiles)
    yield named(at_most(f"{CASES} 篇：求相关案例", time.process_time() - started, "CPU 秒", 20))


def found_rows(profiles: Mapping[int, Profile], found: Mapping[int, set[int]]) -> Iterator[dict[str, Any]]:
    """Compare with the best of all pairs."""
    terms = {number: profile.terms for number, profile in profiles.items()}
    best = nearest(terms, weight, lambda _: ["all"], beside=len(terms))
    share = sum(len(found[number].intersection(others)) for number, others in best.items()) / sum(
        map(len, best.values())
    )
    lengths = (
        f"平均 {statistics.mean(map(len, found.values())):.1f} 条，"
        f"没有的 {sum(not others for others in found.values())} 篇"
    )
    yield named(row(f"{len(terms)} 篇：找到两两比较所得的份额", share, "", "≥ 0.85", share >= 0.85, lengths))
    most = max(map(len, found.values()))
    yield named(at_most("一篇列出的相关案例，最多", most, "条", MOST, "列出是相互的，所以一篇也至多列在八篇里"))


def change_rows(
    profiles: Mapping[int, Profile], before: Mapping[int, set[int]], practices: Practices
) -> Iterator[dict[str, Any]]:
    """Add, edit and withdraw cases, one at a time, and count the others whose list alters."""
    random, last = Random(3), len(profiles)
    altered = []
    for change in range(CHANGES):
        number = last + 1 if change % 3 == 0 else random.randint(1, last)
        after = dict(profiles) | {number: practices.profile(number)}
        if change % 3 == 2:
            del after[number]
        now = related(after)
        altered.append(sum(before.get(other) != now[other] for other in after if other != number))
    mean = f"平均 {statistics.mean(altered):.1f}，{CHANGES} 次新增、修改、撤回"
    yield named(at_most("改一篇，相关案例随之变化的其他案例，最多", max(altered), "篇", 50, mean))


def related(profiles: Mapping[int, Profile]) -> dict[int, set[int]]:
    """Return the numbers related to each."""
    return {number: {relation.number for relation in found} for number, found in relate(profiles.values()).items()}


def named(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the table under the name of the pages, which show the relations."""
    return line | {"name": line["name"].replace("search", "page", 1)}
