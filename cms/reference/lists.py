"""The lists of what texts refer to, for the menu 资料库."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.reference.models import Field, Indicator, PracticeKind, Synonym


def state_column() -> Column:
    """Return the column of a list of entries that says what readers see."""
    return Column("clearance", label="公开", accessor="clearance", width="12%")


class FieldViewSet(SnippetViewSet):
    """Fields of service."""

    model = Field
    url_prefix = "snippets/cases/field"
    icon = "tag"
    list_display = ["__str__", "code", state_column()]


class PracticeKindViewSet(SnippetViewSet):
    """Kinds of practice."""

    model = PracticeKind
    url_prefix = "snippets/cases/practicekind"
    icon = "tag"
    list_display = ["name", "slug", state_column()]


class IndicatorViewSet(SnippetViewSet):
    """Indicators."""

    model = Indicator
    url_prefix = "snippets/cases/indicator"
    icon = "order"
    list_display = ["name", "unit", "definition", state_column()]


class SynonymViewSet(SnippetViewSet):
    """Synonyms."""

    model = Synonym
    url_prefix = "snippets/cases/synonym"
    icon = "list-ul"
    list_display = ["words", state_column()]
