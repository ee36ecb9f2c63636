"""Simulation inside the web process: one piece of work at a time, a few waiting, the rest turned away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

SEATS = 5  # one at work, four waiting
RETRY_AFTER_SECONDS = 2


class Busy(Exception):
    """Every seat is taken."""


_seats = threading.BoundedSemaphore(SEATS)
_bench = threading.Lock()


@contextmanager
def seat() -> Iterator[None]:
    """Wait for the bench and hold it.

    Raises:
        Busy: too many wait already.
    """
    if not _seats.acquire(blocking=False):
        raise Busy("The server is busy simulating; try again in a moment.")
    try:
        with _bench:
            yield
    finally:
        _seats.release()
