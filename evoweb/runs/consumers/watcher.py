"""Sockets that tell what is new, as fast as the client acknowledges it, while there is a right to it."""

import asyncio
import contextlib
import random
from contextlib import AbstractAsyncContextManager
from weakref import WeakKeyDictionary

from evoweb.runs.consumers.feed import Feeds
from evoweb.runs.consumers.rights import Right, Rights, Viewer
from evoweb.runs.consumers.socket import Socket

CHECK_SECONDS = 8.0  # at most, between two looks at a viewer's right
GREETING = -1  # is awaited like an acknowledgement


class Shared:
    """What is looked up once for many sockets."""

    def __init__(self) -> None:
        self.rights = Rights()
        self.feeds = Feeds()


SHARED: WeakKeyDictionary[asyncio.AbstractEventLoop, Shared] = WeakKeyDictionary()


def shared() -> Shared:
    """What the sockets of the running event loop have in common."""
    return SHARED.setdefault(asyncio.get_running_loop(), Shared())


class Watcher(Socket):
    """Wakes at every change and acknowledgement; every few seconds the viewer's right is looked at again."""

    right: Right
    check_at = 0.0  # s, of the event loop's clock: when the right is looked at again

    async def serve(self) -> None:
        self.changed = asyncio.Event()
        self.is_greeted = False
        self.window.expect(GREETING)
        self.begin(self.watch())

    def viewer(self) -> Viewer:
        """Whose right it is that counts."""
        return Viewer(self.scope["session"].session_key)

    def listening(self) -> AbstractAsyncContextManager[None]:
        """While it is entered, `changed` is set at every change from then on."""
        raise NotImplementedError

    async def tell(self) -> None:
        """Send what the client does not know yet, if there is anything; set `changed` if there is more of it."""
        raise NotImplementedError

    def greet(self) -> None:
        """The client has said where it stands."""
        self.is_greeted = True
        self.window.acknowledge(GREETING)
        self.changed.set()

    def acknowledge(self, seq: int) -> None:
        super().acknowledge(seq)
        self.changed.set()

    async def watch(self) -> None:
        """Tell what is new until there is no right to it."""
        if not await self.may_see():
            return
        self.heartbeat.start()
        async with self.listening():
            while await self.may_see():
                self.changed.clear()
                if self.is_greeted and self.window.is_open:
                    await self.tell()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(self.check_at):
                        await self.changed.wait()

    async def may_see(self) -> bool:
        """Whether there is a right, as far as was known a few seconds ago; without one the socket is closed."""
        now = asyncio.get_running_loop().time()
        if now >= self.check_at:
            self.right = await shared().rights.of(self.viewer())
            self.check_at = now + CHECK_SECONDS * random.uniform(0.6, 1.0)  # noqa: S311 - spreads the load
        if self.right.refusal is not None:
            self.window.stop()
            self.heartbeat.stop()
            await self.close(self.right.refusal)
        return self.right.refusal is None

    def look_again(self) -> None:
        """The right may have changed just now."""
        self.check_at = 0.0
        self.changed.set()
