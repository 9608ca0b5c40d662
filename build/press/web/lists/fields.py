"""Pages of the fields of service, two levels deep, and of the kinds of practice."""

from __future__ import annotations

from press.web.catalogue import grouped
from press.web.lists.matrix import MATRIX, cells_of_field
from press.web.lists.pages import Lists
from press.web.lists.rows import INSTEAD, Link, group, link
from records import Field

FIELDS, KINDS = link("服务领域", "fields/index"), link("做法类型", "kinds/index")


def stage_fields(lists: Lists) -> None:
    """Write the index of fields, and a page for each class and subclass."""
    fields = sorted(lists.library.fields.values(), key=lambda f: f.code)
    below = grouped(fields, lambda f: [f.parent])
    inner = {f.code: [_link(lists, member) for member in below.get(f.code, ())] for f in fields}
    groups = [group(top.name, inner[top.code], _link(lists, top)) for top in below.get(None, ())]
    lead = "两级分类；一个案例可属于几个细目。数目为公开的案例数。"
    lists.index("fields", "服务领域", groups, lead=lead, also=[MATRIX, KINDS])
    for field in fields:
        groups = (
            [] if field.parent else [group("细目", inner[field.code]), group("地区", cells_of_field(lists, field.code))]
        )
        lists.page(
            f"fields/{field.code}",
            field.name,
            lists.by_field.get(field.code, ()),
            trail=[FIELDS, *_above(lists, field)],
            groups=[found for found in groups if found["links"]],
            empty=f"{field.name}还没有公开的案例。",
            onward=[
                group(INSTEAD, [*_above(lists, field), link("其他领域", "fields/index"), link("地区", "places/index")])
            ],
        )


def stage_kinds(lists: Lists) -> None:
    """Write the index of kinds, and a page for each."""
    kinds = lists.library.kinds.values()
    links = [link(kind.name, f"kinds/{kind.slug}", len(lists.by_kind.get(kind.slug, ()))) for kind in kinds]
    lists.index(
        "kinds", "做法类型", [group("类型", links)], lead="一个案例可属于几种类型。数目为公开的案例数。", also=[FIELDS]
    )
    for kind in kinds:
        lists.page(
            f"kinds/{kind.slug}",
            kind.name,
            lists.by_kind.get(kind.slug, ()),
            trail=[KINDS],
            onward=[group(INSTEAD, [KINDS, FIELDS])],
        )


def _link(lists: Lists, field: Field) -> Link:
    return link(field.name, f"fields/{field.code}", len(lists.by_field.get(field.code, ())))


def _above(lists: Lists, field: Field) -> list[Link]:
    return [link(lists.library.fields[field.parent].name, f"fields/{field.parent}")] if field.parent else []
