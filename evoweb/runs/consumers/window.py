"""How much a client may be behind: Daphne buffers what a client does not read, without limit, so we do not send it."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST_UNACKNOWLEDGED = 2
STALL_SECONDS = 30.0  # without an acknowledgement that is waited for


class Window:
    """The messages that a client has not acknowledged yet; `stalled` is called when it does not do so for long."""

    def __init__(self, stalled: Callable[[], None]) -> None:
        self.stalled = stalled
        self.unacknowledged: deque[int] = deque()
        self.opened = asyncio.Event()
        self.opened.set()
        self.timer: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        """Whether another message may be sent."""
        return self.opened.is_set()

    def expect(self, seq: int) -> None:
        """An acknowledgement of this message, which is being sent."""
        self.unacknowledged.append(seq)
        if len(self.unacknowledged) >= MOST_UNACKNOWLEDGED:
            self.opened.clear()
        if self.timer is None:
            self.wind_up()

    def acknowledge(self, seq: int) -> None:
        """Take note that this message and all before it have arrived; one that nobody waits for means nothing."""
        if seq in self.unacknowledged:
            while self.unacknowledged.popleft() != seq:
                pass
            self.opened.set()
            self.wind_up()

    def wind_up(self) -> None:
        """Give the client its time from now on."""
        self.stop()
        if self.unacknowledged:
            self.timer = asyncio.get_running_loop().call_later(STALL_SECONDS, self.stalled)

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
