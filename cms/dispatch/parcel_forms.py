"""The forms on the page of a parcel: a receipt, returned mail, a loss, copies kept, another channel, one more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.core import audit
from cms.core.typed import half_width
from cms.dispatch import receipts
from cms.dispatch.dispatch_forms import stands
from cms.dispatch.forms import ActForm, Copies, Day, Line, Numbers
from cms.dispatch.ledger import Posted
from cms.dispatch.models import Dispatch, Holding, Parcel
from cms.dispatch.opening import Row
from cms.dispatch.words import CHANNELS, COLLECTED, HELD, OF_A_PARCEL, SENT, STORE, barred, say_numbers

CHANNEL_CHOICES = [(name, name) for name in CHANNELS]


class OfParcel(ActForm):
    """A form about one parcel."""

    places: tuple[str, ...] = ()  # where copies must stand for this to make sense

    @property
    def dispatch(self) -> Dispatch:
        """Return its dispatch."""
        return self.parcel.dispatch

    @property
    def parcel(self) -> Parcel:
        """Return the parcel."""
        found: Parcel = self.target
        return found

    @classmethod
    def open_to(cls, target: Parcel) -> bool:
        """Where copies stand at one of the places."""
        return Holding.objects.filter(parcel=target, place__in=cls.places, count__gt=0).exists()

    def proposed(self) -> dict[str, Any]:
        """Propose all that stands there."""
        held = list(Holding.objects.filter(parcel=self.parcel, place__in=self.places, count__gt=0))
        return {
            "count": sum(one.count for one in held),
            "numbers": say_numbers(one.number for one in held if one.number),
        }


class Receipt(OfParcel):
    """A receipt that came in by hand."""

    act, title, button = "receipt", "签收", "登记签收"
    places: tuple[str, ...] = (SENT,)
    help = "少收的写实收份数；没到的仍记在途，可以催，也可以登记退件或报失。"
    person = Line("签收人", required=False)
    day = Day("签收日期")
    count = Copies("签收份数")
    numbers = Numbers("签收份号")

    @classmethod
    def open_to(cls, target: Parcel) -> bool:
        """Once it is on the way; what is collected, once it is sealed."""
        return super().open_to(target) or (target.channel == COLLECTED and target.stage == "sealed")

    def proposed(self) -> dict[str, Any]:
        """Propose all of it, also of what is collected."""
        self.places = (SENT,) if self.parcel.stage != "sealed" else OF_A_PARCEL
        return super().proposed()

    def post(self, by: str) -> Posted:
        """Post it."""
        person, told = self.cleaned_data["person"], self.told(by)
        if self.parcel.stage == "sealed" and self.how_many == self.parcel.copies:
            return receipts.receipt([self.parcel], told, {self.parcel.pk: person})
        return receipts.partial_receipt(self.parcel, told, person, self.how_many, self.which)


class Returned(OfParcel):
    """It came back undelivered."""

    act, title, button, places = "returned", "退件", "登记退件", (SENT,)
    help = "退回来的放回库存；改好地址可以补发，用新的封号。"
    reason = Line("退件原因", 200)
    day = Day()

    def post(self, by: str) -> Posted:
        """Post it."""
        return receipts.returned(self.parcel, self.told(by))


class Lose(OfParcel):
    """Copies are lost at the recipient or on the way."""

    act, title, button, places = "lose", "报失", "登记报失", (HELD, SENT)
    help = "丢失也要留账：写明原因，两个人签。以后找到了，在这次发文的页上登记找到。"
    count = Copies()
    numbers = Numbers()
    reason = Line("丢失情况", 200)
    witness_1 = Line("经手人一")
    witness_2 = Line("经手人二")
    day = Day()

    def post(self, by: str) -> Posted:
        """Post it."""
        return receipts.lose(self.parcel, self.told(by), self.how_many, self.which)


class Reissue(OfParcel):
    """Copies of the store go to this recipient once more."""

    act, title, button = "reissue", "补发", "补发并封装"
    help = "从库存里补发，另编封号。原件丢了的，先登记报失。"
    copies = Copies("补发份数", initial=1)
    number = Numbers("补发份号")
    reason = Line("补发原因", 200)
    channel = forms.ChoiceField(label="渠道", choices=CHANNEL_CHOICES)
    address = Line("地址", 200, required=False)
    day = Day()

    @classmethod
    def open_to(cls, target: Parcel) -> bool:
        """Where the store has any."""
        return stands(target.dispatch, STORE)

    def proposed(self) -> dict[str, Any]:
        """Propose the channel and address as they were, and the lowest number of the store."""
        store = Holding.objects.filter(dispatch=self.dispatch, place=STORE, number__isnull=False).order_by("number")
        first = store.values_list("number", flat=True).first()
        known = {"channel": self.parcel.channel, "address": self.parcel.address}
        return {**known, "number": f"{first:06d}" if first else ""}

    def unasked(self) -> set[str]:
        """Ask for one number, or how many."""
        return {"copies"} if self.dispatch.numbered else {"number"}

    def post(self, by: str) -> Posted:
        """Post it."""
        given, parcel = self.cleaned_data, self.parcel
        numbers: list[int] = given.get("number") or []
        if self.dispatch.numbered and len(numbers) != 1:
            raise ValidationError("一次补发一个份号，请只写一个。")
        row = Row(
            parcel.name, given.get("copies") or 1, parcel.contact, given["address"], parcel.phone, given["channel"]
        )
        return receipts.reissue(parcel, self.told(by), row, numbers[0] if numbers else None)


class Keep(OfParcel):
    """The recipient keeps copies for good, with a reason."""

    act, title, button, places = "keep", "收件单位留用", "登记留用", (HELD,)
    help = "该退而经同意留下的，写明原因。"
    count = Copies()
    numbers = Numbers()
    reason = Line("留用原因", 200)
    day = Day()

    def post(self, by: str) -> Posted:
        """Post it."""
        return receipts.keep(self.parcel, self.told(by), self.how_many, self.which)


FORMS: tuple[type[OfParcel], ...] = (Receipt, Returned, Lose, Reissue, Keep)


class Reroute(OfParcel):
    """Another channel or address, while the parcel has not gone out."""

    act, title, button = "reroute", "改渠道和地址", "保存"
    channel = forms.ChoiceField(label="渠道", choices=CHANNEL_CHOICES)
    contact = Line("收件处室", 60, required=False)
    address = Line("地址", 200, required=False)
    phone = Line("电话", 40, required=False, validators=[half_width])

    @classmethod
    def open_to(cls, target: Parcel) -> bool:
        """Until it goes out."""
        return target.stage in ("waiting", "sealed", "returned")

    def proposed(self) -> dict[str, Any]:
        """Show what is kept."""
        return {name: getattr(self.parcel, name) for name in ("channel", "contact", "address", "phone")}

    def clean_channel(self) -> str:
        """Refuse a channel that the secrecy forbids."""
        channel: str = self.cleaned_data["channel"]
        if barred(self.dispatch.secrecy, channel):
            raise ValidationError(f"密级是“{self.dispatch.secrecy}”的不能走“{channel}”，请选机要、交换或自取。")
        return channel

    def post(self, by: str) -> Posted:
        """Refuse: this moves no copies, see `save`."""
        raise ValidationError("这一步现在不能做。")

    def save(self, by: str) -> None:
        """Keep it with the parcel, and in the audit log what it was; ValidationError if it went out meanwhile."""
        parcel = Parcel.objects.select_for_update().get(pk=self.parcel.pk)
        if not self.open_to(parcel):
            raise ValidationError(f"{parcel}刚才已经发出，渠道和地址不能再改。")
        names = ("channel", "contact", "address", "phone")
        before = {name: getattr(parcel, name) for name in names}
        Parcel.objects.filter(pk=parcel.pk).update(**{name: self.cleaned_data[name] for name in names})
        audit.enter("dispatch.channel", parcel, by, before=before["channel"], after=self.cleaned_data["channel"])
