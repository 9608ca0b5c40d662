"""The tables between the CMS and the worker: what changed, what was published, what waits for its hour."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Touched(models.Model):
    """A row of some table that changed since the worker looked last; triggers of the database write it."""

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=100)
    row = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "有改动的"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class Run(models.Model):
    """One attempt of the worker to publish; `seconds` counts from the oldest change that it carries."""

    PUBLISHED, UNCHANGED, REFUSED = "published", "unchanged", "refused"
    OUTCOMES = [(PUBLISHED, "已发布"), (UNCHANGED, "没有变化"), (REFUSED, "没有发布")]

    release = models.CharField("文件夹", max_length=60, blank=True)
    number = models.PositiveIntegerField("版本", null=True, blank=True)
    begun = models.DateTimeField("开始")
    ended = models.DateTimeField("结束")
    seconds = models.FloatField("用时")
    outcome = models.CharField("结果", max_length=10, choices=OUTCOMES)
    message = models.TextField("说明", blank=True)
    place = models.TextField("位置", blank=True)
    remedy = models.TextField("怎么办", blank=True)
    cases = models.PositiveIntegerField("案例", default=0)
    issues = models.PositiveIntegerField("简报", default=0)
    pdfs = models.PositiveIntegerField("PDF", default=0)
    # {"name": folder/key of the record, "what": "new", "changed", "withdrawn", "gone" or "redacted"}
    changes = models.JSONField("改动", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "发布版本"
        ordering = ["-ended", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["outcome", "-ended"], name="runs_by_outcome")]

    def __str__(self) -> str:
        return f"发布版本 {self.number}" if self.number else self.get_outcome_display()


class Standing(models.Model):
    """What readers see of a record, as the worker said last."""

    LAST, NOTICE, NOTHING = "last", "notice", ""
    SHOWS = [(LAST, "网站上仍是上次发布的"), (NOTICE, "网站上只有撤回说明"), (NOTHING, "网站上没有这一条")]

    name = models.CharField(max_length=200, unique=True)  # folder/key
    address = models.CharField(max_length=200, blank=True)  # of its page, below the site
    live_at = models.DateTimeField(null=True, blank=True)  # since when readers see what stood in the CMS then
    seconds = models.FloatField(null=True, blank=True)
    release = models.CharField(max_length=60, blank=True)
    # of a record that is held back; all four say nothing of one that is not
    message = models.TextField(blank=True)
    place = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    shows = models.CharField(max_length=10, choices=SHOWS, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "读者看到的"
        default_permissions = ()
        indexes = [models.Index(fields=["held_since"], name="standing_held")]

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """The worker's last sign of life, in one row; `busy_since` is set while it works."""

    at = models.DateTimeField()
    busy_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发布程序"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Outage(models.Model):
    """That nothing can be published since a time, in one row while it lasts; `told` when the administrators were."""

    since = models.DateTimeField()
    told = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "没能发布"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}"


class Scheduled(models.Model):
    """A clearance that waits for its hour: of which text, decided by whom. It ends done, cancelled or failed."""

    # As the audit log names objects; what is deleted takes no row with it.
    kind = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=40)
    label = models.CharField("对象", max_length=255)
    at = models.DateTimeField("公开时间", db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准公开", related_name="+")
    made = models.DateTimeField("定于", default=timezone.now)
    text = models.CharField(max_length=64)  # what names the text that was looked at, see `DecisionView.text`
    answers = models.JSONField(default=dict)  # the reasons of what was confirmed point by point
    done = models.DateTimeField("公开于", null=True, blank=True)
    cancelled = models.DateTimeField("取消于", null=True, blank=True)
    failed = models.TextField("没有公开的原因", blank=True)

    WAITING = Q(done=None, cancelled=None, failed="")

    class Meta:
        verbose_name = verbose_name_plural = "定时公开"
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(done=None, cancelled=None, failed=""),
                name="one_hour_per_object",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}，{timezone.localtime(self.at):%Y年%-m月%-d日%-H:%M}"
