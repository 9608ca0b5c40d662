"""Word files made at random from a number, the same for the same number, whose shown text is known by construction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.documents import (
    bulletin,
    characters,
    frames,
    hard,
    layout,
    links_and_fields,
    lists,
    marks,
    pasted,
    pictures,
    tables,
    texts,
)
from tests.documents.making import BLOCKS, SPANS, Making
from tests.documents.package import REFORM

Kind = Literal["article", "bulletin", "paste"]
# Each registers its features.
MODULES = (bulletin, characters, frames, hard, layout, links_and_fields, lists, marks, pictures, tables)
FEATURES = (*SPANS, *BLOCKS)
FORMS = tuple(form for form in REFORM if form)
IN_ONE = 5


@dataclass(frozen=True)
class Document:
    """A .docx and what it shows; pieces are written as tests.documents.pieces says.

    `shown` is every piece that Word shows a person; `ordinary` the part of it that has to be in the draft, where the
    rest may be named in the report. `hidden` may never become text of the draft. `struck` has to be named. `once` may
    not be there twice. `numbered` are the numbers that Word shows before a line and the line's first words; `placed`
    are a head of a table and a cell of its column; `parted` are words between which something stands. `pictures` are
    those of the text, `aside` those that may be left out.
    """

    name: str
    data: bytes
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    struck: tuple[str, ...]
    pictures: int
    aside: int
    features: tuple[str, ...]
    kind: Kind
    ordinary: tuple[str, ...]
    once: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]
    placed: tuple[tuple[str, str], ...]
    parted: tuple[tuple[str, str], ...]


def document(seed: int) -> Document:
    """Return a document of several features; any round of len(FEATURES) / IN_ONE numbers in a row has each of them."""
    rounds = -(-len(FEATURES) // IN_ONE)
    order = Random(f"order {seed // rounds}").sample(FEATURES, len(FEATURES))
    chosen = tuple(order[seed % rounds :: rounds])
    random = Random(f"document {seed}")
    kind: Kind = "bulletin" if random.random() < 0.4 else "article"
    shapes = tuple(random.sample(bulletin.SHAPES, 3)) if kind == "bulletin" else ()
    form = random.choice(FORMS) if random.random() < 0.15 else ""
    return made(random, kind, chosen, shapes, form, f"{kind}-{seed}")


def alone(feature: str, kind: Kind = "article", seed: int = 0) -> Document:
    """Return a document with one feature: of a text, of a bulletin (`bulletin.SHAPES`), or of the file (`FORMS`)."""
    chosen = (feature,) if feature in FEATURES else ()
    shapes = (feature,) if feature in bulletin.SHAPES else ()
    form = feature if feature in FORMS else ""
    random = Random(f"{feature} {kind} {seed}")
    return made(random, kind, chosen, shapes, form, f"{kind}-{re.sub(r'[^a-z0-9]+', '-', feature.lower())}-{seed}")


def library(documents: int) -> Iterator[Document]:
    """Yield this many documents: every feature alone, in articles and bulletins by turns, then
    texts, pastes and documents of several."""
    kinds: tuple[Kind, ...] = ("article", "bulletin")
    found = [alone(feature, kinds[n % 2]) for n, feature in enumerate((*FEATURES, *FORMS))]
    found += [alone(shape, "bulletin") for shape in bulletin.SHAPES]
    yield from found[:documents]
    others = max(0, documents - len(found))
    yield from (text(seed, kinds[seed % 2]) for seed in range(others // 5))
    yield from (paste(seed) for seed in range(others // 5))
    yield from (document(seed) for seed in range(others - others // 5 * 2))


def text(seed: int, kind: Kind = "bulletin") -> Document:
    """Return a bulletin or an article as a text file."""
    random = Random(f"text {seed}" if kind == "bulletin" else f"text of an article {seed}")
    d = Making(random)
    d.kind = kind
    features, shapes = tuple(random.sample(texts.FEATURES, IN_ONE)), tuple(random.sample(texts.SHAPES, 2))
    if kind == "bulletin":
        bulletin.whole(d, features, shapes)
    else:
        shapes = ()
        article(d, features)
    data = texts.encoded("".join(d.body), random.choice(texts.ENCODINGS), blank=random.random() < 0.5)
    return finished(d, f"text-{kind}-{seed}.txt", data, (*features, *shapes), kind)


def paste(seed: int) -> Document:
    """Return what is pasted: with one feature for the first numbers, then with several."""
    random = Random(f"paste {seed}")
    d = Making(random)
    names = list(pasted.PARTS)
    features = (names[seed],) if seed < len(names) else tuple(random.sample(names, IN_ONE))
    return finished(d, f"paste-{seed}.html", pasted.html(d, features).encode(), features, "paste")


def made(
    random: Random, kind: Kind, features: tuple[str, ...], shapes: tuple[str, ...], form: str, name: str
) -> Document:
    """Return a document of these features."""
    d = Making(random, tuple(feature for feature in features if feature in SPANS))
    d.package.form, d.kind = form, kind
    if kind == "bulletin":
        bulletin.whole(d, features, shapes)
    else:
        article(d, features)
    data = d.package.save("".join(d.body))
    return finished(d, f"{name}.docx", data, (*features, *shapes, *((form,) if form else ())), kind)


def finished(d: Making, name: str, data: bytes, features: tuple[str, ...], kind: Kind) -> Document:
    """Return what was made, frozen."""
    return Document(
        name=name,
        data=data,
        shown=tuple(d.shown),
        hidden=tuple(d.hidden),
        struck=tuple(d.struck),
        pictures=d.pictures,
        aside=d.aside,
        features=features,
        kind=kind,
        ordinary=tuple(d.ordinary),
        once=tuple(d.once),
        numbered=tuple(d.numbered),
        placed=tuple(d.placed),
        parted=tuple(d.parted),
    )


def article(d: Making, features: tuple[str, ...]) -> None:
    """Write an article as a unit sends it in."""
    place = d.random.choice(("", *bulletin.PLACES))
    bulletin.title(d, place, features)
    bulletin.text(d, features)
