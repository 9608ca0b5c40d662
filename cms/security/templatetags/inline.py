"""What templates say to `start.js`."""

import json

from django import template
from django.utils.safestring import SafeString

from cms.security.inline import start

register = template.Library()


@register.simple_tag
def start_panel(constructor: str, options: str) -> SafeString:
    """Start a panel with its options, given as JSON."""
    return start(constructor, json.loads(options))


@register.simple_tag
def start_field(constructor: str, identity: str, options: str) -> SafeString:
    """Start a field by its id, with its options, given as JSON."""
    return start(constructor, str(identity), json.loads(options))
