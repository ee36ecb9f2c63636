"""A cap on request bodies at the ASGI edge: Django itself would spool a big body to disk before refusing it."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from evoweb.routes import route_of
from simulation.setting import spaced

Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


Limits = Sequence[tuple[str, int]]  # beginnings of routes, and bytes; the last beginning is empty


def most_bytes(path: str, limits: Limits) -> int:
    """The bound on the body of a request to `path`: that of the first beginning which fits the path's route."""
    route = route_of(path)
    return next(most for beginning, most in limits if route.startswith(beginning))


def ordinary_bytes(limits: Limits) -> int:
    """The bound for routes that have none of their own, and for whoever is not signed in."""
    return limits[-1][1]


def limit_body(application: Application, limits: Limits) -> Application:
    """An application that answers 413 to bodies above what their path allows and hands every other request on.

    A declared length is refused before anything is read; an undeclared one (chunked) is read here, up to the limit.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        max_bytes = most_bytes(scope["path"], limits)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        events = await whole_body(receive, max_bytes) if int(declared) <= max_bytes else None
        if events is None:
            return await refuse(send, max_bytes)

        async def replay() -> Event:
            return events.pop(0) if events else await receive()

        return await application(scope, replay, send)

    return limited


async def whole_body(receive: Receive, max_bytes: int) -> list[Event] | None:
    """The events of one request's body, or of a client who left half-way; None when it is larger than `max_bytes`."""
    events, size = [], 0
    while True:
        event = await receive()
        events.append(event)
        size += len(event.get("body", b""))
        if size > max_bytes:
            return None
        if not event.get("more_body"):
            return events


def too_big(max_bytes: int) -> str:
    """The words of the refusal."""
    return f"A request's body is limited to {spaced(max_bytes)} bytes"


async def refuse(send: Send, max_bytes: int) -> None:
    """Answer 413 in the API's shape of errors."""
    body = json.dumps({"detail": too_big(max_bytes)}).encode()
    await send({"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})
