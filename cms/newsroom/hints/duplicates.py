"""Earlier texts that share passages with this one, each shown only as far as its reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.cases.models import CasePage
from cms.newsroom import way
from cms.newsroom.hints.passages import Letters, Passage, candidates, common
from cms.newsroom.hints.texts import letters_of
from cms.newsroom.models import ArticlePage

FEWEST_LETTERS = 60  # that are the same in all
SHOWN = 3


@dataclass(frozen=True)
class Shared:
    """A passage as both texts have it, each (before, same, after), and where it stands in this one."""

    where: str
    mine: tuple[str, str, str]
    theirs: tuple[str, str, str]


@dataclass(frozen=True)
class Duplicate:
    """A text that shares `letters` letters with this one; without title and passages where the reader may not see it."""

    kind: str
    letters: int
    title: str = ""
    passages: tuple[Shared, ...] = ()


def duplicates(paragraphs: Sequence[tuple[str, str]], user: Any, but: set[int]) -> list[Duplicate]:
    """Return the texts that share most with this one.

    Args:
        paragraphs: (where, text) of this one.
        user: who reads the answer.
        but: pages that do not count: this one, and what it was made from.

    """
    mine = Letters.of([text for _, text in paragraphs])
    found = []
    pages = Page.objects.select_related("latest_revision").in_bulk(asked := candidates(mine, but))
    seen = set(PagePermissionPolicy().explorable_instances(user).filter(pk__in=asked).values_list("pk", flat=True))
    for page in (pages[pk].specific for pk in asked if pk in pages):
        if (text := _text(page, seen=page.pk in seen)) is None:
            continue
        shared = common(mine, text)
        letters = sum(passage.length for passage in shared)
        if letters >= FEWEST_LETTERS:
            title = page.get_admin_display_title() if page.pk in seen else page.title if _is_public(page) else ""
            shown = _shown(shared, paragraphs, mine, text) if title else ()
            found.append(Duplicate(str(page._meta.verbose_name), letters, title, shown))
    return sorted(found, key=lambda each: -each.letters)[:SHOWN]


def _is_public(page: Any) -> bool:
    return bool(isinstance(page, CasePage) and page.live and page.cleared_on and not page.withdrawn_on)


def _text(page: Any, *, seen: bool) -> Letters | None:
    """Return the text that a reader may be told of: the latest where it is theirs, the one cleared, or handed in, or None."""
    if seen:
        return letters_of(page.get_latest_revision_as_object())
    if isinstance(page, CasePage):
        return letters_of(page) if page.live else None
    if isinstance(page, ArticlePage) and page.state in way.OPEN:
        return None  # nobody else's business yet
    return letters_of(page.get_latest_revision_as_object())


def _shown(shared: Sequence[Passage], paragraphs: Sequence[tuple[str, str]], mine: Letters, theirs: Letters) -> tuple[Shared, ...]:
    longest = sorted(shared, key=lambda p: -p.length)[:SHOWN]
    return tuple(
        Shared(paragraphs[mine.places[p.mine][0]][0], mine.around(p.mine, p.length), theirs.around(p.theirs, p.length))
        for p in sorted(longest, key=lambda p: p.mine)
    )
