"""Measuring a run's champion: whether it repeats its score, and its energy; now and then, and when the run ends."""

from typing import Any

from evoweb.runs.models import Run
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import parts_of
from simulation.generation import Generation as Evolved
from simulation.population import STRIDE
from simulation.repeats import as_stored, measured

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
    checkpoint = evolved.checkpoint if at == evolved.number else checkpoint_of(run.recorded.get(number=at))
    born, index = parts_of(run.champion) or (0, 0)
    found = measured(run.run_config(), checkpoint, born * STRIDE + index)
    return as_stored(found) | {"generation": at, "at": evolved.number}
