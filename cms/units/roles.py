"""Who may do what: seven roles, a group for each place and unit, made from the tree of
units and brought up to date with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    ReferenceIndex,
    Task,
    Workflow,
)

from cms.core.models import Picture
from cms.units.models import UnitPage, UnitRole, unit_of

EVERYONE = ("wagtailadmin.access_admin",)
WRITING = ("add_page", "change_page")


@dataclass(frozen=True)
class Role:
    """A kind of work: its name, rights on pages of its unit's subtree, and which kinds of unit
    have it; other rights see `grant`."""

    name: str
    title: str
    verbs: tuple[str, ...]
    kinds: tuple[str, ...]


ROLES = {
    role.name: role
    for role in (
        Role("contributor", "通讯员", WRITING, ("county", "zone")),
        Role("city", "市级编辑", WRITING, ("city",)),
        Role("system", "系统通讯员", WRITING, ("system",)),
        Role("editor", "省级编辑", (*WRITING, "publish_page"), ("office",)),
        Role("chief", "主编", (*WRITING, "publish_page", "lock_page", "unlock_page"), ("office",)),
        Role("clerk", "印发员", (), ("office",)),
        # Accounts in this group are superusers: Django and Wagtail ask for no single right of theirs.
        Role("administrator", "管理员", (), ("office",)),
    )
}
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
# else the library lists only one's own
EVERY_FILE = (*FILES, "wagtailimages.change_image", "wagtaildocs.change_document")
PROVINCE = ("editor", "chief")
RIGHTS: dict[str, set[str]] = {name: set(EVERYONE) for name in ROLES}  # beside the tree, by role
AFTERWARDS: list[Callable[[], None]] = []  # what other apps set up once the roles are there


def grant(roles: Iterable[str], *permissions: str) -> None:
    """Give roles rights to what an app holds, named as Django does; apps call this when they are ready."""
    for role in roles:
        RIGHTS[role].update(permissions)


def editing(app: str, *models: str) -> list[str]:
    """Return the rights to add, change and view; nothing is deleted that is in use, and
    what is not, administrators delete."""
    return [f"{app}.{verb}_{model}" for model in models for verb in ("add", "change", "view")]


@transaction.atomic
def set_up_roles() -> int:
    """Make or bring up to date the groups and folders of all units and the one workflow; return the number of groups.

    Idempotent: a second run changes nothing. Groups of units that are gone go too; accounts stay.
    """
    remove_wagtails_own()
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    folders: dict[str, Collection] = {}
    made = 0
    for unit in sorted(UnitPage.objects.in_order(), key=lambda unit: unit.depth):  # folders stand in the one above
        folders[unit.path] = folder(unit, folders.get(unit.path[: -Page.steplen]))
        for role in ROLES.values():
            if unit.kind in role.kinds and (unit.kind != "office" or unit.depth == 2):
                set_up(unit, role, folders[unit.path], known)
                made += 1
    ours = "|".join(role.title for role in ROLES.values())
    Group.objects.filter(unit_role__isnull=True, name__regex=f"^({ours})（").delete()  # of units that are gone
    for set_up_more in AFTERWARDS:
        set_up_more()
    file_pictures()
    return made


def remove_wagtails_own() -> None:
    """Remove the groups and the approval workflow that Wagtail starts with: they know nothing of units."""
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    Page.objects.filter(depth=1).update(title="全部单位", draft_title="全部单位")
    Collection.objects.filter(depth=1).update(name="全部文件夹")


def folder(unit: UnitPage, above: Collection | None) -> Collection:
    """Return the folder of a unit's pictures and documents, below that of the unit
    above it; the office's is the root."""
    if above is None:
        return Collection.get_first_root_node()
    held = UnitRole.objects.filter(unit=unit).select_related("collection").first()
    found = held.collection if held else above.get_children().filter(name=unit.title).first()
    if found is None:
        made: Collection = above.add_child(name=unit.title)
        return made
    if found.name != unit.title:
        Collection.objects.filter(pk=found.pk).update(name=unit.title)
    if not found.is_child_of(above):
        found.move(above, "sorted-child")
        found.refresh_from_db()
    return found


def set_up(unit: UnitPage, role: Role, collection: Collection, known: dict[str, Permission]) -> None:
    """Give the group of a role in a unit exactly the rights of the role; `known` has the permissions by name."""
    name = role.title if unit.depth == 2 else f"{role.title}（{full_name(unit)}）"
    held = UnitRole.objects.filter(unit=unit, role=role.name).select_related("group").first()
    group = held.group if held else Group.objects.get_or_create(name=name)[0]
    if group.name != name:
        group.name = name
        group.save()
    group.permissions.set([known[name] for name in RIGHTS[role.name]])
    _exactly(GroupPagePermission, group, "page", unit, [known[f"wagtailcore.{verb}"] for verb in role.verbs])
    files = EVERY_FILE if "publish_page" in role.verbs else FILES if role.verbs else ()
    _exactly(GroupCollectionPermission, group, "collection", collection, [known[name] for name in files])
    if held is None or held.collection != collection:
        UnitRole.objects.update_or_create(
            unit=unit, role=role.name, defaults={"group": group, "collection": collection}
        )


def full_name(unit: UnitPage) -> str:
    """Return a unit's name, with that of the unit above it where two units share a name (徐州市鼓楼区)."""
    if UnitPage.objects.filter(title=unit.title).count() == 1:
        return str(unit.title)
    return f"{unit.get_parent().title}{unit.title}"


def _exactly(kind: Any, group: Group, where: str, target: Model, permissions: list[Permission]) -> None:
    """Give a group these permissions at one place of a tree, and none anywhere else."""
    wanted = {p.pk for p in permissions}
    kind.objects.filter(group=group).exclude(**{where: target, "permission__in": wanted}).delete()
    held = set(kind.objects.filter(group=group).values_list("permission_id", flat=True))
    kind.objects.bulk_create(kind(group=group, permission_id=pk, **{where: target}) for pk in sorted(wanted - held))


def file_pictures() -> None:
    """Move pictures that lie in the office's folder and stand in one unit's texts only into that unit's folder."""
    for picture in Picture.objects.filter(collection=Collection.get_first_root_node()):
        uses = ReferenceIndex.get_references_to(picture).filter(base_content_type__app_label="wagtailcore")
        pages = Page.objects.filter(pk__in={int(use.object_id) for use in uses})
        units = {unit_of(page).pk for page in pages}
        held = UnitRole.objects.filter(unit__in=units).first() if len(units) == 1 else None
        if held:
            Picture.objects.filter(pk=picture.pk).update(collection=held.collection)


def people(role: str, units: Iterable[UnitPage]) -> QuerySet[User]:
    """Return the active accounts that have a role in any of these units."""
    return (
        get_user_model()
        .objects.filter(is_active=True, groups__unit_role__role=role, groups__unit_role__unit__in=units)
        .distinct()
    )


def units_of(user: User) -> QuerySet[UnitPage]:
    """Return the units in which a user has a role."""
    return UnitPage.objects.filter(roles__group__user=user).distinct()


def edits_for_province(user: User) -> bool:
    """Whether a user is one of the province's editors."""
    return bool(user.has_perm("units.edit_for_province"))
