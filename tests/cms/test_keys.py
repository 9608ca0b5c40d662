"""A code or address by which an exported record names something stays as it is, in every form;
what nothing names may still change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.core.exported import Exported
from cms.core.uses import is_use, name_of, place_of, relations_to
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication
from cms.issues.signed import NAMED
from cms.units.models import Place, UnitPage
from tests.cms.making import make

pytestmark = pytest.mark.django_db

MODELS = sorted(Exported.__subclasses__(), key=lambda model: model.__name__)
RELATIONS = [(model, relation) for model in MODELS for relation in relations_to(model) if is_use(relation)]


def key_of(thing: Any) -> str:
    return str(thing.as_record().filed_under[0])


def another(key: str) -> str:
    """Return another key of the same form."""
    return f"{key[:-1]}{(int(key[-1]) + 1) % 10}" if key[-1].isdigit() else f"{key}-x"


def refusal(thing: Any) -> str:
    """Return what is said at the key when somebody changes it; '' where nobody minds."""
    name = key_of(thing)
    setattr(thing, name, another(getattr(thing, name)))
    try:
        thing.clean()
    except ValidationError as error:
        return " ".join(getattr(error, "message_dict", {}).get(name, ()))
    return ""


def test_all_models_of_reference_data_are_known() -> None:
    assert {Place, UnitPage, Publication, DistributionList} < set(MODELS) and len(MODELS) == 8


@pytest.mark.parametrize("pair", RELATIONS, ids=lambda pair: f"{pair[0].__name__} in {name_of(pair[1])}")
def test_a_key_stays_while_a_record_names_it_and_the_place_is_told(pair: tuple[Any, Any]) -> None:
    model, relation = pair
    thing = make(model)
    assert refusal(model.objects.get(pk=thing.pk)) == ""
    user = make(relation.related_model, **{relation.field.name: thing})
    place = place_of(user, thing)
    said = refusal(model.objects.get(pk=thing.pk))
    if hasattr(place, "as_record"):
        assert f"{place._meta.verbose_name}“{place}”" in said and "另建一个" in said
    else:
        assert said == "", "no record names it there"


def test_no_key_that_a_signed_issue_says_can_be_changed() -> None:
    checked = 0
    for version in IssueVersion.objects.all():
        parts = version.parts.select_related(*NAMED, "distribution")
        named = [getattr(part, field) for part in parts for field in (*NAMED, "distribution") if getattr(part, field)]
        for thing in [version.issue.publication, *(each for each in named if isinstance(each, Exported))]:
            assert "不能再改" in refusal(thing), thing
            checked += 1
    assert checked > 10


@pytest.mark.parametrize("kind", [Place, UnitPage, Publication, DistributionList])
def test_the_form_says_it_at_the_key_and_keeps_the_old_one(kind: Any, as_user: Any) -> None:
    Issue.objects.update(distribution=DistributionList.objects.first())
    thing = next(each for each in kind.objects.order_by("-pk") if refusal(kind.objects.get(pk=each.pk)))
    name = key_of(thing)
    address = (
        f"/admin/pages/{thing.pk}/edit/"
        if kind is UnitPage
        else reverse(kind.snippet_viewset.get_url_name("edit"), args=[thing.pk])
    )
    client = as_user("guanli")
    page = client.get(address)
    form = page.context["form"]
    data = {form.add_prefix(n): v for n, v in form.initial.items() if v is not None and n in form.fields}
    for formset in getattr(form, "formsets", {}).values():
        data |= {field.html_name: field.value() for part in (formset.management_form, *formset.forms) for field in part}
    data = {n: v for n, v in data.items() if v is not None}
    answer = client.post(address, data | {name: another(getattr(thing, name))})
    assert "不能再改（原来是" in re.sub(r"\s", "", answer.content.decode())
    assert getattr(kind.objects.get(pk=thing.pk), name) == getattr(thing, name)
