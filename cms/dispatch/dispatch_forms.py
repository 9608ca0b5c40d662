"""The forms on the page of a dispatch: what comes in, is counted, kept, printed once more, filed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from cms.core.numbers import number_in
from cms.dispatch import moves
from cms.dispatch.forms import ActForm, Copies, Day, Line, Numbers
from cms.dispatch.ledger import Posted
from cms.dispatch.models import Dispatch, Holding
from cms.dispatch.words import MISSING, STORE, say_numbers


def stands(dispatch: Dispatch, place: str) -> bool:
    """Whether copies of a dispatch stand at a place of the office."""
    return Holding.objects.filter(dispatch=dispatch, place=place, count__gt=0).exists()


class Receive(ActForm):
    """What the print shop delivered, as it was counted."""

    act, title, button = "receive", "印件入库", "入库"
    help = "印好点过数再登记。和签发时定的份数不一样，要写明原因。"
    count = Copies("点收份数")
    numbers = Numbers("份号", required=False)
    day = Day("验收日期")
    witness_1 = Line("验收人")
    reason = Line("份数不符的原因", 200, required=False)

    def proposed(self) -> dict[str, Any]:
        """Propose what was signed, the first time."""
        planned = None if self.dispatch.entries.exists() else self.dispatch.planned
        return {"count": planned, "numbers": f"1-{planned}" if planned else ""}

    def unasked(self) -> set[str]:
        """Ask for the count also where copies are numbered: it is what was counted."""
        return set() if self.dispatch.numbered else {"numbers"}

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.receive(self.dispatch, self.told(by), self.cleaned_data["count"], self.which)

    def said(self) -> str:
        """Say how many came in."""
        return f"已入库 {self.cleaned_data['count']} 份。"


class Stocktake(ActForm):
    """The store is counted after handing out."""

    act, title, button = "stocktake", "盘点库存", "登记盘点"
    help = "发完以后把剩下的点一遍。和账上一样，填数就行；不一样，要写明原因，两个人一起点。"
    count = Copies("实有份数", 0)
    numbers = Numbers("实有份号", required=False)
    day = Day("盘点日期")
    reason = Line("不符的原因", 200, required=False)
    witness_1 = Line("盘点人一", required=False)
    witness_2 = Line("盘点人二", required=False)

    @classmethod
    def open_to(cls, target: Dispatch) -> bool:
        """Once something came in."""
        return target.entries.exists()

    def proposed(self) -> dict[str, Any]:
        """Propose nothing for a count: it is to be counted. Numbers are too many to be typed."""
        held = Holding.objects.filter(dispatch=self.dispatch, place=STORE, number__isnull=False)
        return {"numbers": say_numbers(n for n in held.values_list("number", flat=True) if n)}

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.stocktake(self.dispatch, self.told(by), self.cleaned_data.get("count") or 0, self.which)


class Retain(ActForm):
    """Copies that the office keeps."""

    act, title, button = "retain", "本单位留用", "留用"
    help = "从库存里留下，例如存档。"
    count = Copies()
    numbers = Numbers()
    reason = Line("留用原因", 200)
    day = Day()

    @classmethod
    def open_to(cls, target: Dispatch) -> bool:
        """Where the store has any."""
        return stands(target, STORE)

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.retain(self.dispatch, self.told(by), self.how_many, self.which)


class Reprint(ActForm):
    """Copies that are printed once more."""

    act, title, button = "reprint", "补印", "补印入库"
    help = "再印的也要入账：谁批准、为什么。有份号的接着往下编，不重号。"
    count = Copies("补印份数")
    approved_by = Line("批准人")
    reason = Line("补印原因", 200)
    day = Day()

    @classmethod
    def open_to(cls, target: Dispatch) -> bool:
        """Once something came in."""
        return target.entries.exists()

    def unasked(self) -> set[str]:
        """Ask for how many in any case."""
        return set()

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.reprint(self.dispatch, self.told(by), self.how_many)


class Find(ActForm):
    """Missing copies that turned up."""

    act, title, button = "find", "找到缺失的", "登记找到"
    count = Copies()
    numbers = Numbers()
    reason = Line("在哪里找到的", 200)
    witness_1 = Line("经手人一")
    witness_2 = Line("经手人二")
    day = Day()

    @classmethod
    def open_to(cls, target: Dispatch) -> bool:
        """Where any are missing."""
        return stands(target, MISSING)

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.find(self.dispatch, self.told(by), self.how_many, self.which)


FORMS: tuple[type[ActForm], ...] = (Receive, Stocktake, Retain, Reprint, Find)


class RowsForm(ActForm):
    """What is done with the parcels that are ticked in the list."""

    day = Day()

    def __init__(self, data: QueryDict | None = None, *, target: Dispatch) -> None:
        super().__init__(data, target=target)
        self.chosen = {number_in(text) for text in data.getlist("parcel")} - {0} if data else set()

    def add_prefix(self, field_name: str) -> str:
        """Name the fields alike: the buttons share the list, its key and its day."""
        return f"rows-{field_name}"

    def said(self) -> str:
        """Say how many parcels."""
        return f"已{self.title} {len(self.chosen)} 家。"


class Seal(RowsForm):
    """The ticked ones are sealed."""

    act, title = "seal", "封装"

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.seal(self.dispatch, self.told(by), self.chosen)


class Send(RowsForm):
    """The ticked ones go out."""

    act, title = "send", "发出"

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.send(self.dispatch, self.told(by), self.chosen)


class Unseal(RowsForm):
    """The ticked ones are opened again."""

    act, title = "unseal", "拆封"

    def post(self, by: str) -> Posted:
        """Post it."""
        return moves.unseal(self.dispatch, self.told(by), self.chosen)


ROWS: tuple[type[RowsForm], ...] = (Seal, Send, Unseal)


class File(ActForm):
    """Where the issue was filed, and what is to say of it in the register."""

    act, title, button = "file", "归卷和备注", "保存"
    filed_on = Day("归卷日期", required=False)
    file_no = Line("归入卷号", 40, required=False)
    note = Line("备注", 200, required=False)

    def proposed(self) -> dict[str, Any]:
        """Show what is kept."""
        return {name: getattr(self.dispatch, name) for name in ("filed_on", "file_no", "note")}

    def post(self, by: str) -> Posted:
        """Refuse: this moves no copies, see `save`."""
        raise ValidationError("这一步现在不能做。")

    def save(self) -> None:
        """Keep it with the dispatch."""
        names = ("filed_on", "file_no", "note")
        Dispatch.objects.filter(pk=self.dispatch.pk).update(**{name: self.cleaned_data[name] for name in names})
