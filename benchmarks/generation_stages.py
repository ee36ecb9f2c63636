"""The stages of a generation, timed one by one and together, on a database that is there for it."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import mean, median
from typing import Any

import torch
from django.contrib.auth.models import User

from evoweb.runs.deeds.services import start_run
from evoweb.runs.models import ACTIVE, Run, State
from evoweb.runs.queue.leases import claim, hand_over
from evoweb.runs.worker.recording import record_generation
from evoweb.runs.worker.tasks import advance_next_run
from simulation import checkpoint as checkpoints
from simulation.backends import BACKENDS, backend_of
from simulation.breeding import Bred, first_generation, next_generation
from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.evolve import evolve
from simulation.filming import simulate_and_film
from simulation.generation import Generation
from simulation.layouts import layouts_of
from simulation.selection import judge
from simulation.selection.remembering import remembered
from simulation.threads import one_torch_thread

SECONDS = 8
STAGES = ("breed", "simulate", "encode", "commit")
RUNS = 3  # of each kind, in turns; the best counts
ROUNDS = 7  # of breeding alone


def measured(brain: str, population: int, generations: int) -> dict[str, Any]:
    """Runs of the same settings in rounds: one whose stages are timed, and one that the worker computes."""
    config = RunConfig.parse(
        {"seed": 1, "brain": brain, "population": population, "generations": generations, "seconds": SECONDS}
    )
    BACKENDS[backend_of(config)].load()
    times: dict[str, list[float]] = {name: [] for name in STAGES}
    in_turn, worker = [], []
    for _ in range(RUNS):
        evolved, seconds = recorded_in_turn(config, times)
        in_turn.append(seconds / generations)
        worker.append(worker_seconds(config) / generations)
        for last, generation in pairwise(evolved):
            note_stages(config, last, generation, times)
    sizes = [len(clip) for generation in evolved for clip in generation.clips.values()]
    writing = median(times["encode"]) + median(times["commit"])
    return {
        "brain": brain,
        "population": population,
        "backend": backend_of(config),
        "best_ms": {name: 1000 * min(seconds) for name, seconds in times.items()},
        "median_ms": {name: 1000 * median(seconds) for name, seconds in times.items()},
        "in_turn_ms": 1000 * min(in_turn),
        "worker_ms": 1000 * min(worker),
        "overlapped": (min(in_turn) - min(worker)) / writing,
        "clip_bytes": {"count": len(sizes), "mean": mean(sizes), "max": max(sizes)},
    }


def recorded_in_turn(config: RunConfig, times: dict[str, list[float]]) -> tuple[list[Generation], float]:
    """A run's generations, and the seconds that 1 and later took; notes what encoding and writing them took."""
    run = started(config)
    evolved, start = [], 0.0
    for generation in evolve(config):
        encoding = seconds_of(lambda: (generation.statistics, generation.clips, generation.checkpoint))  # noqa: B023
        writing = seconds_of(lambda: record_generation(run, generation))  # noqa: B023 - both called at once
        if generation.number == 0:
            start = time.perf_counter()
        else:
            times["encode"].append(encoding)
            times["commit"].append(writing)
        evolved.append(generation)
    return evolved, time.perf_counter() - start


def note_stages(config: RunConfig, last: Generation, generation: Generation, times: dict[str, list[float]]) -> None:
    """Breed this generation out of the last again, and simulate its offspring."""
    before, saved = (checkpoints.decode(one.checkpoint, config) for one in (last, generation))
    offspring = saved.population[~torch.from_numpy(generation.reused)]
    number, layouts = generation.number, layouts_of(config, generation.number)
    with one_torch_thread():
        times["breed"].append(seconds_of(lambda: next_generation(config, before, judge(config, before))))
        times["simulate"].append(seconds_of(lambda: simulate_and_film(offspring, config, layouts, number)))


def worker_seconds(config: RunConfig) -> float:
    """Seconds in which the worker computes generations 1 and later of a run, slice after slice."""
    run = started(config)
    record_generation(run, next(evolve(config)))
    hand_over(run)
    start = time.perf_counter()
    while run.state in ACTIVE:
        advance_next_run()
        run.refresh_from_db()
    seconds = time.perf_counter() - start
    if run.state != State.DONE:
        raise SystemExit(f"The run ended as {run.state}:\n{run.error}")
    return seconds


def started(config: RunConfig) -> Run:
    """A new run, its lease taken."""
    owner, _ = User.objects.get_or_create(username="benchmark")
    run = claim(start_run(owner, "benchmark", config).pk)
    assert run is not None
    return run


def breeding(brain: str, population: int, generations: int) -> dict[str, Any]:
    """How long it takes to judge and breed a population that chance has scored for so many generations."""
    config = RunConfig.parse({"seed": 1, "brain": brain, "population": population})
    with one_torch_thread():
        saved = scored_by_chance(config, first_generation(config), None)
        for _ in range(generations):
            saved = scored_by_chance(config, next_generation(config, saved, judge(config, saved)), saved)
        judging = [seconds_of(lambda: judge(config, saved)) for _ in range(ROUNDS)]
        verdict = judge(config, saved)
        times = [seconds_of(lambda: next_generation(config, saved, verdict)) for _ in range(ROUNDS)]
    return {
        "brain": brain,
        "population": population,
        "generations": generations,
        "judge_ms": 1000 * min(judging),
        "best_ms": 1000 * min(times),
        "median_ms": 1000 * median(times),
    }


def scored_by_chance(config: RunConfig, bred: Bred, last: Checkpoint | None) -> Checkpoint:
    """A generation with scores at random, and what is known then."""
    number, count = 0 if last is None else last.generation + 1, len(bred.population)
    random = torch.Generator().manual_seed(number)
    scores = Episodes(
        fitness=torch.rand(count, generator=random),
        parts={},
        targets_reached=torch.zeros(count, dtype=torch.int64),
        disqualified=torch.zeros(count, dtype=torch.int8),
        behaviour=torch.rand(count, 2, generator=random),
    )
    saved = Checkpoint(number, bred.population, scores, bred.memory, torch.zeros(0))
    return replace(saved, memory=remembered(config, saved, last))


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
