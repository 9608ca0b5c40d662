"""Django's command, after which the account chooses a password of its own: whoever
sits at the shell sets it for others."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import changepassword

from cms.security.first_password import demand


class Command(changepassword.Command):
    """Sets a first password."""

    def handle(self, *args: object, **options: object) -> str | None:
        """Set it, and note that it must be changed."""
        said: str | None = super().handle(*args, **options)
        demand(get_user_model().objects.get(username=options["username"]))
        self.stdout.write("下次登录时要先改成自己的密码。")
        return said
