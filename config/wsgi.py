"""The door for the web server."""

import atexit
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config import errors, tracing  # noqa: E402  # they need the settings that the line above loads

errors.start()
tracing.start(role="web")
atexit.register(tracing.stop)
