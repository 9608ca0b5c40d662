"""Where the settings and the sources of the site lie, and where keys are kept."""

from __future__ import annotations

import os
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
# In a wheel they lie inside the package, in a checkout on its top.
HOME = CODE / "press" if (CODE / "press" / "mkdocs.yml").is_file() else CODE.parent
SETTINGS = HOME / "mkdocs.yml"
SOURCES = HOME / "site"


def var() -> Path:
    """Return the folder of data of this installation, as the settings of the CMS find it, without Django."""
    return Path(os.environ.get("PRESS_VAR", (CODE if HOME.parent == CODE else CODE.parent) / "var"))
