"""The lists of what texts refer to, for the menu 资料库."""

from wagtail.snippets.views.snippets import SnippetViewSet

from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.releases.lists import StandingColumn


class FieldViewSet(SnippetViewSet):
    """Fields of service."""

    model = Field
    url_prefix = "snippets/cases/field"
    icon = "tag"
    list_display = ["__str__", "code", StandingColumn()]


class PracticeKindViewSet(SnippetViewSet):
    """Kinds of practice."""

    model = PracticeKind
    url_prefix = "snippets/cases/practicekind"
    icon = "tag"
    list_display = ["name", "slug", StandingColumn()]


class IndicatorViewSet(SnippetViewSet):
    """Indicators."""

    model = Indicator
    url_prefix = "snippets/cases/indicator"
    icon = "order"
    list_display = ["name", "unit", "definition", StandingColumn()]


class SynonymViewSet(SnippetViewSet):
    """Synonyms."""

    model = Synonym
    url_prefix = "snippets/cases/synonym"
    icon = "list-ul"
    list_display = ["words", StandingColumn()]
