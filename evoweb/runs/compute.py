"""Simulation within requests: only once the engine is loaded, and never more at once than the pool takes in."""

from collections.abc import Iterator
from contextlib import contextmanager

from evoweb.runs.engine import engine
from simulation.pool import machine_pool


@contextmanager
def seat() -> Iterator[None]:
    """Hold a place in the queue of the pool, for all that this thread simulates meanwhile.

    Raises:
        Loading: the engine is not loaded yet.
        Busy: all places are taken.
    """
    engine.require()
    with machine_pool().limited():
        yield
