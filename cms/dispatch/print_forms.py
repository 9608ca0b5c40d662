"""What a clerk chooses before forms are printed: which parcels, which labels or envelopes, who sends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from bulletins.forms import ENVELOPES_MM, PRESETS, Sender
from cms.core.numbers import number_in
from cms.dispatch.forms import Line
from cms.dispatch.models import Parcel
from cms.dispatch.reading import Channel

ALL, TICKED = "", "-"  # no channel is called so
MOST_LABELS = max(stock.count for stock in PRESETS.values())
CODES = [("code128", "条形码"), ("qr", "二维码"), ("none", "不印码")]
LABELS = [(name, f"{name}（{one.count} 枚，{one.width_mm:g}×{one.height_mm:g}）") for name, one in PRESETS.items()]
ENVELOPES = [(name, f"{name}（{width:g}×{height:g}）") for name, (width, height) in ENVELOPES_MM.items()]
START = f"起始位置填 1 到 {MOST_LABELS} 的数字。"
SENDER = ("address", "postcode", "phone")


class PrintForm(forms.Form):
    """Which parcels of a dispatch are printed, and on what."""

    which = forms.ChoiceField(label="印哪些", required=False)
    code = forms.ChoiceField(label="封号怎样印", choices=CODES)
    preset = forms.ChoiceField(label="标签纸（毫米）", choices=LABELS)
    start = forms.IntegerField(
        label="从第几枚起",
        min_value=1,
        max_value=MOST_LABELS,
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), START),
    )
    size = forms.ChoiceField(label="信封（毫米）", choices=ENVELOPES)
    boxes = forms.BooleanField(label="印邮编框和贴邮票处", required=False)
    address = Line("寄件地址", 80, required=False)
    postcode = Line("寄件邮编", 6, required=False)
    phone = Line("寄件电话", 40, required=False)

    def __init__(self, data: QueryDict | None, channels: Sequence[Channel], kept: Mapping[str, Any]) -> None:
        first = {"code": "code128", "preset": "L7160", "start": 1, "size": "ZL", "boxes": True}
        self.ticked = {number_in(text) for text in data.getlist("parcel")} - {0} if data else set()
        self.everyone = [parcel for channel in channels for parcel in channel.parcels]
        asked = data if data and "form" in data else None  # else only ticked on the page before
        super().__init__(asked, initial={**first, **kept, "which": TICKED if self.ticked else ALL})
        names = [(one.name, f"{one.name}（{len(one.parcels)} 家）") for one in channels]
        ticked = [(TICKED, f"勾选的（{len(self.ticked)} 家）")] if self.ticked else []
        which: Any = self.fields["which"]
        which.choices = [*ticked, (ALL, f"全部（{len(self.everyone)} 家）"), *names]

    def clean_postcode(self) -> str:
        """Refuse what is no postcode while the box is still at hand."""
        given = str(self.cleaned_data["postcode"])
        if given and not re.fullmatch("[0-9]{6}", given):
            raise ValidationError("寄件邮编是六位数字。")
        return given

    @property
    def parcels(self) -> list[Parcel]:
        """Return the parcels that are chosen, by channel and then in the order of the list."""
        which = self.cleaned_data["which"]
        if which == TICKED:
            return [one for one in self.everyone if one.pk in self.ticked]
        return [one for one in self.everyone if which in (ALL, one.channel_name)]

    @property
    def sent_from(self) -> dict[str, str]:
        """Return where the office is, which is kept for the next time."""
        return {name: self.cleaned_data[name] for name in SENDER}

    def sender(self, name: str) -> Sender:
        """Return who sends, as envelopes print it."""
        return Sender(name=name, **self.sent_from)
