"""Django's management commands: `python -m cms COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line

from records.parent import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    os.umask(0o077)  # what is written here is its owner's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    execute_from_command_line([f"{sys.executable} -m cms", *sys.argv[1:]])
