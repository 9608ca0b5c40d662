"""The dispatch of a signed issue, its parcels, and the ledger of its copies: acts with their entries, and where every
copy stands after them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cms.dispatch.words import KINDS, LAST_NUMBER, PLACES, STAGES, UNDECIDED, barred, say_numbers

TWO_PEOPLE = Q(witness_1__gt="", witness_2__gt="") & ~Q(witness_1=F("witness_2"))


class Dispatch(models.Model):
    """A version of an issue as it is sent out: a row of the register (发文登记簿)."""

    version = models.OneToOneField("issues.IssueVersion", models.PROTECT, related_name="dispatch")
    year = models.PositiveSmallIntegerField("登记年份", db_index=True)
    number = models.PositiveIntegerField("顺序号")  # of the register, in its year
    day = models.DateField("签发日期")
    issue_name = models.CharField("简报", max_length=120)  # as it was when it was signed
    title = models.CharField("标题", max_length=300)
    registration_no = models.CharField("登记号", max_length=40, blank=True)
    secrecy = models.CharField("密级", max_length=20, blank=True)
    urgency = models.CharField("紧急程度", max_length=10, blank=True)
    planned = models.PositiveIntegerField("共印份数", null=True)  # as it was signed; the ledger has what came
    numbered = models.BooleanField("有份号")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    counted_on = models.DateField("盘点日期", null=True)
    filed_on = models.DateField("归卷日期", null=True, blank=True)
    file_no = models.CharField("归入卷号", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发文"
        ordering = ["-day", "-pk"]
        default_permissions = ()
        permissions = [("keep_ledger", "可以登记发文、回执和清退销毁")]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_dispatch_per_number")]

    def __str__(self) -> str:
        return f"{self.issue_name}（更正）" if self.replaces_id else self.issue_name

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("dispatch", args=[self.pk])


class Parcel(models.Model):
    """What one recipient gets of a dispatch, under a number that is on register, label and envelope (封号)."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="parcels")
    position = models.PositiveIntegerField()
    name = models.CharField("收件单位", max_length=80, db_index=True)
    contact = models.CharField("收件处室", max_length=60, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    channel = models.CharField("渠道", max_length=40, blank=True)
    copies = models.PositiveIntegerField("份数")
    first_number = models.PositiveIntegerField("起始份号", null=True)
    last_number = models.PositiveIntegerField("末尾份号", null=True)
    year = models.PositiveSmallIntegerField("封号年份")
    seal = models.PositiveIntegerField("封号")
    token = models.CharField(max_length=4)
    # The parcel of the version before, whose copies this one replaces; the parcel for which this was sent once more.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="reissues")
    # What the ledger says of it, kept with each act so that lists need not read the entries.
    stage = models.CharField("状态", max_length=10, choices=list(STAGES.items()), default="waiting")
    sent_on = models.DateField("发出日期", null=True)
    received_on = models.DateField("签收日期", null=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "封件"
        ordering = ["dispatch", "position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["year", "seal"], name="one_parcel_per_seal")]
        indexes = [models.Index(fields=["stage", "sent_on"], name="parcels_on_the_way")]

    def __str__(self) -> str:
        return f"封号 {self.seal_name} {self.name}"

    @property
    def seal_name(self) -> str:
        """Return the 封号 as people read it."""
        return f"{self.year}-{self.seal:06d}"

    @property
    def code(self) -> str:
        """Return what the bar code says; the last four characters tell this parcel from one of the same number that
        went out before an older backup was put back."""
        return f"{self.year}{self.seal:06d}{self.token}"

    @property
    def channel_name(self) -> str:
        """Return the channel in a word."""
        return self.channel or UNDECIDED

    @property
    def barred(self) -> bool:
        """Whether the secrecy of the issue forbids this channel."""
        return barred(self.dispatch.secrecy, self.channel)

    @property
    def whom(self) -> str:
        """Return the recipient with the department."""
        return f"{self.name}{self.contact}"

    @property
    def numbers(self) -> list[int]:
        """Return the numbers that were set apart for this parcel; [] where copies have none."""
        if self.first_number is None or self.last_number is None:
            return []
        return list(range(self.first_number, self.last_number + 1))

    @property
    def numbers_said(self) -> str:
        """Return these numbers as they are printed."""
        return say_numbers(self.numbers)

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("dispatch_parcel", args=[self.pk])


class Recall(models.Model):
    """That copies are to come back (清退): of an issue, of a year, or of a recipient."""

    scope = models.CharField(
        "范围", max_length=10, choices=[("issue", "一期"), ("year", "一年"), ("recipient", "一个收件单位")]
    )
    issue = models.ForeignKey("issues.Issue", models.PROTECT, null=True, blank=True, related_name="recalls")
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    name = models.CharField("收件单位", max_length=80, blank=True)
    reason = models.CharField("原因", max_length=200)
    opened_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    opened_by = models.CharField("经办人", max_length=150)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "清退"
        ordering = ["-opened_on", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        what = self.issue if self.scope == "issue" else f"{self.year}年" if self.scope == "year" else self.name
        return f"清退：{what}"

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("recall", args=[self.pk])


class Act(models.Model):
    """Something that was done with copies, by one submission of a form: who, when, why. Never changed or deleted."""

    key = models.CharField("表单编号", max_length=64, unique=True)
    kind = models.CharField("事项", max_length=10, choices=list(KINDS.items()))
    at = models.DateTimeField("登记时间", auto_now_add=True)
    day = models.DateField("日期")
    by = models.CharField("经办人", max_length=150)
    reason = models.CharField("原因", max_length=200, blank=True)
    approved_by = models.CharField("批准人", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True)
    way = models.CharField("方式", max_length=60, blank=True)
    site = models.CharField("地点", max_length=60, blank=True)
    witness_1 = models.CharField("第一人", max_length=60, blank=True)
    witness_2 = models.CharField("第二人", max_length=60, blank=True)
    recall = models.ForeignKey(Recall, models.PROTECT, null=True, related_name="acts")

    class Meta:
        verbose_name = verbose_name_plural = "账目事项"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="destroy") | (TWO_PEOPLE & Q(approved_by__gt="", way__gt="", site__gt="")),
                name="destroyed_before_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("retain", "lose", "find", "reprint", "reissue", "returned")) | Q(reason__gt=""),
                name="said_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class Entry(models.Model):
    """Copies that went from one place to another: one numbered copy, or a lot without numbers. Never changed."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="entries")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("份号", null=True)
    count = models.PositiveIntegerField("份数")
    source = models.CharField("从", max_length=10, blank=True)
    source_parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="left")
    target = models.CharField("到", max_length=10)
    target_parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="came")
    person = models.CharField("签收人或退回人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账目"
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["dispatch", "number"], name="entries_of_a_copy")]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="an_entry_moves_something"),
            models.CheckConstraint(condition=Q(number=None) | Q(count=1), name="a_number_is_one_copy"),
        ]

    def __str__(self) -> str:
        return f"{PLACES.get(self.source, '印制')}→{PLACES[self.target]} {self.count}"


class Holding(models.Model):
    """Where copies stand now: a numbered copy, or so many without numbers. What the entries add up to."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="holdings")
    number = models.PositiveIntegerField("份号", null=True)
    place = models.CharField("在哪里", max_length=10, choices=list(PLACES.items()))
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="holdings")
    count = models.PositiveIntegerField("份数")

    class Meta:
        verbose_name = verbose_name_plural = "现有"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "number"], condition=Q(number__gt=0), name="one_place_per_numbered_copy"
            ),
            models.UniqueConstraint(
                fields=["dispatch", "place", "parcel"],
                condition=Q(number=None, parcel__isnull=False),
                name="one_lot_per_parcel_and_place",
            ),
            models.UniqueConstraint(
                fields=["dispatch", "place"], condition=Q(number=None, parcel=None), name="one_lot_per_place"
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="no_place_owes_copies"),
            models.CheckConstraint(condition=Q(number=None) | Q(count=1), name="a_numbered_copy_is_one"),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number__range=(1, LAST_NUMBER)), name="a_number_has_six_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{PLACES[self.place]} {self.count}"


class Reminder(models.Model):
    """That a recipient was asked for a receipt, or for copies that are to come back."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="reminders")
    day = models.DateField("日期")
    by = models.CharField("经办人", max_length=150)
    note = models.CharField("怎样催的", max_length=100, blank=True)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["-day", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.parcel}"
