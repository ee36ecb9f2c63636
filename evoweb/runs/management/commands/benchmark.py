"""manage.py benchmark: how fast this machine simulates, alone and with its pool. Needs no database."""

import json
import os
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, TypeVar, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.management.benchmark_report import best_threads, ratios_of, table
from evoweb.runs.management.measuring import Case, cold_and_cached_s, first_evaluation_s, measured
from evoweb.runs.management.output_file import interruptible
from evoweb.runs.management.settings_options import problems_as_command_error
from simulation.backends import BACKENDS, backend_of
from simulation.budget import n_threads
from simulation.config import RunConfig

WORLDS = get_args(RunConfig.model_fields["world"].annotation)
BRAINS = get_args(RunConfig.model_fields["brain"].annotation)
MOST_THREADS = 256
LISTED = ("world", "backend", "brain", "population", "frames")  # options whose every combination is measured
T = TypeVar("T")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Reads a number within the bounds."""

    def read(text: str) -> int:
        if not (text.strip().isdecimal() and low <= int(text) <= high):
            raise ArgumentTypeError(f"must be a number from {low} to {high}, not {text!r}")
        return int(text)

    return read


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """Reads one of the choices."""

    def read(text: str) -> str:
        if text.strip() not in choices:
            raise ArgumentTypeError(f"must be one of {', '.join(choices)}, not {text!r}")
        return text.strip()

    return read


def recorded(text: str) -> str:
    """Reads who is recorded: off, all or a number of creatures."""
    if text.strip() not in ("off", "all") and not text.strip().isdecimal():
        raise ArgumentTypeError(f"must be off, all or a number of creatures, not {text!r}")
    return text.strip()


def some(read: Callable[[str], T]) -> Callable[[str], list[T]]:
    """Reads one or several, separated by commas."""
    return lambda text: [read(part) for part in text.split(",")]


class Command(BaseCommand):
    """Time one generation's episodes, sequentially and in pools of several sizes."""

    help = "Measure simulation speed: sequential against pools of threads; every combination of what is listed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        creatures, threads = some(whole_number(1, 100_000)), some(whole_number(1, MOST_THREADS))
        worlds, brains, backends = (some(one_of(names)) for names in (WORLDS, BRAINS, BACKENDS))
        turns = whole_number(1, 1000)
        add = parser.add_argument
        add("--json", action="store_true", help="one JSON object instead of a table")
        add("--population", type=creatures, default=[1000], help="creatures, like 100,1000 (default 1000)")
        add("--seconds", type=float, default=8.0, help="simulated time of an episode (default 8)")
        add("--world", type=worlds, default=["natural"], help="like natural,published (default natural)")
        add("--brain", type=brains, default=["none"], help="like none,pure (default none)")
        add("--backend", type=backends, default=["auto"], help="like kernel,torch (default: the one that runs take)")
        add("--frames", type=some(recorded), default=["off"], help="who is recorded, like off,25,all (default off)")
        add("--threads", type=threads, help="sizes of the pool, like 1,2 (default: 1 to all cores)")
        add("--rounds", type=turns, help="turns of every way (default: as many as take 20 s, from 5 to 50)")
        add("--cold", action="store_true", help="also time compiling, in new processes")

    def handle(self, **options: Any) -> None:
        with problems_as_command_error():
            cases = cases_of(options)
            thread_counts = options["threads"] or sorted({1, n_threads(), os.cpu_count() or 1})
        with interruptible(lambda: "Nothing is kept."):
            report = report_of(cases, thread_counts, options["rounds"], options["cold"])
        self.stdout.write(json.dumps(report) if options["json"] else table(report))


def cases_of(options: dict[str, Any]) -> list[Case]:
    """Every combination of what is listed; raises ConfigError, and CommandError where more are recorded than live."""
    cases = []
    for world, backend, brain, population, frames in product(*(options[name] for name in LISTED)):
        asked = {"seed": 0, "world": world, "backend": backend, "brain": brain, "population": population}
        config = RunConfig.parse(asked | {"seconds": options["seconds"]})
        count = int({"off": 0, "all": population}.get(frames, frames))
        if count > population:
            raise CommandError(f"--frames: {count} are more than the {population} creatures")
        cases.append(Case(config.model_copy(update={"backend": backend_of(config)}), count))
    return cases


def report_of(cases: list[Case], thread_counts: list[int], rounds: int | None, cold: bool) -> dict[str, Any]:
    """Measurements of every case in every way, and what they add up to."""
    load = os.getloadavg()[0]
    each = {(case.config.world, case.config.backend, case.config.brain): case.config for case in cases}
    once = [paid_once(config, cold) for config in each.values()]
    rows = measured(cases, thread_counts, rounds)
    how, threads = best_threads(rows)
    return {
        "seconds": cases[0].config.seconds,
        "cores": os.cpu_count(),
        "load": load,
        "measurements": rows,
        "ratios": ratios_of(rows),
        "best": how,
        "best_threads": threads,
        "default_threads": n_threads() if BACKENDS[cases[0].config.backend].scales else 1,
        "once": once,
        "peak_memory_mb": max(row["peak_memory_mb"] for row in rows),
    }


def paid_once(config: RunConfig, cold: bool) -> dict[str, Any]:
    """What loading and compiling cost with this backend and brain."""
    paid = {
        "world": config.world,
        "backend": config.backend,
        "brain": config.brain,
        "first_s": first_evaluation_s(config),
    }
    return paid | (cold_and_cached_s(config) if cold else {})
