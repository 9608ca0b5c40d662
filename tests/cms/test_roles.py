"""Roles: groups and folders that follow the tree of units, and what a role may do beyond seeing its own subtree."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.cases.models import CasePage
from cms.core.models import Picture
from cms.issues.models import Issue
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage, UnitRole
from cms.units.roles import ROLES
from tests.cms.planted import png

pytestmark = pytest.mark.django_db


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def unit(code: str) -> UnitPage:
    found: UnitPage = UnitPage.objects.get(code=code)
    return found


def folder_of(code: str) -> Collection:
    return UnitRole.objects.filter(unit__code=code).first().collection


def draft(code: str = "320282", owner: str = "tongxunyuan", body: Any = ()) -> ArticlePage:
    made = ArticlePage(title="河边的旧伞", leader="科长", writer="办公室", phone="1", owner=user(owner), live=False)
    made.body = body or [("paragraph", "雨天借伞，晴天还伞。")]
    unit(code).add_child(instance=made)
    made.save_revision(user=user(owner))
    return ArticlePage.objects.get(pk=made.pk)


def rights() -> list[Any]:
    """Return all that `roles` sets, number for number."""
    kinds = (
        Group,
        GroupPagePermission,
        GroupCollectionPermission,
        Collection,
        UnitRole,
        Workflow,
        WorkflowTask,
        WorkflowPage,
    )
    rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return [*rows, sorted(Group.permissions.through.objects.values_list("pk", "group", "permission"))]


def test_a_second_run_changes_nothing(capsys: Any) -> None:
    before = rights()
    call_command("roles")
    assert rights() == before


def test_a_run_puts_right_what_was_changed_by_hand() -> None:
    before = rights()
    group = UnitRole.objects.get(unit__code="320282", role="contributor").group
    GroupPagePermission.objects.filter(group=group).update(page=Page.objects.get(depth=2))
    group.permissions.clear()
    call_command("roles", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    after = rights()
    assert [len(rows) for rows in after] == [len(rows) for rows in before]
    assert GroupPagePermission.objects.filter(group=group, page=unit("320282")).count() == 2


def test_each_role_has_a_group_and_someone_in_it() -> None:
    for role in ROLES:
        assert get_user_model().objects.filter(groups__unit_role__role=role).exists(), role


def test_every_place_and_unit_has_its_group_and_folder() -> None:
    for each in UnitPage.objects.filter(kind__in=("city", "county", "zone", "system")):
        assert each.roles.count() == 1
        assert each.roles.get().collection.name == each.title


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_a_new_unit_has_its_group_and_folder_at_once(
    as_user: Any, action: str, django_capture_on_commit_callbacks: Any
) -> None:
    data = {"title": "新设区", "code": "320299", "kind": "county", "place": "", "slug": "320299", action: "1"}
    data |= nested_form_data({"comments": inline_formset([])})
    with django_capture_on_commit_callbacks(execute=True):
        as_user("guanli").post(f"/admin/pages/add/units/unitpage/{unit('320200').pk}/", data)
    made = UnitRole.objects.get(unit__code="320299")
    assert (made.role, made.group.name, made.collection.name) == ("contributor", "通讯员（新设区）", "新设区")
    assert made.collection.get_parent() == folder_of("320200")
    assert GroupPagePermission.objects.filter(group=made.group, page=made.unit).count() == 2


def test_group_and_folder_follow_a_unit_that_is_renamed_and_moved(django_capture_on_commit_callbacks: Any) -> None:
    county, held = unit("320282"), UnitRole.objects.get(unit__code="320282")
    with django_capture_on_commit_callbacks(execute=True):
        county.title = "新名市"
        county.save_revision().publish()
        UnitPage.objects.get(pk=county.pk).move(unit("320400"), "last-child", user=user("guanli"))
    now = UnitRole.objects.get(unit__code="320282")
    assert (now.group_id, now.group.name) == (held.group_id, "通讯员（新名市）")
    assert (now.collection_id, now.collection.name) == (held.collection_id, "新名市")
    assert now.collection.get_parent() == folder_of("320400")
    assert user("tongxunyuan").groups.get() == now.group


def test_the_group_of_a_unit_that_is_gone_goes_and_its_people_stay_without_rights(
    django_capture_on_commit_callbacks: Any,
) -> None:
    someone = get_user_model().objects.create_user("someone")
    group = UnitRole.objects.get(unit__code="320213").group
    someone.groups.add(group)
    with django_capture_on_commit_callbacks(execute=True):
        unit("320213").delete()
    assert not Group.objects.filter(pk=group.pk).exists()
    assert not get_user_model().objects.get(username="someone").groups.exists()


def test_a_writer_deletes_only_an_own_draft_that_was_never_handed_in(as_user: Any) -> None:
    own, other, handed_in = draft(), draft(owner="shiji"), draft()
    way.take(handed_in, "submit", user("tongxunyuan"))
    way.take(ArticlePage.objects.get(pk=handed_in.pk), "reject", user("shiji"), "缺数据")
    client = as_user("tongxunyuan")
    for page in (own, other, handed_in):
        client.post(f"/admin/pages/{page.pk}/delete/")
    assert set(ArticlePage.objects.filter(pk__in=[own.pk, other.pk, handed_in.pk])) == {other, handed_in}
    for page in (other, handed_in):
        client.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}")
    assert ArticlePage.objects.filter(pk__in=[other.pk, handed_in.pk]).count() == 2


@pytest.mark.parametrize("username", ["tongxunyuan", "shiji"])
def test_a_text_stays_with_its_unit(as_user: Any, username: str) -> None:
    page = draft(owner=username)
    client = as_user(username)
    for path in (f"{page.pk}/copy/", f"{page.pk}/move/{unit('320281').pk}/confirm/"):
        assert client.get(f"/admin/pages/{path}").status_code in (302, 404), path
        client.post(
            f"/admin/pages/{path}",
            {"new_title": "x", "new_slug": "article-999999", "new_parent_page": unit("320281").pk},
        )
    client.post(f"/admin/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": unit("320281").pk})
    assert ArticlePage.objects.get(pk=page.pk).get_parent().specific == unit("320282")
    assert ArticlePage.objects.filter(title=page.title).count() == 1


VERBS = {"copy", "move", "unpublish", "delete"}
EDITOR = {"move", "delete"}
# What the menus of the editor and of the lists offer of these: kind of page, then account.
OFFERED: dict[str, dict[str, set[str]]] = {
    "draft": {"tongxunyuan": {"delete"}, "shiji": set(), "bianji": EDITOR, "zhubian": EDITOR, "guanli": EDITOR},
    "pool": {"shiji": set(), "bianji": {"move"}, "guanli": {"move"}},
    "adopted": {"bianji": set(), "guanli": set()},
    "case": {"tongxunyuan": {"delete"}, "shiji": set(), "bianji": EDITOR, "guanli": EDITOR},
    "live": {"tongxunyuan": set(), "shiji": set(), "bianji": {"move"}, "zhubian": {"move"}, "guanli": {"move"}},
    "cleared": {"bianji": {"move"}, "zhubian": {"move"}, "guanli": {"move"}},
}


def text_of(kind: str) -> Page:
    """Return a text of the county's contributor."""
    if kind in ("draft", "pool", "adopted"):
        page = draft()
        ArticlePage.objects.filter(pk=page.pk).update(state=kind)
        return ArticlePage.objects.get(pk=page.pk)
    case = CasePage(
        title="旧伞", place=unit("320282").place, year=2025, summary="摘要。", live=False, owner=user("tongxunyuan")
    )
    unit("320282").add_child(instance=case)
    revision = case.save_revision(user=user("tongxunyuan"))
    if kind != "case":
        revision.publish()
    if kind == "cleared":
        CasePage.objects.get(pk=case.pk).clear("主编", date(2026, 1, 5))
    return CasePage.objects.get(pk=case.pk)


@pytest.mark.parametrize(("kind", "username"), [(kind, name) for kind, names in OFFERED.items() for name in names])
def test_menus_offer_what_helps_and_the_server_takes_nothing_else(as_user: Any, kind: str, username: str) -> None:
    page, client, offered = text_of(kind), as_user(username), OFFERED[kind][username]
    where = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
    ]
    for url in [*where, *([reverse("cases:index")] if isinstance(page, CasePage) else [])]:
        html = client.get(url).content.decode()
        assert {verb for verb in VERBS if f"/admin/pages/{page.pk}/{verb}/" in html} == offered, url
    sent = {"new_title": "副本", "new_slug": "fuben", "new_parent_page": page.get_parent().pk, "copy_subpages": ""}
    for verb in VERBS - offered:
        client.post(f"/admin/pages/{page.pk}/{verb}/", sent)
        client.post(f"/admin/bulk/wagtailcore/page/{verb}/?id={page.pk}", {"chooser": unit("320281").pk})
    now = Page.objects.get(pk=page.pk)
    assert (now.live, now.get_parent().pk, Page.objects.filter(title="副本").exists()) == (
        page.live,
        page.get_parent().pk,
        False,
    )


@pytest.mark.parametrize("username", ["shiji", "bianji", "zhubian"])
def test_units_are_changed_by_administrators_alone(as_user: Any, username: str) -> None:
    city, county = unit("320200"), unit("320282")
    client, url = as_user(username), reverse("wagtailadmin_explore", args=[city.pk])
    html = client.get(url).content.decode()
    assert county.title in html
    verbs = {*VERBS, "edit"}
    assert not [verb for verb in verbs for page in (city, county) if f"/admin/pages/{page.pk}/{verb}/" in html]
    assert f"/admin/pages/{county.pk}/add_subpage/" in html
    for verb in verbs:
        client.post(
            f"/admin/pages/{county.pk}/{verb}/",
            {"title": "改名", "new_title": "副本", "new_slug": "x", "new_parent_page": city.pk},
        )
    assert (unit("320282").live, unit("320282").title) == (True, county.title) and not Page.objects.filter(
        title="副本"
    ).exists()
    html = as_user("guanli").get(url).content.decode()
    assert all(f"/admin/pages/{county.pk}/{verb}/" in html for verb in ("edit", "move", "delete"))


def test_the_city_edits_what_its_counties_handed_in(as_user: Any) -> None:
    page = draft()
    way.take(page, "submit", user("tongxunyuan"))
    assert as_user("tongxunyuan").get(f"/admin/pages/{page.pk}/edit/").status_code == 302
    assert as_user("shiji").get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_a_picture_goes_to_the_own_folder_and_to_no_other(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    assert "id_collection" not in client.get("/admin/images/add/").content.decode()
    data = {"title": "旧伞", "file": ContentFile(png(), name="x.png"), "collection": folder_of("320400").pk}
    client.post("/admin/images/add/", data)
    assert Picture.objects.get(title="旧伞").collection == folder_of("320282")


def put(page: ArticlePage, picture: Picture) -> dict[str, Any]:
    """Return the form of an article with a picture in its body."""
    body = streamfield([("picture", {"image": picture.pk, "alt": "伞", "caption": ""})])
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "body": body,
            "figures": inline_formset([]),
            "comments": inline_formset([]),
        }
    )


def test_a_form_takes_no_picture_that_its_chooser_did_not_offer(as_user: Any) -> None:
    page, client = draft(), as_user("tongxunyuan")
    theirs = Picture.objects.create(
        title="别处的", file=ContentFile(png(), name="x.png"), collection=folder_of("320400")
    )
    answer = client.post(f"/admin/pages/{page.pk}/edit/", put(page, theirs))
    assert answer.status_code == 302 and answer["Location"] == "/admin/"
    assert "别处的" not in str(ArticlePage.objects.get(pk=page.pk).latest.body)
    assert not any(block.block_type == "picture" for block in ArticlePage.objects.get(pk=page.pk).latest.body)
    assert client.get(theirs.file.url).status_code == 403


def test_a_picture_that_an_editor_put_into_a_text_may_stay_there(as_user: Any) -> None:
    from_the_office = Picture.objects.create(
        title="省里的", file=ContentFile(png(), name="x.png"), collection=Collection.get_first_root_node()
    )
    page = draft(body=[("picture", {"image": from_the_office, "alt": "伞", "caption": ""})])
    client = as_user("tongxunyuan")
    answer = client.post(f"/admin/pages/{page.pk}/edit/", put(page, from_the_office))
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert client.get(from_the_office.file.url).status_code == 200


def test_the_clerk_opens_signed_issues_and_no_others(as_user: Any) -> None:
    signed = (
        Issue.objects.filter(versions__isnull=False).exclude(versions__pdf="").first()
        or Issue.objects.filter(versions__isnull=False).first()
    )
    client = as_user("yinfa")
    assert client.get(f"/admin/issues/{signed.pk}/decision/").status_code == 200
    assert client.get("/admin/snippets/distribution/distributionlist/").status_code == 200
    unsigned = Issue.objects.create(publication=signed.publication, year=2031, number=1, date=signed.date)
    assert client.get(f"/admin/issues/{unsigned.pk}/decision/").status_code == 302
    assert client.get(f"/admin/issues/{unsigned.pk}/print.pdf").status_code == 302
