"""Names in the question before a deletion what would go."""

from django import template
from django.db.models import Model

from cms.core.deleting.refusing import named
from cms.core.models import NumberedPage

register = template.Library()


@register.filter
def would_go(thing: Model) -> str:
    """Return kind and name; of a text that it is a draft."""
    return f"草稿《{thing}》" if isinstance(thing, NumberedPage) else named(thing)
