"""What all content shares: permanent numbers, the base of numbered pages, clearance, pictures."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from wagtail.admin.panels import Panel
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page, PagePermissionTester, Revision

from cms.core import audit
from cms.core.confirming import Point, confirmed, personal_points
from cms.core.drafts import DraftReference
from cms.core.reasons import checked_reason
from cms.core.small_copies import make_later
from cms.core.typed import FIRST, latest_year
from cms.core.uses import can_delete
from records import Record, RecordError
from records.pictures import exported_name, strip_metadata, upright

YEAR = [MinValueValidator(FIRST.year), MaxValueValidator(latest_year)]
SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", "只能用英文小写字母、数字和连字符，以字母或数字开头。")
REDACTED_HELP = (
    "只在删去了不该再让人看到的内容（敏感信息、个人信息等）时填：填删改当天，再有这样的删改就改成新的日期。"
    "发布以后，旧文字会从网站检索索引的文件里一并清除。平常的修改不用填"
)


class Counter(models.Model):
    """The last number given out under a name; numbers are never reused, not even after a deletion."""

    name = models.CharField(max_length=20, unique=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

    @classmethod
    def next(cls, name: str) -> int:
        """Return the next number."""
        with transaction.atomic():
            cls.objects.get_or_create(name=name)
            counter = cls.objects.select_for_update().get(name=name)
            counter.value += 1
            counter.save()
            return counter.value

    @classmethod
    def reserve(cls, name: str, number: int) -> None:
        """Note that a number came in from elsewhere, so that it is not given out again."""
        with transaction.atomic():
            cls.objects.get_or_create(name=name)
            cls.objects.filter(name=name, value__lt=number).update(value=number)


class LeafPermissions(PagePermissionTester):
    """What a user may do with a page that never has pages below it."""

    @property
    def publishes(self) -> bool:
        """Whether this is one of the province's editors, or an administrator."""
        return bool(self.user.is_active and (self.user.is_superuser or "publish" in self.permissions))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Writers only what is their own; asked of the page itself, as Wagtail asks
        the database for each row of a list."""
        if self.publishes:
            return bool(super().can_delete(ignore_bulk))
        return bool(self.page.owner_id == self.user.pk and not self.page.live and self.can_edit())

    def can_move(self) -> bool:
        """Only who publishes: moving a text changes whose it is and who is counted."""
        return self.publishes

    def can_copy(self) -> bool:
        """Nobody: a second text with the same words would count twice."""
        return False

    def can_unpublish(self) -> bool:
        """Nobody: what readers may see is withdrawn, with a reason."""
        return False

    def can_reorder_children(self) -> bool:
        """Nobody: there are none."""
        return False


class NumberedPage(Page):
    """A page whose address is a permanent number (design rule 4)."""

    number = models.PositiveIntegerField("编号", unique=True, null=True, blank=True, editable=False)

    counter = ""
    published_by_review = False  # whether the office has the text live once its review ends well
    promote_panels: list[Panel] = []
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> LeafPermissions:
        """Return what a user may do with this page."""
        return LeafPermissions(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Number a page before it is checked."""
        self._number()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Number a draft too, which Wagtail checks less strictly."""
        self._number()
        super().minimal_clean()

    def _number(self) -> None:
        # The number is also the slug: Chinese titles make none.
        if self.number is None:
            self.number = Counter.next(self.counter)
        elif self._state.adding:
            Counter.reserve(self.counter, self.number)
        self.slug = f"{self.counter}-{self.number:06d}"

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Note what the draft names."""
        revision = super().save_revision(*args, **kwargs)
        DraftReference.keep(self)
        return revision

    def place_under(self, parent: Page) -> None:
        """Add this page, made from a record, to the tree; a live one counts as
        published, with nothing left to publish."""
        parent.add_child(instance=self)
        revision = self.save_revision(changed=False)
        if self.live:
            now = revision.created_at
            changes = {
                "live_revision": revision,
                "first_published_at": now,
                "last_published_at": now,
                "has_unpublished_changes": False,
            }
            type(self).objects.filter(pk=self.pk).update(**changes)


class Clearable(models.Model):
    """What readers may see only after someone cleared it by name and date, until someone withdraws it with a reason."""

    cleared_on = models.DateField("公开日期", null=True, blank=True, editable=False)
    cleared_by = models.CharField("批准公开", max_length=60, blank=True, editable=False)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True, editable=False)
    withdrawn_by = models.CharField("批准撤回", max_length=60, blank=True, editable=False)
    # What was confirmed point by point at the clearance, a line each; personal data is masked in it.
    confirmed = models.JSONField("公开时逐条核对的", default=list, editable=False)

    NAMES = ("cleared_on", "cleared_by", "withdrawn_on", "withdrawn_reason", "withdrawn_by")

    as_record: Callable[..., Record]

    class Meta:
        abstract = True

    @property
    def clearance(self) -> str:
        """Return the state of clearance in a word."""
        if self.withdrawn_on:
            return "已撤回"
        return "已公开" if self.cleared_on else "未公开"

    def clearance_data(self) -> dict[str, Any]:
        """Return the fields of clearance as a record has them."""
        return {name: getattr(self, name) for name in self.NAMES}

    def points(self) -> list[Point]:
        """Return what must be confirmed point by point before readers may see this as it stands now."""
        return personal_points(self.as_record())

    def clear(self, by: str, on: datetime.date, answers: Mapping[str, str] = MappingProxyType({})) -> None:
        """Let readers see this from the next build on; ValidationError unless `answers` has
        a reason for each of the `points`."""
        kept = confirmed(self.points(), answers, "没有公开")
        told = {"withdrawn_on": None, "withdrawn_reason": "", "withdrawn_by": ""}
        self._decide("clear", by, cleared_on=on, cleared_by=by[:60], confirmed=kept, **told)

    def withdraw(self, by: str, on: datetime.date, reason: str) -> None:
        """Take this back from readers; ValidationError without a reason, or with one that cannot be kept."""
        reason = checked_reason(reason)
        if not reason:
            raise ValidationError("撤回须写明原因，读者会看到。")
        self._decide("withdraw", by, withdrawn_on=on, withdrawn_reason=reason, withdrawn_by=by[:60])

    def unclear(self, by: str = "") -> None:
        """Take the clearance back without a notice: the text is no longer the one that was cleared."""
        self._decide("unclear", by, cleared_on=None, cleared_by="", confirmed=[])

    @transaction.atomic
    def _decide(self, what: str, by: str, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        type(self)._default_manager.filter(pk=self.pk).update(**changes)
        told = {
            name: value if name == "confirmed" else str(value)
            for name, value in changes.items()
            if value and not name.endswith("_by")
        }
        audit.enter(f"{self._meta.model_name}.{what}", self, by, **told)


class Redactable(Clearable):
    """A text of which something may have to be taken out that readers must not read any more."""

    # Belongs to a text, not to a decision about it: saved and published with the page, hence none of NAMES.
    redacted_on = models.DateField("敏感内容删改日期", null=True, blank=True, help_text=REDACTED_HELP)

    class Meta:
        abstract = True


class Asked(models.Model):
    """What an editor has asked the chief editors to clear."""

    asked_on = models.DateField("请求公开的日期", null=True, blank=True, editable=False)
    asked_by = models.CharField("谁请求公开", max_length=60, blank=True, editable=False)

    class Meta:
        abstract = True

    def _ask(self, by: str, on: datetime.date | None) -> None:
        self.asked_by, self.asked_on = by, on
        type(self)._default_manager.filter(pk=self.pk).update(asked_by=by, asked_on=on)


class Picture(AbstractImage):
    """A picture, kept without camera data and known by the name it has in an export."""

    name = models.CharField("导出名", max_length=40, blank=True, editable=False, db_index=True)
    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = verbose_name_plural = "图片"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Strip a new file, name it by its content, and have the small copy made that lists show."""
        file: Any = self.file
        fresh = file and not file._committed
        if fresh:
            if self.pk and not can_delete(self):
                raise PermissionDenied("这张图片还在文章里用着，不能换。请另传一张。")
            data = strip_metadata(upright(file.read()))
            self.name = exported_name(data, Path(file.name).suffix)
            self.file = ContentFile(data, name=self.name)
        super().save(*args, **kwargs)
        if fresh:
            transaction.on_commit(lambda: make_later(self), robust=True)

    @classmethod
    def from_export(cls, name: str, data: bytes, title: str) -> Picture:
        """Return the picture with this content, made if it is not there yet."""
        found = (
            Picture.objects.filter(name=exported_name(strip_metadata(data), Path(name).suffix)).order_by("pk").first()
        )
        if found is None:
            found = Picture(title=title[:255], file=ContentFile(data, name=name))
            found.save()
        return found

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse while a text or a signed issue shows this picture."""
        if not can_delete(self):
            raise PermissionDenied("这张图片还在文章里用着，不能删除。")
        return super().delete(*args, **kwargs)

    @classmethod
    def by_name(cls, name: str) -> Picture:
        """Return the picture with this exported name; the first of several with the same content."""
        found = cls.objects.filter(name=name).order_by("pk").first()
        if found is None:
            raise RecordError(f"缺少图片 {name}", remedy="重新上传这张图片，再放进正文")
        return found


class Rendition(AbstractRendition):
    """A scaled copy of a picture, for the admin."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


from cms.core.audit import AuditEntry  # noqa: E402, F401 (Django finds models here)
from cms.core.keeping import Sent  # noqa: E402, F401
from cms.core.mails import Mail  # noqa: E402, F401 (Django finds models here)
from cms.core.notifications import Notification  # noqa: E402, F401
from cms.core.search import SearchText  # noqa: E402, F401
