"""The typesetter: an issue in, a printed bulletin out. Its public face is `typeset`."""

from bulletins.typeset import Typeset, typeset

__all__ = ["Typeset", "typeset"]
