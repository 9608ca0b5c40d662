"""The forms of 清退 and 销毁: what is to come back, what became of it, what is destroyed before two people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cms.core.fields import choice
from cms.dispatch import register
from cms.dispatch.forms import DATE, ActForm, Copies, Day, Line, Numbers, whole
from cms.dispatch.ledger import Posted
from cms.dispatch.models import Dispatch, Parcel, Recall
from cms.dispatch.parcel_forms import OfParcel
from cms.dispatch.recalling import Pick, Stock, destroy, settle, stocks
from cms.dispatch.words import HELD, PLACES, SENT, numbers_in
from cms.issues.models import Issue

OUTCOMES = [("back", "退回"), ("kept", "留用"), ("lost", "遗失")]
SCOPES = [("issue", "一期"), ("year", "一年"), ("recipient", "一个收件单位")]
BELONGS = {"issue": "issue", "year": "year", "recipient": "name"}  # the field of each scope


class RecallForm(forms.Form):
    """What is to come back, why, and until when."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    scope = forms.ChoiceField(label="范围", choices=SCOPES, widget=forms.RadioSelect)
    issue = forms.ModelChoiceField(Issue.objects.none(), label="哪一期", required=False, empty_label="请选择")
    year = forms.TypedChoiceField(label="哪一年", coerce=int, required=False, empty_value=None)
    name = Line("收件单位", 80, required=False, help_text="照名单上的名称写全，各期发给它的都要退")
    reason = Line("清退原因", 200)
    due_on = forms.DateField(
        label="退回截止",
        widget=DATE,
        error_messages={"required": "请填写退回截止的日期。", "invalid": "日期请写成 2026-03-05 这样。"},
    )

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        sent = Issue.objects.filter(versions__dispatch__isnull=False).distinct()
        choice(self, "issue").queryset = sent.select_related("publication").order_by("-date")
        years: Any = self.fields["year"]
        years.choices = [("", "请选择"), *((n, f"{n}年") for n in register.years())]

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the scope, and keep only that."""
        given = super().clean() or self.cleaned_data
        for scope, name in BELONGS.items():
            if given.get("scope") != scope:
                given[name] = "" if name == "name" else None
            elif not given.get(name) and name not in self.errors:
                self.add_error(name, "请填写收件单位。" if name == "name" else "请选择。")
        if given.get("name") and not Parcel.objects.filter(name=given["name"]).exists():
            self.add_error("name", "没有发给过这个单位，请看看名称是不是写全了。")
        return given


class Settle(OfParcel):
    """What became of some copies of a parcel that were to come back."""

    act, title, button, places = "settle", "清退", "登记", (HELD, SENT)
    recall = forms.ModelChoiceField(Recall.objects.all(), widget=forms.HiddenInput)
    parcel_key = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="结果", choices=OUTCOMES, widget=forms.RadioSelect, initial="back")
    count = Copies()
    numbers = Numbers()
    person = Line("退回人", required=False)
    reason = Line("留用或遗失的原因", 200, required=False)
    witness_1 = Line("遗失经手人一", required=False)
    witness_2 = Line("遗失经手人二", required=False)
    day = Day()

    def proposed(self) -> dict[str, Any]:
        """Propose all that is out."""
        return {**super().proposed(), "parcel_key": self.parcel.pk}

    def post(self, by: str) -> Posted:
        """Post it."""
        given, recall = self.cleaned_data, self.cleaned_data["recall"]
        told = self.told(by, recall=recall)
        return settle(recall, self.parcel, told, given["outcome"], self.how_many, self.which, given["person"])


class Destroy(ActForm):
    """Copies of a year that are destroyed: approval, way, place, two witnesses, and of each issue how many or which."""

    act, title, button = "destroy", "销毁", "登记销毁"
    approved_by = Line("批准人")
    approved_on = Day("批准日期", required=False)
    day = Day("销毁日期")
    way = Line("销毁方式", help_text="例如：送保密部门的销毁中心，粉碎")
    site = Line("销毁地点")
    witness_1 = Line("监销人一")
    witness_2 = Line("监销人二")
    reason = Line("备注", 200, required=False)

    def __init__(self, data: QueryDict | None = None, *, target: int) -> None:
        self.year = target
        super().__init__(data, target=target)
        self.rows = [
            (stock, self.box(stock), data.get(self.box(stock), "") if data else "") for stock in stocks(target)
        ]

    @property
    def dispatch(self) -> Dispatch:
        """Refuse: this concerns several."""
        raise NotImplementedError

    def unasked(self) -> set[str]:
        """Ask for all."""
        return set()

    @staticmethod
    def box(stock: Stock) -> str:
        """Return the name of the box in which it is said how many, or which."""
        return f"pick-{stock.dispatch.pk}-{stock.place}"

    def picks(self) -> list[Pick]:
        """Return what is destroyed; ValidationError names the box that cannot be read."""
        found = []
        for stock, _, text in self.rows:
            if not text.strip():
                continue
            try:
                numbered = stock.dispatch.numbered
                count, numbers = (0, numbers_in(text)) if numbered else (whole(text.strip()), [])
            except ValidationError as error:
                where = f"{stock.dispatch}（{PLACES[stock.place]}）"
                raise ValidationError(where + "：" + "".join(error.messages)) from error
            if count or numbers:
                found.append(Pick(stock.dispatch.pk, stock.place, count, numbers))
        return found

    def post(self, by: str) -> Posted:
        """Post it."""
        return destroy(self.told(by), self.picks())
