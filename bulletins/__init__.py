"""The typesetter: an issue in, a printed bulletin out. Its public face is `typeset`; `shelf` keeps what it made."""

from bulletins.parcel import Parcel
from bulletins.shelf import Manuscript, Shelf, Shelved
from bulletins.typeset import Typeset, typeset

__all__ = ["Manuscript", "Parcel", "Shelf", "Shelved", "Typeset", "typeset"]
