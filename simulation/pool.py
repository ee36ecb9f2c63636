"""The pool: evaluates populations in shards, on the calling thread or on a persistent pool of threads.

A shard is one call of a backend's time loop. How many rows one holds, and whether threads help, is the backend's to
say: eager torch holds the interpreter's lock while it dispatches, so its shards run one after another.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.episode import Episodes, evaluate
from simulation.errors import ConfigError, Problem
from simulation.layouts import Layouts, layouts_of
from simulation.population import Population

Shard = tuple[int, int]  # first row and the one after the last
Play = Callable[[Shard], Episodes]


@dataclass(frozen=True)
class Backend:
    """One form of the time loop, and how it likes to be called."""

    evaluate: Callable[[Population, RunConfig, Layouts, Tensor | None], Episodes]
    shard: dict[str, int]  # most rows of one call on each kind of device; bounds memory too
    scales: bool  # whether several threads finish sooner than one


BACKENDS = {
    "torch": Backend(evaluate, shard={"cpu": 1024, "cuda": 32768}, scales=False),
}


@dataclass
class Metrics:
    """What happened in a runner while it worked; times in s."""

    latencies: list[float] = field(default_factory=list)  # of each shard, from its start to its end
    active: int = 0
    waiting: int = 0
    peak_active: int = 0
    peak_waiting: int = 0


class Runner:
    """Works on shards on the calling thread, one after another, and keeps metrics."""

    threads = 1

    def __init__(self) -> None:
        self.metrics = Metrics()
        self._lock = threading.Lock()

    def map(self, play: Play, shards: list[Shard]) -> list[Episodes]:
        """Results in the order of the shards."""
        self._queue(shards)
        with one_torch_thread():
            return [self._measured(play, shard) for shard in shards]

    def _queue(self, shards: list[Shard]) -> None:
        with self._lock:
            self.metrics.waiting += len(shards)
            self.metrics.peak_waiting = max(self.metrics.peak_waiting, self.metrics.waiting)

    def _measured(self, play: Play, shard: Shard) -> Episodes:
        with self._lock:
            self.metrics.waiting -= 1
            self.metrics.active += 1
            self.metrics.peak_active = max(self.metrics.peak_active, self.metrics.active)
        start = time.perf_counter()
        try:
            return play(shard)
        finally:
            with self._lock:
                self.metrics.active -= 1
                self.metrics.latencies.append(time.perf_counter() - start)


class Pool(Runner):
    """A fixed number of threads that live on from call to call and work on shards.

    An exception in a shard reaches the caller with its traceback, once the other shards are done; the threads live on.
    """

    def __init__(self, threads: int):
        super().__init__()
        self.threads = threads
        self._executor = ThreadPoolExecutor(threads, "evoweb", initializer=lambda: torch.set_num_threads(1))

    def map(self, play: Play, shards: list[Shard]) -> list[Episodes]:
        """Results in the order of the shards."""
        self._queue(shards)
        futures = [self._executor.submit(self._measured, play, shard) for shard in shards]
        wait(futures)
        return [future.result() for future in futures]

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


def simulate_batch(
    population: Population,
    config: RunConfig,
    layouts: Layouts | None = None,
    record: Tensor | None = None,
    runner: Runner | None = None,
) -> Episodes:
    """Scores of a population, in shards.

    Args:
        layouts: what they meet; None: the layouts of generation 0.
        record: [B] bool, who is filmed in the first layout; None: nobody.
        runner: None: the machine's pool, or the calling thread for a backend that gains nothing by threads.
    Returns:
        Episodes on the CPU.
    """
    backend, device = BACKENDS[backend_of(config)], device_of(config)
    runner = runner or (machine_pool() if backend.scales else Runner())
    count = len(population)
    rows = min(backend.shard[device], -(-count // runner.threads))
    shards = [(low, min(low + rows, count)) for low in range(0, count, rows)]
    met = layouts or layouts_of(config, 0)

    def play(shard: Shard) -> Episodes:
        part = population[slice(*shard)].map(lambda tensor: tensor.to(device))
        filmed = None if record is None else record[slice(*shard)].to(device)
        return backend.evaluate(part, config, met, filmed).map(Tensor.cpu)

    return Episodes.cat(runner.map(play, shards))


def simulate_sequential(
    population: Population, config: RunConfig, layouts: Layouts | None = None, record: Tensor | None = None
) -> Episodes:
    """The same scores, bit for bit, shard after shard on the calling thread."""
    return simulate_batch(population, config, layouts, record, Runner())


def backend_of(config: RunConfig) -> str:
    """The backend in force, a key of BACKENDS."""
    return "torch" if config.backend == "auto" else config.backend


def device_of(config: RunConfig) -> str:
    """The kind of device in force.

    Raises:
        ConfigError: where the settings ask for a GPU that is not there.
    """
    there = torch.cuda.is_available()
    if config.device == "cuda" and not there:
        raise ConfigError([Problem("device", "must be auto or cpu: this machine has no CUDA device")])
    return "cuda" if there and config.device != "cpu" else "cpu"


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Hold torch to one thread on this thread: its operations here are too small to share out."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
