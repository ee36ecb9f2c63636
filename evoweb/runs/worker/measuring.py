"""Measuring a run's champion: whether it repeats its score, and its energy; now and then, and when the run ends."""

import logging
from dataclasses import asdict
from typing import Any

from evoweb.runs.models import Run
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.stored import DamagedError
from simulation.errors import CheckpointError
from simulation.generation import Generation as Evolved
from simulation.population import STRIDE
from simulation.repeats import measured

logger = logging.getLogger(__name__)
MEASURED_EVERY = 10  # generations at least from one measurement to the next, but for the last


def measured_after(run: Run, evolved: Evolved, *, ends: bool) -> dict[str, Any] | None:
    """Return what is known of the run's champion once it has this generation; its progress is that already.

    It depends on the run's settings and generations alone, whoever computes it, and however often.
    """
    known: dict[str, Any] | None = run.measured
    at = run.champion_generation
    if at is None or run.champion_measured():
        return known
    if known and not ends and evolved.number < known["at"] + MEASURED_EVERY:
        return known
    try:
        checkpoint = evolved.checkpoint if at == evolved.number else checkpoint_of(run.recorded.get(number=at))
        found = measured(run.run_config(), checkpoint, evolved_id(run.champion))
    except (DamagedError, CheckpointError) as damage:  # of an earlier generation, which takes nothing from this one
        logger.warning("The champion cannot be measured: %s", damage)
        return known
    return asdict(found) | {"generation": at, "at": evolved.number}


def evolved_id(name: str) -> int:
    """The engine's number of a creature of this name."""
    born, index = map(int, name.split("-"))
    return born * STRIDE + index
