"""What is another's is written and shown by no form, whatever number is put into whichever of its fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from cms.cases.models import CasePage
from cms.core.models import Picture
from cms.core.walls import reach
from cms.newsroom.states import MOVES
from cms.units.models import UnitPage, UnitRole
from tests.cms.foreign import Tried, try_form, try_post
from tests.cms.planted import ACCOUNTS, ARTICLE, CASE, FOREIGN, Planted, png

pytestmark = pytest.mark.django_db


def as_role(role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=ACCOUNTS[role]))
    return client


def as_writer(planted: Planted, role: str) -> Tried:
    """Try the forms of someone who writes."""
    own, tried, client = planted.own[role], Tried(), as_role(role)
    user = get_user_model().objects.get(username=ACCOUNTS[role])
    unit = UnitPage.objects.get(roles__group__user=user)
    folder = UnitRole.objects.filter(unit=unit).first().collection  # type: ignore[union-attr]
    picture = Picture(
        title="自己的图", file=ContentFile(png(), name="own.png"), collection=folder, uploaded_by_user=user
    )
    picture.save()
    document = Document.objects.create(
        title="自己的", file=ContentFile(b"x", name="own.txt"), collection=folder, uploaded_by_user=user
    )
    case = CasePage(
        title="自己的案例",
        place=unit.place,
        year=2025,
        summary="摘要",
        body=[("paragraph", "话。")],
        owner=user,
        live=False,
    )
    unit.add_child(instance=case)
    case.save_revision(user=user)
    for page in (own, case):
        try_form(client, role, f"/admin/pages/{page.pk}/edit/", tried)
        try_form(client, role, f"/admin/pages/add/{page._meta.app_label}/{page._meta.model_name}/{unit.pk}/", tried)
    try_form(client, role, f"/admin/pages/{case.pk}/delete/", tried)
    try_form(client, role, "/admin/images/add/", tried, file=png())
    try_form(client, role, f"/admin/documents/edit/{document.pk}/", tried)
    try_form(client, role, f"/admin/bulk/wagtailcore/page/delete/?id={case.pk}", tried)
    try_form(client, role, "/admin/account/", tried)
    return tried


def as_reviewer(planted: Planted, role: str) -> Tried:
    """Try what is different for someone who reviews the texts of others: the form of an article."""
    tried = Tried()
    try_form(as_role(role), role, f"/admin/pages/{planted.own[role].pk}/edit/", tried)
    return tried


def without_forms(planted: Planted, role: str) -> Tried:
    """Try what scripts and lists of files send, as someone who may send it for what is their own."""
    own, tried, client = planted.own[role].pk, Tried(), as_role(role)
    other = {
        "page": ARTICLE,
        "pk": ARTICLE,
        "article": ARTICLE,
        "issue": FOREIGN,
        "call": FOREIGN,
        "unit": FOREIGN,
        "step": FOREIGN,
    }
    for move in MOVES:
        for pk in (own, ARTICLE, CASE):
            try_post(client, role, f"/admin/articles/{pk}/way/", {"move": move, "reason": "说明", **other}, tried)
    word = ContentFile(("自己的题目\n\n" + "自己的话，写得长一些。" * 9).encode(), name="own.txt")
    kept = []
    for query in ("", f"?unit={FOREIGN}&call={FOREIGN}"):
        word.seek(0)
        kept.append(try_post(client, role, f"/admin/articles/word/{query}", {"file": word, **other}, tried))
    assert kept == [role == "contributor"] * 2, (
        "who has one unit is not asked for it; any other must choose one of their own"
    )
    html = {"html": ContentFile(b"<p>words</p>", name="x.html")}
    for where in ({"page": ARTICLE}, {"page": CASE}, {"parent": FOREIGN}):
        try_post(client, role, "/admin/articles/paste/", {**html, **where}, tried)
    arranged = {
        "token": planted.values["issue_token"],
        "fields": {"series": "x"},
        "sections": [["x", [f"article:{own}", f"article:{ARTICLE}"]]],
    }
    try_post(client, role, f"/admin/issues/{FOREIGN}/builder/save/", arranged, tried, content_type="application/json")
    for path in (f"/admin/calls/{FOREIGN}/remind/", f"/admin/calls/{FOREIGN}/", "/admin/snippets/newsroom/call/add/"):
        try_post(client, role, path, {"theme": "x", "text": "x", "due_on": "2027-01-01", "units": FOREIGN}, tried)
    for kind, name, data in (("images", "image-chooser-upload", png()), ("documents", "document-chooser-upload", b"x")):
        file = ContentFile(data, name="own.png" if kind == "images" else "own.txt")
        sent = {
            f"{name}-title": "自己的",
            f"{name}-file": file,
            f"{name}-collection": FOREIGN,
            f"{name}-id": FOREIGN,
            "collection": FOREIGN,
        }
        try_post(client, role, f"/admin/{kind}/chooser/create/", sent, tried)
    return tried


@pytest.mark.parametrize(
    ("try_all", "role"),
    [(as_writer, "contributor"), (as_reviewer, "city"), (without_forms, "contributor"), (without_forms, "city")],
)
def test_no_form_takes_what_is_anothers(
    planted: Planted,
    try_all: Callable[[Planted, str], Tried],
    role: str,
    record_property: Callable[[str, object], None],
) -> None:
    tried = try_all(planted, role)
    record_property("denial walk", f"{role}: {tried.forms} forms, foreign numbers in {tried.fields} fields")
    assert not tried.problems, "\n".join(tried.problems)


def test_a_number_that_a_form_takes_is_found(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "check_references", lambda *_: None)
    tried, own = Tried(), planted.own["contributor"]
    try_form(as_role("contributor"), "contributor", f"/admin/pages/{own.pk}/edit/", tried)
    assert any("body picture" in problem and "writes" in problem for problem in tried.problems)
