"""The WSGI entry point of the CMS."""

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # what is written here is its owner's alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()
