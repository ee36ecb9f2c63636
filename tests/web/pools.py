"""The process's pool, as full as it can be."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from simulation.errors import Busy
from simulation.pool import machine_pool


@contextmanager
def full_pool() -> Iterator[None]:
    """Every place in the queue is taken."""
    with ExitStack() as places:
        with suppress(Busy):
            while True:
                places.enter_context(machine_pool().limited())
        yield
