"""The rows in which a rule table is filled in: a clause, a quota, a forfeit, the group of a unit."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from cms.adoption.matching import line_of, match_in, names_in, names_of
from cms.adoption.ruling_text import plain
from cms.adoption.words import LEVEL, WHAT
from scoring.periods import SAID
from scoring.rules import Cap, Clause, Forfeit, Match, Need, Quota

Told = dict[str, Any]
MOST_ROWS = 80
PER = [(key, f"每{said}") for key, said in SAID.items()]
JOINT = [("full", "每个单位都计全部"), ("equal", "各单位平分"), ("first", "只计第一个单位")]
COUNTS = [("events", "件数"), ("articles", "篇数"), ("points", "得分"), ("rate", "采用率")]
RESULTS = [("zero", "得分作废"), ("no_prize", "不评先进")]
TOLD = ("what", "level", "publication", "kind", "genre")  # parts of a condition that have boxes of their own
LINE_HELP = "例如：刊物不是：报纸、网站；怎样上报：经本办上报"


class LineField(forms.CharField):
    """A condition in a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=300, **options)

    def clean(self, value: Any) -> Match | None:
        """Return the condition, None where nothing stands."""
        text = super().clean(value)
        return match_in(text) if text else None


class NamesField(forms.CharField):
    """The values of a part of a condition, between 、."""

    def __init__(self, part: str, **options: Any) -> None:
        self.part = part
        super().__init__(required=False, max_length=200, **options)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the values."""
        return names_in(super().clean(value), self.part)


def points_box(label: str, *, required: bool = False) -> forms.DecimalField:
    """Return a box for points, in steps of 0.0001."""
    return forms.DecimalField(label=label, required=required, max_digits=9, decimal_places=4)


def _whole(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=1, max_value=10_000)


def choice_box(label: str, choices: Any, empty: str) -> forms.ChoiceField:
    """Return a choice that may be left, and what it says then."""
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False)


class ClauseForm(forms.Form):
    """A row: what happened, where, and the points it gives."""

    clause = forms.CharField(label="条款", max_length=80)
    points = points_box("分值")
    what = forms.MultipleChoiceField(
        label="事项", choices=list(WHAT.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    level = forms.MultipleChoiceField(
        label="级别", choices=list(LEVEL.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    publication = NamesField("publication", label="刊物")
    kind = NamesField("kind", label="采用方式")
    genre = NamesField("genre", label="体裁")
    when = LineField(label="其他条件", help_text=LINE_HELP)
    also = LineField(label="同一篇还有", help_text="例如：事项：约稿按时完成")
    without = LineField(label="同一篇没有")
    once = forms.BooleanField(label="一篇只计一次", required=False)
    adds = forms.BooleanField(label="在别的条款之外另加", required=False)
    joint = choice_box("联合报送", JOINT, "按总的规定")
    times = points_box("倍数")
    of = forms.CharField(
        label="按哪一条的倍数", required=False, max_length=40, help_text="那一条的代号；event 是上级给的分"
    )
    id = forms.CharField(label="代号", required=False, max_length=40, help_text="别的条款按它的倍数计分时才填")
    least = points_box("酌情分最少")
    most = points_box("酌情分最多")
    cap_per = choice_box("上限", PER, "没有")
    cap_points = points_box("最多几分")
    cap_events = _whole("最多几件")

    BASIC = ("clause", "points", "what", "level", "publication", "kind", "genre")

    def clean(self) -> dict[str, Any]:
        """Have what belongs together filled together."""
        given = super().clean() or self.cleaned_data
        when = given.get("when")
        for name in TOLD:
            if when and getattr(when, name) and given.get(name):
                self.add_error("when", f"“{self.fields[name].label}”前面已经填了，这里不用再写。")
        if (given.get("least") is None) != (given.get("most") is None):
            self.add_error("most", "酌情分的最少和最多要一起填。")
        elif given.get("least") is not None and given["least"] > given["most"]:
            self.add_error("most", "最多不能小于最少。")
        if bool(given.get("cap_per")) != any(given.get(name) is not None for name in ("cap_points", "cap_events")):
            self.add_error("cap_per", "上限要选时段，并填最多几分或几件。")
        if given.get("times") is not None and not given.get("of"):
            self.add_error("of", "填了倍数，也要写按哪一条的倍数。")
        return given

    def made(self) -> Clause:
        """Return the clause."""
        given = self.cleaned_data
        own = {name: tuple(given[name]) for name in TOLD if given[name]}
        cap = None
        if given["cap_per"]:
            most = given["cap_points"]
            cap = Cap(per=given["cap_per"], points=None if most is None else float(most), events=given["cap_events"])
        return Clause(
            clause=given["clause"],
            when=msgspec.structs.replace(given["when"] or Match(), **own),
            points=float(given["points"] or 0),
            times=None if given["times"] is None else float(given["times"]),
            discretion=None if given["least"] is None else (float(given["least"]), float(given["most"])),
            most=cap,
            **{name: given[name] for name in ("of", "id", "also", "without", "once", "adds", "joint")},
        )

    @staticmethod
    def filled(clause: Clause) -> dict[str, Any]:
        """Return what fills a row for a clause."""
        when, cap = clause.when, clause.most
        told: dict[str, Any] = {name: getattr(clause, name) for name in ("clause", "of", "id", "once", "adds", "joint")}
        told |= {"what": list(when.what), "level": list(when.level)}
        told |= {name: names_of(getattr(when, name), name) for name in ("publication", "kind", "genre")}
        told |= {"when": line_of(when, *TOLD), "also": line_of(clause.also), "without": line_of(clause.without)}
        told |= {"points": plain(clause.points) if clause.points else None, "times": plain(clause.times)}
        if clause.discretion:
            told |= {"least": plain(clause.discretion[0]), "most": plain(clause.discretion[1])}
        if cap:
            told |= {"cap_per": cap.per, "cap_points": plain(cap.points), "cap_events": cap.events}
        return told


class QuotaForm(forms.Form):
    """A row: what is asked of a unit in each period, and what follows."""

    clause = forms.CharField(label="任务", max_length=80)
    # What a select shows by itself is no change: an empty row stays one.
    per = forms.ChoiceField(label="时段", choices=PER, initial="month")
    counts = forms.ChoiceField(label="数什么", choices=COUNTS, initial="events")
    when = LineField(label="数哪些", help_text="例如：事项：报送；体裁：动态、简讯")
    needed = forms.CharField(label="应达到", max_length=200, help_text="例如 8；按类别的写 一类 120、二类 100")
    met = points_box("完成得分")
    unmet = points_box("没有完成得分")
    missing = points_box("每少一件")
    more = points_box("每多一件")
    least = points_box("少的最多扣到")
    most = points_box("多的最多得")
    among = LineField(label="采用率的分母", help_text="例如：事项：报送")
    groups = NamesField("groups", label="只对哪些组")
    months = forms.CharField(label="有的月份另定", required=False, max_length=200, help_text="例如 1月 1、2月 1")
    too = forms.CharField(
        label="同时还要",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一项，例如：季度 1 事项：报送；体裁：调研",
    )

    BASIC = ("clause", "per", "counts", "when", "needed", "met", "unmet")

    def clean_needed(self) -> dict[str, float]:
        """Return the number for each class, '' for all others."""
        return _numbers(self.cleaned_data["needed"])

    def clean_months(self) -> dict[int, float]:
        """Return the numbers of months."""
        found = {}
        for name, needed in _numbers(self.cleaned_data["months"]).items():
            month = int(name.removesuffix("月")) if re.fullmatch("[0-9]{1,2}月", name) else 0
            if not 1 <= month <= 12:
                raise ValidationError(f"看不懂“{name}”。写成：1月 3、2月 4。")
            found[month] = needed
        return found

    def clean_too(self) -> tuple[Need, ...]:
        """Return what must be there as well."""
        return tuple(_need(line.strip()) for line in self.cleaned_data["too"].splitlines() if line.strip())

    def clean(self) -> dict[str, Any]:
        """Ask for what a rate is of."""
        given = super().clean() or self.cleaned_data
        if given.get("counts") == "rate" and not given.get("among") and "among" not in self.errors:
            self.add_error("among", "数采用率的，要写分母，例如：事项：报送。")
        return given

    def made(self) -> Quota:
        """Return the quota."""
        given = self.cleaned_data
        points: Told = {name: float(given[name] or 0) for name in ("met", "unmet", "missing", "more")}
        points |= {name: None if given[name] is None else float(given[name]) for name in ("most", "least")}
        return Quota(
            when=given["when"] or Match(),
            among=given["among"] or Match(),
            **{name: given[name] for name in ("clause", "per", "counts", "needed", "groups", "months", "too")},
            **points,
        )

    @staticmethod
    def filled(quota: Quota) -> dict[str, Any]:
        """Return what fills a row for a quota."""
        told: dict[str, Any] = {name: getattr(quota, name) for name in ("clause", "per", "counts")}
        told |= {"when": line_of(quota.when), "among": line_of(quota.among), "groups": names_of(quota.groups, "groups")}
        told["needed"] = "、".join(f"{name} {plain(each)}".strip() for name, each in quota.needed.items())
        told["months"] = "、".join(f"{month}月 {plain(each)}" for month, each in quota.months.items())
        told["too"] = "\n".join(f"{SAID[need.per]} {need.needed} {line_of(need.when)}".strip() for need in quota.too)
        told |= {name: plain(getattr(quota, name)) or None for name in ("met", "unmet", "missing", "more")}
        return told | {name: plain(getattr(quota, name)) for name in ("most", "least")}


def _numbers(text: str) -> dict[str, float]:
    """Return numbers by name: 一类 120、二类 100; one without a name has the name ''."""
    found: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in re.split("[、，,；;]", text))):
        match = re.fullmatch(r"(.*?)[\s：:]*(\d+(?:\.\d{1,4})?)(%?)", part)
        if match is None or match[1] in found:
            raise ValidationError(f"看不懂“{part}”。写成一个数，或者“一类 120、二类 100”，每类写一次。")
        found[match[1].strip()] = float(match[2]) / (100 if match[3] else 1)
    return found


def _need(line: str) -> Need:
    said, _, rest = line.partition(" ")
    needed, _, when = rest.strip().partition(" ")
    per = next((key for key, name in SAID.items() if name == said.removeprefix("每")), None)
    if per is None or not re.fullmatch("[0-9]{1,4}", needed):
        raise ValidationError(f"看不懂“{line}”。写成：季度 1 事项：报送；体裁：调研。")
    return Need(per=per, needed=int(needed), when=match_in(when))


class ForfeitForm(forms.Form):
    """A row: what takes all points, or the prize."""

    clause = forms.CharField(label="条款", max_length=80)
    when = LineField(label="出现什么", help_text="例如：事项：约稿迟报、约稿未报")
    times = _whole("几次以上", required=True)
    result = forms.ChoiceField(label="结果", choices=RESULTS, initial="zero")

    BASIC = ("clause", "when", "times", "result")

    def made(self) -> Forfeit:
        """Return the rule."""
        given = self.cleaned_data
        return Forfeit(when=given["when"] or Match(), **{name: given[name] for name in ("clause", "times", "result")})

    @staticmethod
    def filled(forfeit: Forfeit) -> dict[str, Any]:
        """Return what fills a row for a rule."""
        told: dict[str, Any] = {name: getattr(forfeit, name) for name in ("clause", "times", "result")}
        return told | {"when": line_of(forfeit.when)}


class MemberForm(forms.Form):
    """A row: the group and the class of a unit, where they are not the usual ones."""

    unit = forms.ChoiceField(label="单位", choices=())
    group = forms.CharField(label="组别", required=False, max_length=20, help_text="名次在组内排")
    class_ = forms.CharField(label="类别", required=False, max_length=20, help_text="任务数按类别定")

    BASIC = ("unit", "group", "class_")

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.choices = [("", "请选择"), *units]


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows in an order that can be changed, of which any can be taken out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the boxes that every row has."""
        super().add_fields(form, index)
        if "ORDER" in form.fields:
            form.fields["ORDER"].label, form.fields["DELETE"].label = "次序", "删去这一行"

    def rows(self) -> list[Any]:
        """Return the rows that are filled and stay, in their order."""
        given = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        last = MOST_ROWS * 10
        return sorted(given, key=lambda form: last if (n := form.cleaned_data.get("ORDER")) is None else n)


def _rows(form: type[forms.Form], extra: int) -> Any:
    limits = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS + extra, "validate_max": True}
    return formset_factory(form, Rows, extra=extra, can_order=True, can_delete=True, **limits)  # type: ignore[arg-type]


ClauseRows, QuotaRows, ForfeitRows = _rows(ClauseForm, 1), _rows(QuotaForm, 1), _rows(ForfeitForm, 1)
MemberRows = _rows(MemberForm, 1)
