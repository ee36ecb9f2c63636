"""Settings of the web product; every choice that differs between machines comes from the environment.

EVOWEB_ENV is `local` (default: one person, 127.0.0.1, nothing to configure) or `production` (nothing is guessed:
without SECRET_KEY and ALLOWED_HOSTS it refuses to start). README.md lists the variables.
"""

import os
import socket
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from evoweb.launcher import places
from evoweb.logs import logging_settings

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = places.var_folder()
EVOWEB_ENV: str = env.str("EVOWEB_ENV", "local")
if EVOWEB_ENV not in ("local", "production"):
    raise ImproperlyConfigured(f"EVOWEB_ENV is {EVOWEB_ENV!r}; it can be local or production")
PRODUCTION = EVOWEB_ENV == "production"


def required(name: str) -> str:
    """The environment variable `name`, or a refusal to start that says which one is missing."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"EVOWEB_ENV=production needs {name} in the environment")
    return value


DEBUG = False
if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY")
    ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
    DATABASE_URL = required("DATABASE_URL")
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or places.local_secret_key(VAR)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
    DATABASE_URL = env.str("DATABASE_URL", "")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "csp",
    "django_q",
    "django_vite",
    "ninja",
    "evoweb.sign_in",
    "evoweb.runs",
]
MIDDLEWARE = [
    "evoweb.requests.name_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "evoweb.urls"
ASGI_APPLICATION = "evoweb.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Form fields are drawn by templates/django/forms/, so that a form in a page is one line.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: DATABASE_URL, or the Postgres that the launcher embeds. No pool: the queue's workers fork.
DATABASES = {
    "default": env.db_url_config(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": places.DATABASE_NAME,
        "USER": places.DATABASE_NAME,
        "HOST": str(places.socket_folder(VAR)),
    }
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS = {"default": {"BACKEND": "evoweb.channel_layer.PostgresChannelLayer"}}

# --- Queue: it is a doorbell (docs/adr/003). One task at a time, taken when it can be worked on, delivered again
# only when no honest slice can still be running. A cluster's queue is its own, by the name of its master: settings are
# read there, and its workers are forked from it. Whoever rings names a queue (evoweb/runs/slots.py).
Q_CLUSTER = {
    "name": "evoweb",
    "cluster_name": f"{socket.gethostname()[:80]}:{os.getpid()}",
    "orm": "default",
    "workers": 1,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.2,
    "timeout": 3500,
    "retry": 3600,
    "max_attempts": 2,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "label": "Queue",
}

# --- Static files: served from where they are built, by the web process itself.
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/dist/assets/.+-[\w-]{8,}\.\w+$"  # names that Vite derived from the content
DJANGO_VITE = {
    "default": {
        "manifest_path": BASE_DIR / "static" / "dist" / "manifest.json",
        "static_url_prefix": "dist",
    }
}

# --- Who may come in
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "runs:home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_NAME = "evoweb_session"
CSRF_COOKIE_NAME = "evoweb_csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
MAX_BODY_BYTES = 1_000_000  # of a request, checked before anything is read to disk (evoweb/body_limit.py)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Limits on work, checked before anything is queued or simulated; in creature-steps (physics steps of a creature)
# (quotas: of one user, where the admin has stated none; without a number there is no bound)
MAX_UNFINISHED_RUNS = env.int("EVOWEB_MAX_UNFINISHED_RUNS", 20)
MAX_CREATURE_STEPS_A_DAY = env.int("EVOWEB_MAX_CREATURE_STEPS_A_DAY", None)
MAX_CLIP_BYTES = env.int("EVOWEB_MAX_CLIP_BYTES", None)
MAX_GENERATION_CREATURE_STEPS = 10**9  # one generation must take less than the queue's `retry`
MAX_RUN_CREATURE_STEPS = 10**12
MAX_API_TOKENS = 50  # of one user that are not revoked
MAX_BATCH_SECONDS = 10  # that one request to /api/simulation/batch may take, at the paces of evoweb/runs/costs.py

# --- Language, time, logs
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
LOGGING = logging_settings(readable=sys.stderr.isatty())
