"""A creature's clip: the stored one, or the same bits simulated again."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from evoweb.runs.compute import seat
from evoweb.runs.models import Run, Score
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.creatures import engine_id
from evoweb.runs.reading.stored import stored_clip
from simulation.clip_store import decode
from simulation.clips import Clip

if TYPE_CHECKING:
    from simulation.layouts import Layouts


def clip_of(run: Run, score: Score) -> Clip:
    """The clip that shows how a creature came to its score.

    Raises:
        Loading: it must be simulated, and the engine is not loaded yet.
        Busy: it must be simulated, and too much work waits already.
        DamagedError: stored bytes have changed.
    """
    number = score.generation.number
    stored = stored_clip(score)
    if stored is not None:
        return replace(decode(stored), generation=number)  # a survivor's was made when it was simulated
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation.replay import replay  # noqa: PLC0415 - loads torch, which most clips do not need

        return replay(run.run_config(), checkpoint, engine_id(score.creature))


def raced_clip_of(run: Run, score: Score, layout: int) -> Clip:
    """The clip that shows a creature in a race's layout, which none of any run has met; under its own run's settings.

    In a task without layouts there is but the way it came to its score. Raises as `clip_of` does.
    """
    return clip_in(run, score, lambda layouts: layouts.race_layout(layout))


def trial_clip_of(run: Run, score: Score, trial: int) -> Clip:
    """The clip that shows a creature in one of the run's held-out trials, 1 to 16, on which champions are scored.

    In a task without layouts there is but the way it came to its score. Raises as `clip_of` does.
    """
    return clip_in(run, score, lambda layouts: layouts.held_out_layout(run.run_config(), trial - 1))


def clip_in(run: Run, score: Score, met: Callable[[ModuleType], "Layouts"]) -> Clip:
    """The clip that shows a creature in other layouts than its generation's."""
    config = run.run_config()
    if not config.has_layouts:
        return clip_of(run, score)
    checkpoint = checkpoint_of(score.generation)
    with seat():
        from simulation import layouts  # noqa: PLC0415 - loads torch
        from simulation.replay import replay  # noqa: PLC0415

        return replay(config, checkpoint, engine_id(score.creature), met(layouts))
