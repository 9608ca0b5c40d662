"""What is searched: one document for a case or an item of an issue, and where its texts lie in the index."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from records.folding import fold

# The classes of text, best first: a word in the title counts more than one in the body.
TITLE, SUMMARY, DATA, BODY = range(4)
# A document takes whole slots, so that a place tells the document; within it each class begins at a fixed place where
# the classes before it are not longer, so that a place tells the class.
SLOT = 512
STARTS = (0, 64, 256, 768)
GAP = "\0"
Order = tuple[int, str, int, str]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page, or a part of one, as the search sees it.

    Attributes:
        record: six digits of a case, or `publication/year/number#a1`.
        address: of the page, with the anchor.
        where: the place as results show it.
        when: the years, or the issue.
        year, day: what sorts by date; `day` is yyyymmdd, or 0 where only the year is known.
        place: division code, or ''.
        figures: how many figures it has.
        facets: values by facet, such as {"field": ("0301",)}, without what follows from them: places above,
            classes above.
        texts: paragraphs as the page shows them: title, summary, data, body.
        purge: changes when an edit must leave no trace in older index files.

    """

    record: str
    address: str
    where: str
    when: str
    year: int
    day: int
    place: str
    figures: int
    facets: dict[str, tuple[str, ...]]
    texts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    purge: str = ""

    @property
    def order(self) -> Order:
        """A key that sorts documents: the newest year first, then by place; equal values lie together and pack well."""
        return (-self.year, self.place, -self.day, self.record)


def layout(texts: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """Lay out the paragraphs of a document by class.

    Returns:
        The folded text with a `GAP` after each paragraph and gaps up to the beginning of
        each class; where each class begins.

    """
    text, starts = "", []
    for least, paragraphs in zip(STARTS, texts, strict=True):
        start = max(least, len(text) + 1 if text else 0)
        starts.append(start)
        folded = GAP.join(filter(None, (fold(paragraph).replace(GAP, "") for paragraph in paragraphs)))
        if folded:
            text = text.ljust(start, GAP) + folded
    return text + GAP, tuple(starts)
