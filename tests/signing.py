"""Fills in the form by which an issue is signed as someone does who has looked at the page."""

from __future__ import annotations

import re
from typing import Any


def form_of(client: Any, pk: int, decision: str = "sign") -> dict[str, str]:
    """Return what the form of a decision about an issue sends, with the tick that something was seen."""
    page = client.get(f"/admin/issues/{pk}/decision/").content.decode()
    forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    form = next(f for f in forms if f'name="decision" value="{decision}"' in " ".join(f.split()))
    tags = [t for t in re.findall(r"<input[^>]*>", form, re.DOTALL) if 'type="radio"' not in t or "checked" in t]
    fields = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in tags]
    untold = ("csrfmiddlewaretoken", "redacts")  # who corrects a title does not tick that something was taken out
    return {f["name"]: f.get("value", "on") for f in fields if f["name"] not in untold}


def sign(client: Any, pk: int, **more: str) -> Any:
    """Sign an issue as the page asks for it."""
    return client.post(f"/admin/issues/{pk}/decision/", form_of(client, pk) | more, follow=True)
