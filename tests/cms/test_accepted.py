"""What the CMS accepts can be published: a field takes what the schema takes, and what
forms take exports, loads and builds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.db import models

from cms.cases.models import CaseFigure, CasePage, Collection
from cms.core.typed import plain
from cms.issues.lists import DistributionList, Recipient
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage, Clipping
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from tests.accepted import pack

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
    Clipping,
    Report,
    CaseFigure,
    Recipient,
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
DAYS = (
    "0001-01-01",
    "1949-10-01",
    "2024-02-29",
    "2036-02-30",
    "2099-01-01",
    "9999-12-31",
    "2024-1-5",
    "２０２４-01-05",
    "昨天",
    "",
)


def values(field: models.Field[Any, Any], chance: random.Random) -> Any:
    """Yield values as people, programs and attackers send them."""
    for _ in range(COUNT):
        match field:
            case models.DateField():
                yield chance.choice(DAYS)
            case models.IntegerField():
                yield str(
                    chance.choice(
                        (chance.randint(-5, 5), chance.randint(1900, 2200), 2**31, 10**20, "3.5", "１２", "", "x")
                    )
                )
            case models.BooleanField():
                yield chance.choice(("on", ""))
            case _ if field.choices:
                yield chance.choice([*(value for value, _ in field.flatchoices), "x", ""])
            case _:
                whole = chance.choice(("320282", "03", "0599", "wmsj", "a-b", ""))
                yield whole[: chance.randint(0, 6)] + "".join(
                    chance.choices(CHARACTERS, k=chance.choice((0, 1, 1, 2, 5, 12)))
                )


def named(kind: type[models.Model], record: Any) -> list[models.Field[Any, Any]]:
    """Return the plain fields of a model that its record has under the same name."""
    plain = (models.CharField, models.TextField, models.IntegerField, models.DateField, models.BooleanField)
    data = {name: getattr(record, name) for name in record.__struct_fields__}
    scalar = {name for name, value in data.items() if not isinstance(value, tuple | msgspec.Struct)}
    return [f for f in kind._meta.fields if isinstance(f, plain) and f.editable and f.name in scalar]


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_the_export_takes_whatever_a_field_of_a_form_takes(kind: Any) -> None:
    made = kind.objects.first() or kind.objects.create(title="剪报", paper="晚报")  # no newspaper is cut in the sample
    record = made.as_record()
    told = msgspec.to_builtins(record)
    taken = 0
    for field in named(kind, record):
        chance = random.Random(f"{kind.__name__}.{field.name}")
        for value in values(field, chance):
            try:
                accepted = field.clean(field.formfield().clean(value), made)
            except ValidationError:
                continue
            taken += 1
            changed = {**told, field.name: msgspec.to_builtins(accepted)}
            try:
                msgspec.convert(changed, type(record))
            except msgspec.ValidationError as error:
                pytest.fail(f"{kind.__name__}.{field.name} takes {value!r}, the export does not: {error}")
    assert taken > 200


@pytest.mark.parametrize("seed", range(5))
def test_what_forms_accept_is_exported_loaded_with_the_same_bytes_and_built(seed: int, tmp_path: Path) -> None:
    """`python -m tests.accepted [how many] [seed]` makes more of these."""
    assert pack(seed, tmp_path) > 100


def test_no_field_keeps_what_no_text_has_and_every_line_is_one() -> None:
    chance = random.Random(5)
    for _ in range(COUNT):
        typed = "".join(
            chance.choices([*CHARACTERS, "\x00", "\x07", "\x85", "\u202e", "\u2800", "文明"], k=chance.randint(1, 8))
        )
        for line in (True, False):
            try:
                kept = plain(typed, line=line)
            except ValidationError:
                continue
            assert plain(kept, line=line) == kept, "what is kept stays as it is"
            assert not {*kept} & {*"\x00\x07\x85\u202e\u200b\ufeff\u2800\r\u2028"}
            assert not line or len(kept.splitlines()) < 2
            assert kept == kept.strip()
