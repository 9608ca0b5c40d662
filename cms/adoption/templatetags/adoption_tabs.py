"""The row of tabs that joins the screens of the account of adoptions, each for the same period."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from cms.core.who import user_of
from cms.units.roles import edits_for_province

register = template.Library()
TABS = (
    ("adoption", "统计表"),
    ("adoption_rates", "采用率"),
    ("adoption_silent", "没有报送的单位"),
    ("adoption_circular", "通报"),
    ("adoption_record", "采用记录"),
)
PROVINCE = ("adoption_silent", "adoption_circular")
KEPT = ("span", "year", "quarter", "month", "since", "until", "publication")


@register.inclusion_tag("adoption/tabs.html", takes_context=True)
def adoption_tabs(context: Any, here: str) -> dict[str, object]:
    """Return the tabs that this user has, and which one is open."""
    request = context["request"]
    province = edits_for_province(user_of(request))
    asked = urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    shown = [(name, label) for name, label in TABS if province or name not in PROVINCE]
    return {
        "tabs": [
            (label, f"{reverse(name)}?{asked}" if asked and name != "adoption_record" else reverse(name), name == here)
            for name, label in shown
        ]
    }
