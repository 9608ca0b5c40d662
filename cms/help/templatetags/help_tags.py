"""A small link 使用说明 for our own screens."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def help_link(screen: str) -> str:
    """Return a link to what the guides say of a screen, named as in `library.SCREENS`."""
    return format_html(
        '<a class="guide-link" href="{}?screen={}" target="_blank">使用说明</a>', reverse("help"), screen
    )
