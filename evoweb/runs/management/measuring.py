"""Measuring: the same evaluations in several ways, in turns, so that what else the machine does slows all ways alike.

The best (least) time of a way counts, and the median tells how steady it was. What threads gain shows only where no
other process takes the cores.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import torch

from simulation.batch import simulate_batch, simulate_sequential
from simulation.budget import cores_to_stay_on
from simulation.config import RunConfig
from simulation.metrics import Metrics
from simulation.newborns import newborns
from simulation.pool import Pool, Runner
from simulation.population import Population

FEW = 32  # creatures that show what is paid only once
ROUNDS = (5, 50)  # fewest and most, where nobody says how many
LONG_ENOUGH = 20.0  # s, all rounds together
TURN = 0.1  # s; what takes less is played more than once a turn, or a fast way would be measured least
FIRST_EVALUATION = """
import sys, time
from simulation.batch import simulate_sequential
from simulation.config import RunConfig
from simulation.newborns import newborns
config = RunConfig.model_validate_json(sys.argv[1])
population = newborns(config, int(sys.argv[2]), config.seed)
start = time.perf_counter()
simulate_sequential(population, config)
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Case:
    """What is evaluated."""

    config: RunConfig  # its backend is one that is there, not auto
    recorded: int  # creatures that are recorded


@dataclass
class Way:
    """A case on a runner, and what was measured of it so far."""

    case: Case
    how: str
    runner: Runner
    metrics: Metrics = field(init=False)
    seconds: list[float] = field(default_factory=list)
    peak_memory_mb: float = 0.0

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.runner.threads)

    def take_turn(self) -> None:
        """Evaluate, as often as fits into a turn."""
        start = time.perf_counter()
        self.play()
        while time.perf_counter() - start < TURN:
            self.play()

    def play(self) -> None:
        """Evaluate once more."""
        config = self.case.config
        population, record = population_of(config), recorded_rows(self.case)
        self.runner.metrics = self.metrics  # the runner is shared with other ways
        forget_peak_memory()
        start = time.perf_counter()
        simulate_batch(population, config, record=record, runner=self.runner)
        self.seconds.append(time.perf_counter() - start)
        self.peak_memory_mb = max(self.peak_memory_mb, peak_memory_mb())

    def row(self, sequential_s: float) -> dict[str, Any]:
        """What was measured; `sequential_s` is the best time of this case without a pool."""
        config, best, figures = self.case.config, min(self.seconds), self.metrics.snapshot()
        return {
            "world": config.world,
            "backend": config.backend,
            "brain": config.brain,
            "population": config.population,
            "recorded": self.case.recorded,
            "how": self.how,
            "threads": self.runner.threads,
            "evaluations": len(self.seconds),
            "total_s": best,
            "median_s": median(self.seconds),
            "creature_steps_per_s": config.population * config.n_physics_steps * config.n_layouts / best,
            "speed_up": sequential_s / best,
            "efficiency": sequential_s / best / self.runner.threads,
            **{f"shard_p{share}_ms": 1000 * figures[f"latency_p{share}_s"] for share in (50, 95, 99)},
            "peak_active": figures["peak_active"],
            "peak_queue_depth": figures["peak_queue_depth"],
            "peak_memory_mb": self.peak_memory_mb,
        }


def measured(cases: Sequence[Case], thread_counts: Sequence[int], rounds: int | None) -> list[dict[str, Any]]:
    """A row for each case in sequence and in a pool of each size; in every round each way has its turn.

    Args:
        rounds: how many; None: as many as make it LONG_ENOUGH, within ROUNDS.
    """
    pools = [Pool(threads, cores=cores_to_stay_on()) for threads in thread_counts]
    runners = [("sequential", Runner()), *(("pooled", pool) for pool in pools)]
    ways = [[Way(case, how, runner) for how, runner in runners] for case in cases]
    fewest, most = (rounds, rounds) if rounds else ROUNDS
    start = time.perf_counter()
    try:
        for number in range(most):
            if number >= fewest and time.perf_counter() - start > LONG_ENOUGH:
                break
            for way in (way for of_case in ways for way in of_case):
                way.take_turn()
    finally:
        for pool in pools:
            pool.close()
    return [way.row(min(of_case[0].seconds)) for of_case in ways for way in of_case]


@cache
def population_of(config: RunConfig) -> Population:
    """The newborns of these settings, made once."""
    return newborns(config, config.population, config.seed)


def recorded_rows(case: Case) -> torch.Tensor | None:
    """[P] bool, who is recorded: so many, evenly spread; None: nobody."""
    if not case.recorded:
        return None
    rows = torch.zeros(case.config.population, dtype=torch.bool)
    rows[torch.arange(case.recorded) * case.config.population // case.recorded] = True
    return rows


def first_evaluation_s(config: RunConfig) -> float:
    """Seconds of a small evaluation; the first in a process also pays for what is paid only once."""
    few = newborns(config, FEW, config.seed)
    start = time.perf_counter()
    simulate_sequential(few, config)
    return time.perf_counter() - start


def cold_and_cached_s(config: RunConfig) -> dict[str, float]:
    """Seconds of the first evaluation of fresh processes: one that must compile, and one that finds it on disk."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", FIRST_EVALUATION, config.model_dump_json(), str(FEW)]
        surroundings = os.environ | {"NUMBA_CACHE_DIR": folder}

        def seconds() -> float:
            done = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True)
            return float(done.stdout)

        return {"cold_s": seconds(), "cached_s": seconds()}


def forget_peak_memory() -> None:
    """Let the peak start again from what is in use; where the system has no such thing, it is of the whole process."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_memory_mb() -> float:
    """The most memory that this process had in use, MB, since it was last forgotten."""
    with suppress(OSError, StopIteration):
        status = Path("/proc/self/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
