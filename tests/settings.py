"""The product's settings, on the engines that the test run started; nothing is switched off."""

import os

from config import parsers
from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, INSTALLED_APPS, STATIC_ROOT

OWNER_DATABASE = parsers.database(os.environ["DATABASE_OWNER_URL"])
APP_DATABASE = parsers.database(os.environ["DATABASE_URL"])

# The owner makes the test database; the tests then run as the role the product runs as (see conftest).
DATABASES["default"] |= OWNER_DATABASE | {"ENGINE": "tests.postgresql", "CONN_MAX_AGE": 0}
DATABASES["default"]["TEST"] = {"NAME": "tieout_test", "TEMPLATE": os.environ.get("TIEOUT_TEST_TEMPLATE")}
INSTALLED_APPS.append("tests.shelf")

# Each worker of the test run has a Redis database of its own.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
REDIS_URL = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{_worker}"
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL

MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected: pages name the files as they are, and the live server finds them where they lie.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
