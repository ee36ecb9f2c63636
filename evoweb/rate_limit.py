"""How many requests a minute: counted per minute in the cache, which several web processes share through REDIS_URL."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from evoweb.clients import client_address
from evoweb.routes import route_of

MINUTE = 60
LINK = "sign-in/<str:token>/"
DOORS = ("accounts/login/", "admin/login/", LINK)  # routes, for a path's text may be written in many ways

logger = logging.getLogger(__name__)


def seconds_to_wait(what: str, who: str | int, most: int) -> int:
    """Count a request; 0 while `who` has made at most `most` of its kind this minute, else how long to wait."""
    minute, spent = divmod(int(time.time()), MINUTE)
    key = f"rate:{what}:{who}:{minute}"
    try:
        cache.add(key, 0, 2 * MINUTE)
        counted = cache.incr(key)
    except ValueError:  # the cache was full, and dropped it this moment
        return 0
    except RedisError as error:  # no reason to close the house
        logger.warning("Requests are not counted: %s", error)
        return 0
    return 0 if counted <= most else MINUTE - spent


def limit_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 429 for an address that asks the API, or knocks at a door, too often."""

    def limited(request: HttpRequest) -> HttpResponse:
        wait = 0
        route = route_of(request.path_info)
        if route.startswith("api/"):
            wait = seconds_to_wait("address", client_address(request), settings.ADDRESS_REQUESTS_A_MINUTE)
        elif route in DOORS and (request.method != "GET" or route == LINK):
            wait = seconds_to_wait("door", client_address(request), settings.SIGN_INS_A_MINUTE)
        return too_many(request, wait) if wait else get_response(request)

    return limited


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429, in JSON to programs and in words to people, with the seconds after which to try again."""
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"detail": f"Too many requests; try again in {wait} s"}, status=429)
    else:
        answer = render(request, "429.html", {"minutes": -(-wait // MINUTE)}, status=429)
    answer["Retry-After"] = str(wait)
    return answer
