"""manage.py benchmark: how fast this machine simulates, alone and with its pool. Needs no database."""

import json
import os
import resource
import statistics
import time
from argparse import ArgumentTypeError
from dataclasses import asdict, dataclass
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandParser

from evoweb.runs.management.settings_options import problems_as_command_error
from simulation.backends import BACKENDS, backend_of
from simulation.batch import simulate_batch, simulate_sequential
from simulation.budget import n_threads
from simulation.config import RunConfig
from simulation.newborns import newborns
from simulation.pool import Pool, Runner
from simulation.population import Population

BRAINS = get_args(RunConfig.model_fields["brain"].annotation)
MOST_THREADS = 256
REPEATS = 3  # the median counts


@dataclass(frozen=True)
class Measurement:
    """One way to evaluate the population; times in s unless the name says otherwise."""

    how: str
    threads: int
    total_s: float
    creature_steps_per_s: float
    speed_up: float  # against sequential
    efficiency: float  # speed-up per thread
    shard_p50_ms: float
    shard_p95_ms: float
    shard_p99_ms: float
    peak_active: int
    peak_queue_depth: int


def thread_counts(text: str) -> list[int]:
    """Numbers of threads as 1,2,4."""
    counts = [int(part) if part.strip().isdecimal() else 0 for part in text.split(",")]
    if not all(1 <= count <= MOST_THREADS for count in counts):
        raise ArgumentTypeError(f"must be numbers from 1 to {MOST_THREADS}, like 1,2,4")
    return counts


class Command(BaseCommand):
    """Time one generation's episodes, sequentially and in pools of several sizes."""

    help = "Measure simulation speed: sequential against pools of threads."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
        parser.add_argument("--population", type=int, default=1000, help="creatures (default 1000)")
        parser.add_argument("--seconds", type=float, default=8.0, help="simulated time of an episode (default 8)")
        parser.add_argument("--brain", choices=BRAINS, default="none")
        parser.add_argument(
            "--threads", type=thread_counts, help="sizes of the pool, like 1,2 (default: 1 to all cores)"
        )

    def handle(self, **options: Any) -> None:
        asked = {name: options[name] for name in ("population", "seconds", "brain")}
        with problems_as_command_error():
            config = RunConfig.parse(asked | {"seed": 0})
            thread_counts = options["threads"] or sorted({1, n_threads(), os.cpu_count() or 1})
        report = measured(newborns(config, config.population, config.seed), config, thread_counts)
        self.stdout.write(json.dumps(report) if options["json"] else table(report))


def measured(population: Population, config: RunConfig, thread_counts: list[int]) -> dict[str, Any]:
    """Measurements of every way, and what they add up to."""
    simulate_sequential(population[:32], config)  # what is paid only once is not counted
    sequential = measurement("sequential", Runner(), population, config)
    rows = [sequential]
    for threads in thread_counts:
        pool = Pool(threads)
        rows.append(measurement("pooled", pool, population, config, sequential.total_s))
        pool.close()
    best = min(rows, key=lambda row: row.total_s)
    backend = backend_of(config)
    return {
        "backend": backend,
        "used_by_default": "pool" if BACKENDS[backend].scales else "sequential",
        "population": config.population,
        "seconds": config.seconds,
        "brain": config.brain,
        "measurements": [asdict(row) for row in rows],
        "best": best.how,
        "best_threads": best.threads,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measurement(
    how: str, runner: Runner, population: Population, config: RunConfig, sequential_s: float | None = None
) -> Measurement:
    """The median of REPEATS evaluations; shard latencies are of all of them."""
    totals = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        simulate_batch(population, config, runner=runner)
        totals.append(time.perf_counter() - start)
    total, figures = statistics.median(totals), runner.metrics.snapshot()
    speed_up = (sequential_s or total) / total
    return Measurement(
        how=how,
        threads=runner.threads,
        total_s=total,
        creature_steps_per_s=len(population) * config.n_steps / total,
        speed_up=speed_up,
        efficiency=speed_up / runner.threads,
        shard_p50_ms=1000 * figures["latency_p50_s"],
        shard_p95_ms=1000 * figures["latency_p95_s"],
        shard_p99_ms=1000 * figures["latency_p99_s"],
        peak_active=figures["peak_active"],
        peak_queue_depth=figures["peak_queue_depth"],
    )


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    columns = "how", "threads", "total s", "M steps/s", "speed-up", "efficiency", "p50 ms", "p95 ms", "p99 ms"
    lines = [
        "{population} creatures, {seconds:g} s, brain {brain}, backend {backend}".format(**report),
        "".join(f"{column:>11}" for column in (*columns, "active", "queue")),
    ]
    for row in report["measurements"]:
        numbers = [row["total_s"], row["creature_steps_per_s"] / 1e6, row["speed_up"], row["efficiency"]]
        latencies = [row["shard_p50_ms"], row["shard_p95_ms"], row["shard_p99_ms"]]
        lines.append(
            f"{row['how']:>11}{row['threads']:>11}"
            + "".join(f"{number:>11.2f}" for number in numbers)
            + "".join(f"{latency:>11.0f}" for latency in latencies)
            + f"{row['peak_active']:>11}{row['peak_queue_depth']:>11}"
        )
    threads = f"{report['best_threads']} thread{'s' * (report['best_threads'] != 1)}"
    lines.append(f"best: {report['best']}, {threads} · this backend runs {report['used_by_default']} by default")
    lines.append(f"peak memory: {report['peak_memory_mb']:.0f} MB")
    return "\n".join(lines)
