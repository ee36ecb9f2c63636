"""Websockets of the whole application, as a browser opens them: with its cookies and its Origin."""

import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from evoweb.asgi import application

PATIENCE_SECONDS = 10
PING, PONG = {"type": "ping"}, {"type": "pong"}


class Socket(WebsocketCommunicator):  # type: ignore[misc]
    """A client's end. Connections to the database are closed after use, as in production, which Channels' own test
    client prevents."""

    send_input = ApplicationCommunicator.send_input
    receive_output = ApplicationCommunicator.receive_output

    async def say(self, message: Any) -> None:
        await self.send_to(text_data=message if isinstance(message, str) else json.dumps(message))

    async def overhear(self) -> Any:
        """The next message, which is not acknowledged: bytes, or what its JSON says. Pings before it are answered."""
        while True:
            answer = await self.receive_from(PATIENCE_SECONDS)
            if isinstance(answer, bytes):
                return answer
            if (said := json.loads(answer)) != PING:
                return said
            await self.say(PONG)

    async def is_pinged(self) -> bool:
        """Whether the next message is a ping, as it is once the client may be here; it is not answered."""
        return bool(json.loads(await self.receive_from(PATIENCE_SECONDS)) == PING)

    async def hear(self) -> Any:
        """The next message, which is acknowledged if it is to be."""
        answer = await self.overhear()
        seq = request_of(answer) if isinstance(answer, bytes) else answer.get("seq", answer.get("request"))
        if isinstance(seq, int) and seq >= 0:
            await self.acknowledge(seq)
        return answer

    async def acknowledge(self, seq: int) -> None:
        await self.say({"type": "ack", "seq": seq})

    async def hello(self, after: int = -1, **more: int) -> None:
        """Greet a run's socket."""
        await self.say({"type": "hello", "after": after, **more})

    async def close_code(self) -> int:
        """The code with which the server closes, whatever it sends before."""
        while True:
            event = await self.receive_output(PATIENCE_SECONDS)
            if event["type"] == "websocket.close":
                return int(event["code"])


def request_of(clip: bytes) -> int:
    """The number of the request that a clip answers."""
    return int(struct.unpack_from("<4sI", clip)[1])


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def socket_of(path: str, cookie: str = "", origin: str = "http://localhost") -> Socket:
    headers = [(b"host", b"localhost"), (b"origin", origin.encode())]
    if cookie:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    return Socket(application, path, headers)


@asynccontextmanager
async def opened(path: str, user: User | None = None, address: str = "") -> AsyncIterator[Socket]:
    """An accepted socket of a user, or of nobody; from an address, where it matters."""
    socket = socket_of(path, await database_sync_to_async(cookie_of)(user) if user else "")
    socket.scope["client"] = (address, 1)
    accepted, _ = await socket.connect(PATIENCE_SECONDS)
    assert accepted
    yield socket
    await socket.disconnect(PATIENCE_SECONDS)
