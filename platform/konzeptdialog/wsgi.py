"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konzeptdialog.settings.production")

application = get_wsgi_application()

# What is loaded late elsewhere: the first contribution posted here should not wait for it.
import datasketch  # noqa: E402, F401
