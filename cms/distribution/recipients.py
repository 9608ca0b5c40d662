"""The register of recipients: each stands in it once, whatever lists it is on; names that it had go on finding it."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.search import index

from cms.core.search import searchable
from cms.core.typed import half_width

CHANNELS = ("机要", "交换", "邮寄", "自取", "邮件")
SECRECY = ("秘密", "机密", "绝密")
KINDS = (
    ("leading", "领导机关"),
    ("member", "成员单位、省级部门"),
    ("city", "设区市"),
    ("county", "县（市、区）"),
    ("system", "行业系统"),
    ("other", "其他"),
)
POSTCODE = RegexValidator(r"^[0-9]{6}\Z", "邮编是六位数字，例如 210008。")
MAIL = EmailValidator("电子邮箱写得不对，写作 name@example.gov.cn 这样。")
SEPARATOR = "、"


def in_use(day: datetime.date) -> Q:
    """Return what holds for recipients that are valid on a day; the day of the end is none of theirs any more."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return begun & (Q(valid_to=None) | Q(valid_to__gt=day)) & Q(merged_into=None)


class Recipient(index.Indexed, models.Model):
    """Who gets bulletins: where, by which channel, and up to which secrecy."""

    name = models.CharField("单位", max_length=80)
    aliases = models.CharField(
        "别名", max_length=400, blank=True, help_text="旧称、简称，用顿号隔开；按这些名字也找得到"
    )
    kind = models.CharField("类别", max_length=10, blank=True, choices=KINDS)
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True, validators=[POSTCODE])
    department = models.CharField("收件处室", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True, validators=[half_width])
    email = models.CharField("电子邮箱", max_length=254, blank=True, validators=[MAIL])
    channel = models.CharField("渠道", max_length=40, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True, help_text="从这一天起发；一直在发的留空")
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="从这一天起不再发；没有停用的留空")
    secrecy = models.CharField(
        "可收密级", max_length=10, blank=True, choices=[(one, one) for one in SECRECY], help_text="最高可以收到哪一级"
    )
    note = models.CharField("备注", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="已并入", null=True, editable=False, related_name="merged"
    )

    search_fields = searchable("name", "aliases", "address", "department", "phone", "email")

    class Meta:
        verbose_name = verbose_name_plural = "收件单位"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an end before the beginning, and mail to nowhere."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": f"停用日期不晚于启用日期（{self.valid_from:%Y年%-m月%-d日}），请核对。"})
        if self.channel == "邮件" and not self.email:
            raise ValidationError({"email": "渠道是邮件，请填写电子邮箱；没有邮箱的，请改选别的渠道。"})
        self.aliases = SEPARATOR.join(self.other_names)

    @property
    def other_names(self) -> list[str]:
        """Return the aliases, each once, without the name itself."""
        found = dict.fromkeys(one.strip() for one in self.aliases.replace("，", SEPARATOR).split(SEPARATOR))
        return [one for one in found if one and one != self.name]

    @property
    def names(self) -> list[str]:
        """Return all names that mean this recipient."""
        return [self.name, *self.other_names]

    @property
    def state(self) -> str:
        """Return in a word how it stands today."""
        today = timezone.localdate()
        if self.merged_into_id:
            return "已合并"
        if self.valid_to and self.valid_to <= today:
            return "已停用"
        return "将启用" if self.valid_from and self.valid_from > today else "在册"


def find(name: str) -> Recipient | None:
    """Return the recipient of a name, as a frozen record has it, or of one that it had; None if the register has none.

    One that is valid today comes before one that ended, a name before an alias; of doubles the first that was entered.
    """
    today = timezone.localdate()
    named = Recipient.objects.filter(merged_into=None).filter(Q(name=name) | Q(aliases__contains=name)).order_by("pk")
    found = [one for one in named if name in one.names]
    valid = set(Recipient.objects.filter(in_use(today), pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return min(found, key=lambda one: (one.pk not in valid, one.name != name, one.pk), default=None)
