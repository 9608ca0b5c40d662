"""Draws the numbers of a cell."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from cms.adoption.table import Number

register = template.Library()


@register.simple_tag
def numbers(cell: Sequence[Number], query: str, shown: str = "") -> SafeString:
    """Return the numbers of a cell, each a link to what it counts; `shown` is the one that is open."""
    return format_html_join("、", "{}", ((_number(one, query, one.cell == shown),) for one in cell))


def _number(one: Number, query: str, current: bool) -> SafeString:
    if not one.count:
        return format_html("{}", one)
    here = mark_safe(' aria-current="true"') if current else ""
    return format_html('<a href="?{}&{}#list"{}>{}</a>', query, urlencode({"cell": one.cell}), here, one)
