"""Messages between processes over Postgres' LISTEN/NOTIFY, with the interface that Channels' consumers expect.

Why an own layer: docs/adr/002-channel-layer.md; where REDIS_URL is set, redis_layer.py takes its place. Messages are
hints: a group's members read the database when one arrives. Send one from inside the transaction that it tells about,
and it arrives if and when that commits:

    with transaction.atomic():
        ...
        notify("run.12", {"type": "run.changed", "run": 12})

Who wants to know subscribes, then reads the database, then is called with every later message:

    async with hearing("run.12", heard):
        ...

When the listening connection was lost and is back, each subscriber gets `{"type": "resync"}`: what was sent in between
is gone, read the database again.
"""

import asyncio
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from channels.db import database_sync_to_async
from channels.layers import BaseChannelLayer, get_channel_layer
from django.db import connection, connections

POSTGRES_CHANNEL = "evoweb"
MAX_PAYLOAD_BYTES = 7_999  # Postgres takes less than 8 000
ABANDONED_AFTER_S = 60.0

logger = logging.getLogger(__name__)
Message = dict[str, Any]


def notify(group: str, message: Message) -> None:
    """Send `message` to every member of `group`, in any process, when the current transaction commits.

    Raises:
        ValueError: the message is larger than a NOTIFY can carry; send a hint, not the data.
    """
    get_channel_layer().notify(group, message)


@asynccontextmanager
async def hearing(group: str, heard: Callable[[Message], None]) -> AsyncIterator[None]:
    """Call `heard` with every message to `group` while the block runs; it begins when none will be missed."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(group, channel)

    async def receive() -> None:
        while True:
            heard(await layer.receive(channel))

    receiving = asyncio.create_task(receive())
    try:
        yield
    finally:
        receiving.cancel()
        await layer.group_discard(group, channel)


class Inbox:
    """What one channel has not yet received; when it is full the newest message wins."""

    def __init__(self, capacity: int) -> None:
        self.messages: deque[Message] = deque(maxlen=capacity)
        self.arrived = asyncio.Event()
        self.last_taken = time.monotonic()

    def put(self, message: Message) -> None:
        self.messages.append(message)
        self.arrived.set()

    async def take(self) -> Message:
        while not self.messages:
            self.arrived.clear()
            await self.arrived.wait()
        self.last_taken = time.monotonic()
        return self.messages.popleft()

    def is_abandoned(self) -> bool:
        """Nobody takes from it: its consumer died without leaving its groups."""
        full = len(self.messages) == self.messages.maxlen
        return full and time.monotonic() - self.last_taken > ABANDONED_AFTER_S


class Exchange:
    """The inboxes and groups of one event loop, fed by one LISTEN connection that lives while anybody subscribes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.inboxes: dict[str, Inbox] = {}
        self.groups: dict[str, set[str]] = {}
        self.listening = asyncio.Event()
        self.listener: asyncio.Task[None] | None = None

    def inbox(self, channel: str) -> Inbox:
        return self.inboxes.setdefault(channel, Inbox(self.capacity))

    async def subscribe(self, group: str, channel: str) -> None:
        """Return only when messages sent from now on will arrive."""
        self.groups.setdefault(group, set()).add(channel)
        if self.listener is None:
            self.listener = asyncio.create_task(self.listen())
        await self.listening.wait()

    def unsubscribe(self, group: str, channel: str) -> None:
        members = self.groups.get(group, set())
        members.discard(channel)
        if not members:
            self.groups.pop(group, None)
        if not self.groups and self.listener is not None:
            self.listener.cancel()
            self.listener = None
            self.listening.clear()

    def close(self, channel: str) -> None:
        """Forget a channel whose consumer has ended."""
        self.inboxes.pop(channel, None)
        for group in [group for group, members in self.groups.items() if channel in members]:
            self.unsubscribe(group, channel)

    def deliver(self, to: str, message: Message) -> None:
        """Put a message into the inbox of a channel, or of every member of a group."""
        channels = [to] if "!" in to else self.groups.get(to, set())
        for channel in list(channels):
            inbox = self.inbox(channel)
            if inbox.is_abandoned():
                self.close(channel)
            else:
                inbox.put(message.copy())

    async def listen(self) -> None:
        """Feed the inboxes for ever; a lost connection is opened again, and every subscriber told to re-read."""
        pause, lost = 0.1, False
        while True:
            try:
                connect = psycopg.AsyncConnection.connect(**connection_parameters(), autocommit=True)
                async with await connect as listening:
                    await listening.execute(f"LISTEN {POSTGRES_CHANNEL}")
                    self.listening.set()
                    if lost:
                        self.resync()
                    pause = 0.1
                    async for note in listening.notifies():
                        self.deliver(**json.loads(note.payload))
            except psycopg.Error as error:
                logger.warning("The channel layer lost its connection, next try in %.1f s: %s", pause, error)
            lost = True
            self.listening.clear()
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)

    def resync(self) -> None:
        for channel in set().union(*self.groups.values()):
            self.inbox(channel).put({"type": "resync"})


def connection_parameters() -> dict[str, Any]:
    """What psycopg needs to reach Django's database; a silent network partner is noticed within half a minute."""
    database = connections["default"].get_connection_params()
    wanted = {key: value for key, value in database.items() if key not in ("cursor_factory", "context")}
    return {**wanted, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}


class PostgresChannelLayer(BaseChannelLayer):  # type: ignore[misc]  # Channels ships no types
    """Channels' layer interface (channels and groups) on top of one Exchange per event loop."""

    extensions = ("groups",)

    def __init__(self, capacity: int = 100) -> None:
        super().__init__(capacity=capacity)
        self.process = secrets.token_hex(8)
        self.exchanges: WeakKeyDictionary[asyncio.AbstractEventLoop, Exchange] = WeakKeyDictionary()

    @property
    def exchange(self) -> Exchange:
        loop = asyncio.get_running_loop()
        if loop not in self.exchanges:
            self.exchanges[loop] = Exchange(self.capacity)
        return self.exchanges[loop]

    async def new_channel(self, prefix: str = "specific") -> str:
        """A name for a consumer of this event loop."""
        return f"{prefix}.{self.process}!{secrets.token_hex(8)}"

    async def receive(self, channel: str) -> Message:
        """The next message; cancelling it closes the channel, which Channels does when a consumer ends."""
        self.require_valid_channel_name(channel)
        try:
            return await self.exchange.inbox(channel).take()
        except asyncio.CancelledError:
            self.exchange.close(channel)
            raise

    async def group_add(self, group: str, channel: str) -> None:
        """Subscribe; what is sent after this returns will arrive."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        await self.exchange.subscribe(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Unsubscribe; a channel that is no member is left alone."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self.exchange.unsubscribe(group, channel)

    async def group_send(self, group: str, message: Message) -> None:
        """`notify` for asynchronous code."""
        self.require_valid_group_name(group)
        await database_sync_to_async(self.notify)(group, message)

    def notify(self, group: str, message: Message) -> None:
        """Send on the current transaction's own connection, so that it arrives if and when that commits.

        Raises:
            ValueError: the message is larger than a NOTIFY can carry.
        """
        payload = json.dumps({"to": group, "message": message}, separators=(",", ":"))
        if len(payload.encode()) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"A message to {group} is {len(payload.encode())} bytes; the limit is {MAX_PAYLOAD_BYTES}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [POSTGRES_CHANNEL, payload])

    async def send(self, channel: str, message: Message) -> None:
        """Send to one consumer of this event loop."""
        self.require_valid_channel_name(channel)
        self.exchange.deliver(channel, message)
