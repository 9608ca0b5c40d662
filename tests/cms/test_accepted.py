"""What the CMS accepts can be exported: every value that a field takes is one that the schema of the export takes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.db import models

from cms.cases.classification import Field, Indicator, PracticeKind, Synonym
from cms.cases.entries import Entry
from cms.cases.models import CasePage, Collection
from cms.distribution.models import DistributionList
from cms.issues.models import Issue, Publication
from cms.newsroom.models import ArticlePage
from cms.units.models import Place, UnitPage
from press.records.store import Export, Writer

pytestmark = pytest.mark.django_db

COUNT = 2_000
KINDS = (
    Place,
    UnitPage,
    Field,
    PracticeKind,
    Indicator,
    Synonym,
    Publication,
    DistributionList,
    Collection,
    CasePage,
    Issue,
    ArticlePage,
)
CHARACTERS = [
    *"abz09-_.,:;/\\|\"'<>&%$#@!?*()[]{}~`^=+ \t\n\r",
    *"苏文明，。、：“”（）〔〕—…·０９Ａ",
    *"٣۳𝟗Ⅷ²½",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\u0301",
    "\U00020000",
]
DAYS = ("0001-01-01", "1949-10-01", "2024-02-29", "2036-02-30", "9999-12-31", "2024-1-5", "２０２４-01-05", "昨天", "")


def values(field: models.Field[Any, Any], chance: random.Random) -> Any:
    """Yield values as people, programs and attackers send them."""
    for _ in range(COUNT):
        match field:
            case models.DateField():
                yield chance.choice(DAYS)
            case models.IntegerField():
                yield str(chance.choice((chance.randint(-5, 5), chance.randint(1900, 2200), 2**31, 10**20, "3.5", "１２", "", "x")))
            case models.BooleanField():
                yield chance.choice(("on", ""))
            case _ if field.choices:
                yield chance.choice([*(value for value, _ in field.flatchoices), "x", ""])
            case _:
                whole = chance.choice(("320282", "03", "0599", "wmsj", "a-b", ""))
                yield whole[: chance.randint(0, 6)] + "".join(chance.choices(CHARACTERS, k=chance.choice((0, 1, 1, 2, 5, 12))))


def named(kind: type[models.Model], record: Any) -> list[models.Field[Any, Any]]:
    """Return the plain fields of a model that its record has under the same name."""
    plain = (models.CharField, models.TextField, models.IntegerField, models.DateField, models.BooleanField)
    data = {name: getattr(record, name) for name in record.__struct_fields__}
    scalar = {name for name, value in data.items() if not isinstance(value, tuple | msgspec.Struct)}
    return [f for f in kind._meta.fields if isinstance(f, plain) and f.editable and f.name in scalar]


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_the_export_takes_whatever_a_field_of_a_form_takes(kind: Any) -> None:
    made = kind.objects.first()
    record = made.as_record()
    plain = msgspec.to_builtins(record)
    taken = 0
    for field in named(kind, record):
        chance = random.Random(f"{kind.__name__}.{field.name}")
        for value in values(field, chance):
            try:
                accepted = field.clean(field.formfield().clean(value), made)
            except ValidationError:
                continue
            taken += 1
            changed = {**plain, field.name: msgspec.to_builtins(accepted)}
            try:
                msgspec.convert(changed, type(record))
            except msgspec.ValidationError as error:
                pytest.fail(f"{kind.__name__}.{field.name} takes {value!r}, the export does not: {error}")
    assert taken > 200


REFERENCE = (Place, Field, PracticeKind, Indicator, Synonym, Publication, DistributionList)


@pytest.mark.parametrize("kind", REFERENCE)
def test_what_a_model_accepts_is_written_and_read_again(kind: Any, tmp_path: Path) -> None:
    made, chance = kind.objects.first(), random.Random(kind.__name__)
    accepted = []
    for field in named(kind, made.as_record()):
        for _, value in zip(range(40), values(field, chance), strict=False):
            one = kind.objects.get(pk=made.pk)
            if isinstance(one, Entry):
                one.cleared = None  # its key could not change any more
            try:
                setattr(one, field.name, field.formfield().clean(value))
                one.full_clean()
            except ValidationError:
                continue
            accepted.append(one.as_record())
    assert accepted
    for n, record in enumerate(accepted):
        folder = tmp_path / str(n)
        Writer.for_records(folder, [record]).add(record)
        assert list(Export(folder).all(type(record))) == [record]
