"""Search in the admin: any substring of a text, in lists and choosers alike, over
one table that holds each text folded.

Wagtail's own backends look for words between spaces, which Chinese does not have. A text is folded as the site's search
folds it (width, case, traditional characters, spaces between Han characters); double quotation marks are left out, in
texts and in what is looked for. Several words, separated by spaces, must all be there. SQLite reads through the texts
(0.2 to 0.5 s for 30,000 of 2,500 characters that do not have the word); PostgreSQL first asks an index of all pairs of
neighbouring characters, because its trigrams know no words of two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.db.models.sql.compiler import SQLCompiler
from modelsearch.backends.base import BaseIndex, get_model_root
from modelsearch.backends.database import fallback
from modelsearch.query import Phrase, PlainText
from wagtail.fields import StreamField
from wagtail.search import index

from records.folding import fold

# Of a block: its kind, its number and what is chosen from a list; words of ours, not of the text.
NOT_TEXT = {"id", "type", "ordinal", "level", "table_header_choice", "cell"}
LEFT_OUT = str.maketrans("", "", '"“”\0')
MOST_TERMS = 100  # SQLite nests conditions, and refuses at a thousand


class SearchText(models.Model):
    """What an object says, folded; on PostgreSQL with an index of its pairs of characters (migration 0003)."""

    kind = models.CharField(max_length=80)  # of the root model, because pages of all kinds share their numbers
    object_id = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_text_per_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


def searchable(*names: str) -> list[index.BaseField | index.RelatedFields]:
    """Return Wagtail's search fields for these fields or methods of a model."""
    return [kind(name) for name in names for kind in (index.SearchField, index.AutocompleteField)]


def matching(queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return those objects of a queryset of an indexed model that say all the words; all
    of them where no words are given."""
    terms = terms_of(words)
    return queryset.filter(pk__in=_saying(queryset.model, terms)) if terms else queryset


def terms_of(words: str) -> list[str]:
    """Return what is to be found, folded, each once."""
    terms = dict.fromkeys(_folded(word) for word in words.split())
    return sorted(filter(None, terms), key=len, reverse=True)[:MOST_TERMS]


def _saying(model: type[models.Model], terms: Sequence[str]) -> QuerySet[SearchText, Any]:
    rows = SearchText.objects.filter(kind=kind_of(model))
    exact: set[str] = set()
    if connection.vendor == "postgresql" and (pairs := {pair for term in terms for pair in pairwise(term)}):
        rows = rows.filter(
            _HasPairs(F("text"), Value([ord(a) << 21 | ord(b) for a, b in sorted(pairs)], models.Field()))
        )
        exact = {a + b for a, b in pairs}
    for term in terms:
        if term not in exact:
            rows = rows.filter(GreaterThan(StrIndex(F("text"), Value(term)), 0))
    return rows.values("object_id")


class _HasPairs(Func):
    """Whether a text has all these pairs of characters; written as the index of migration 0003 has it."""

    template = "(press_grams(%(expressions)s::bigint[])"
    arg_joiner = ") @> "
    output_field = models.BooleanField()


class _Among(Func):
    """Whether a number is in a list, which is sent as one value: there may be tens of thousands."""

    template = "(%(expressions)s::%(kind)s[]))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, key: models.Field[Any, Any], numbers: list[int]) -> None:
        # Of the very type of the key: PostgreSQL hashes no list of another one, but goes through it for every row.
        super().__init__(F("pk"), Value(numbers, models.Field()), kind=key.db_type(connection))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: str) -> Any:
        """Send the list as JSON."""
        listed = self.copy()
        where, numbers = self.source_expressions
        assert isinstance(numbers, Value)
        listed.source_expressions = [where, Value(json.dumps(numbers.value))]
        return super(_Among, listed).as_sql(
            compiler, connection, template="(%(expressions)s)))", arg_joiner=" IN (SELECT value FROM json_each(", **more
        )


def kind_of(model: type[models.Model]) -> str:
    """Return the name under which a model's texts are kept."""
    label: str = get_model_root(model)._meta.label_lower
    return label


# What an object says -----------------------------------------------------------------------------


def text_of(obj: Any, draft: dict[str, object] | None = None) -> str:
    """Return the folded text of an object: what the database holds and, where it differs, its
    latest draft (a revision's content)."""
    said = dict.fromkeys(_said(obj))
    if draft:
        said |= dict.fromkeys(_drafted(type(obj), draft))
    return "\n".join(dict.fromkeys(filter(None, (_folded(line) for text in said for line in text.splitlines()))))


def _folded(text: str) -> str:
    return fold(text).translate(LEFT_OUT)


def _names(fields: Iterable[index.BaseField | index.RelatedFields]) -> Iterator[str]:
    return iter(
        dict.fromkeys(f.field_name for f in fields if isinstance(f, index.SearchField | index.AutocompleteField))
    )


def _said(obj: Any, fields: Iterable[index.BaseField | index.RelatedFields] = ()) -> Iterator[str]:
    fields = list(fields or obj.get_search_fields())
    for name in _names(fields):
        value = getattr(obj, name)
        yield from _strings(value() if callable(value) else value)
    for field in fields:
        if isinstance(field, index.RelatedFields):
            related = getattr(obj, field.field_name)
            for other in related.all() if hasattr(related, "all") else filter(None, [related]):
                yield from _said(other, field.fields)


def _drafted(model: Any, content: dict[str, Any]) -> Iterator[str]:
    plain = {field.name: field for field in model._meta.concrete_fields}
    for name in _names(model.get_search_fields()):
        value = content.get(name)
        yield from _strings(json.loads(value or "[]") if isinstance(plain.get(name), StreamField) else value)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                if key not in NOT_TEXT:
                    yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
        case _ if hasattr(value, "stream_block"):
            yield from _strings(value.get_prep_value())


# Wagtail's side -----------------------------------------------------------------------------


class Index(BaseIndex):
    """Keeps the table up to date; Wagtail calls it whenever an object is saved or deleted."""

    def add_items(self, model: type[models.Model], items: Sequence[models.Model]) -> None:
        """Keep the texts of objects of one model; what did not change is not written."""
        drafts = _drafts(items) if hasattr(model, "latest_revision") else {}
        texts = {item.pk: text_of(item, drafts.get(item.pk)) for item in items}
        kept = SearchText.objects.filter(kind=kind_of(model), object_id__in=texts)
        known = dict(kept.values_list("object_id", "text"))
        rows = [
            SearchText(kind=kind_of(model), object_id=pk, text=text)
            for pk, text in texts.items()
            if known.get(pk) != text
        ]
        unique = ["kind", "object_id"]
        SearchText.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=["text"], batch_size=500
        )

    def delete_item(self, item: models.Model) -> None:
        """Forget an object."""
        SearchText.objects.filter(kind=kind_of(type(item)), object_id=item.pk).delete()

    def reset(self) -> None:
        """Forget all."""
        SearchText.objects.all().delete()


def _drafts(items: Sequence[Any]) -> dict[int, dict[str, object]]:
    from wagtail.models import Revision

    latest = {item.latest_revision_id: item.pk for item in items if item.latest_revision_id}
    return {latest[pk]: content for pk, content in Revision.objects.filter(pk__in=latest).values_list("pk", "content")}


class Rebuilder:
    """`python -m cms update_index`: writes every text anew and then forgets what is
    gone, so that search works meanwhile."""

    def __init__(self, texts: Index) -> None:
        self.texts = texts

    def start(self) -> Index:
        """Return the index to write to."""
        return self.texts

    def finish(self) -> None:
        """Forget what is gone."""
        roots = {kind_of(model): get_model_root(model) for model in index.get_indexed_models()}
        SearchText.objects.exclude(kind__in=roots).delete()
        for kind, root in roots.items():
            SearchText.objects.filter(kind=kind).exclude(object_id__in=root._default_manager.values("pk")).delete()


class Compiler(fallback.DatabaseSearchQueryCompiler):
    """Turns what Wagtail asks for into conditions on the table of texts."""

    def check(self) -> None:
        """Allow every filter and order: they are the database's own."""

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        """Return the condition of a query."""
        if not isinstance(query, PlainText | Phrase):
            return super().build_database_filter(query, boost)
        terms = terms_of(query.query_string)
        if not terms:
            return fallback.MATCH_ALL
        # Reading through the candidates takes longest: once, not again for the count, the
        # rows and the numbers of each kind.
        known = query.__dict__.setdefault("press_found", {})
        kind = kind_of(self.queryset.model)
        if kind not in known:
            known[kind] = list(_saying(self.queryset.model, terms).values_list("object_id", flat=True))
        return models.Q(_Among(self.queryset.model._meta.pk, known[kind]))


class Results(fallback.DatabaseSearchResults):
    """What was found; of pages the last changed first, where no other order is asked for."""

    def get_queryset(self) -> QuerySet[Any]:
        """Return the objects found."""
        found = self.query_compiler.queryset
        condition = self.query_compiler.build_database_filter(self.query_compiler.query)
        if condition == fallback.MATCH_NONE:
            found = found.none()
        elif condition != fallback.MATCH_ALL:
            found = found.filter(condition)
        if self.query_compiler.order_by_relevance and hasattr(found.model, "latest_revision_created_at"):
            found = found.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
        elif not found.ordered:
            found = found.order_by("-pk")
        return found[self.start : self.stop]

    def _do_search(self) -> Any:
        """Fetch what was found; pages with their parents, which choosers name in each row."""
        found = super()._do_search()
        if kind_of(self.query_compiler.queryset.model) == "wagtailcore.page":
            from wagtail.models import Page

            found = list(found)
            Page.objects.annotate_parent_page(found)
            for page in found:
                page._cached_parent_obj = page._parent_page
        return found


class SearchBackend(fallback.DatabaseSearchBackend):
    """The search backend."""

    query_compiler_class = autocomplete_query_compiler_class = Compiler
    results_class = Results
    index_class = Index
    rebuilder_class = Rebuilder


def page_search(q: str, pages: Any, all_pages: Any = None, ordering: str | None = None) -> tuple[object, object]:
    """Search pages for what was typed, as it was typed: takes the place of Wagtail's
    own, which reads 8:30 as a filter."""
    asked = PlainText(q or "")  # one for both: what was found is kept with it
    found = [
        some if some is None else some.autocomplete(asked, order_by_relevance=not ordering)
        for some in (pages, all_pages)
    ]
    return found[0], found[1]
