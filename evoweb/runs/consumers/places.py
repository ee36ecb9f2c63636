"""How many sockets may be open at a time in this process: from one address, and in all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

OPEN: Counter[str] = Counter()  # sockets, by their client's address


@contextmanager
def place_for(address: str) -> Iterator[bool]:
    """Whether there is room for one more socket from this address; it is counted until the context is left."""
    if OPEN[address] >= settings.MAX_SOCKETS_OF_ADDRESS or OPEN.total() >= settings.MAX_SOCKETS:
        yield False
        return
    OPEN[address] += 1
    try:
        yield True
    finally:
        OPEN[address] -= 1
        if not OPEN[address]:
            del OPEN[address]
