"""What keeps a unit or a place where it is: what is below, its accounts, and what is dated outside of its time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page
from wagtail.models import Collection as Folder

from cms.core.models import Picture
from cms.core.uses import RULES, Rows, outside, used_by
from cms.units.models import Place, UnitPage

RULES.instead |= {
    Place: "地区撤并了，填“撤销日期”；名称写错了，直接改。",
    UnitPage: "单位撤并了，先停用它的账号，再填“停用日期”；改归别处的，也填停用日期，另建新单位。"
    "建错了的，先在“账号”页把它的账号改到别的单位。",
    Picture: "先在上面这些地方换成别的图片，再来删除；已签发的简报一直要用。",
    get_document_model(): "文章里用着的，先在那里换掉。Word 原件随稿件留存，稿件删除以后再来删。",
    Folder: "文件夹随单位建立；先把里面的图片和文件移走。",
}
RULES.instead_of_moving[UnitPage] = "单位改归别处的，填停用日期，另建新单位：签发过的简报和统计仍按原来的单位。"
RULES.who[Page] = "只能删除自己还没有报送的草稿；别的文稿，请与省级编辑联系。"


@used_by(Page)
def pages_below(page: Page) -> QuerySet[Page]:
    """Return what stands below a page, which would go with it."""
    return page.get_descendants()


@used_by(Folder)
def folders_below(folder: Collection) -> QuerySet[Collection]:
    """Return the folders in a folder."""
    below: QuerySet[Collection] = folder.get_descendants()
    return below


@used_by(UnitPage)
def accounts(unit: UnitPage) -> QuerySet[User]:
    """Return the accounts of a unit, which would be left without a role."""
    return get_user_model().objects.filter(groups__unit_role__unit=unit).distinct()


@outside(UnitPage)
def outside_of_a_unit(unit: UnitPage, end: str, day: datetime.date) -> Iterator[Rows]:
    """Yield units below that last longer, and accounts that are open today."""
    below = UnitPage.objects.child_of(unit)
    if end == "valid_from":
        yield below.filter(valid_from__lt=day)
        return
    yield below.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    if day <= timezone.localdate():
        yield get_user_model().objects.filter(is_active=True, groups__unit_role__unit=unit).distinct()


@outside(Place)
def outside_of_a_place(place: Place, end: str, day: datetime.date) -> Iterator[Rows]:
    """Yield the units and places that are still there."""
    for below in (UnitPage.objects.filter(place=place), place.children.all()):
        yield (
            below.filter(Q(valid_to=None) | Q(valid_to__gt=day))
            if end == "valid_to"
            else below.filter(valid_from__lt=day)
        )
