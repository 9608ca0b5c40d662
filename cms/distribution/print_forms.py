"""What is asked of a print order, and of an inspection."""

from __future__ import annotations

from typing import Any

from django import forms

from cms.distribution.ordering import copies_of, told, with_archive
from cms.distribution.orders import USUAL, Inspection, PrintDefaults, PrintOrder

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OrderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A print order; where the sum does not fit it asks why."""

    usual = forms.BooleanField(label="这份刊物以后都按这样印", required=False)

    class Meta:
        model = PrintOrder
        fields = ("archive", "reason", "paper", "colours", "binding", "due", "delivery", "printer", "note")
        widgets = {"due": DAY}

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a difference, by the number for the archive as it is typed."""
        data = super().clean() or self.cleaned_data
        copies = copies_of(self.instance.issue)
        if copies and "archive" in data:
            differs = told(with_archive(copies, data["archive"]))
            if differs and not data.get("reason"):
                self.add_error("reason", f"{differs}。印数有误的，请编辑改；份数本该不同的，在这里写明原因。")
            if not differs:
                data["reason"] = ""
        return data

    def keep(self, by: str) -> PrintOrder:
        """Keep the order, and how the publication is usually printed if that was ticked."""
        order: PrintOrder = self.save(commit=False)
        order.by = by[:60]
        order.save()
        if self.cleaned_data["usual"]:
            told = {name: getattr(order, name) for name in USUAL}
            PrintDefaults.objects.update_or_create(publication=order.issue.publication, defaults=told)
        return order


class InspectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What was found."""

    class Meta:
        model = Inspection
        fields = ("on", "who", "counted", "text", "quality", "result", "remarks")
        widgets = {"on": DAY, "remarks": forms.Textarea(attrs={"rows": 2})}
