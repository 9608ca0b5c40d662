"""Fills the XML templates."""

from __future__ import annotations

import re
from typing import Any

from press.web.pages import Stage

# Characters that XML 1.0 (§2.2) allows in no spelling.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(stage: Stage, template: str, **values: Any) -> str:
    """Return a filled template; characters that no XML file may hold are left out."""
    return NOT_XML.sub("", stage.block(template, **values)) + "\n"
