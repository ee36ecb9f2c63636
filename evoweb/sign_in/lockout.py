"""After too many wrong passwords."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evoweb.rate_limit import too_many

LONGEST_NAME = 255  # characters that django-axes has room for; no user's name is as long


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The name under which somebody tried to sign in, as django-axes notes it."""
    return str((credentials or request.POST).get("username", ""))[:LONGEST_NAME]


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What django-axes answers with: 429 and when to try again."""
    return too_many(request, round(settings.AXES_COOLOFF_TIME.total_seconds()))
