from typing import Any, ClassVar

from django import forms
from wagtail.images.models import AbstractImage

class BaseImageForm(forms.ModelForm[AbstractImage]):
    class Meta:
        widgets: ClassVar[dict[str, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
