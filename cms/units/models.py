"""Places, and the page tree of units under which articles and cases live."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.models import Collection, Page, PageManager, PagePermissionTester, Site
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms.core.alike import alike
from cms.core.exported import CODE, Exported
from cms.core.models import SLUG
from cms.core.search import searchable
from records import Place as PlaceRecord
from records import Unit as UnitRecord

LENGTHS = {"province": 2, "city": 4, "county": 6}  # digits of a code that all places below share
TOP = 2  # the depth of the office, under which all units stand
LEVELS = [("province", "省"), ("city", "市"), ("county", "县（市、区）")]
KINDS = [
    ("office", "省级办公室"),
    ("city", "设区市"),
    ("county", "县（市、区）"),
    ("system", "省级行业系统"),
    ("zone", "开发区"),
    ("general", "综合"),
]


class Place(Exported, index.Indexed):
    """A division of GB/T 2260."""

    code = models.CharField("行政区划代码", max_length=6, unique=True, validators=[CODE])
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=10, choices=LEVELS)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    search_fields = searchable("name", "code")

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name, with the city before it where another place has the same (徐州市鼓楼区)."""
        return f"{self.parent.name}{self.name}" if self.name in twins(Place, "name") and self.parent else self.name

    def clean(self) -> None:
        """Refuse a place above that is none: with it the tree has no circle."""
        super().clean()
        ranks = list(LENGTHS)
        if self.parent and self.level in ranks and ranks.index(self.parent.level) >= ranks.index(self.level):
            above, own = self.parent.get_level_display(), self.get_level_display()
            raise ValidationError({"parent": f"“{self.parent}”是{above}，不能作{own}的上级，请选更高一级的。"})

    @classmethod
    def from_record(cls, record: PlaceRecord) -> Place:
        """Make a place from its record; its parent must be there."""
        parent = cls.objects.get(code=record.parent) if record.parent else None
        return cls.objects.create(parent=parent, **alike(record, cls))

    def as_record(self) -> PlaceRecord:
        """Return the record."""
        return PlaceRecord(
            code=self.code,
            name=self.name,
            level=self.level,  # type: ignore[arg-type]
            parent=self.parent.code if self.parent else None,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


def own_places() -> models.QuerySet[Place]:
    """Return the places of the office's own province, or of what else it is the
    office of; all where it stands nowhere."""
    office = UnitPage.objects.filter(depth=2, place__isnull=False).select_related("place").order_by("path").first()
    if office is None:
        return Place.objects.all()
    assert office.place
    return Place.objects.filter(code__startswith=office.place.code[: LENGTHS[office.place.level]])


def twins(kind: type[models.Model], name: str) -> frozenset[str]:
    """Return the names that more than one place or unit has; looked up again after one was
    saved here, and every few minutes."""
    found: frozenset[str] | None = cache.get(kind.__name__)
    if found is None:
        names = kind._default_manager.order_by().values(name).annotate(count=models.Count("pk")).filter(count__gt=1)
        found = frozenset(names.values_list(name, flat=True))
        cache.set(kind.__name__, found)
    return found


class UnitQuerySet(PageQuerySet["UnitPage"]):
    """Queries for units."""

    def in_order(self) -> UnitQuerySet:
        """Sort as official lists do: the office, the systems, then everything by the code of its place in GB/T 2260."""
        first = models.Case(models.When(depth=2, then=0), models.When(kind="system", then=1), default=2)
        # What has no code of its own (a zone) stands below the unit of its place.
        return self.order_by(first, Coalesce("place__code", "code"), "depth", "code")


Units = PageManager.from_queryset(UnitQuerySet)


class UnitManager(Units["UnitPage"]):
    """Gives these queries, under a name that types can have."""


class UnitPermissions(PagePermissionTester):
    """What a user may do with a unit: write below it, and change the unit itself only as an
    administrator, as units carry the rights."""

    def _administers(self, *_: object, **__: object) -> bool:
        return bool(self.user.is_active and self.user.is_superuser and not self.page_is_root)

    can_edit = can_publish = can_reorder_children = _administers

    def can_move(self) -> bool:
        """Administrators; the office on top stays there."""
        return self._administers() and self.page.depth > TOP

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Administrators."""
        return bool(self._administers() and super().can_delete(ignore_bulk))

    def can_submit_for_moderation(self) -> bool:
        """Nobody: the workflow is for what stands below a unit."""
        return False

    def can_copy(self) -> bool:
        """Nobody: a code belongs to one unit."""
        return False

    def can_unpublish(self) -> bool:
        """Nobody: a unit that is no more has an end of its validity."""
        return False


class UnitForm(WagtailAdminPageForm):
    """Tells units of one parent apart by their names."""

    def clean_title(self) -> str:
        """Refuse the name of a unit beside this one that still is."""
        title: str = self.cleaned_data["title"]
        beside = (
            UnitPage.objects.child_of(self.parent_page).filter(title=title, valid_to=None).exclude(pk=self.instance.pk)
        )
        if "title" in self.changed_data and beside.exists():
            raise ValidationError(f"“{self.parent_page}”下面已经有一个“{title}”。请换一个名称，或者用已有的那个单位。")
        return title


class UnitPage(Exported, Page):
    """A unit that contributes; its children are units, articles and cases."""

    code = models.SlugField(
        "代码", max_length=40, unique=True, validators=[SLUG], help_text="市、县用行政区划代码；其他单位用英文字母"
    )
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name="所在地区", null=True, blank=True, related_name="units"
    )
    other_names = models.CharField("别名", max_length=200, blank=True, help_text="用顿号分开，导入旧简报时据此认出单位")
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    content_panels = [
        FieldPanel("title", heading="名称"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        FieldPanel("place"),
        FieldPanel("other_names"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]
    base_form_class = UnitForm
    promote_panels: list[Panel] = []
    settings_panels: list[Panel] = []  # a unit is not published on a day
    admin_default_ordering = ""  # see `wagtail_hooks.units_in_order`
    search_fields = [*Page.search_fields, *searchable("other_names", "code")]
    parent_page_types = ["wagtailcore.Page", "units.UnitPage"]
    subpage_types = ["units.UnitPage", "newsroom.ArticlePage", "cases.CasePage"]

    objects: ClassVar = UnitManager()

    class Meta:
        verbose_name = verbose_name_plural = "报送单位"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Use the code as the slug."""
        self.slug = self.code
        super().full_clean(*args, **kwargs)

    @property
    def status_string(self) -> str:
        """Return whether the unit is still one, for Wagtail's own lists."""
        return "已停用" if self.valid_to and self.valid_to <= timezone.localdate() else "在用"

    def permissions_for_user(self, user: User) -> UnitPermissions:
        """Return what a user may do with this unit."""
        return UnitPermissions(user, self)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Refuse a second office beside the first: everything stands under one."""
        return bool(super().can_create_at(parent) and not cls._second(parent))

    def can_move_to(self, parent: Page) -> bool:
        """Refuse it for what is moved, too."""
        return bool(super().can_move_to(parent) and not self._second(parent))

    @classmethod
    def _second(cls, parent: Page) -> bool:
        return parent.depth < TOP and cls.objects.filter(depth=TOP).exists()

    @classmethod
    def from_record(cls, record: UnitRecord) -> UnitPage:
        """Make a unit from its record below its parent; the first one takes the place of Wagtail's welcome page."""
        unit = cls(
            title=record.name,
            code=record.code,
            kind=record.kind,
            place=Place.objects.get(code=record.place) if record.place else None,
            other_names="、".join(record.aliases),
            valid_from=record.valid_from,
            valid_to=record.valid_to,
        )
        if record.parent:
            cls.objects.get(code=record.parent).add_child(instance=unit)
        else:
            root = Page.get_first_root_node()
            root.add_child(instance=unit)
            Site.objects.update(root_page=unit, site_name=unit.title)
            Page.objects.child_of(root).exclude(pk=unit.pk).filter(slug="home").delete()
        return unit

    def get_admin_display_title(self) -> str:
        """Return the name, with the city before it where another unit has the same."""
        above = self.get_parent() if self.title in twins(UnitPage, "title") else None
        return f"{above.title if above else ''}{self.title}"

    def as_record(self) -> UnitRecord:
        """Return the record."""
        parent = UnitPage.objects.parent_of(self).first()
        return UnitRecord(
            code=self.code,
            name=self.title,
            kind=self.kind,  # type: ignore[arg-type]
            parent=parent.code if parent else None,
            place=self.place.code if self.place else None,
            aliases=tuple(a for a in self.other_names.split("、") if a),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@receiver([post_save, post_delete], sender=Place)
@receiver([post_save, post_delete], sender=UnitPage)
def twins_may_differ(sender: type[models.Model], **_: object) -> None:
    """Look the names up again."""
    cache.delete(sender.__name__)


def unit_of(page: Page) -> UnitPage:
    """Return the unit under which a page lives."""
    unit = UnitPage.objects.ancestor_of(page).order_by("-depth").first()
    assert unit  # the tree has no page outside of a unit
    return unit


class UnitRole(models.Model):
    """A group of accounts that do one kind of work for one unit, and the folder of its pictures and documents.

    Rights follow from Wagtail's own page and collection permissions of the group; this says which group it is.
    """

    group = models.OneToOneField("auth.Group", models.CASCADE, related_name="unit_role")
    unit = models.ForeignKey(UnitPage, models.CASCADE, verbose_name="单位", related_name="roles")
    role = models.CharField("角色", max_length=20)
    collection = models.ForeignKey(Collection, models.PROTECT, verbose_name="文件夹", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "单位角色"
        permissions = [("edit_for_province", "编辑全省的稿件")]
        constraints = [models.UniqueConstraint(fields=["unit", "role"], name="one_group_per_unit_and_role")]

    def __str__(self) -> str:
        return self.group.name
