"""Requests take turns: so many are worked on at once, each with a thread and a connection to the database.

Postgres has a hundred connections for everybody, workers and the keeper among them; a request that found none would
fail, and so would they. One address has a third of the turns at most. Who gets no turn within a moment is told to come
again. Whether the service is well (healthz and the like) is asked in a lane of its own (docs/adr/016).
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from evoweb.body_limit import Application, Receive, Scope, Send
from evoweb.clients import address_of
from evoweb.health import PROBES
from evoweb.routes import route_of

AT_ONCE, OF_ONE_ADDRESS, PROBES_AT_ONCE = 12, 4, 2
OPENED_AT_ONCE = 8  # websockets
PATIENCE_S = 5.0
RETRY_AFTER_S = 5


class Crowded(Exception):
    """There was no turn in time."""


class Turns:
    """The places of one event loop."""

    def __init__(self) -> None:
        self.all = asyncio.Semaphore(AT_ONCE)
        self.probes = asyncio.Semaphore(PROBES_AT_ONCE)
        self.of_address: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, who: str, is_probe: bool) -> AsyncIterator[None]:
        """Wait for a place, and keep it for the block.

        Raises:
            Crowded: none became free in time.
        """
        own = self.of_address.setdefault(who, asyncio.Semaphore(OF_ONE_ADDRESS))  # forgotten when nobody has it
        async with AsyncExitStack() as places:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    for place in (self.probes,) if is_probe else (own, self.all):
                        await places.enter_async_context(place)
            except TimeoutError:
                raise Crowded from None
            yield


def in_turn(application: Application) -> Application:
    """An application whose requests wait for their turn, and are answered 503 where none comes."""
    turns = Turns()

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        who = address_of((scope.get("client") or ("",))[0], forwarded)
        try:
            async with turns.turn(who, is_probe=route_of(scope["path"]) in PROBES):
                await application(scope, receive, send)
        except Crowded:
            await refuse(send)

    return waiting


def opened_in_turn(application: Application) -> Application:
    """An application that opens so many websockets at once: of hundreds that come together, none holds up a request."""
    turns = asyncio.Semaphore(OPENED_AT_ONCE)

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(turns)

            async def sent(message: Any) -> None:
                await send(message)
                await turn.aclose()  # with the first answer it is open, or refused

            await application(scope, receive, sent)

    return waiting


async def refuse(send: Send) -> None:
    """Answer 503 in the API's shape of errors."""
    body = json.dumps({"detail": f"Too many requests at once; try again in {RETRY_AFTER_S} s"}).encode()
    headers = [(b"content-type", b"application/json"), (b"retry-after", str(RETRY_AFTER_S).encode())]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
