"""Simulation within requests: only once the engine is loaded, and never more at once than the pool takes in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from evoweb.runs.engine import engine
from simulation.pool import machine_pool

here = threading.local()  # whether this thread holds a place


@contextmanager
def seat() -> Iterator[None]:
    """Hold a place in the queue of the pool for all that this thread simulates meanwhile; whoever has one keeps it.

    Raises:
        Loading: the engine is not loaded yet.
        Busy: all places are taken.
    """
    engine.require()
    if getattr(here, "is_seated", False):
        yield
        return
    with machine_pool().limited():
        here.is_seated = True
        try:
            yield
        finally:
            here.is_seated = False
