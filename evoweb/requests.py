"""Every request has an id: its log lines carry it, its answer names it, and a proxy in front may have given it."""

import re
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from inspect import iscoroutinefunction
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware
from django.utils.functional import SimpleLazyObject

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[\w.-]{8,64}", re.ASCII)
current: ContextVar[tuple[str, HttpRequest] | None] = ContextVar("request", default=None)


@sync_and_async_middleware
def name_requests(
    get_response: Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]],
) -> Callable[[HttpRequest], Any]:
    """The outermost middleware. What it notes is not taken back: Django logs refusals when all middleware is done."""

    def begin(request: HttpRequest) -> str:
        given = request.headers.get(HEADER, "")
        name = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        current.set((name, request))
        return name

    async def answer_later(request: HttpRequest) -> HttpResponse:
        name = begin(request)
        response = await cast("Awaitable[HttpResponse]", get_response(request))
        response[HEADER] = name
        return response

    def answer(request: HttpRequest) -> HttpResponse:
        name = begin(request)
        response = cast("HttpResponse", get_response(request))
        response[HEADER] = name
        return response

    return answer_later if iscoroutinefunction(get_response) else answer


def facts_of_request() -> dict[str, Any]:
    """The id of the request that is being answered, and its user's where that has been looked up already."""
    found = current.get()
    if found is None:
        return {}
    name, request = found
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = request.__dict__.get("_cached_user")
    key = getattr(user, "pk", None)
    return {"request": name} if key is None else {"request": name, "user": key}
