"""Forms that know under which unit they write and who is writing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from cms.core.blocks import LONGEST
from cms.core.fields import choice
from cms.core.walls import reach
from cms.newsroom.hints.rules import stopping, unconfirmed
from cms.newsroom.hints.writing import writing_in


class UnitPageForm(WagtailAdminPageForm):
    """Proposes the unit's own place and this year for a new page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.parent_page is not None:
            unit = self.parent_page.specific
            if "place" in self.fields and unit.place and unit.place.level != "province":
                self.initial["place"] = self.initial.get("place") or unit.place.pk
            if "year" in self.fields:
                self.initial["year"] = self.initial.get("year") or timezone.localdate().year
        if "body" in self.fields and not self.is_bound and not self.instance.body:
            # Ready to type or to paste into; `BodyBlock` leaves it out again where nothing is written.
            self.initial["body"] = self.instance.body.stream_block.to_python([("paragraph", "")])

    def clean(self) -> dict[str, object]:
        """Refuse pages and pictures that no chooser offered."""
        data = super().clean() or {}
        reach.check_references(self.for_user, data, {name: getattr(self.instance, name, None) for name in data})
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and len(data.get(name) or "") > LONGEST:
                self.add_error(
                    name, f"这一栏 {len(data[name])} 字，最多 {LONGEST} 字。请删去一部分；写好的文字还在这里。"
                )
        if "action-submit" in self.data:
            writing = writing_in(self.data, self.files, type(self.instance), self.instance.pk or 0)
            for hint in stopping(writing, self.for_user):
                self.add_error(hint.where if hint.where in self.fields else None, f"报送前请改好：{hint.text}。")
            for hint in unconfirmed(writing, self.data):
                said = f"报送前请核对：{hint.text}；确需保留的，在“检查”里勾选“确需保留”再报送。"
                self.add_error(hint.where if hint.where in self.fields else None, said)
        return data


class ArticleForm(UnitPageForm):
    """Asks for who stands behind an article when it is handed in, and not before; offers
    the calls that its unit may answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "call" in self.fields and self.parent_page is not None:
            field = choice(self, "call")
            calls: Any = field.queryset
            field.queryset = calls.for_answer(self.parent_page.specific, self.instance.call_id)
            field.empty_label = "不是应约写的"
            self.initial["call"] = self.initial.get("call") or getattr(self.parent_page, "answering", None)

    def clean(self) -> dict[str, object]:
        """Ask for leader, writer and phone, and a text."""
        data = super().clean() or {}
        if "action-submit" in self.data:
            for name in ("leader", "writer", "phone"):
                if name in self.fields and not data.get(name):
                    self.add_error(name, "报送前请填写。")
            if "body" in self.fields and "body" not in self.errors and not data.get("body"):
                self.add_error("body", "报送前请写正文。")
        return data
