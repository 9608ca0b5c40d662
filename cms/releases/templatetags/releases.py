"""Shows what readers see of a thing."""

from __future__ import annotations

from django import template
from django.db.models import Model

from cms.releases.kinds import KINDS, kind_of
from cms.releases.standing import standing_of

register = template.Library()


@register.inclusion_tag("releases/standing.html")
def standing(target: Model | None) -> dict[str, object]:
    """Show the sentence, which keeps itself up to date; nothing for what is not saved or never shown to readers."""
    if target is None or not target.pk or target._meta.label_lower not in KINDS:
        return {}
    return {"said": standing_of(target), "kind": kind_of(target).label, "pk": target.pk}
