"""Whatever is left out of a form or stands wrong in one of its fields: an answer that
says so, and no error of the server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.core.misread import SAID, is_misread
from tests.cms.foreign import post
from tests.cms.planted import ACCOUNTS, ARTICLE, CASE, FOREIGN, Planted

pytestmark = pytest.mark.django_db

WRONG = "坏{"
LONG = "9" * 5000
PLAIN = {"text", "textarea", "date", "checkbox"}  # Django reads these; a few of them are tried each time
TRIED = 3
MOST = 14  # of the ways to spoil a form that are tried in one run; others in the next
BODY = [
    ("paragraph", "话。"),
    ("point", {"ordinal": "一", "lead_in": "要点。", "text": "话。", "children": streamfield([]) | {"count": "0"}}),
    ("table", '{"data": [["甲", "乙"], ["1", "2"]]}'),
    ("picture", {"image": str(FOREIGN), "alt": "图", "caption": ""}),
]
STREAMS = nested_form_data({"body": streamfield(BODY), "mechanism": streamfield([])})
FORMS = {
    f"/admin/pages/{ARTICLE}/edit/": STREAMS,
    f"/admin/pages/{CASE}/edit/": nested_form_data(
        {"body": streamfield([]), "mechanism": streamfield([("steps", {"count": "0"})])}
    ),
    f"/admin/snippets/issues/issue/edit/{FOREIGN}/": {},
    f"/admin/snippets/distribution/distributionlist/edit/{FOREIGN}/": {},
    f"/admin/snippets/adoption/report/edit/{FOREIGN}/": nested_form_data({"table": streamfield([])}),
    f"/admin/images/{FOREIGN}/": {},
}


def as_editor() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=ACCOUNTS["editor"]))
    return client


def changes(form: Any, values: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, str | None]]:
    """Return fields of a form with what is sent instead: nothing, words where a number or JSON
    stands, a number that nothing holds."""
    kinds = {
        name: getattr(form.inputs[name], "type", None) or getattr(form.inputs[name], "tag", None)
        for name in form.fields
    }
    plain = [name for name in values if kinds.get(name) in PLAIN]
    named = [name for name in values if name not in plain] + rng.sample(plain, min(TRIED, len(plain)))
    found = [(name, wrong) for name in named for wrong in (None, WRONG)]
    yield from rng.sample(found, min(MOST, len(found)))
    yield rng.choice(list(values)), LONG


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_a_field_left_out_or_mangled_is_never_an_error_of_the_server(
    planted: Planted, path: str, record_property: Any
) -> None:
    client, rng, problems = as_editor(), random.Random(seed := random.randrange(10**6)), []
    page = client.get(path)
    form = max(lxml.html.fromstring(page.content.decode()).forms, key=lambda each: len(each.fields))
    values = {**dict(form.form_values()), **FORMS[path]}
    tried = list(changes(form, values, rng))
    for name, wrong in tried:
        sent = {other: value for other, value in values.items() if other != name} | (
            {name: wrong} if wrong is not None else {}
        )
        _, answer = post(client, path, sent)
        if answer.status_code >= 500:
            problems.append(f"{name}={(wrong or '')[:20]}: {answer.status_code} {answer.wsgi_request.path}")
    record_property("misread", f"{path}: {len(tried)} changes, seed {seed}")
    assert not problems, "\n".join(problems)


def test_what_cannot_be_read_is_said_on_a_page_and_to_a_script(planted: Planted) -> None:
    client, path = as_editor(), f"/admin/pages/{ARTICLE}/edit/"
    answer = client.post(path, {"title": "没有别的"})
    assert (answer.status_code, "没有存上" in answer.content.decode()) == (400, True)
    told = client.post(path, {"title": "没有别的"}, headers={"accept": "application/json"})
    assert (told.status_code, told.json()["error_message"]) == (400, SAID)
    kept = client.post(
        f"/admin/images/{FOREIGN}/", {"title": "图", "collection": planted.picture.collection_id, "next": WRONG}
    )
    assert (kept.status_code, kept["Location"]) == (302, "/admin/"), "what was kept is not said to be lost"


def test_only_an_error_that_names_what_was_sent_is_the_senders() -> None:
    sent = RequestFactory().post("/", {"place": WRONG, "year": "7"})
    assert is_misread(sent, MultiValueDictKeyError("body-count"))
    assert is_misread(sent, ValueError(f"invalid literal for int() with base 10: {WRONG!r}"))
    assert not is_misread(sent, ValueError("too many values to unpack (expected 7)"))
    assert not is_misread(sent, KeyError(WRONG))
