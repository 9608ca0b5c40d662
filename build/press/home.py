"""Where the settings and the sources of the site lie."""

from __future__ import annotations

from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
# In a wheel they lie inside the package, in a checkout on its top.
HOME = CODE / "press" if (CODE / "press" / "mkdocs.yml").is_file() else CODE.parent
SETTINGS = HOME / "mkdocs.yml"
SOURCES = HOME / "site"
