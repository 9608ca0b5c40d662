"""Writes points as they are printed."""

from __future__ import annotations

from fractions import Fraction

from django import template

from cms.adoption import words

register = template.Library()


@register.filter
def points(value: Fraction | None) -> str:
    """Return points; — where there are none."""
    return "—" if value is None else words.points(value)


@register.filter
def signed(value: Fraction) -> str:
    """Return a difference with its sign."""
    return f"{'+' if value > 0 else ''}{words.points(value)}"
