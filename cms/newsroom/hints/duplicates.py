"""Earlier texts that share passages with this one: side by side for who may read
them, for others only that there is one.

What is found among texts that the asker may not read must say nothing else: no title, no number of letters, no place,
and it neither adds to nor displaces what is found among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.newsroom.hints.passages import Letters, Passage, candidates, common, parts_in
from cms.newsroom.hints.texts import letters_of
from cms.newsroom.kinds import KINDS

FEWEST_LETTERS = 60  # that are the same in all
FEWEST_PARTS = 2
CANDIDATES = 8
SHOWN = 3


@dataclass(frozen=True)
class Shared:
    """A passage as both texts have it, each (before, same, after), and where it stands in this one."""

    where: str
    mine: tuple[str, str, str]
    theirs: tuple[str, str, str]


@dataclass(frozen=True)
class Duplicate:
    """A text that its reader may see and that shares `letters` letters with this one."""

    kind: str
    letters: int
    title: str
    passages: tuple[Shared, ...]


@dataclass(frozen=True)
class Repeated:
    """The texts that share most with one, and whether one that may not be read does."""

    shown: list[Duplicate]
    hidden: bool


def repeated(paragraphs: Sequence[tuple[str, str]], user: User, but: set[int]) -> Repeated:
    """Return what a text repeats.

    Args:
        paragraphs: (where, text) of this one.
        user: who reads the answer.
        but: pages that do not count: this one, and what it was made from.

    """
    mine = Letters.of([text for _, text in paragraphs])
    asked = candidates(mine, but)
    own = set(PagePermissionPolicy().explorable_instances(user).filter(pk__in=asked).values_list("pk", flat=True))
    public, hidden = set(), set()
    for kind, known in KINDS.items():
        public |= _keys(kind, asked, known.readable) if known.readable else set()
        hidden |= _keys(kind, asked, known.left_its_writer)
    public -= own
    hidden -= own | public
    found = []
    for page, text in [*_texts(asked, own, latest=True), *_texts(asked, public)]:
        shared = common(mine, text)
        letters = sum(passage.length for passage in shared)
        if letters >= FEWEST_LETTERS:
            title = page.get_admin_display_title() if page.pk in own else page.title
            found.append(
                Duplicate(str(page._meta.verbose_name), letters, title, _shown(shared, paragraphs, mine, text))
            )
    told = any(parts_in(mine, text) >= FEWEST_PARTS for _, text in _texts(asked, hidden))
    return Repeated(sorted(found, key=lambda each: -each.letters)[:SHOWN], told)


def _keys(kind: type[Page], asked: list[int], which: Q) -> set[int]:
    return set(kind.objects.filter(which, pk__in=asked).values_list("pk", flat=True))


def _texts(asked: list[int], among: set[int], *, latest: bool = False) -> Iterator[tuple[Page, Letters]]:
    """Yield the best candidates among some pages with their letters: the latest version, or of
    a case the one that was published."""
    best = [pk for pk in asked if pk in among][:CANDIDATES]
    pages = Page.objects.select_related("latest_revision").in_bulk(best)
    for page in (pages[pk].specific for pk in best if pk in pages):
        published = KINDS[type(page)].case and not latest
        yield page, letters_of(page if published else page.get_latest_revision_as_object())


def _shown(
    shared: Sequence[Passage], paragraphs: Sequence[tuple[str, str]], mine: Letters, theirs: Letters
) -> tuple[Shared, ...]:
    longest = sorted(shared, key=lambda p: -p.length)[:SHOWN]
    return tuple(
        Shared(paragraphs[mine.places[p.mine][0]][0], mine.around(p.mine, p.length), theirs.around(p.theirs, p.length))
        for p in sorted(longest, key=lambda p: p.mine)
    )
