"""Django's settings. What differs between deployments comes typed from config.env."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from config import env as environment
from config.logs import logging_config
from config.schedule import SCHEDULE

try:
    env = environment.read(os.environ)
except environment.BadEnvironment as problem:
    raise SystemExit(str(problem)) from None

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.debug
DEMO = env.demo
SECRET_KEY = env.secret_key
FIELD_KEYS = env.field_keys
PUBLIC_URL = env.public_url
ALLOWED_HOSTS = list(env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [env.public_url]
REDIS_URL = env.redis_url
METRICS_TOKEN = env.metrics_token
ROOT_URLCONF = "config.urls"
WEB_THREADS = env.web_threads
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "billing",
    "integrations",
]

MIDDLEWARE = [
    "config.middleware.RequestContext",
    "config.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.BodyLimit",
    "config.middleware.FieldLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "billing.people.activity.Activity",
    "billing.frame.seat.SeatMiddleware",
    "billing.api.gate.Gate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "billing.frame.shell.shell",
            ],
            "builtins": ["billing.templatetags.ui", "template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Every request is one transaction: a page shows one moment, a change is whole or absent, and the database is
# told the tenant once. Views that talk to the outside world say `non_atomic_requests`.
DATABASES = {
    "default": {
        "ENGINE": "billing.tenancy.postgresql",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **env.database,
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "tieout",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

# People: allauth signs them in, with a mail address and a password, and a second factor if they wish.
AUTH_USER_MODEL = "billing.User"
AUTHENTICATION_BACKENDS = ["billing.people.adapters.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organisations"
ACCOUNT_ADAPTER = "billing.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "billing.people.forms.SignupForm",
    "reset_password": "billing.people.forms.ResetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "invite": "60/h/user,5/h/key",
    "letter": "300/h/user,30/h/key",
}
MFA_ADAPTER = "billing.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tieout"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = env.https
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = env.https
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The border: what a browser may do with our pages, and how much it may send us.
SECURE_SSL_REDIRECT = env.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.https
SECURE_HSTS_PRELOAD = env.https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.proxies else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "report-uri": "/csp-report",
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The line editors' pages take as many as Django lets through, all others as many as a form of people has.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 15_000
FIELDS_OF_A_FORM = 2_000
# How large a file to be imported may be, and how many rows are read of it.
IMPORT_BYTES = env.import_megabytes * 1_000_000
IMPORT_ROWS = 250_000
# How much may come with one sending of files to hang on a record.
FILES_BYTES = 20_000_000
# How much a Web Connector may bring with one call.
QBWC_BYTES = 10_000_000

# The Intuit apps of this deployment, by the world each opens.
QUICKBOOKS_ONLINE = env.quickbooks_online

EMAIL_BACKEND = "billing.services.mail.OutboxBackend"
MAIL_TRANSPORT = env.mail.pop("EMAIL_BACKEND")
globals().update(env.mail)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = env.static_root
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if env.debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = env.debug
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Squeezed already, or asked for by developers alone.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("gz", "br", "png", "jpg", "woff", "woff2", "map")

# The API: JSON only, decimals as strings, and no way in but a token (billing/api/gate.py).
API_TOKEN_SECONDS = env.api_token_minutes * 60
API_RATE = env.api_rate
API_BULK_BYTES = 10_000_000
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["billing.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["billing.api.permissions.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["billing.api.parsers.ExactJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["billing.api.renderers.ExactJSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "billing.api.errors.handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tieout API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["billing.api.schema.only_version_1"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "billing.api.books.paths.with_the_books",
        "billing.api.schema.with_what_holds_everywhere",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "DESCRIPTION": (
        "The books of one organisation. Ask for a token with `POST /api/oauth/token` (client credentials: "
        "client ID and secret by HTTP Basic, `grant_type=client_credentials`), and send it as "
        "`Authorization: Bearer <token>`. JSON only; amounts are strings; errors are "
        "`application/problem+json`."
    ),
}

# Celery carries word that there is work, never the work itself: no results, no long countdowns.
CELERY_BROKER_URL = env.redis_url
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    # A message whose worker was killed comes back when its time is up, not at the next of rare sweeps.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "unacked_restore_limit": 100,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.worker_processes
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "redbeat.RedBeatScheduler"
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

LOGGING = logging_config(log_format=env.log_format, level=env.log_level)
SENTRY_DSN = env.sentry_dsn
TRACING_ENDPOINT = env.tracing_endpoint
SILENCED_SYSTEM_CHECKS: list[str] = []
