from typing import Any

from django import forms

class ModelChoiceField(forms.ModelChoiceField[Any]): ...
