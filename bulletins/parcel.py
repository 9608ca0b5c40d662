"""A manuscript with its pictures, to be typeset where its files are not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

import records
from bulletins.compose import picture_names
from bulletins.shelf import Manuscript
from records import Issue, Place, Publication, RecordError


class Given(msgspec.Struct, frozen=True):
    """The records of a manuscript."""

    issue: Issue
    publication: Publication
    places: list[Place]


records.ready(Given)


@dataclass(frozen=True)
class Parcel:
    """What another process or machine needs to typeset a bulletin.

    Attributes:
        key: of the manuscript, see `Manuscript.key`; the same wherever it is unpacked, or else another typesetter is
            there.
        given: its records as JSON, for a pickled record says what is left to its default otherwise than one that was
            read.
        pictures: what stands in the files of its pictures, by name; those that can be read.

    """

    key: str
    given: bytes
    pictures: Mapping[str, bytes]

    @classmethod
    def of(cls, manuscript: Manuscript) -> Self:
        """Pack a manuscript."""
        pictures: dict[str, bytes] = {}
        for name in dict.fromkeys(name for _, name in picture_names(manuscript.issue)):
            with suppress(KeyError, OSError, RecordError):  # typesetting will say that it is missing
                pictures[name] = manuscript.media(name).read_bytes()
        given = Given(manuscript.issue, manuscript.publication, list(manuscript.places.values()))
        return cls(manuscript.key, msgspec.json.encode(given), pictures)

    def unpacked(self, folder: Path) -> Manuscript:
        """Return the manuscript, its pictures in an empty folder."""
        given = msgspec.json.decode(self.given, type=Given)
        files: dict[str, Path] = {}
        for n, (name, data) in enumerate(self.pictures.items()):
            files[name] = folder / f"{n}{Path(name).suffix}"
            files[name].write_bytes(data)
        places = {place.code: place for place in given.places}
        return Manuscript(given.issue, given.publication, places, files.__getitem__)
