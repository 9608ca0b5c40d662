from typing import TypeVar

from django import forms
from django.db import models

_M = TypeVar("_M", bound=models.Model)

class ClusterForm(forms.ModelForm[_M]): ...
