"""计分事项: what counts for a unit and the newsroom cannot know, from leaders' comments to errors that were named;
entered by a short form or from a workbook, struck with a reason, never deleted."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from cms.adoption.words import KIND, LEVEL, VIA, WHAT, said
from cms.core import audit
from cms.core.decisions import name_of
from cms.core.reasons import checked_reason
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

DESCRIBED = "described"  # no event: says of an article what the newsroom does not, for whom else it is, its genre
OFFERED = {
    "adopted": "上级或其他刊物采用",
    **{key: WHAT[key] for key in ("passed_on", "commented", "error_named", "false", "helped")},
    **{key: WHAT[key] for key in ("commission_done", "commission_late", "commission_missed", "reported", "withdrawn")},
    DESCRIBED: "稿件补充说明",
}
ALREADY = "这一件已经登记过了（{}）。确是另一件事的，在“备注”里写明有什么不同。"


class Happening(models.Model):
    """Something that happened to a unit, or to an article of several units."""

    what = models.CharField("事项", max_length=20, choices=list(OFFERED.items()))
    day = models.DateField("日期", db_index=True)
    unit = models.ForeignKey(UnitPage, models.PROTECT, verbose_name="单位", related_name="happenings")
    others = models.ManyToManyField(
        UnitPage, verbose_name="联合报送的其他单位", blank=True, related_name="joint_happenings"
    )
    article = models.ForeignKey(
        ArticlePage, models.PROTECT, verbose_name="稿件", null=True, blank=True, related_name="happenings"
    )
    title = models.CharField("标题", max_length=120, blank=True)
    level = models.CharField("级别", max_length=10, choices=list(LEVEL.items()), blank=True)
    publication = models.CharField("刊物", max_length=40, blank=True)
    kind = models.CharField("采用方式", max_length=20, blank=True)
    genre = models.CharField("体裁", max_length=20, blank=True)
    via = models.CharField("怎样上报", max_length=10, choices=[(k, v) for k, v in VIA.items() if k], blank=True)
    points = models.DecimalField("酌情分或上级给的分", max_digits=7, decimal_places=2, null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    # A digest of all of the above; of what came in, so that a file that comes again adds nothing after a change either.
    key = models.CharField(max_length=64, unique=True, editable=False)
    came_as = models.CharField(max_length=64, db_index=True, editable=False)
    entered_by = models.CharField("登记人", max_length=150, editable=False)
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    struck = models.CharField("作废的原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "计分事项"
        ordering = ["-day", "-pk"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        about = f"《{self.about}》" if self.about else ""
        return f"{self.day:%Y年%-m月%-d日}{self.unit}{about}{OFFERED.get(self.what, self.what)}"

    @property
    def about(self) -> str:
        """Return the title of what it is about, '' if that is nothing."""
        return self.title or (self.article.title if self.article else "")

    @property
    def how(self) -> str:
        """Return where and how it happened, in words."""
        return how(self.level, self.publication, self.kind)

    def place_url(self) -> str:
        """Return where this is shown."""
        return reverse("happening", args=[self.pk])


def how(level: str, publication: str, kind: str) -> str:
    """Return where and how something happened, in words; '' where nothing is told."""
    parts = [said(LEVEL, level) if level else "", publication, said(KIND, kind) if kind else ""]
    return "，".join(filter(None, parts))


Told = dict[str, Any]
"""What a form tells of a happening: its fields by name, `others` as a list of units."""


def key_of(told: Told) -> str:
    """Return the digest by which a happening is known when it comes again."""
    names = ("what", "title", "level", "publication", "kind", "genre", "via", "note")
    plain: dict[str, Any] = {name: told.get(name) or "" for name in names}
    plain["day"] = told["day"].isoformat()
    plain["units"] = [told["unit"].code, *sorted(unit.code for unit in told.get("others") or ())]
    plain["article"] = told["article"].pk if told.get("article") else None
    plain["points"] = str(told["points"].normalize()) if told.get("points") is not None else ""
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def known(key: str) -> Happening | None:
    """Return what was entered with this content before, whatever became of it."""
    return Happening.objects.filter(models.Q(key=key) | models.Q(came_as=key)).select_related("unit").first()


@transaction.atomic
def enter(told: Told, user: User) -> Happening:
    """Keep a happening; ValidationError if it is there already."""
    told = dict(told)
    key = key_of(told)
    if found := known(key):
        raise ValidationError(ALREADY.format("已作废，可以恢复" if found.struck else found))
    others = told.pop("others", None) or []
    made = Happening(**told, key=key, came_as=key, entered_by=audit.account_of(user)[:150])
    _save(made)
    made.others.set(others)
    audit.enter("happening.enter", made, name_of(user), after=plain_of(made))
    return made


@transaction.atomic
def change(pk: int, told: Told, user: User) -> Happening:
    """Change a happening; ValidationError if it becomes one that is there already, or is struck."""
    held = _locked(pk)
    if held.struck:
        raise ValidationError("这一件已经作废，不能改。要改，先点“恢复”。")
    told, key = dict(told), key_of(told)
    if (found := known(key)) and found.pk != pk:
        raise ValidationError(ALREADY.format(found))
    before, others = plain_of(held), told.pop("others", None) or []
    for name, value in told.items():
        setattr(held, name, value)
    held.key = key
    _save(held)
    held.others.set(others)
    if (after := plain_of(held)) != before:
        audit.enter("happening.change", held, name_of(user), before=before, after=after)
    return held


@transaction.atomic
def strike(pk: int, user: User, reason: str) -> None:
    """Have a happening no longer count; ValidationError without a reason."""
    held, reason = _locked(pk), checked_reason(reason)
    if not reason:
        raise ValidationError("作废须写明原因。")
    Happening.objects.filter(pk=pk).update(struck=reason)
    audit.enter("happening.strike", held, name_of(user), reason=reason)


@transaction.atomic
def restore(pk: int, user: User) -> None:
    """Have a struck happening count again."""
    held = _locked(pk)
    if held.struck:
        Happening.objects.filter(pk=pk).update(struck="")
        audit.enter("happening.restore", held, name_of(user), reason=held.struck)


def plain_of(held: Happening) -> dict[str, str]:
    """Return a happening in plain words, for the audit log."""
    names = ["title", "level", "publication", "kind", "genre", "via", "points", "note"]
    told = {str(Happening._meta.get_field(name).verbose_name): getattr(held, name) for name in names}  # type: ignore[union-attr]
    units = "、".join(map(str, [held.unit, *held.others.order_by("pk")]))
    told |= {"事项": OFFERED[held.what], "日期": held.day, "单位": units}
    if held.article:
        told["稿件"] = held.article.number
    return {name: str(value) for name, value in told.items() if value not in ("", None)}


def _locked(pk: int) -> Happening:
    return Happening.objects.select_for_update(of=("self",)).select_related("unit", "article").get(pk=pk)


def _save(held: Happening) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:  # another hand was quicker
        raise ValidationError(ALREADY.format("刚刚由另一个人登记")) from error
