"""Daphne's requests, with a cap on their bodies.

Twisted keeps a body of 100 kB and more in a temporary file, and Daphne hands a request on once its body is whole: what
body_limit.py refuses would be on the disk by then. Here a body is kept in memory, and one that is too big ends the
connection, at its declared length or as soon as more has come. More than the ordinary bound may send who is signed in,
which is found out before any of it is read. Headers (16 kB in all) Twisted bounds, and a websocket's message (1 MiB)
Daphne does.
"""

import asyncio
import io
from http import HTTPStatus
from urllib.parse import unquote

from daphne import http_protocol
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from evoweb.body_limit import most_bytes, ordinary_bytes, too_big
from evoweb.clients import address_of
from evoweb.front_door.bodies import Held
from evoweb.front_door.connections import CLOSED_WITHIN_S, TAKEN_WITHIN_S, Connection, answer_of, peer_of
from evoweb.front_door.keys import is_signed_in, readers
from simulation.setting import spaced

SIGN_IN = "Sign in, or send a token, to send more than {} bytes"
CROWDED = "Too much is being sent at once; try again"
AWAY = "The database is away; try again"


class BoundedRequest(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne ships no types
    """A request whose body is never larger than its route and its sender allow."""

    held = Held("")
    is_refused = False

    @property
    def connection(self) -> Connection:
        connection: Connection = self.channel.transport
        return connection

    def header(self, name: str) -> str:
        """The values of a header, as one."""
        return b",".join(self.requestHeaders.getRawHeaders(name.encode(), [])).decode("latin-1")

    def gotLength(self, length: int | None) -> None:
        """The headers are read; `length` is what they declare."""
        path = unquote(self.channel._path.partition(b"?")[0].decode("latin-1"))  # the request learns it with its body
        self.held = Held(address_of(peer_of(self.channel.getPeer()), self.header("X-Forwarded-For")))
        self.content = io.BytesIO()
        ordinary = ordinary_bytes(settings.BODY_LIMITS)
        self.most = ordinary if length is None else most_bytes(path, settings.BODY_LIMITS)
        if length is not None and length > self.most:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_big(self.most))
        elif length is not None and length > ordinary:
            self.connection.pauseProducing()
            self.admission = asyncio.ensure_future(self.admit(ordinary))

    async def admit(self, ordinary: int) -> None:
        """Read on where the sender is signed in."""
        cookies, authorization = self.header("Cookie"), self.header("Authorization")
        try:
            is_known = await asyncio.get_running_loop().run_in_executor(readers, is_signed_in, cookies, authorization)
        except (DatabaseError, InterfaceError):
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, AWAY)
            return
        if not is_known:
            self.refuse(HTTPStatus.UNAUTHORIZED, SIGN_IN.format(spaced(ordinary)))
        elif self.channel is not None:
            self.connection.resumeProducing()

    def handleContentChunk(self, data: bytes) -> None:
        """Some of the body has come."""
        if self.is_refused:
            return  # what still comes until the connection is closed
        if self.held.size + len(data) > self.most:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_big(self.most))
        elif not self.held.add(len(data)):
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, CROWDED)
        else:
            self.content.write(data)

    def refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer, forget what has come, and hang up."""
        self.is_refused = True
        self.content = io.BytesIO()
        self.held.release()
        if self.channel is not None:
            self.connection.close_after(answer_of(status, detail), CLOSED_WITHIN_S)

    def process(self) -> None:
        """The request is whole; hand it to the application."""
        if not self.is_refused:
            self.connection.request_is_whole()
            super().process()

    def finish(self) -> None:
        """The answer is whole."""
        connection, is_last = self.connection, not self.channel.persistent or self.connection.factory.is_ending
        self.held.release()
        connection.request_is_answered()
        super().finish()
        if is_last:
            connection.close_after(b"", TAKEN_WITHIN_S)

    def connectionLost(self, reason: object) -> None:
        self.held.release()
        super().connectionLost(reason)
