"""Stopping: whether a run ends before its last generation, and why, by rules that are settings of it. No torch."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simulation.champions import standing_in
from simulation.config import RunConfig
from simulation.generation import Generation

RULES = ("stop_target", "stop_stagnation", "stop_minutes")


class Progress(NamedTuple):
    """How far a run is, in the figures that rules go by."""

    generation: int  # the latest
    champion_generation: int  # in which the run's champion was the champion first
    standing: float  # what the champion stands by (see champions.standing_in)
    elapsed_s: float  # of computing, all generations together


class Stop(NamedTuple):
    """A rule that ends a run, and the reason in people's words."""

    rule: str  # one of RULES
    reason: str


def stop_after(config: RunConfig, progress: Progress) -> Stop | None:
    """The rule that ends a run of these settings after the generation it has reached; None: it goes on.

    What ends at its last generation anyway was stopped by no rule.
    """
    generation, champion_generation, standing, elapsed_s = progress
    target, stagnation, minutes = config.stop_target, config.stop_stagnation, config.stop_minutes
    if generation >= config.generations:
        return None
    if target is not None and standing >= target:
        return Stop("stop_target", f"Reached {target:.12g} at generation {generation}")
    if stagnation is not None and generation - champion_generation >= stagnation:
        still = f"{generation - champion_generation} generations"
        return Stop("stop_stagnation", f"No new champion for {still}, since generation {champion_generation}")
    if minutes is not None and elapsed_s >= 60 * minutes:
        return Stop("stop_minutes", f"Computed for {minutes:.12g} min, up to generation {generation}")
    return None


def until_stopped(config: RunConfig, generations: Iterable[Generation]) -> Iterator[tuple[Generation, str]]:
    """A run's generations from 0 up to the one after which a rule ends it, each with the reason to stop or ""."""
    settings, elapsed_s = config.model_dump(), 0.0
    standing, champion_generation = float("-inf"), 0
    for generation in generations:
        statistics = generation.statistics
        reached = standing_in(settings, statistics["best"], statistics["held_out_mean"])
        if reached > standing:
            standing, champion_generation = reached, generation.number
        elapsed_s += statistics["wall_s"]
        stop = stop_after(config, Progress(generation.number, champion_generation, standing, elapsed_s))
        yield generation, stop.reason if stop else ""
        if stop:
            return
