"""Is the service able to work, and what it says when it is not."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error

from evoweb.runs.queue.disk import is_full
from evoweb.runs.queue.pulse import in_a_word, keeper_states, slot_states

RETRY_AFTER = {"Retry-After": "5"}  # s


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Each part's state, and no more.

    503 while the database is away, when no page works. Where workers or keeper are silent the pages work all the same:
    that is 200 and `degraded`, a matter for an alarm and not for whoever shares requests out.
    """
    try:
        workers, keeper = in_a_word(slot_states()), in_a_word(keeper_states())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "away", "web": "ok", "database": "away"}, status=503, headers=RETRY_AFTER)
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
