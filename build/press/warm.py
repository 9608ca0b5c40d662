"""What a resident process keeps from one release to the next, so that an edit costs what it touches.

All of it may be lost at any time: the next release is then built from what stands on the disk, as `press build` does.
Whatever goes wrong on the way to a release, it is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from records import Name, PressError
from records.kept import Kept
from records.seen import Seen

if TYPE_CHECKING:
    from press.reuse import Reuse

STORES = ("archive", "index")

T = TypeVar("T")


class Once(NamedTuple):
    """What was made once, of what, and the stamps of its files."""

    inputs: Any
    files: Mapping[str, bytes]
    made: Any


@dataclass
class Warm:
    """What is known of the release that this process published last.

    Attributes:
        release: its name; '' if there is none.
        everything: the records with their private half.
        public: what of them may be seen.
        held: records that were not read from the export, and what is wrong with them.
        contents: the files that it is made of, by their names.
        once: what was made, by a key that says what it is.
        kept: other things, by their names.
        later: what can be done when readers have what they wait for, by its name.
        reuse: the files of its site.
        searched: what the gate looked for in it, see `press.gate.memory`.

    """

    release: str = ""
    everything: Seen = field(default_factory=Seen)
    public: Seen = field(default_factory=Seen)
    held: Mapping[Name, PressError] = field(default_factory=dict)
    contents: dict[str, str] | None = None
    once: dict[Hashable, Once] = field(default_factory=dict)
    kept: dict[Hashable, Any] = field(default_factory=dict)
    later: dict[str, Callable[[], object]] = field(default_factory=dict)
    reuse: Reuse | None = None
    searched: Any = None

    def forget(self, names: Iterable[Name]) -> None:
        """Forget records that have changed."""
        names = list(names)
        self.everything.forget(names)
        self.public.forget(names)

    def clear(self) -> None:
        """Forget everything."""
        for thing in self.kept.values():
            if isinstance(thing, Kept):
                thing.close()
        self.__dict__.update(Warm().__dict__)

    def begin_again(self) -> None:
        """Forget what was made of a release that does not hold, but not what it was read from."""
        stores = {name: thing for name, thing in self.kept.items() if isinstance(thing, Kept) or name in STORES}
        self.__dict__.update(Warm().__dict__ | {"kept": stores})

    def rest(self) -> None:
        """Do what was left for later."""
        while self.later:
            self.later.pop(next(iter(self.later)))()

    def keep(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return a thing, made only the first time."""
        if name not in self.kept:
            self.kept[name] = make()
        made: T = self.kept[name]
        return made

    def steady(self, name: Hashable, value: T) -> T:
        """Return a value: the one of the release before, where it is equal, so that what is made of it is known to be
        of the same at a glance."""
        known = self.kept.get(name)
        if known == value:
            return known
        self.kept[name] = value
        return value
