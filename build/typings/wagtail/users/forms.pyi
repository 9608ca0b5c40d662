from typing import Any

from django import forms
from django.contrib.auth.models import User

class UsernameForm(forms.ModelForm[User]):
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
