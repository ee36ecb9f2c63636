"""Is the service able to work, and what it says when it is not.

Three questions that anybody may ask, by whatever name or address: `/livez` (does the process answer? If not, restart
it), `/readyz` (does it reach the database? If so, send it requests), `/healthz` (how does each part do?).
"""

import sys
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error

from evoweb.runs.queue.faults import is_full
from evoweb.runs.queue.pulse import in_a_word, keeper_states, slot_states

RETRY_AFTER = {"Retry-After": "5"}  # s
PROBES = ("healthz", "livez", "readyz")  # their routes
AWAY = {"status": "away", "web": "ok", "database": "away"}


def answer_probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: probes are answered whatever Host they name, for a balancer asks by address."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.path_info.removeprefix("/") in PROBES:
            response: HttpResponse = resolve(request.path_info).func(request)
            return response
        return get_response(request)

    return answered


@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too, and so pages work; otherwise 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse(AWAY, status=503, headers=RETRY_AFTER)
    return JsonResponse({"status": "ok"})


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Each part's state, and no more.

    503 while the database is away, when no page works. Where workers or keeper are silent the pages work all the same:
    that is 200 and `degraded`, a matter for an alarm and not for whoever shares requests out.
    """
    try:
        workers, keeper = in_a_word(slot_states()), in_a_word(keeper_states())
    except (DatabaseError, InterfaceError):
        return JsonResponse(AWAY, status=503, headers=RETRY_AFTER)
    status = "ok" if workers == keeper == "ok" else "degraded"
    return JsonResponse({"status": status, "web": "ok", "database": "ok", "workers": workers, "keeper": keeper})


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that raised an error: 503 while the database is away or full, otherwise 500."""
    error = sys.exc_info()[1]
    if not isinstance(error, (OperationalError, InterfaceError)):
        is_api = request.path.startswith("/api/")
        return JsonResponse({"detail": "It failed; the log says why"}, status=500) if is_api else server_error(request)
    full = is_full(error)
    if request.path.startswith("/api/"):
        detail = "The disk is full; make room and try again" if full else "The database is away; try again"
        return JsonResponse({"detail": detail}, status=503, headers=RETRY_AFTER)
    return HttpResponse(render_to_string("503.html", {"full": full}), status=503, headers=RETRY_AFTER)
