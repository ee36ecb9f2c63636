"""The pool: evaluates populations in shards, on the calling thread or on a persistent pool of threads.

A shard is one call of a backend's time loop. How many rows one holds, and whether threads help, is the backend's to
say: eager torch holds the interpreter's lock while it dispatches, so its shards run one after another.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.episode import Episodes, evaluate
from simulation.layouts import Layouts, layouts_of
from simulation.population import Population

Shard = tuple[int, int]  # first row and the one after the last


@dataclass(frozen=True)
class Backend:
    """One form of the time loop, and how it likes to be called."""

    evaluate: Callable[[Population, RunConfig, Layouts, Tensor | None], Episodes]
    shard: int  # most rows of one call; bounds memory too
    scales: bool  # whether several threads finish sooner than one


BACKENDS = {
    "torch": Backend(evaluate, shard=1024, scales=False),
}


@dataclass
class Metrics:
    """What happened in a pool while it worked; times in s."""

    latencies: list[float] = field(default_factory=list)  # of each shard, from its start to its end
    active: int = 0
    waiting: int = 0
    peak_active: int = 0
    peak_waiting: int = 0


class Pool:
    """A fixed number of threads that live as long as the process and work on shards.

    An exception in a shard reaches the caller with its traceback; the threads live on.
    """

    def __init__(self, threads: int):
        self.threads = threads
        self.metrics = Metrics()
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(threads, "evoweb", initializer=lambda: torch.set_num_threads(1))

    def map(self, work: Callable[[Shard], Episodes], shards: list[Shard]) -> list[Episodes]:
        """Results in the order of the shards."""
        with self._lock:
            self.metrics.waiting += len(shards)
            self.metrics.peak_waiting = max(self.metrics.peak_waiting, self.metrics.waiting)
        return list(self._executor.map(lambda shard: self._measured(work, shard), shards))

    def _measured(self, work: Callable[[Shard], Episodes], shard: Shard) -> Episodes:
        with self._lock:
            self.metrics.waiting -= 1
            self.metrics.active += 1
            self.metrics.peak_active = max(self.metrics.peak_active, self.metrics.active)
        start = time.perf_counter()
        try:
            return work(shard)
        finally:
            with self._lock:
                self.metrics.active -= 1
                self.metrics.latencies.append(time.perf_counter() - start)

    def close(self) -> None:
        """End the threads once their work is done."""
        self._executor.shutdown()


def n_threads() -> int:
    """Threads of this machine's pool: EVOWEB_THREADS, or all cores but one."""
    return max(1, int(os.environ.get("EVOWEB_THREADS") or (os.cpu_count() or 2) - 1))


@cache
def machine_pool() -> Pool:
    """The pool that the whole process shares."""
    return Pool(n_threads())


def simulate_batch(
    population: Population,
    config: RunConfig,
    layouts: Layouts | None = None,
    record: Tensor | None = None,
    pool: Pool | None = None,
) -> Episodes:
    """Scores of a population, its shards spread over the pool where the backend gains by it.

    Args:
        layouts: what they meet; None: the layouts of generation 0.
        record: [B] bool, who is filmed in the first layout; None: nobody.
        pool: None: the machine's own, or the calling thread for a backend that does not scale.
    """
    backend = BACKENDS[backend_of(config)]
    if pool is None and not backend.scales:
        return simulate_sequential(population, config, layouts, record)
    pool = pool or machine_pool()
    shards = shards_of(len(population), min(backend.shard, -(-len(population) // pool.threads)))
    return Episodes.cat(pool.map(shard_player(population, config, layouts, record), shards))


def simulate_sequential(
    population: Population, config: RunConfig, layouts: Layouts | None = None, record: Tensor | None = None
) -> Episodes:
    """The same scores, bit for bit, shard after shard on the calling thread."""
    shards = shards_of(len(population), BACKENDS[backend_of(config)].shard)
    with one_torch_thread():
        return Episodes.cat([*map(shard_player(population, config, layouts, record), shards)])


def backend_of(config: RunConfig) -> str:
    """The backend in force, a key of BACKENDS."""
    return "torch" if config.backend == "auto" else config.backend


def shards_of(count: int, rows: int) -> list[Shard]:
    """Shards of at most so many rows that together hold `count`."""
    return [(low, min(low + rows, count)) for low in range(0, count, rows)]


def shard_player(
    population: Population, config: RunConfig, layouts: Layouts | None, record: Tensor | None
) -> Callable[[Shard], Episodes]:
    """The function that plays one shard."""
    backend, met = BACKENDS[backend_of(config)], layouts or layouts_of(config, 0)

    def play(shard: Shard) -> Episodes:
        rows = slice(*shard)
        return backend.evaluate(population[rows], config, met, None if record is None else record[rows])

    return play


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Hold torch to one thread on this thread: its operations here are too small to share out."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
