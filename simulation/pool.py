"""The pool: persistent threads that play shards, one pool a process. It knows callables, not creatures."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, TypeVar

from simulation.errors import Busy, ConfigError, Problem


class Piece(Protocol):
    """What can be told of one piece of work before it is done."""

    @property
    def cost(self) -> float:
        """s, roughly, on one thread."""

    @property
    def creatures(self) -> int:
        """How many it plays."""


P = TypeVar("P", bound=Piece)
MOST_JOBS = 8  # at once; more wait outside or are refused


@dataclass
class Metrics:
    """What happened in a runner while it worked; times in s."""

    latencies: list[float] = field(default_factory=list)  # of each shard, from its start to its end
    active: int = 0
    waiting: int = 0
    peak_active: int = 0
    peak_waiting: int = 0


class Runner:
    """Plays shards on the calling thread, one after another, and keeps metrics."""

    threads = 1

    def __init__(self) -> None:
        self.metrics = Metrics()
        self._lock = threading.Lock()

    def run(self, play: Callable[[P], object], shards: Sequence[P], at_once: int) -> None:
        """Play every shard, at most so many at once; returns when all are played."""
        self._queue(shards)
        for shard in shards:
            self._measured(play, shard)

    def _queue(self, shards: Sequence[P]) -> None:
        with self._lock:
            self.metrics.waiting += len(shards)
            self.metrics.peak_waiting = max(self.metrics.peak_waiting, self.metrics.waiting)

    def _measured(self, play: Callable[[P], object], shard: P) -> None:
        with self._lock:
            self.metrics.waiting -= 1
            self.metrics.active += 1
            self.metrics.peak_active = max(self.metrics.peak_active, self.metrics.active)
        start = time.perf_counter()
        try:
            play(shard)
        finally:
            with self._lock:
                self.metrics.active -= 1
                self.metrics.latencies.append(time.perf_counter() - start)


class Pool(Runner):
    """A fixed number of threads that live on from call to call and play shards.

    An exception in a shard reaches the caller with its traceback, once the other shards are done; the threads live on.
    """

    def __init__(self, threads: int):
        super().__init__()
        self.threads = threads
        self._places = threading.BoundedSemaphore(MOST_JOBS)
        self._mine = threading.local()
        self._executor = ThreadPoolExecutor(threads, "evoweb")

    def run(self, play: Callable[[P], object], shards: Sequence[P], at_once: int) -> None:
        """Play every shard, at most so many at once; returns when all are played."""
        self._queue(shards)
        turn = threading.BoundedSemaphore(at_once)

        def in_turn(shard: P) -> None:
            with turn:
                self._measured(play, shard)

        futures = [self._executor.submit(in_turn, shard) for shard in shards]
        wait(futures)
        for future in futures:
            future.result()

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Hold a place in the queue for what this thread runs here.

        Raises:
            Busy: all places are taken.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(1)
        try:
            yield
        finally:
            self._places.release()

    def close(self) -> None:
        """End the threads once their work is done."""
        self._executor.shutdown()


def n_threads() -> int:
    """Threads of this machine's pool: EVOWEB_THREADS, or all cores but one; at least one.

    Raises:
        ConfigError: where EVOWEB_THREADS is no number.
    """
    asked = os.environ.get("EVOWEB_THREADS", "").strip()
    if asked and not asked.isdecimal():
        raise ConfigError([Problem("EVOWEB_THREADS", f"must be a number of threads, not {asked!r}")])
    return max(1, int(asked) if asked else (os.cpu_count() or 2) - 1)


@cache
def machine_pool() -> Pool:
    """The pool that the whole process shares."""
    return Pool(n_threads())
