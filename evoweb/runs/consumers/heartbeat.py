"""Heartbeats of a socket: pings while nothing else is sent, and a bound on how long its client may be silent."""

import asyncio
from collections.abc import Callable, Coroutine

PING_SECONDS = 5.0  # after the last message that was sent
SILENCE_SECONDS = 30.0  # of a client, which answers whatever it is sent


class Heartbeat:
    """The timer of one socket; `ping` sends one, `lost` is called once when the client has been silent for too long."""

    def __init__(self, ping: Callable[[], Coroutine[None, None, None]], lost: Callable[[], None]) -> None:
        self.ping = ping
        self.lost = lost
        self.sent_at = self.heard_at = 0.0  # s, of the event loop's clock
        self.timer: asyncio.TimerHandle | None = None
        self.pinging: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Ping at once, so that the client knows that it is served, and then whenever nothing else is sent."""
        self.heard()
        self.send_ping()
        self.wait()

    def sent(self) -> None:
        """Take note that the client was sent something."""
        self.sent_at = asyncio.get_running_loop().time()

    def heard(self) -> None:
        """Take note that the client has said something."""
        self.heard_at = asyncio.get_running_loop().time()

    def stop(self) -> None:
        """Neither ping nor wait any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def wait(self) -> None:
        due = min(self.sent_at + PING_SECONDS, self.heard_at + SILENCE_SECONDS)
        self.timer = asyncio.get_running_loop().call_at(due, self.look)

    def look(self) -> None:
        """Ping, or give the client up, if it is time; many messages may have been sent since the timer was set."""
        now = asyncio.get_running_loop().time()
        if now >= self.heard_at + SILENCE_SECONDS:
            self.timer = None
            self.lost()
            return
        if now >= self.sent_at + PING_SECONDS:
            self.send_ping()
        self.wait()

    def send_ping(self) -> None:
        self.sent()
        self.pinging = asyncio.create_task(self.ping())
