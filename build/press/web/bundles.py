"""Scripts and styles: which of the site's files are published as one, and which pages load it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from press.home import SOURCES

# In the order in which later rules override earlier ones.
STYLES = (
    "tokens",
    "ground",
    "frame",
    "text",
    "parts",
    "case",
    "mechanism",
    "lists",
    "compare",
    "issue",
    "home",
    "large",
    "print",
)

EVERY = ("*",)  # templates
SEARCH = ("search.html",)
CALLER = "site.js"  # holds `press.need` (of find.js), which loads what scripts ask for
# Each bundle begins with it: the one name that scripts share (site/press.d.ts), whichever of them comes first.
SHARED = "window.press = window.press || {};\n"


@dataclass(frozen=True)
class Bundle:
    """Files that are published as one.

    Attributes:
        sources: below `site/assets`, without ending, in the order in which they are joined.
        on: the templates whose pages load it; none where only scripts ask for it.
        asked: whether scripts ask for it by its name.
        first: whether a script runs before the page is painted; the others wait for the whole page.
        media: of a style.

    """

    sources: tuple[str, ...]
    on: tuple[str, ...] = EVERY
    asked: bool = False
    first: bool = False
    media: str = ""


# In the order in which a page loads them; a script may use what stands above it.
BUNDLES = {
    "site.css": Bundle(tuple(f"style/{name}" for name in STYLES)),
    "search.css": Bundle(("search/search",), SEARCH, asked=True),
    "landscape.css": Bundle(("compare/print",), ("compare.html",), media="print"),
    "mode.js": Bundle(("mode",), first=True),
    CALLER: Bundle(("element", "find", "site", "compare/choose")),
    "case.js": Bundle(("case", "read-aloud"), ("case.html", "issue.html")),
    "words.js": Bundle(("search/fold", "search/parts"), SEARCH, asked=True),
    "marks.js": Bundle(("search/marks",), (), asked=True),
    "search.js": Bundle(("search/query", "search/segment", "search/engine", "search/suggest"), SEARCH, asked=True),
    "results.js": Bundle(("search/facets", "search/question", "search/advice", "search/csv", "search/page"), SEARCH),
    "compare.js": Bundle(("compare/page",), ("compare.html",)),
}


@dataclass(frozen=True)
class Joined:
    """A bundle as it is published: `text` at `address` below the site."""

    bundle: Bundle
    address: str
    text: str

    @property
    def told(self) -> dict[str, Any]:
        """What `main.html` needs of it."""
        return {**asdict(self.bundle), "address": self.address, "style": self.address.endswith(".css")}


def bundled() -> list[Joined]:
    """Return each bundle as `assets/<name>.<hash of its bytes>.<ending>`, so that a browser that keeps files never
    mixes those of two releases."""
    texts = {name: _joined(name, bundle.sources) for name, bundle in BUNDLES.items()}
    asked = {name: _hashed(name, texts[name]) for name, bundle in BUNDLES.items() if bundle.asked}
    files = f"window.press.files = {json.dumps(asked)};\n"
    texts[CALLER] = SHARED + files + texts[CALLER].removeprefix(SHARED)
    return [Joined(bundle, f"assets/{_hashed(name, texts[name])}", texts[name]) for name, bundle in BUNDLES.items()]


def told_of(bundles: Iterable[Joined]) -> str:
    """Return what `main.html` needs of the bundles, as JSON."""
    return json.dumps([bundle.told for bundle in bundles])


def _joined(name: str, sources: Iterable[str]) -> str:
    files = (SOURCES / "assets" / f"{source}{PurePosixPath(name).suffix}" for source in sources)
    text = "\n".join(path.read_text("utf-8") for path in files)
    return SHARED + text if name.endswith(".js") else text


def _hashed(name: str, text: str) -> str:
    path = PurePosixPath(name)
    return f"{path.stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}{path.suffix}"
