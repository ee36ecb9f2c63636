"""Stopping: whether a run ends before its last generation, and why, by rules that are settings of it. No torch."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simulation.champions import standing_in
from simulation.config import RunConfig
from simulation.generation import Generation

RULES = ("stop_target", "stop_stagnation", "stop_minutes")
MOST_WITHOUT_ANYBODY = 5  # generations in a row; whoever never stays in play learns nothing


class Progress(NamedTuple):
    """How far a run is, in the figures that rules go by."""

    generation: int  # the latest
    champion_generation: int  # in which the run's champion was the champion first; -1: there is none
    standing: float  # what the champion stands by (see champions.standing_in); -inf: there is none
    elapsed_s: float  # of computing, all generations together
    without_anybody: int = 0  # of the latest generations, how many in a row had nobody in play


class Stop(NamedTuple):
    """A rule that ends a run, and the reason in people's words."""

    rule: str  # one of RULES, or "" for the one that holds for all runs
    reason: str


def stop_after(config: RunConfig, progress: Progress) -> Stop | None:
    """The rule that ends a run of these settings after the generation it has reached; None: it goes on.

    What ends at its last generation anyway was stopped by no rule.
    """
    generation, champion_generation, standing, elapsed_s, without_anybody = progress
    target, stagnation, minutes = config.stop_target, config.stop_stagnation, config.stop_minutes
    if generation >= config.generations:
        return None
    if without_anybody >= MOST_WITHOUT_ANYBODY:
        return Stop("", f"Nobody was in play for {without_anybody} generations in a row, up to generation {generation}")
    if target is not None and standing >= target:
        return Stop("stop_target", f"Reached {target:.12g} at generation {generation}")
    if stagnation is not None and generation - champion_generation >= stagnation:
        still = f"{generation - champion_generation} generations"
        since = f"since generation {champion_generation}" if champion_generation >= 0 else "and none before"
        return Stop("stop_stagnation", f"No new champion for {still}, {since}")
    if minutes is not None and elapsed_s >= 60 * minutes:
        return Stop("stop_minutes", f"Computed for {minutes:.12g} min, up to generation {generation}")
    return None


def until_stopped(config: RunConfig, generations: Iterable[Generation]) -> Iterator[tuple[Generation, str]]:
    """A run's generations from 0 up to the one after which a rule ends it, each with the reason to stop or ""."""
    settings, elapsed_s, without_anybody = config.model_dump(), 0.0, 0
    standing, champion_generation = float("-inf"), -1
    for generation in generations:
        statistics = generation.statistics
        reached = standing_in(settings, statistics["best"], statistics["held_out_mean"])
        if reached > standing:
            standing, champion_generation = reached, generation.number
        elapsed_s += statistics["wall_s"]
        without_anybody = without_anybody + 1 if generation.champion is None else 0
        progress = Progress(generation.number, champion_generation, standing, elapsed_s, without_anybody)
        stop = stop_after(config, progress)
        yield generation, stop.reason if stop else ""
        if stop:
            return
