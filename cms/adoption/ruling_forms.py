"""A rule table as a form: what a clerk fills in becomes a table, and a table fills the same form again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError

from cms.adoption.matching import names_of
from cms.adoption.ruling import Ruling
from cms.adoption.ruling_rows import (
    JOINT,
    PER,
    ClauseForm,
    ClauseRows,
    ForfeitForm,
    ForfeitRows,
    MemberRows,
    NamesField,
    QuotaForm,
    QuotaRows,
    choice_box,
    points_box,
)
from cms.adoption.ruling_text import in_words, plain
from cms.adoption.words import WHAT
from records import RecordError
from scoring.rules import Base, Table

RANKS = {"points": "得分", "adopted": "采用篇数", "reported": "报送篇数", "rate": "采用率"}


class RulingForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a table is, and what holds of all its clauses."""

    joint = forms.ChoiceField(label="几个单位联合报送的", choices=JOINT)
    highest = forms.MultipleChoiceField(
        label="同一篇只计最高一次",
        choices=[(key, WHAT[key]) for key in ("adopted", "commented", "passed_on")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选的，每一次都计",
    )
    weight = forms.DecimalField(label="总分乘以", max_digits=7, decimal_places=4, initial=1)
    rank_by = forms.CharField(
        label="名次先看什么",
        initial="得分、采用篇数、报送篇数",
        help_text="依次比较；都相同的并列。可以写：得分、采用篇数、报送篇数、采用率",
    )
    exempt = NamesField("groups", label="不考核的组", help_text="几个用顿号分开")
    base_clause = forms.CharField(label="基础分条款", required=False, max_length=80)
    base_per = choice_box("基础分时段", PER, "没有")
    base_points = points_box("基础分")
    floor = points_box("最低")
    ceiling = points_box("最高")
    not_stated = forms.CharField(
        label="未载",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="原文没有写明的，每行一条；不计分",
    )

    class Meta:
        model = Ruling
        fields = ("group", "name", "valid_from", "decided_by", "circular", "source")
        widgets = {"valid_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts = {"valid_from": "从这一天起按它计分；前一个办法到前一天为止"}

    WHOLE = ("joint", "highest", "weight", "rank_by", "exempt", "not_stated")
    BASE = ("base_clause", "base_points", "base_per", "floor", "ceiling")

    def clean_rank_by(self) -> tuple[str, ...]:
        """Return what is compared, in order."""
        keys = {said: key for key, said in RANKS.items()}
        told = [part.strip() for part in re.split("[、，,]", self.cleaned_data["rank_by"]) if part.strip()]
        for part in told:
            if part not in keys:
                raise ValidationError(f"没有“{part}”。可以写：{'、'.join(keys)}。")
        return tuple(dict.fromkeys(keys[part] for part in told))

    def clean(self) -> dict[str, Any]:
        """Ask for the name of what everyone begins with."""
        given = super().clean() or self.cleaned_data
        some = any(given.get(name) is not None for name in ("base_points", "floor", "ceiling"))
        if some and not given.get("base_clause"):
            self.add_error("base_clause", "有基础分、最低或最高的，要写条款的名称。")
        return given

    def base(self) -> Base | None:
        """Return what everyone begins with."""
        given = self.cleaned_data
        if not given["base_clause"]:
            return None
        bounds = {name: None if given[name] is None else float(given[name]) for name in ("floor", "ceiling")}
        per: Any = given["base_per"] or "year"
        points = float(given["base_points"] or 0)
        return Base(clause=given["base_clause"], per=per, points=points, **bounds)

    @staticmethod
    def filled(table: Table) -> dict[str, Any]:
        """Return what fills the boxes for a table."""
        told: dict[str, Any] = {"joint": table.joint, "highest": list(table.highest), "weight": plain(table.weight)}
        told |= {"rank_by": "、".join(RANKS[name] for name in table.rank_by), "not_stated": "\n".join(table.not_stated)}
        told["exempt"] = names_of(table.exempt, "groups")
        if table.base:
            told |= {"base_clause": table.base.clause, "base_per": table.base.per}
            told["base_points"] = plain(table.base.points)
            told |= {name: plain(getattr(table.base, name)) for name in ("floor", "ceiling")}
        return told


class Sheet:
    """All forms of a table together."""

    def __init__(self, ruling: Ruling, units: list[tuple[str, str]], posted: Mapping[str, Any] | None = None) -> None:
        self.ruling = ruling
        table = msgspec.structs.replace(ruling.table, name=ruling.name) if ruling.rules else Table(name="", clauses=())
        self.form = RulingForm(posted, instance=ruling, initial=RulingForm.filled(table))
        self.clauses = ClauseRows(posted, prefix="clauses", initial=[ClauseForm.filled(one) for one in table.clauses])
        self.quotas = QuotaRows(posted, prefix="quotas", initial=[QuotaForm.filled(one) for one in table.quotas])
        self.forfeits = ForfeitRows(
            posted, prefix="forfeits", initial=[ForfeitForm.filled(one) for one in table.forfeits]
        )
        members = [{"unit": code, "group": told[0], "class_": told[1]} for code, told in sorted(ruling.units.items())]
        self.members = MemberRows(posted, prefix="members", initial=members, form_kwargs={"units": units})
        self.failed = ""

    @property
    def sets(self) -> list[tuple[str, str, Any]]:
        """Return the rows with their headings, and what is said of them."""
        return [
            (
                "计分条款",
                "条款的名称写在每一笔得分后面。一件事按次序先合适的一条计分；“另加”的再加。没有填的条件不限。",
                self.clauses,
            ),
            ("任务", "没有任务的不填。", self.quotas),
            ("作废", "出现几次以后得分作废或不评先进。", self.forfeits),
            ("组别和类别", "不填的单位都在一组，没有类别。", self.members),
        ]

    def is_valid(self) -> bool:
        """Whether all holds; where the table as a whole does not, `failed` says why."""
        if not all([self.form.is_valid(), *(rows.is_valid() for _, _, rows in self.sets)]):
            return False
        try:
            self.keep()
            _ = self.ruling.table
        except RecordError as error:
            self.failed = in_words(error)
        if not self.clauses.rows() and not self.failed:
            self.failed = "还没有计分条款，至少写一条。"
        return not self.failed

    def keep(self) -> None:
        """Put what was filled in into the table, unsaved."""
        given = self.form.cleaned_data
        self.ruling = self.form.save(commit=False)
        self.ruling.keep(
            Table(
                name=self.ruling.name,
                clauses=tuple(row.made() for row in self.clauses.rows()),
                quotas=tuple(row.made() for row in self.quotas.rows()),
                forfeits=tuple(row.made() for row in self.forfeits.rows()),
                base=self.form.base(),
                weight=float(given["weight"]),
                not_stated=tuple(line.strip() for line in given["not_stated"].splitlines() if line.strip()),
                highest=tuple(given["highest"]),
                **{name: given[name] for name in ("joint", "rank_by", "exempt")},
            )
        )
        told = [row.cleaned_data for row in self.members.rows()]
        self.ruling.units = {one["unit"]: [one["group"], one["class_"]] for one in told}
