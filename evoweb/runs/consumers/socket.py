"""What all websockets have in common: a task of their own, small JSON objects from the client, acknowledgements."""

import asyncio
import contextlib
import json
import logging
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError
from ninja import Schema
from pydantic import Field, ValidationError

from evoweb.clients import scope_address
from evoweb.runs.consumers.heartbeat import Heartbeat
from evoweb.runs.consumers.places import place_for
from evoweb.runs.consumers.window import Window

LONGEST_MESSAGE = 1000  # characters a client may send
PONG_SECONDS = 1.0  # at least, between two answers to pings: they may lie unread
MOST_MISTAKES = 100  # since a client last acknowledged something: each is answered, and the answers may lie unread

# Close codes, all of the private range: Daphne refuses to send those that the protocol has for a server's troubles
NONSENSE, SIGN_IN, NOT_FOUND, STALLED, IDLE, TOO_MANY, BROKEN, AWAY = 4400, 4401, 4404, 4408, 4410, 4429, 4500, 4503

logger = logging.getLogger(__name__)
Json = dict[str, Any]


class Acknowledgement(Schema):
    """A client has received the message of this number, and all before it."""

    seq: int = Field(ge=0, lt=2**63)


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """A websocket with one task, which ends with the socket and whose failure ends the socket."""

    channel_layer_alias = ""  # none: who wants to hear of changes listens by themselves

    def __init__(self) -> None:
        super().__init__()
        self.task: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        self.window = Window(lambda: self.end(STALLED))
        self.heartbeat = Heartbeat(lambda: self.send('{"type":"ping"}'), lambda: self.end(STALLED))
        self.ponged_at = -PONG_SECONDS
        self.mistakes = 0

    async def __call__(self, scope: Json, receive: Any, send: Any) -> None:
        """Serve a client, if there is room for another socket, until it has left."""
        with place_for(scope_address(scope)) as self.has_place:
            await super().__call__(scope, receive, send)

    async def connect(self) -> None:
        """Accept the socket in any case: a browser's page learns no code of one that was never open."""
        await self.accept()
        if self.has_place:
            await self.serve()
        else:
            await self.close(TOO_MANY)

    async def serve(self) -> None:
        """Begin what this socket does; start its heartbeat once it is known that the client may be served."""
        raise NotImplementedError

    async def dispatch(self, message: Json) -> None:
        """As Channels does, but without looking after database connections: nothing here holds any."""
        await getattr(self, get_handler_name(message))(message)

    def begin(self, work: Any) -> None:
        """Start the socket's task."""
        self.task = asyncio.create_task(work)
        self.task.add_done_callback(self.note_end)

    def note_end(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or not (error := task.exception()):
            return
        if isinstance(error, OperationalError | InterfaceError):
            logger.warning("A websocket is closed for now, for the database is away: %s", error)
            self.end(AWAY)
        else:
            logger.error("A websocket failed", exc_info=error)
            self.end(BROKEN)

    def end(self, code: int) -> None:
        """Stop the work and close."""
        self.rest()
        self.closing = asyncio.create_task(self.close(code))

    async def disconnect(self, code: int) -> None:
        self.rest()

    def rest(self) -> None:
        """Stop the work, and wait for nothing any more."""
        self.window.stop()
        self.heartbeat.stop()
        if self.task is not None:
            self.task.cancel()

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        self.heartbeat.sent()
        await super().send(text_data, bytes_data, close)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Pass on what a client says, if it is a small JSON object."""
        if not self.has_place:
            return
        self.heartbeat.heard()
        message = None
        if text_data is not None and len(text_data) <= LONGEST_MESSAGE:
            with contextlib.suppress(ValueError, RecursionError):
                message = json.loads(text_data)
        if not isinstance(message, dict):
            await self.complain(f"Send a JSON object of at most {LONGEST_MESSAGE} characters.")
            return
        try:
            match message.get("type"):
                case "ack":
                    self.acknowledge(Acknowledgement.model_validate(message).seq)
                case "ping":
                    await self.answer_ping()
                case "pong":
                    pass  # it was heard
                case _:
                    await self.hear(message)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors())
            await self.complain(wrong, **{name: message[name] for name in ("request",) if name in message})

    def acknowledge(self, seq: int) -> None:
        self.mistakes = 0
        self.window.acknowledge(seq)

    async def answer_ping(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self.ponged_at + PONG_SECONDS:
            self.ponged_at = now
            await self.send('{"type":"pong"}')

    async def hear(self, message: Json) -> None:
        """Do what a client says.

        Raises:
            ValidationError: it is nothing that can be done.
        """
        raise NotImplementedError

    async def complain(self, error: str, **about: Any) -> None:
        """Say what is wrong with a client's message; one that never listens is sent away."""
        self.mistakes += 1
        if self.mistakes > MOST_MISTAKES:
            self.end(NONSENSE)
        else:
            await self.send(json.dumps({**about, "error": error}))
