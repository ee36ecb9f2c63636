"""Is the service able to work, and what it says when it is not."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error

RETRY_AFTER = {"Retry-After": "5"}  # s


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once web and database work, 503 while the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"web": "ok", "database": "away"}, status=503)
    return JsonResponse({"web": "ok", "database": "ok"})


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that raised an error: 503 while the database is away, otherwise 500."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return server_error(request)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "The database is away; try again"}, status=503, headers=RETRY_AFTER)
    return HttpResponse(render_to_string("503.html"), status=503, headers=RETRY_AFTER)
