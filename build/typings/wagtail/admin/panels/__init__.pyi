from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from wagtail.admin.ui.components import Component

class Panel:
    heading: str
    help_text: str
    model: type[models.Model]
    def __init__(
        self,
        heading: str = "",
        classname: str = "",
        help_text: str = "",
        base_form_class: Any = None,
        icon: str = "",
        attrs: Any = None,
        **kwargs: Any,
    ) -> None: ...
    def bind_to_model(self, model: type[models.Model]) -> Any: ...
    def get_form_class(self) -> type[forms.ModelForm[Any]]: ...

    class BoundPanel(Component):
        instance: Any
        form: Any
        request: Any

class FieldPanel(Panel):
    def __init__(
        self,
        field_name: str,
        widget: Any = None,
        disable_comments: bool | None = None,
        permission: str | None = None,
        read_only: bool = False,
        **kwargs: Any,
    ) -> None: ...

class PageChooserPanel(FieldPanel):
    def __init__(
        self, field_name: str, page_type: Any = None, can_choose_root: bool = False, **kwargs: Any
    ) -> None: ...

class PanelGroup(Panel):
    def __init__(self, children: Sequence[Panel | str] = (), *args: Any, **kwargs: Any) -> None: ...

class TabbedInterface(PanelGroup): ...
class ObjectList(PanelGroup): ...
class FieldRowPanel(PanelGroup): ...
class MultiFieldPanel(PanelGroup): ...

class HelpPanel(Panel):
    def __init__(self, content: str = "", template: str = "", **kwargs: Any) -> None: ...

    class BoundPanel(Panel.BoundPanel): ...

class InlinePanel(Panel):
    def __init__(
        self,
        relation_name: str,
        panels: Any = None,
        label: str = "",
        min_num: int | None = None,
        max_num: int | None = None,
        **kwargs: Any,
    ) -> None: ...
