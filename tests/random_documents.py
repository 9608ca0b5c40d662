"""Word files made at random from a number, the same for the same number, whose shown text is known by construction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.documents import bulletin, characters, frames, layout, links_and_fields, lists, marks, tables
from tests.documents.making import BLOCKS, SPANS, Making, para
from tests.documents.package import REFORM

Kind = Literal["article", "bulletin"]
MODULES = (bulletin, characters, frames, layout, links_and_fields, lists, marks, tables)  # each registers its features
FEATURES = (*SPANS, *BLOCKS)
FORMS = tuple(form for form in REFORM if form)
IN_ONE = 5


@dataclass(frozen=True)
class Document:
    """A .docx and what it shows; pieces are written as tests.documents.pieces says.

    `shown` is every piece that Word shows a person; `ordinary` the part of it that has to be in the draft, where the rest may be named
    in the report. `hidden` may never become text of the draft. `struck` has to be named. `once` may not be there twice. `numbered` are
    the numbers that Word shows before a line and the line's first words; `placed` are a head of a table and a cell of its column.
    """

    name: str
    data: bytes
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    struck: tuple[str, ...]
    pictures: int
    features: tuple[str, ...]
    kind: Kind
    ordinary: tuple[str, ...]
    once: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]
    placed: tuple[tuple[str, str], ...]


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
    """Yield this many documents: every feature alone, in an article and in a bulletin, then documents of several."""
    kinds: tuple[Kind, ...] = ("article", "bulletin")
    found = [alone(feature, kind) for feature in (*FEATURES, *FORMS) for kind in kinds]
    found += [alone(shape, "bulletin") for shape in bulletin.SHAPES]
    yield from found[:documents]
    yield from (document(seed) for seed in range(documents - len(found)))


def made(random: Random, kind: Kind, features: tuple[str, ...], shapes: tuple[str, ...], form: str, name: str) -> Document:
    """Return a document of these features."""
    d = Making(random, tuple(feature for feature in features if feature in SPANS))
    d.package.form = form
    if kind == "bulletin":
        bulletin.whole(d, features, shapes)
    else:
        article(d, features)
    return Document(
        name=f"{name}.docx",
        data=d.package.save("".join(d.body)),
        shown=tuple(d.shown),
        hidden=tuple(d.hidden),
        struck=tuple(d.struck),
        pictures=d.pictures,
        features=(*features, *shapes, *((form,) if form else ())),
        kind=kind,
        ordinary=tuple(d.ordinary),
        once=tuple(d.once),
        numbered=tuple(d.numbered),
        placed=tuple(d.placed),
    )


def article(d: Making, features: tuple[str, ...]) -> None:
    """Write an article as a unit sends it in."""
    place = d.random.choice(("", *bulletin.PLACES))
    if place:
        bulletin.title(d, place)
    else:
        d.body.append(para(d.says(d.words(d.title())), bulletin.CENTRED))
    bulletin.text(d, features)
