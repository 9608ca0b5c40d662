"""Text in, findings out: what a person should look at before a text goes on its way. No Django, no network."""

from proof.personal import KINDS, Finding, masked, personal
from proof.printed import BESIDE, Found, Piece, Spot, found_in, pieces_of, public_texts, told

__all__ = [
    "BESIDE",
    "KINDS",
    "Finding",
    "Found",
    "Piece",
    "Spot",
    "found_in",
    "masked",
    "personal",
    "pieces_of",
    "public_texts",
    "told",
]
