"""After too many wrong passwords."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evoweb.rate_limit import too_many


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What django-axes answers with: 429 and when to try again."""
    return too_many(request, round(settings.AXES_COOLOFF_TIME.total_seconds()))
