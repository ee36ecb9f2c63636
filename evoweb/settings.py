"""Settings of the web product; every choice that differs between machines comes from the environment.

EVOWEB_ENV is `local` (default: one person, 127.0.0.1, nothing to configure) or `production` (nothing is guessed:
without SECRET_KEY and ALLOWED_HOSTS it refuses to start). docs/production.md lists the variables.
"""

import os
import socket
import sys
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

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


def secret_key() -> str:
    """A key that nobody guesses; sessions and the queue's bells are signed with it."""
    key = required("SECRET_KEY")
    if len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters")
    return key


def allowed_hosts() -> list[str]:
    """The names that people reach this installation by."""
    hosts = [host.strip() for host in required("ALLOWED_HOSTS").split(",") if host.strip()]
    if "*" in hosts or not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; * would let any in")
    return hosts


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The environment variable `name` as addresses and networks, separated by commas."""
    try:
        return [ip_network(part.strip()) for part in env.list(name, default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


DEBUG = False
if PRODUCTION:
    SECRET_KEY = secret_key()
    ALLOWED_HOSTS = allowed_hosts()
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
    "django.forms",
    "channels",
    "axes",
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
    "evoweb.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evoweb.headers.keep_nothing",  # below WhiteNoise: static files are nobody's own
    "evoweb.rate_limit.limit_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "evoweb.health.answer_probes",  # above CommonMiddleware, which refuses other names than ours
    "evoweb.clients.note_unknown_proxies",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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

# --- Messages between processes: over the database, or over Redis, which several web machines may like better.
REDIS_URL = env.str("REDIS_URL", "")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "evoweb.redis_layer.RedisLayer", "CONFIG": {"url": REDIS_URL}}
    if REDIS_URL
    else {"BACKEND": "evoweb.channel_layer.PostgresChannelLayer"}
}

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
    "recycle": 0,  # never: a worker that is followed by another has died (evoweb/runs/canary.py)
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
# Browsers keep cookies by host alone: of two local instances on two ports, neither signs the other out.
PORT_SUFFIX = "" if PRODUCTION or os.environ.get("PORT") in (None, "", "8000") else f"_{os.environ['PORT']}"
SESSION_COOKIE_NAME = f"evoweb_session{PORT_SUFFIX}"
CSRF_COOKIE_NAME = f"evoweb_csrf{PORT_SUFFIX}"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page's forms
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
# Bytes of a request's body, by the beginning of its route (evoweb/body_limit.py, evoweb/front_door). Whatever is let
# through stays in memory: nothing of it is ever on the disk. More than the last is for who is signed in.
BODY_LIMITS = (("api/import/", 8_000_000), ("", 1_000_000))
ADDRESS_BODY_BYTES, ALL_BODY_BYTES = 16_000_000, 48_000_000  # in memory at once, of one address and of all
ADDRESS_CONNECTIONS = env.int("EVOWEB_ADDRESS_CONNECTIONS", 200)
ALL_CONNECTIONS = env.int("EVOWEB_CONNECTIONS", 2000)
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = max(most for _, most in BODY_LIMITS)

# --- Too many attempts and requests. Wrong passwords are counted in the database, by user and address together: nobody
# locks others out, neither those behind the same address nor the user elsewhere. Requests are counted in the cache.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "evoweb.clients.client_address"
AXES_LOCKOUT_CALLABLE = "evoweb.sign_in.lockout.locked_out"
AXES_USERNAME_CALLABLE = "evoweb.sign_in.lockout.name_tried"
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")
SIGN_INS_A_MINUTE = env.int("EVOWEB_SIGN_INS_A_MINUTE", 30)  # attempts from one address
USER_REQUESTS_A_MINUTE = env.int("EVOWEB_USER_REQUESTS_A_MINUTE", 1200)  # to the API
ADDRESS_REQUESTS_A_MINUTE = env.int("EVOWEB_ADDRESS_REQUESTS_A_MINUTE", 3000)
MAX_SOCKETS_OF_ADDRESS = env.int("EVOWEB_MAX_SOCKETS_OF_ADDRESS", 100)  # open at a time, in one web process
MAX_SOCKETS = env.int("EVOWEB_MAX_SOCKETS", 2000)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
    SILENCED_SYSTEM_CHECKS = [
        "security.W005",
        "security.W021",
    ]  # both speak for other names than ours: asked for or not
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|livez|readyz)$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Limits on work, checked before anything is queued or simulated; in creature-steps (physics steps of a creature)
# (quotas: of one user, where the admin has stated none; without a number there is no bound)
MAX_UNFINISHED_RUNS = env.int("EVOWEB_MAX_UNFINISHED_RUNS", 20)
MAX_CREATURE_STEPS_A_DAY = env.int("EVOWEB_MAX_CREATURE_STEPS_A_DAY", None)
MAX_STORED_BYTES = env.int("EVOWEB_MAX_STORED_BYTES", None)
MAX_GENERATION_CREATURE_STEPS = 10**9  # one generation must take less than the queue's `retry`
MAX_RUN_CREATURE_STEPS = 10**12
MAX_API_TOKENS = 50  # of one user that are not revoked
WEBHOOKS_PRIVATE = env.bool("EVOWEB_WEBHOOKS_PRIVATE", not PRODUCTION)  # whether they may call into our own network
MAX_BATCH_SECONDS = 10  # that one request to /api/simulation/batch may take, at the paces of evoweb/runs/costs.py

# --- Language, time, logs
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
LOGGING = logging_settings(readable=sys.stderr.isatty())
